import { isDeepStrictEqual } from 'node:util';
import { type Insertable, type Selectable, sql } from 'kysely';
import type { AppContext } from '../context.ts';
import type { Database } from '../database/schema.ts';
import { createOutboxRows } from '../outbox/outbox-repository.ts';
import { decrypt, encrypt, type Keyring } from '../security/keyring.ts';
import { type Fields, normalizeFields } from './fields.ts';
import { createReference } from './reference.ts';

/** Why a message is in quarantine, or null if it is not. */
export type Quarantine = Database['messages']['quarantine'];

/** The content of a message as it is stored. */
export interface MessageBody {
  readonly fields: Fields;
  readonly language: 'sv' | 'en';
  readonly website: string;
}

/** The receipt for the sender. */
export interface Receipt {
  readonly reference: string;
  readonly receivedAt: string;
}

/** A message to store, and the challenge that it spends. */
export interface NewMessage {
  readonly form: string;
  readonly idempotencyKey: string;
  readonly body: MessageBody;
  readonly quarantine: Quarantine;
  readonly recipients: readonly string[];
  readonly challenge: { readonly nonce: string; readonly expiresAt: Date };
}

/** The result of storing a message. */
export type StoreResult =
  | { readonly outcome: 'stored' | 'replayed'; readonly receipt: Receipt }
  | { readonly outcome: 'key-reused' | 'challenge-used' };

/** A stored message, decrypted. */
export interface Message extends Receipt {
  readonly form: string;
  readonly quarantine: Quarantine;
  readonly body: MessageBody;
}

/** A message as it is stored. */
export type MessageRow = Selectable<Database['messages']>;

type DeliveryState = Database['outbox']['state'];

/** What messages can be filtered by: whether they are in quarantine, or the state of their mail. */
export const messageStates = ['quarantine', 'waiting', 'sent', 'failed', 'dismissed'] as const;

/** A filter for messages. If it is empty, all messages match. */
export interface MessageFilter {
  readonly form?: string | undefined;
  readonly state?: (typeof messageStates)[number] | undefined;
  /** Received at this time or later. */
  readonly since?: Date | undefined;
}

/** A message about to be inserted, with the receipt that its sender will get. */
interface PreparedMessage extends NewMessage {
  readonly receipt: Receipt;
}

/** Thrown inside the transaction to roll it back; never leaves this file. */
class RollbackError extends Error {}

/**
 * Stores a message, spends its challenge and queues its mail: all or nothing, and on the disk when
 * the promise resolves. The database's unique keys decide between concurrent requests, in one
 * receiver or in several, so there is no gap between a check and a write.
 */
export async function storeMessage(context: AppContext, message: NewMessage): Promise<StoreResult> {
  // Reference collisions are extremely unlikely; retry with a new one.
  for (let attempt = 0; attempt < 3; attempt++) {
    const [result] = (await storeBatch(context, [message])) ?? [];
    if (result) return result;
    const earlier = await findByIdempotencyKey(context, message);
    if (earlier) return earlier;
    if (await isChallengeSpent(context, message.challenge.nonce)) {
      return { outcome: 'challenge-used' };
    }
  }
  throw new Error('expected a free reference within three attempts, got none');
}

/**
 * Stores several messages in one transaction, or none of them: resolves to `undefined` if one
 * cannot be stored because its key, its challenge or its reference is taken.
 */
export async function storeBatch(
  context: AppContext,
  messages: readonly NewMessage[],
): Promise<StoreResult[] | undefined> {
  const receivedAt = context.now().toISOString();
  const prepared = messages.map((message) => ({
    ...message,
    receipt: { reference: createReference(), receivedAt },
  }));
  try {
    await context.db.transaction().execute((db) => insertBatch({ ...context, db }, prepared));
    context.assertFileNotReplaced();
    return prepared.map(({ receipt }) => ({ outcome: 'stored', receipt }));
  } catch (error) {
    if (error instanceof RollbackError) return undefined;
    throw error;
  }
}

/** Finds a message with the same key: the result for a repeated request, if this is one. */
export async function findByIdempotencyKey(
  context: AppContext,
  { form, idempotencyKey, body }: Pick<NewMessage, 'form' | 'idempotencyKey' | 'body'>,
): Promise<StoreResult | undefined> {
  const row = await context.db
    .selectFrom('messages')
    .selectAll()
    .where('form', '=', form)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  if (!row) return undefined;
  context.assertFileNotReplaced();
  const { reference, receivedAt, body: earlierBody } = decryptMessage(context.keyring, row);
  if (!isDeepStrictEqual(earlierBody, body)) return { outcome: 'key-reused' };
  return { outcome: 'replayed', receipt: { reference, receivedAt } };
}

/**
 * Yields messages, oldest first. A message that can't be decrypted is passed to `onUnreadable`, so that it doesn't hide
 * the others.
 */
export async function* readMessages(
  context: AppContext,
  filter: MessageFilter,
  onUnreadable: (row: MessageRow) => void,
): AsyncGenerator<Message> {
  for await (const row of readMessageRows(context, filter)) {
    const message = tryDecryptMessage(context.keyring, row);
    if (message) yield message;
    else onUnreadable(row);
  }
}

