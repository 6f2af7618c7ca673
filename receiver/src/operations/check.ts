import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Config, Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import { getSqlitePath } from '../database/connection.ts';
import { DatabaseError, toDatabaseError } from '../database/database-error.ts';
import { assertIsWritable } from '../database/write-probe.ts';
import { readClock } from '../messages/clock-guard.ts';
import {
  formatUnreadable,
  readMessageRows,
  readQuarantine,
  tryDecryptMessage,
} from '../messages/message-repository.ts';
import { countDueMessages, isExcessive } from '../messages/retention.ts';
import { getOutboxState } from '../outbox/outbox-repository.ts';
import { getWebhookName } from '../outbox/webhook-config.ts';
import { readSecret } from '../security/read-secret.ts';
import { formatCount } from './format-count.ts';

/** How long mail may wait before it is reported as an error. */
const maxMailWaitSeconds = 3600;

/** How long the running receiver may take to say whether it is ready. */
const readinessTimeoutMs = 20_000;

/** The result of a check. */
export interface CheckReport {
  /** What is wrong; empty if everything is in order. */
  readonly errors: readonly string[];
  /** What the operator should know, and perhaps act on. */
  readonly info: readonly string[];
}

/**
 * Checks that a message can be stored, that the database is intact, that every message can be
 * decrypted with the available keys, and that no mail has failed or waited for long.
 */
export async function runCheck(
  context: AppContext,
  forms: readonly Form[] = [],
): Promise<CheckReport> {
  const errors: string[] = await checkRetention(context, forms);
  await assertIsWritable(context, true).catch((cause) => {
    const error = toDatabaseError(cause, 'no message can be stored');
    if (!(error instanceof DatabaseError)) throw error;
    errors.push(error.message);
  });
  if (context.engine === 'sqlite') {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(
      context.db,
    );
    for (const { integrity_check: result } of rows) if (result !== 'ok') errors.push(result);
  }
  const messagesByKey = new Map<string, number>();
  for await (const row of readMessageRows(context)) {
    messagesByKey.set(row.key_id, (messagesByKey.get(row.key_id) ?? 0) + 1);
    if (!tryDecryptMessage(context.keyring, row)) errors.push(formatUnreadable(row));
  }
  const failed = context.db.selectFrom('outbox').selectAll().where('state', '=', 'failed');
  for (const { reference, recipient, error } of await failed.execute()) {
    // A webhook is named, an e-mail address is not printed.
    const what = getWebhookName(recipient) ? recipient : 'a mail';
    errors.push(`${reference}: ${what} has failed (${error}); use resend or dismiss`);
  }
  const dismissed = context.db.selectFrom('outbox').selectAll().where('state', '=', 'dismissed');
  const decisions = (await dismissed.orderBy('dismissed_at').execute()).map(
    (mail) => `${mail.reference}: a mail was dismissed at ${mail.dismissed_at} (${mail.decision})`,
  );
  const { waiting, oldestSeconds } = await getOutboxState(context);
  if (oldestSeconds > maxMailWaitSeconds) {
    errors.push('a mail has waited over an hour; see the log');
  }
  const messages = [...messagesByKey.values()].reduce((sum, count) => sum + count, 0);
  return {
    errors,
    info: [
      formatCount(messages, 'message'),
      ...(await readQuarantine(context)).map(
        ({ form, count, oldest }) =>
          `form ${form}: ${formatCount(count, 'message')} in quarantine, the oldest since ${oldest}; see list --state quarantine`,
      ),
      `${formatCount(waiting, 'mail')} waiting`,
      ...decisions,
      ...forms.flatMap(checkNotice),
      ...[...messagesByKey].map(([id, count]) => `key ${id}: ${formatCount(count, 'message')}`),
    ],
  };
}

/** What each form has to say for Article 13 of the GDPR, by its setting; `controller` adds rights and purpose. */
const noticeParts = [
  'controller',
  'legalBasis',
  'retention',
  'dataProtectionOfficer',
  'privacyHref',
] as const;

/** Says what a form does not tell its visitors, and what it tells them that is not so. */
function checkNotice({ id, notice, retention }: Form): string[] {
  // The retention period is told also without a sentence of its own.
  const effectiveNotice = { ...notice, retention: notice.retention ?? retention };
  const missing = noticeParts.filter((part) => !effectiveNotice[part]);
  const { sv, en } = notice.retention ?? {};
  const texts = [sv, en].filter((text) => text !== undefined);
  const contradicts = (text: string) =>
    retention && text.match(/\d+/g)?.includes(String(retention.days)) === false;
  return [
    ...(missing.length > 0
      ? [
          `form ${id}: its notice has no ${missing.join(', ')}; if the page does not say it either, visitors lack what Article 13 of the GDPR asks for`,
        ]
      : []),
    ...(notice.retention && !retention
      ? [
          `form ${id}: notice.retention says how long messages are kept, but retention is off, so the receiver deletes none by itself`,
        ]
      : []),
    ...(texts.some(contradicts)
      ? [
          `form ${id}: notice.retention has another number than the ${retention?.days} days of retention; leave it out, and visitors are told what the receiver does`,
        ]
      : []),
    ...(texts.some((text) => /\[.*\]/.test(text))
      ? [
          `form ${id}: notice.retention has a marked place that nobody has filled in, and visitors read it`,
        ]
      : []),
  ];
}

