import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { sql } from 'kysely';
import { createBatchWriter } from '../src/messages/batch-writer.ts';
import { type NewMessage, readMessages } from '../src/messages/message-repository.ts';
import { failOnUnreadable, fields, setup } from './setup.ts';

/** A message as passed on by `submitMessage()`. */
const newMessage = (changes: Partial<NewMessage> = {}): NewMessage => ({
  form: 'international',
  idempotencyKey: randomUUID(),
  body: { fields, language: 'sv', website: '' },
  quarantine: null,
  recipients: ['a@exempelkommun.se', 'b@exempelkommun.se'],
  challenge: { nonce: randomUUID().replaceAll('-', ''), expiresAt: new Date() },
  ...changes,
});

test('concurrent messages share a transaction, and each has its own receipt and mails', async () => {
  await using receiver = await setup();
  const { context } = receiver;
  let transactions = 0;
  const { transaction } = context.db;
  context.db.transaction = () => {
    transactions++;
    return transaction.call(context.db);
  };
  const keep = createBatchWriter(context);

  const outcomes = await Promise.all(Array.from({ length: 20 }, () => keep(newMessage())));

  assert.equal(transactions, 1);
  assert.ok(outcomes.every(({ outcome }) => outcome === 'stored'));
  const references = outcomes.map((outcome) => 'receipt' in outcome && outcome.receipt.reference);
  const stored = (await receiver.messages()).map(({ reference }) => reference);
  assert.deepEqual(stored.sort(), references.sort());
  const mails = await context.db.selectFrom('outbox').select('reference').execute();
  assert.equal(mails.length, 40);
});

test('a message that cannot be stored is rejected alone', async () => {
  await using receiver = await setup();
  const keep = createBatchWriter(receiver.context);
  const first = newMessage();
  const spent = newMessage({ challenge: first.challenge });
  const other = newMessage({
    idempotencyKey: first.idempotencyKey,
    body: { ...first.body, fields: { ...fields, message: 'Något annat' } },
  });

  const outcomes = await Promise.all(
    [
      first,
      newMessage(),
      newMessage({ idempotencyKey: first.idempotencyKey }),
      spent,
      other,
      newMessage(),
    ].map(keep),
  );

  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ['stored', 'stored', 'replayed', 'challenge-used', 'key-reused', 'stored'],
  );
  assert.equal((await receiver.messages()).length, 3);
});

test('a failed transaction rejects all its messages, and does not affect the next one', async () => {
  await using receiver = await setup();
  const { context } = receiver;
  const keep = createBatchWriter(context);
  await context.db.schema.alterTable('messages').renameTo('away').execute();
  const lost = await Promise.allSettled([keep(newMessage()), keep(newMessage())]);
  assert.deepEqual(
    lost.map(({ status }) => status),
    ['rejected', 'rejected'],
  );

  await context.db.schema
    .alterTable('away' as 'messages')
    .renameTo('messages')
    .execute();
  assert.equal((await keep(newMessage())).outcome, 'stored');
  assert.equal((await Array.fromAsync(readMessages(context, {}, failOnUnreadable))).length, 1);
});

test('what is not stored leaves the receiver in doubt, though others get their receipts', async () => {
  await using receiver = await setup();
  const { context } = receiver;
  const { health } = context;
  const keep = createBatchWriter(context);
  const first = newMessage();
  await keep(first);
  await sql`create trigger refusal before insert on spent_challenges
    begin select raise(abort, 'no'); end`.execute(context.db);

  // The batch is rolled back for its repeated message; then each is stored by itself.
  const results = await Promise.allSettled([keep(first), keep(newMessage())]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected'],
  );
  assert.equal(health.isStoreFailing, true);

  // Nothing is written for a repeated message, so it shows nothing.
  assert.equal((await keep(first)).outcome, 'replayed');
  assert.equal(health.isStoreFailing, true);

  await sql`drop trigger refusal`.execute(context.db);
  assert.equal((await keep(newMessage())).outcome, 'stored');
  assert.equal(health.isStoreFailing, false);
});