/** Yields messages as they are stored, oldest first. */
export async function* readMessageRows(
  { db }: AppContext,
  { form, state, since }: MessageFilter = {},
): AsyncGenerator<MessageRow> {
  const pageSize = 100;
  for (let after = { received_at: '', reference: '' }; ; ) {
    const page = await db
      .selectFrom('messages')
      .selectAll()
      .where(sql<boolean>`(received_at, reference) > (${after.received_at}, ${after.reference})`)
      .$if(form !== undefined, (query) => query.where('form', '=', form ?? ''))
      .$if(since !== undefined, (query) =>
        query.where('received_at', '>=', since?.toISOString() ?? ''),
      )
      .$if(state === 'quarantine', (query) => query.where('quarantine', 'is not', null))
      .$if(state !== undefined && state !== 'quarantine', (query) =>
        query.where('reference', 'in', (mails) =>
          mails
            .selectFrom('outbox')
            .select('reference')
            .where('state', '=', state as DeliveryState),
        ),
      )
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

/** Reads the message with a reference, if there is one. */
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

/** Reads the ids of the forms that have messages, also of those that are no longer configured. */
export async function readFormIds({ db }: AppContext): Promise<string[]> {
  const rows = await db.selectFrom('messages').select('form').distinct().orderBy('form').execute();
  return rows.map(({ form }) => form);
}

/** The quarantine of one form. */
export interface QuarantineState {
  readonly form: string;
  readonly count: number;
  /** When the oldest was received. */
  readonly oldest: string;
}

/** Counts the messages in quarantine, for each form that has any. */
export async function readQuarantine({ db }: AppContext): Promise<QuarantineState[]> {
  const rows = await db
    .selectFrom('messages')
    .select(({ fn }) => ['form', fn.countAll().as('count'), fn.min('received_at').as('oldest')])
    .where('quarantine', 'is not', null)
    .groupBy('form')
    .orderBy('form')
    .execute();
  return rows.map(({ form, count, oldest }) => ({ form, count: Number(count), oldest }));
}

/** Deletes spent challenges that have expired, and would be rejected for that anyway. */
export async function deleteExpiredChallenges({ db, now }: AppContext): Promise<void> {
  // One hour's margin, because the clocks of several receivers may differ.
  const limit = new Date(now().getTime() - 3_600_000).toISOString();
  await db.deleteFrom('spent_challenges').where('expires_at', '<', limit).execute();
}

/** Decrypts a stored message, or returns `undefined` if it cannot be decrypted. */
export function tryDecryptMessage(keyring: Keyring, row: MessageRow): Message | undefined {
  try {
    return decryptMessage(keyring, row);
  } catch {
    // Whatever the reason, the operator needs to know which message it is.
    return undefined;
  }
}

/** Describes a message that can't be decrypted. The id of its key is a hint for the operator. */
export const formatUnreadable = ({ reference, key_id: keyId }: MessageRow) =>
  `${reference}: cannot be decrypted (key ${keyId})`;

/** Decrypts a stored message. Throws if its key is missing or if it was tampered with. */
export function decryptMessage(keyring: Keyring, row: MessageRow): Message {
  const { reference, form, received_at: receivedAt, quarantine, key_id: keyId, body: text } = row;
  const json = decrypt(keyring, { keyId, text }, getAssociatedData(form, reference));
  const body: MessageBody = JSON.parse(json);
  // A field that was added to the form after the message was stored is empty in it.
  const fields = normalizeFields(body.fields);
  return { reference, form, receivedAt, quarantine, body: { ...body, fields } };
}

/** The data that an encrypted body is bound to: it can't be decrypted as the body of another message. */
export const getAssociatedData = (form: string, reference: string) => `${form}/${reference}`;

async function insertBatch(context: AppContext, batch: readonly PreparedMessage[]): Promise<void> {
  const { db, now } = context;
  // Messages first, and all rows in an order that every receiver keeps to: requests for the same
  // keys wait for each other here, and never hold what the other needs.
  const messages = batch
    .map((message) => encryptMessage(context, message))
    .sort(compareBy(({ form, idempotency_key: key }) => form + key));
  const messagesResult = await db
    .insertInto('messages')
    .values(messages)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(messagesResult.numInsertedOrUpdatedRows) < batch.length) throw new RollbackError();
  const challenges = batch.map(({ challenge: { nonce, expiresAt } }) => ({
    nonce,
    expires_at: expiresAt.toISOString(),
  }));
  const challengesResult = await db
    .insertInto('spent_challenges')
    .values(challenges.sort(compareBy(({ nonce }) => nonce)))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(challengesResult.numInsertedOrUpdatedRows) < batch.length) throw new RollbackError();
  const mails = batch
    .filter(({ quarantine }) => !quarantine)
    .flatMap(({ receipt, recipients }) => createOutboxRows(receipt.reference, recipients, now()));
  if (mails.length > 0) await db.insertInto('outbox').values(mails).execute();
}

function encryptMessage(
  { keyring, getRetainFrom }: AppContext,
  { form, idempotencyKey, body, quarantine, receipt }: PreparedMessage,
): Insertable<Database['messages']> {
  const { reference, receivedAt } = receipt;
  const retainFrom = getRetainFrom?.(receivedAt);
  const encrypted = encrypt(keyring, JSON.stringify(body), getAssociatedData(form, reference));
  return {
    reference,
    form,
    idempotency_key: idempotencyKey,
    received_at: receivedAt,
    quarantine,
    key_id: encrypted.keyId,
    body: encrypted.text,
    ...(retainFrom && { retain_from: retainFrom }),
  };
}

/** Creates a function for `sort()` that compares the keys of two items. */
const compareBy =
  <T>(getKey: (item: T) => string) =>
  (a: T, b: T) =>
    getKey(a) < getKey(b) ? -1 : 1;

async function isChallengeSpent({ db }: AppContext, nonce: string): Promise<boolean> {
  const row = await db
    .selectFrom('spent_challenges')
    .select('nonce')
    .where('nonce', '=', nonce)
    .executeTakeFirst();
  return row !== undefined;
}
