/** The operator's commands: each opens the database, does one thing and prints the result. */
import { existsSync } from 'node:fs';
import { type Config, readConfig } from '../config.ts';
import type { AppContext } from '../context.ts';
import { getSqlitePath, openDatabase } from '../database/connection.ts';
import { toDatabaseError } from '../database/database-error.ts';
import { confirmClock } from '../messages/clock-guard.ts';
import { flattenMessage } from '../messages/flatten-message.ts';
import {
  formatUnreadable,
  type Message,
  type MessageFilter,
  type MessageRow,
  messageStates,
  readFormIds,
  readMessage,
  readMessages,
} from '../messages/message-repository.ts';
import { parseReference } from '../messages/reference.ts';
import { applyRetention, deleteMessage } from '../messages/retention.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';
import { createMailer, type MailError } from '../outbox/mailer.ts';
import {
  dismissFailedDeliveries,
  readCaseNumbers,
  resendMessage,
} from '../outbox/outbox-repository.ts';
import { reencryptMessages, withKeyLock } from '../security/key-rotation.ts';
import { addKeyToFile, loadKeyring } from '../security/keyring-source.ts';
import { readSecret } from '../security/read-secret.ts';
import { checkAdvisories } from './advisories.ts';
import { restoreBackup, writeBackup } from './backup.ts';
import {
  type CheckReport,
  checkExampleValues,
  checkFirstStart,
  checkRunningReceiver,
  isBeforeFirstStart,
  runCheck,
} from './check.ts';
import { formatCount } from './format-count.ts';
import { containsText, readSearchText } from './search.ts';
import { sendTestMessage, TestMessageError } from './test-message.ts';

/** A command that cannot be carried out, with a message for the operator. */
export class UsageError extends Error {}

/** The parsed command line. */
export interface CommandInput {
  readonly configPath: string;
  readonly operands: readonly string[];
  readonly decision?: string | undefined;
  readonly form?: string | undefined;
  readonly state?: string | undefined;
  readonly since?: string | undefined;
  readonly search?: boolean | undefined;
}

interface CommandContext {
  readonly config: Config;
  readonly context: AppContext;
  /** The path of the key file, or the name of the environment variable with the keys. */
  readonly keySource: string;
  readonly isKeyFile: boolean;
}

// Write errors are reported by `print()`.
process.stdout.on('error', () => {});

/**
 * Prints one line of the result. `console.log` does not report a full disk, and half an export
 * would pass for a complete one.
 */
function print(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (error) => {
      if (error) reject(new UsageError(`expected to write the result, got ${error}`));
      else resolve();
    });
  });
}