/** The domain of the example configurations: with the names below it, in a URL or an address, but not in another name. */
const exampleDomain = /(?<![\p{L}\d-])exempelkommun\.se(?![\p{L}\d-]|\.[\p{L}\d])/iu;

/** Their other texts that only one municipality has. */
const exampleTexts = [
  'Kommunstyrelsen i Exempelkommun',
  '08-465 004 00',
  'Exempelkommun KS 2026-00123',
];

/** A place to fill in, in the settings that the site's page of texts makes: `[telefonnummer]`. */
const markedPlace = /\[[^\]]+\]/;

/**
 * Finds the values of the example configuration, and marked places that nobody has filled in. Mail to the example's
 * domain would reach somebody else, nothing may be deleted by its decision, and visitors would read its notice. Only
 * whole values and domains count, because a municipality may have a similar name.
 */
export function checkExampleValues(config: Config): CheckReport {
  const texts = findTexts(config);
  const errors = [
    ...texts
      .filter(([, text]) => exampleTexts.includes(text) || exampleDomain.test(text))
      .map(([path, text]) => `${path}: expected your own value, got the example's, “${text}”`),
    ...texts
      .filter(([path, text]) => path.startsWith('forms.') && markedPlace.test(text))
      .map(([path]) => `${path}: expected your own value, got a marked place`),
  ];
  return { errors, info: [] };
}

/** The texts of a configuration, each with the path that other errors in the file have. */
function findTexts(value: unknown, path: readonly string[] = []): [path: string, text: string][] {
  if (typeof value === 'string') return [[path.join('.'), value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => findTexts(each, [...path, key]));
}

/**
 * Whether no receiver has been started with the configuration: there is neither a database nor its keys, and nothing
 * listens on its port. A receiver whose files were removed still listens.
 */
export async function isBeforeFirstStart(
  { data, host, port }: Config,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  if (readSecret(env, 'DATABASE_URL')) return false;
  // Such keys were perhaps created for a database that is now missing.
  if (env.RECEIVER_KEYS || env.RECEIVER_KEYS_FILE) return false;
  if (existsSync(getSqlitePath(data)) || existsSync(join(data, 'keys'))) return false;
  const socket = connect({ host, port });
  const isListening = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return !isListening;
}

/** Says whether the configuration can be used as it is, and what the first start needs. */
export function checkFirstStart(
  { mail }: Config,
  env: NodeJS.ProcessEnv,
  isExample: boolean,
): CheckReport {
  const needsPassword = mail && new URL(mail.server).username !== '';
  return {
    errors: [],
    info: [
      isExample
        ? 'The configuration is valid, but not yours yet: replace those values before you start the receiver.'
        : 'The configuration can be used.',
      'No database yet: it is created when the receiver starts.',
      ...(needsPassword && !readSecret(env, 'SMTP_PASSWORD')
        ? [
            'mail.server has a user, so the receiver needs SMTP_PASSWORD or SMTP_PASSWORD_FILE to start; this command has neither',
          ]
        : []),
    ],
  };
}

/** Explains why nothing is deleted, if messages are due. */
async function checkRetention(context: AppContext, forms: readonly Form[]): Promise<string[]> {
  if (!forms.some(({ retention }) => retention)) return [];
  const { doubt, now, seenAt, trustedAt } = await readClock(context);
  const state = await countDueMessages(context, forms);
  const getReason = () => {
    const clock = `the clock says ${now.toISOString()}`;
    if (doubt === 'clock-behind') return `${clock}, but there is ${seenAt?.toISOString()} already`;
    if (doubt) return `${clock}, but it was last trusted at ${trustedAt?.toISOString()}`;
    return isExcessive(state) ? 'so many are due at once' : undefined;
  };
  const reason = getReason();
  if (!reason) return [];
  const { due, total } = state;
  return [
    `nothing is deleted, because ${reason}; if that is right, run apply-retention (messages due: ${due} of ${total})`,
  ];
}

/**
 * Asks the running receiver whether it is ready. Only that process knows which file it has open, and whether its keys
 * are saved.
 */
export async function checkRunningReceiver(port: number): Promise<CheckReport> {
  let response: Response;
  try {
    const signal = AbortSignal.timeout(readinessTimeoutMs);
    response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal });
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError';
    return isTimeout
      ? { errors: ['the running receiver does not answer'], info: [] }
      : { errors: [], info: [`no receiver answers on the monitoring port ${port}`] };
  }
  if (response.ok) return { errors: [], info: ['the running receiver is ready'] };
  const body = (await response.json().catch(() => null)) as { reason?: string } | null;
  const reason =
    body?.reason ?? `expected the receiver on port ${port}, got HTTP ${response.status}`;
  return { errors: [`the running receiver is not ready: ${reason}`], info: [] };
}
