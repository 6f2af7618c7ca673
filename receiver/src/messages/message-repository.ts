import { isDeepStrictEqual } from 'node:util';
import { type Selectable, sql } from 'kysely';
import { cleanFields, type Fields } from '../../../src/form/message.ts';
import type { AppContext } from '../context.ts';
import type { Database } from '../database/schema.ts';
import { decrypt, encrypt, type Keyring } from '../security/keyring.ts';
import { createReference } from './reference.ts';

/** What the sender wrote, as it is stored. */
export interface MessageBody {
  readonly fields: Fields;
  readonly language: 'sv' | 'en';
  readonly website: string;
}

/** What the sender gets back. */
export interface Receipt {
  readonly reference: string;
  readonly receivedAt: string;
}

/** A message to store, and the challenge that it spends. */
export interface NewMessage {
  readonly form: string;
  readonly idempotencyKey: string;
  readonly body: MessageBody;
  readonly recipients: readonly string[];
  readonly challenge: { readonly nonce: string; readonly expiresAt: Date };
}

/** What became of a message that was to be stored. */
export type StoreResult =
  | { readonly outcome: 'stored' | 'repeated'; readonly receipt: Receipt }
  | { readonly outcome: 'key-reused' | 'challenge-used' };

/** A stored message, opened. */
export interface Message extends Receipt {
  readonly form: string;
  readonly quarantine: Database['messages']['quarantine'];
  readonly body: MessageBody;
}

type MessageRow = Selectable<Database['messages']>;

/** A message on its way into the database, with what its sender will get. */
interface PreparedMessage extends NewMessage {
  readonly receipt: Receipt;
}

/** Thrown inside the transaction to undo it; never leaves this file. */
class RollbackError extends Error {}

/**
 * Stores a message, spends its challenge and writes the mails it is owed: all or nothing, and on
 * the disk when the promise settles. The database's unique keys decide between requests that come
 * at once, in one receiver or in several; so there is no check first and act later to slip through.
 */
export async function storeMessage(context: AppContext, message: NewMessage): Promise<StoreResult> {
  // A reference that is taken already is as unlikely as it sounds; then the next one is not.
  for (let attempt = 0; attempt < 3; attempt++) {
    const [stored] = (await storeBatch(context, [message])) ?? [];
    if (stored) return stored;
    const earlier = await findByIdempotencyKey(context, message);
    if (earlier) return earlier;
    if (await isChallengeSpent(context, message.challenge.nonce))
      return { outcome: 'challenge-used' };
  }
  throw new Error('expected a free reference within three attempts, got none');
}

/**
 * Stores several messages in one transaction, or none of them: settles with nothing if one cannot be
 * stored, because its key, its challenge or its reference is taken.
 */
export async function storeBatch(
  context: AppContext,
  messages: readonly NewMessage[],
): Promise<StoreResult[] | undefined> {
  const drafts = messages.map((message) => ({
    ...message,
    receipt: { reference: createReference(), receivedAt: context.now().toISOString() },
  }));
  try {
    await context.db.transaction().execute((trx) => insertBatch({ ...context, db: trx }, drafts));
    return drafts.map(({ receipt }) => ({ outcome: 'stored', receipt }));
  } catch (error) {
    if (error instanceof RollbackError) return undefined;
    throw error;
  }
}

/** Looks for a message with the same key: the answer to a repeated request, if this is one. */
export async function findByIdempotencyKey(
  context: AppContext,
  { form, idempotencyKey: key, body }: Pick<NewMessage, 'form' | 'idempotencyKey' | 'body'>,
): Promise<StoreResult | undefined> {
  const row = await context.db
    .selectFrom('messages')
    .selectAll()
    .where('form', '=', form)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  if (!row) return undefined;
  const { reference, receivedAt, body: stored } = decryptMessage(context.keyring, row);
  if (!isDeepStrictEqual(stored, body)) return { outcome: 'key-reused' };
  return { outcome: 'repeated', receipt: { reference, receivedAt } };
}

/** Every message that was received, oldest first, one at a time. */
export async function* readMessages(context: AppContext): AsyncGenerator<Message> {
  for await (const row of readMessageRows(context)) yield decryptMessage(context.keyring, row);
}

/** Every message as it is stored, oldest first, one at a time. */
export async function* readMessageRows({ db }: AppContext): AsyncGenerator<MessageRow> {
  const pageSize = 100;
  for (let after = { received_at: '', reference: '' }; ; ) {
    const page = await db
      .selectFrom('messages')
      .selectAll()
      .where(sql<boolean>`(received_at, reference) > (${after.received_at}, ${after.reference})`)
      .orderBy('received_at')
      .orderBy('reference')
      .limit(pageSize)
      .execute();
    yield* page;
    const last = page.at(-1);
    if (!last || page.length < pageSize) return;
    after = last;
  }
}

/** The message with a reference, if there is one. */
export async function readMessage(
  { db, keyring }: AppContext,
  reference: string,
): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('reference', '=', reference)
    .executeTakeFirst();
  return row && decryptMessage(keyring, row);
}