/** The commands by name. Each resolves to the exit code. */
export const commands: Record<string, (input: CommandInput) => Promise<number>> = {
  list: (input) => printMessages(input, formatSummary),

  show: (input) =>
    withContext(input, async ({ context }) => {
      const message = await findMessage(context, input);
      await print(formatMessage(message, await readCaseNumbers(context)));
    }),

  export: (input) => printMessages(input, (...message) => JSON.stringify(toExport(...message))),

  resend: (input) =>
    withContext(input, async ({ context, config }) => {
      const unreadable = reportUnreadable();
      const messages: Pick<Message, 'reference' | 'form'>[] = [];
      if (input.operands.length > 0 && (input.form ?? input.state ?? input.since)) {
        throw new UsageError('expected a reference number or --state, got both');
      }
      if (input.state) {
        const filter = await getFilter(input, context, config);
        // Collect all of them first, because resending changes which messages match the filter.
        for await (const { reference, form } of readMessages(context, filter, unreadable.report)) {
          messages.push({ reference, form });
        }
      } else {
        messages.push(await findMessage(context, input));
      }
      if (messages.length === 0) reportNone(input, unreadable);
      let skipped = 0;
      for (const { reference, form } of messages) {
        const recipients = config.forms.find(({ id }) => id === form)?.recipients ?? [];
        if (recipients.length === 0) {
          skipped++;
          console.error(`error: ${reference}: the form "${form}" has no recipients`);
          continue;
        }
        const count = await resendMessage(context, reference, recipients);
        await print(`${reference}: ${formatCount(count, 'delivery', 'deliveries')} queued`);
      }
      return skipped > 0 ? 1 : unreadable.getExitCode();
    }),

  dismiss: (input) =>
    withContext(input, async ({ context }) => {
      const decision = getDecision(input);
      const reference = getReference(input);
      const count = await dismissFailedDeliveries(context, reference, decision);
      if (count === 0) throw new UsageError(`${reference}: no failed deliveries to dismiss`);
      const dismissed = formatCount(count, 'delivery', 'deliveries');
      await print(`${reference}: ${dismissed} dismissed, the message is kept`);
    }),

  'test-mail': async (input) => {
    const recipient = getOperand(input, 'one e-mail address');
    const { mail } = readConfig(input.configPath, process.env);
    if (!mail) throw new UsageError('expected mail to be configured, got no mail.server');
    const mailer = createMailer(mail, process.env);
    try {
      await print(`accepted by ${new URL(mail.server).host}: ${await mailer.sendTest(recipient)}`);
      return 0;
    } catch (error) {
      console.error(explainMailError(error));
      return 1;
    } finally {
      mailer.close();
    }
  },

  'test-message': async (input) => {
    const url = getOperand(input, "one form's URL").replace(/\/$/, '');
    const { forms, mail } = readConfig(input.configPath, process.env);
    const form = forms.find(({ id }) => url.endsWith(`/v1/forms/${id}`));
    if (!form)
      throw new UsageError(`expected https://…/v1/forms/ and the id of a form, got ${url}`);
    const address = mail?.from.match(/[^\s<>]+@[^\s<>]+/)?.[0] ?? 'test@example.se';
    try {
      await print(`stored with the reference number ${await sendTestMessage(url, form, address)}`);
      return 0;
    } catch (error) {
      if (!(error instanceof TestMessageError)) throw error;
      console.error(error.message);
      return 1;
    }
  },

  delete: (input) =>
    withContext(input, async ({ context }) => {
      const decision = getDecision(input);
      // Not read first, so that a message that can no longer be decrypted can be deleted too.
      const reference = getReference(input);
      const deletion = await deleteMessage(context, reference, decision);
      if (deletion === 'none') throw new UsageError(formatNotFound(reference));
      const rest =
        '; another process is reading the database; the data is overwritten once it has finished, within 10 minutes if the receiver runs';
      await print(`${reference}: deleted${deletion === 'not-yet-overwritten' ? rest : ''}`);
    }),

  'apply-retention': (input) =>
    withContext(input, async ({ context, config }) => {
      await confirmClock(context);
      const count = await applyRetention(context, config.forms);
      await print(`${formatCount(count, 'message')} deleted by decision`);
    }),

  deletions: (input) =>
    withContext(input, async ({ context }) => {
      const query = context.db.selectFrom('deletions').selectAll().orderBy('deleted_at');
      const rows = await query.execute();
      if (rows.length === 0) console.error('nothing has been deleted');
      for (const row of rows) {
        const { reference, form, received_at: receivedAt, deleted_at: deletedAt, decision } = row;
        await print(JSON.stringify({ reference, form, receivedAt, deletedAt, decision }));
      }
    }),

  backup: (input) =>
    withContext(input, async ({ context, keySource }) => {
      const path = getOperand(input, 'one file');
      const count = await writeBackup(context, path);
      await print(`${formatCount(count, 'message')} in ${path}`);
      console.error(`The keys are not included. Keep a copy of ${keySource} in another place.`);
    }),

  restore: (input) =>
    withContext({ ...input, create: true }, async ({ context }) => {
      const unreadable = reportUnreadable();
      const path = getOperand(input, 'one file');
      const { messages, createdAt } = await restoreBackup(context, path, unreadable.report);
      await print(`${formatCount(messages, 'message')} restored, as of ${createdAt}`);
      return unreadable.getExitCode();
    }),

  'rotate-key': (input) =>
    withContext(input, async ({ context, keySource, isKeyFile }) => {
      let isAdded = false;
      if (isKeyFile) {
        await withKeyLock(context, () => {
          isAdded = addKeyToFile(keySource, context.now());
        });
        context.keyring.refresh?.();
      }
      if (!isAdded && context.keyring.keys.size === 1) {
        throw new UsageError(explainKeyRotation(keySource));
      }
      const unreadable = reportUnreadable();
      const count = await reencryptMessages(context, unreadable.report);
      await print(
        `${formatCount(count, 'message')} encrypted with the key ${context.keyring.current}`,
      );
      return unreadable.getExitCode();
    }),

  check: async (input) => {
    const config = readConfig(input.configPath, process.env);
    const { monitoring, publisherUrl } = config;
    const hasErrors = async ({ errors, info }: CheckReport) => {
      for (const line of info) await print(line);
      for (const error of errors) console.error(`error: ${error}`);
      return errors.length > 0;
    };
    const isExample = await hasErrors(checkExampleValues(config));
    if (await isBeforeFirstStart(config, process.env)) {
      await hasErrors(checkFirstStart(config, process.env, isExample));
      const { isUnreachable, errors, info } = await checkAdvisories(publisherUrl);
      // The receiver can be started while the way out is being opened: it is asked for again each night.
      const isVulnerable = await hasErrors(
        isUnreachable ? { errors: [], info: [...info, ...errors] } : { errors, info },
      );
      return isExample || isVulnerable ? 1 : 0;
    }
    // First, because the database may be one that can't be opened.
    const isUnready = monitoring && (await hasErrors(await checkRunningReceiver(monitoring.port)));
    const isVulnerable = await hasErrors(await checkAdvisories(publisherUrl));
    return withContext(input, async ({ context }) => {
      const isWrong = await hasErrors(await runCheck(context, config.forms));
      return isExample || isUnready || isVulnerable || isWrong ? 1 : 0;
    });
  },
};

