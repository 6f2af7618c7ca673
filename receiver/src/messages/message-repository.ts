import { isDeepStrictEqual } from 'node:util';
import { type Selectable, sql } from 'kysely';
import { cleanFields, type Fields } from '../../../src/form/message.ts';
import type { Database } from '../database/connection.ts';
import type { Tables } from '../database/schema.ts';
import { type Keyring, open, seal } from '../security/keyring.ts';
import { createReference } from './reference.ts';

/** What storing needs. Tests give their own. */
export interface Store extends Database {
  readonly keyring: Keyring;
  readonly now: () => Date;
}

/** What the sender wrote, as it is stored. */
export interface Body {
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
  readonly key: string;
  readonly body: Body;
  readonly recipients: readonly string[];
  readonly challenge: { readonly nonce: string; readonly expiresAt: Date };
}

/** What became of a message that was to be stored. */
export type Outcome =
  | { readonly outcome: 'stored' | 'repeated'; readonly receipt: Receipt }
  | { readonly outcome: 'key-reused' | 'challenge-used' };

/** A stored message, opened. */
export interface Message extends Receipt {
  readonly form: string;
  readonly quarantine: Tables['messages']['quarantine'];
  readonly body: Body;
}

type Row = Selectable<Tables['messages']>;

/** A message on its way into the database, with what its sender will get. */
interface Draft extends NewMessage {
  readonly receipt: Receipt;
}

/** Thrown inside the transaction to undo it; never leaves this file. */
class Undo extends Error {}

/**
 * Stores a message, spends its challenge and writes the mails it is owed: all or nothing, and on
 * the disk when the promise settles. The database's unique keys decide between requests that come
 * at once, in one receiver or in several; so there is no check first and act later to slip through.
 */
export async function storeMessage(store: Store, message: NewMessage): Promise<Outcome> {
  // A reference that is taken already is as unlikely as it sounds; then the next one is not.
  for (let attempt = 0; attempt < 3; attempt++) {
    const [stored] = (await storeTogether(store, [message])) ?? [];
    if (stored) return stored;
    const earlier = await findRepeat(store, message);
    if (earlier) return earlier;
    if (await isSpent(store, message.challenge.nonce)) return { outcome: 'challenge-used' };
  }
  throw new Error('expected a free reference within three attempts, came none');
}

/**
 * Stores several messages in one transaction, or none of them: settles with nothing if one cannot be
 * stored, because its key, its challenge or its reference is taken.
 */
export async function storeTogether(
  store: Store,
  messages: readonly NewMessage[],
): Promise<Outcome[] | undefined> {
  const drafts = messages.map((message) => ({
    ...message,
    receipt: { reference: createReference(), receivedAt: store.now().toISOString() },
  }));
  try {
    await store.db.transaction().execute((trx) => insert({ ...store, db: trx }, drafts));
    return drafts.map(({ receipt }) => ({ outcome: 'stored', receipt }));
  } catch (error) {
    if (error instanceof Undo) return undefined;
    throw error;
  }
}

/** Looks for a message with the same key: the answer to a repeated request, if this is one. */
export async function findRepeat(
  store: Store,
  { form, key, body }: Pick<NewMessage, 'form' | 'key' | 'body'>,
): Promise<Outcome | undefined> {
  const row = await store.db
    .selectFrom('messages')
    .selectAll()
    .where('form', '=', form)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  if (!row) return undefined;
  const { reference, receivedAt, body: stored } = openMessage(store.keyring, row);
  if (!isDeepStrictEqual(stored, body)) return { outcome: 'key-reused' };
  return { outcome: 'repeated', receipt: { reference, receivedAt } };
}

/** Every message that was received, oldest first, one at a time. */
export async function* readMessages(store: Store): AsyncGenerator<Message> {
  for await (const row of readRows(store)) yield openMessage(store.keyring, row);
}