/** Forgets the challenges that would be refused for their age anyway. */
export async function deleteExpiredChallenges({ db, now }: AppContext): Promise<void> {
  // An hour's margin, for the clocks of several receivers.
  const limit = new Date(now().getTime() - 3_600_000).toISOString();
  await db.deleteFrom('spent_challenges').where('expires_at', '<', limit).execute();
}

async function insertBatch(context: AppContext, drafts: readonly PreparedMessage[]): Promise<void> {
  const { db, now } = context;
  // The messages come first, and everything in an order that all receivers keep to: requests for
  // the same keys wait for each other here and never hold what the other needs.
  const messages = drafts
    .map((draft) => encryptMessage(context, draft))
    .sort(compareBy(({ form, idempotency_key: key }) => form + key));
  const stored = await db
    .insertInto('messages')
    .values(messages)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(stored.numInsertedOrUpdatedRows) < drafts.length) throw new RollbackError();
  const challenges = drafts.map(({ challenge: { nonce, expiresAt } }) => ({
    nonce,
    expires_at: expiresAt.toISOString(),
  }));
  const spent = await db
    .insertInto('spent_challenges')
    .values(challenges.sort(compareBy(({ nonce }) => nonce)))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(spent.numInsertedOrUpdatedRows) < drafts.length) throw new RollbackError();
  const mails = drafts
    .filter(({ body }) => !getQuarantineReason(body))
    .flatMap(({ receipt, recipients }) => createOutboxRows(receipt.reference, recipients, now()));
  if (mails.length > 0) await db.insertInto('outbox').values(mails).execute();
}

/** A message as it is stored: nobody can read it without the key. */
function encryptMessage(
  { keyring }: AppContext,
  { form, idempotencyKey: key, body, receipt }: PreparedMessage,
): MessageRow {
  const { reference, receivedAt } = receipt;
  const sealed = encrypt(keyring, JSON.stringify(body), getAssociatedData(form, reference));
  return {
    reference,
    form,
    idempotency_key: key,
    received_at: receivedAt,
    quarantine: getQuarantineReason(body),
    key_id: sealed.keyId,
    body: sealed.text,
  };
}

/** No person sees the field `website`, so what fills it in is not one. */
const getQuarantineReason = ({ website }: MessageBody) => (website ? 'honeypot' : null);

/** Puts the smaller key first. */
const compareBy =
  <T>(keyOf: (one: T) => string) =>
  (a: T, b: T) =>
    keyOf(a) < keyOf(b) ? -1 : 1;

/** The mails that a message is owed. `had` counts those it has had. */
function createOutboxRows(reference: string, recipients: readonly string[], now: Date, had = 0) {
  const time = now.toISOString();
  return recipients.map((recipient, index) => ({
    message_id: `${reference}.${had + index + 1}`,
    reference,
    recipient,
    state: 'waiting' as const,
    attempts: 0,
    created_at: time,
    due_at: time,
    sent_at: null,
    fault: null,
    settled_at: null,
    decision: null,
  }));
}

/**
 * Sends a message again to those who are to have it now, as new mails; what was still to be sent is
 * dropped in their favour. A message in quarantine is let out. Settles with how many mails.
 */
export async function resendMessage(
  context: AppContext,
  reference: string,
  recipients: readonly string[],
): Promise<number> {
  await context.db.transaction().execute(async (trx) => {
    await trx
      .updateTable('messages')
      .set({ quarantine: null })
      .where('reference', '=', reference)
      .execute();
    const earlier = await trx
      .selectFrom('outbox')
      .select('message_id')
      .where('reference', '=', reference)
      .execute();
    await trx
      .deleteFrom('outbox')
      .where('reference', '=', reference)
      .where('state', 'in', ['waiting', 'failed'])
      .execute();
    const numbers = earlier.map(({ message_id: id }) => Number(id.slice(id.indexOf('.') + 1)));
    const mails = createOutboxRows(reference, recipients, context.now(), Math.max(0, ...numbers));
    if (mails.length > 0) await trx.insertInto('outbox').values(mails).execute();
  });
  return recipients.length;
}

async function isChallengeSpent({ db }: AppContext, nonce: string): Promise<boolean> {
  const row = await db
    .selectFrom('spent_challenges')
    .select('nonce')
    .where('nonce', '=', nonce)
    .executeTakeFirst();
  return row !== undefined;
}

/** Opens a stored message. Throws if its key is missing or if it was tampered with. */
export function decryptMessage(keyring: Keyring, row: MessageRow): Message {
  const { reference, form, received_at: receivedAt, quarantine, key_id: keyId, body } = row;
  const opened: MessageBody = JSON.parse(
    decrypt(keyring, { keyId, text: body }, getAssociatedData(form, reference)),
  );
  // A field that is younger than the message is empty in it.
  const fields = cleanFields(opened.fields);
  return { reference, form, receivedAt, quarantine, body: { ...opened, fields } };
}

/** What a body belongs to: it opens nowhere else. */
export const getAssociatedData = (form: string, reference: string) => `${form}/${reference}`;