/** Prints a line for each message that the options choose, oldest first. */
function printMessages(
  input: CommandInput,
  format: (message: Message, caseNumbers: ReadonlyMap<string, string>) => string,
): Promise<number> {
  return withContext(input, async ({ context, config }) => {
    const filter = await getFilter(input, context, config);
    const caseNumbers = await readCaseNumbers(context);
    const unreadable = reportUnreadable();
    let count = 0;
    for await (const message of searchMessages(context, input, filter, unreadable.report)) {
      await print(format(message, caseNumbers));
      count++;
    }
    if (count === 0) reportNone(input, unreadable);
    return unreadable.getExitCode();
  });
}

async function withContext(
  { configPath, create = false }: CommandInput & { create?: boolean },
  task: (context: CommandContext) => Promise<number | undefined>,
): Promise<number> {
  const now = () => new Date();
  const config = readConfig(configPath, process.env);
  const databaseOptions = { data: config.data, url: readSecret(process.env, 'DATABASE_URL') };
  if (!create && !databaseOptions.url && !existsSync(getSqlitePath(config.data))) {
    throw new UsageError(`expected a database in ${config.data}, got none`);
  }
  const { keyring, source, isFile } = loadKeyring(databaseOptions, process.env);
  const context = { ...(await openDatabase(databaseOptions)), keyring, now };
  try {
    return (await task({ config, context, keySource: source, isKeyFile: isFile })) ?? 0;
  } catch (error) {
    throw toDatabaseError(error, 'the database');
  } finally {
    await context.db.destroy();
  }
}

/** What the operator has to do when the keys can't be changed from here: in a variable, or in a file of the system. */
const explainKeyRotation = (source: string) =>
  `${source}: expected a new key beside the current one, got one key; it cannot be changed from here.
  1. Create a key:  echo "$(date -I):$(openssl rand -base64 32)"
  2. Add it last in ${source} of every receiver, and restart the receivers one by one.
  3. Move it first in ${source} of every receiver, and restart the receivers one by one.
  4. Run rotate-key with the same ${source}.`;

/** The response of the mail server, or the connection error, and the setting that may help. */
function explainMailError(error: unknown): string {
  const { message, code, originalCode = '' } = error as MailError;
  const detail = originalCode && ` (${originalCode})`;
  return `not accepted: ${message}${detail}${getMailHint(code, originalCode)}`;
}

function getMailHint(code: string | undefined, originalCode: string): string {
  if (/CERT|SIGNED|ISSUER/.test(originalCode)) {
    return '; set mail.ca, or on this machine set mail.tls to "off"';
  }
  if (code !== 'ETLS') return '';
  return '; the mail server does not encrypt: if it is on this machine or in your own network, you may set mail.tls to "off"';
}

function getOperand({ operands }: CommandInput, expected: string): string {
  if (operands.length !== 1) throw new UsageError(`expected ${expected}, got ${operands.length}`);
  return operands[0] ?? '';
}

