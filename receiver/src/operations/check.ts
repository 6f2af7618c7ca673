import { sql } from 'kysely';
import type { AppContext } from '../context.ts';
import {
  countQuarantined,
  decryptMessage,
  readMessageRows,
} from '../messages/message-repository.ts';
import { getOutboxState } from '../outbox/outbox-repository.ts';
import { getWebhookName } from '../outbox/webhook-config.ts';

/** How long mail may wait before it is reported as an error. */
const maxMailWaitSeconds = 3600;

/** The result of a check. */
export interface CheckReport {
  /** What is wrong; empty if everything is in order. */
  readonly errors: readonly string[];
  /** What the operator should know, and perhaps act on. */
  readonly info: readonly string[];
}

/**
 * Checks that the database is intact, that every message can be decrypted with the available keys,
 * and that no mail has failed or waited for long.
 */
export async function runCheck(context: AppContext): Promise<CheckReport> {
  const errors: string[] = [];
  if (context.engine === 'sqlite') {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(
      context.db,
    );
    for (const { integrity_check: result } of rows) if (result !== 'ok') errors.push(result);
  }
  const messagesByKey = new Map<string, number>();
  for await (const row of readMessageRows(context)) {
    messagesByKey.set(row.key_id, (messagesByKey.get(row.key_id) ?? 0) + 1);
    try {
      decryptMessage(context.keyring, row);
    } catch {
      // Whatever the reason, what matters is which message it is; the key's id is a hint.
      errors.push(`${row.reference}: cannot be decrypted (key ${row.key_id})`);
    }
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
      `${messages} messages, ${await countQuarantined(context)} in quarantine`,
      `${waiting} mails waiting`,
      ...decisions,
      ...[...messagesByKey].map(([id, count]) => `key ${id}: ${count} messages`),
    ],
  };
}
