import { sql } from 'kysely';
import type { AppContext } from '../context.ts';
import {
  decryptMessage,
  getAssociatedData,
  readMessageRows,
} from '../messages/message-repository.ts';
import { countQuarantined, getOutboxState } from '../operations/metrics.ts';
import { encrypt } from './keyring.ts';

/**
 * Does something to the keys that no other command may do meanwhile: two that each put a new key into
 * the file as it was would leave one key in it, and what is closed with the other could never be
 * opened. What both would write to here lets one wait, and lets go of it if that one is killed.
 */
export function withKeyLock({ db, engine }: AppContext, task: () => void): Promise<void> {
  return db.transaction().execute(async (trx) => {
    // A slow disk under the file must not make PostgreSQL lose its patience and let the other in.
    if (engine === 'postgresql') {
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
    }
    await sql`update kysely_migration_lock set is_locked = is_locked`.execute(trx);
    task();
  });
}

/**
 * Closes every body again with the current key, one at a time, so that the older keys can be thrown
 * away. Receivers go on meanwhile. Settles with how many there were.
 */
export async function reencryptMessages(context: AppContext): Promise<number> {
  let count = 0;
  for await (const row of readMessageRows(context)) {
    if (row.key_id === context.keyring.current) continue;
    const { body } = decryptMessage(context.keyring, row);
    const { form, reference } = row;
    const sealed = encrypt(
      context.keyring,
      JSON.stringify(body),
      getAssociatedData(form, reference),
    );
    await context.db
      .updateTable('messages')
      .set({ key_id: sealed.keyId, body: sealed.text })
      .where('reference', '=', reference)
      .execute();
    count++;
  }
  return count;
}

/** How long mail may wait before a check says that it is not in order, in seconds. */
const maxMailWaitSeconds = 3600;

/** What a check found. */
export interface CheckReport {
  /** What is not as it must be; nothing if all is well. */
  readonly errors: readonly string[];
  /** What the operator should know, and perhaps act upon. */
  readonly info: readonly string[];
}

/**
 * Checks the database: that it is sound, that every message opens with the keys at hand, and that no
 * mail has failed or waits for long.
 */
export async function runCheck(context: AppContext): Promise<CheckReport> {
  const faults: string[] = [];
  if (context.engine === 'sqlite') {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(
      context.db,
    );
    for (const { integrity_check: found } of rows) if (found !== 'ok') faults.push(found);
  }
  const keys = new Map<string, number>();
  for await (const row of readMessageRows(context)) {
    keys.set(row.key_id, (keys.get(row.key_id) ?? 0) + 1);
    try {
      decryptMessage(context.keyring, row);
    } catch {
      // Whatever the reason, what matters is which message it is; the key's name is a hint.
      faults.push(`${row.reference}: does not open (key ${row.key_id})`);
    }
  }
  const failed = context.db.selectFrom('outbox').selectAll().where('state', '=', 'failed');
  for (const { reference, fault } of await failed.execute()) {
    faults.push(`${reference}: a mail has failed (${fault}); resend it, or settle it by decision`);
  }
  const settled = context.db.selectFrom('outbox').selectAll().where('state', '=', 'settled');
  const decisions = (await settled.orderBy('settled_at').execute()).map(
    (mail) => `${mail.reference}: a mail was settled at ${mail.settled_at} (${mail.decision})`,
  );
  const { waiting, oldestSeconds: oldest } = await getOutboxState(context);
  if (oldest > maxMailWaitSeconds) faults.push('a mail has waited over an hour; the log tells why');
  const messages = [...keys.values()].reduce((sum, count) => sum + count, 0);
  return {
    errors: faults,
    info: [
      `${messages} messages, ${await countQuarantined(context)} in quarantine`,
      `${waiting} mails waiting`,
      ...decisions,
      ...[...keys].map(([id, count]) => `key ${id}: ${count} messages`),
    ],
  };
}