/** Reports each message that can't be decrypted. The exit code says that the result is incomplete. */
function reportUnreadable() {
  let count = 0;
  return {
    report: (row: MessageRow) => {
      count++;
      console.error(`error: ${formatUnreadable(row)}`);
    },
    getExitCode: () => (count > 0 ? 1 : 0),
  };
}

/** Says on standard error that there is nothing to print, so that an empty result is no riddle. */
function reportNone(
  { form, state, since, search }: CommandInput,
  unreadable: ReturnType<typeof reportUnreadable>,
): void {
  // Messages that cannot be read have been reported already.
  if (unreadable.getExitCode() !== 0) return;
  const isFiltered = search || (form ?? state ?? since) !== undefined;
  console.error(isFiltered ? 'there are no such messages' : 'there are no messages');
}

async function getFilter(
  { form, state, since }: CommandInput,
  context: AppContext,
  { forms }: Config,
): Promise<MessageFilter> {
  if (form !== undefined) {
    const ids = new Set([...forms.map(({ id }) => id), ...(await readFormIds(context))]);
    if (!ids.has(form))
      throw new UsageError(`expected --form ${[...ids].join(', ')}, got "${form}"`);
  }
  const messageState = messageStates.find((name) => name === state);
  if (state !== undefined && !messageState) {
    throw new UsageError(`expected --state ${messageStates.join(', ')}, got "${state}"`);
  }
  // A date without a time starts at local midnight, not at midnight UTC.
  const date = since && new Date(/^\d{4}-\d\d-\d\d$/.test(since) ? `${since}T00:00` : since);
  if (date && Number.isNaN(date.getTime())) {
    throw new UsageError(`expected --since with a date such as 2026-01-31, got "${since}"`);
  }
  return { form, state: messageState, since: date || undefined };
}

/** Yields the messages that a filter and `--search` choose, oldest first. */
async function* searchMessages(
  context: AppContext,
  { search }: CommandInput,
  filter: MessageFilter,
  onUnreadable: (row: MessageRow) => void,
): AsyncGenerator<Message> {
  const text = search ? await readSearchText() : undefined;
  if (text === '') throw new UsageError('expected a text to search for, got nothing');
  for await (const message of readMessages(context, filter, onUnreadable)) {
    if (text === undefined || containsText(message, text)) yield message;
  }
}

function getDecision({ decision }: CommandInput): string {
  if (!decision) throw new UsageError('expected --decision with the decision behind it, got none');
  return decision;
}

function getReference(input: CommandInput): string {
  const operand = getOperand(input, 'one reference number');
  const reference = parseReference(operand);
  if (!reference) throw new UsageError(`expected a reference number, got "${operand}"`);
  return reference;
}

async function findMessage(context: AppContext, input: CommandInput): Promise<Message> {
  const reference = getReference(input);
  const message = await readMessage(context, reference);
  if (!message) throw new UsageError(formatNotFound(reference));
  return message;
}

const formatNotFound = (reference: string) => `there is no message ${reference}`;

/** The exported form of a message, with the case number once a webhook has one. */
function toExport(message: Message, caseNumbers: ReadonlyMap<string, string>) {
  const caseNumber = caseNumbers.get(message.reference);
  return { ...flattenMessage(message), ...(caseNumber && { caseNumber }) };
}

function formatSummary(
  { reference, receivedAt, form, quarantine, body }: Message,
  caseNumbers: ReadonlyMap<string, string>,
): string {
  const { name, subject } = body.fields;
  const caseNumber = caseNumbers.get(reference);
  const mark = quarantine ? `quarantine: ${quarantine}` : caseNumber ? `case: ${caseNumber}` : '';
  const line = [reference, receivedAt, form, name, subject, mark].join('\t').trimEnd();
  return stripInvisibleCharacters(line);
}

function formatMessage(message: Message, caseNumbers: ReadonlyMap<string, string>): string {
  const { message: text, ...properties } = toExport(message, caseNumbers);
  const entries = Object.entries(properties).filter(([, value]) => value);
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  const lines = entries.map(([name, value]) => `${name}:`.padEnd(width) + value);
  return stripInvisibleCharacters([...lines, '', text].join('\n'));
}