/** Every message as it is stored, oldest first, one at a time. */
export async function* readRows({ db }: Store): AsyncGenerator<Row> {
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
  { db, keyring }: Store,
  reference: string,
): Promise<Message | undefined> {
  const row = await db
    .selectFrom('messages')
    .selectAll()
    .where('reference', '=', reference)
    .executeTakeFirst();
  return row && openMessage(keyring, row);
}

/** Forgets the challenges that would be refused for their age anyway. */
export async function forgetOldChallenges({ db, now }: Store): Promise<void> {
  // An hour's margin, for the clocks of several receivers.
  const limit = new Date(now().getTime() - 3_600_000).toISOString();
  await db.deleteFrom('spent_challenges').where('expires_at', '<', limit).execute();
}

async function insert(store: Store, drafts: readonly Draft[]): Promise<void> {
  const { db, now } = store;
  // The messages come first, and everything in an order that all receivers keep to: requests for
  // the same keys wait for each other here and never hold what the other needs.
  const messages = drafts
    .map((draft) => closeDraft(store, draft))
    .sort(by(({ form, idempotency_key: key }) => form + key));
  const stored = await db
    .insertInto('messages')
    .values(messages)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(stored.numInsertedOrUpdatedRows) < drafts.length) throw new Undo();
  const challenges = drafts.map(({ challenge: { nonce, expiresAt } }) => ({
    nonce,
    expires_at: expiresAt.toISOString(),
  }));
  const spent = await db
    .insertInto('spent_challenges')
    .values(challenges.sort(by(({ nonce }) => nonce)))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(spent.numInsertedOrUpdatedRows) < drafts.length) throw new Undo();
  const mails = drafts
    .filter(({ body }) => !quarantineOf(body))
    .flatMap(({ receipt, recipients }) => writeMails(receipt.reference, recipients, now()));
  if (mails.length > 0) await db.insertInto('outbox').values(mails).execute();
}

/** A message as it is stored: nobody can read it without the key. */
function closeDraft({ keyring }: Store, { form, key, body, receipt }: Draft): Row {
  const { reference, receivedAt } = receipt;
  const sealed = seal(keyring, JSON.stringify(body), context(form, reference));
  return {
    reference,
    form,
    idempotency_key: key,
    received_at: receivedAt,
    quarantine: quarantineOf(body),
    key_id: sealed.keyId,
    body: sealed.text,
  };
}

/** No person sees the field `website`, so what fills it in is not one. */
const quarantineOf = ({ website }: Body) => (website ? 'honeypot' : null);

/** Puts the smaller key first. */
const by =
  <T>(keyOf: (one: T) => string) =>
  (a: T, b: T) =>
    keyOf(a) < keyOf(b) ? -1 : 1;

/** The mails that a message is owed. `had` counts those it has had. */
function writeMails(reference: string, recipients: readonly string[], now: Date, had = 0) {
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
export async function resend(
  store: Store,
  reference: string,
  recipients: readonly string[],
): Promise<number> {
  await store.db.transaction().execute(async (trx) => {
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
    const mails = writeMails(reference, recipients, store.now(), Math.max(0, ...numbers));
    if (mails.length > 0) await trx.insertInto('outbox').values(mails).execute();
  });
  return recipients.length;
}

async function isSpent({ db }: Store, nonce: string): Promise<boolean> {
  const row = await db
    .selectFrom('spent_challenges')
    .select('nonce')
    .where('nonce', '=', nonce)
    .executeTakeFirst();
  return row !== undefined;
}

/** Opens a stored message. Throws if its key is missing or if it was tampered with. */
export function openMessage(keyring: Keyring, row: Row): Message {
  const { reference, form, received_at: receivedAt, quarantine, key_id: keyId, body } = row;
  const opened: Body = JSON.parse(open(keyring, { keyId, text: body }, context(form, reference)));
  // A field that is younger than the message is empty in it.
  const fields = cleanFields(opened.fields);
  return { reference, form, receivedAt, quarantine, body: { ...opened, fields } };
}

/** What a body belongs to: it opens nowhere else. */
export const context = (form: string, reference: string) => `${form}/${reference}`;
