import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import {
  createSolvedChallenge,
  fields,
  form,
  getChallenge,
  origin,
  post,
  setup,
  solveChallenge,
  validMessage,
} from './setup.ts';

test('a message is stored and answered with a reference', async () => {
  await using receiver = await setup();
  const verification = await solveChallenge(await getChallenge(receiver.url));
  const body = { fields, language: 'sv', verification, website: '' };

  const answer = await receiver.post({ body });

  assert.equal(answer.status, 201);
  assert.match(String(answer.body.reference), /^[2-9A-HJ-NPR-Y]{4}-[2-9A-HJ-NPR-Y]{4}$/);
  assert.equal(new Date(String(answer.body.receivedAt)).toISOString(), answer.body.receivedAt);
  const [message] = await receiver.messages();
  assert.equal(message?.reference, answer.body.reference);
  assert.deepEqual(message?.body, { fields, language: 'sv', website: '' });
});

test('optional fields may be missing or empty, and all fields are normalised', async () => {
  await using receiver = await setup();
  const { name, email, subject } = fields;
  const typed = { name: ` ${name}\u0000 `, email, subject, message: 'A\r\nB', telephone: '' };
  const body = await validMessage(receiver.keyring, { fields: typed });

  assert.equal((await receiver.post({ body })).status, 201);

  const [message] = await receiver.messages();
  assert.deepEqual(message?.body.fields, {
    ...{ name, organisation: '', email, telephone: '', subject },
    message: 'A\nB',
  });
});

test('a repeated request gets the first receipt again and is stored once', async () => {
  await using receiver = await setup();
  const key = randomUUID();
  const body = await validMessage(receiver.keyring);

  const first = await receiver.post({ key, body });
  const second = await receiver.post({ key, body });

  assert.equal(first.status, 201);
  assert.equal(first.headers.get('idempotent-replayed'), null);
  assert.equal(second.status, 200);
  assert.equal(second.headers.get('idempotent-replayed'), 'true');
  assert.deepEqual(second.body, first.body);
  assert.equal((await receiver.messages()).length, 1);
});

test('a repeated request with a new solution is still the same message', async () => {
  await using receiver = await setup();
  const key = randomUUID();
  const first = await receiver.post({ key, body: await validMessage(receiver.keyring) });
  const second = await receiver.post({ key, body: await validMessage(receiver.keyring) });

  assert.equal(second.status, 200);
  assert.deepEqual(second.body, first.body);
});

test('a key used for another message is rejected, and the first message is kept', async () => {
  await using receiver = await setup();
  const key = randomUUID();
  await receiver.post({ key, body: await validMessage(receiver.keyring) });
  const other = { ...fields, message: 'Något annat' };

  const answer = await receiver.post({
    key,
    body: await validMessage(receiver.keyring, { fields: other }),
  });

  assert.equal(answer.status, 422);
  assert.equal(answer.body.type, 'urn:skr-widgets:problem:idempotency-key-reused');
  const [message] = await receiver.messages();
  assert.equal(message?.body.fields.message, fields.message);
});

test('twenty identical concurrent posts store one message and all get its reference', async () => {
  await using receiver = await setup();
  const key = randomUUID();
  const body = await validMessage(receiver.keyring);

  const answers = await Promise.all(Array.from({ length: 20 }, () => receiver.post({ key, body })));

  const references = new Set(answers.map((answer) => answer.body.reference));
  assert.equal(references.size, 1);
  assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(19).fill(200), 201]);
  assert.equal((await receiver.messages()).length, 1);
});

test('a message with a filled honeypot is acknowledged and kept in quarantine', async () => {
  await using receiver = await setup({
    config: { forms: [{ ...form, recipients: ['a@exempelkommun.se'] }] },
  });
  const body = await validMessage(receiver.keyring, { website: 'https://spam.example' });

  const answer = await receiver.post({ body });

  assert.equal(answer.status, 201);
  const [message] = await receiver.messages();
  assert.equal(message?.quarantine, 'honeypot');
  assert.deepEqual(await receiver.context.db.selectFrom('outbox').selectAll().execute(), []);
});

test('a message is stored together with one mail for each recipient', async () => {
  const recipients = ['a@exempelkommun.se', 'b@exempelkommun.se'];
  await using receiver = await setup({ config: { forms: [{ ...form, recipients }] } });

  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });

  const outbox = await receiver.context.db.selectFrom('outbox').selectAll().execute();
  assert.deepEqual(
    outbox.map(({ reference, recipient, state }) => ({ reference, recipient, state })),
    recipients.map((recipient) => ({ reference: body.reference, recipient, state: 'waiting' })),
  );
});

test('a stored message cannot be read without the key', async () => {
  await using receiver = await setup();
  await receiver.post({ body: await validMessage(receiver.keyring) });

  const rows = await receiver.context.db.selectFrom('messages').selectAll().execute();

  assert.equal(rows.length, 1);
  for (const value of Object.values(fields)) {
    assert.ok(!JSON.stringify(rows).includes(value));
    assert.ok(!JSON.stringify(rows).includes(Buffer.from(value).toString('base64').slice(0, -4)));
  }
});

test('the log contains no personal data, whether a request succeeds, is rejected or fails', async () => {
  await using receiver = await setup();
  await receiver.post({ body: await validMessage(receiver.keyring) });
  await receiver.post({
    body: await validMessage(receiver.keyring, { fields: { name: fields.name } }),
  });
  const body = await validMessage(receiver.keyring);
  await receiver.context.db.schema.dropTable('messages').execute();
  assert.equal((await receiver.post({ body })).status, 503);
  // As a server might quote it, on a line that looks like a stack frame.
  const cause = new Error(`refused:\n    at ${fields.name} (x.ts:1:1)\n`);
  receiver.log.error({ err: new Error(fields.subject, { cause }) }, 'failed');

  const log = receiver.logLines.join('');
  assert.match(log, /"status":503/);
  assert.match(log, /messages\.test\.ts:\d+.*messages\.test\.ts:\d+/);
  for (const word of [...Object.values(fields), 'Åsa', '127.0.0.1']) {
    assert.ok(!log.includes(word), word);
  }
});

test('two forms can use the same idempotency key', async () => {
  const other = { ...form, id: 'other' };
  await using receiver = await setup({ config: { forms: [form, other] } });
  const key = randomUUID();
  const here = await post(receiver.url, { key, body: await validMessage(receiver.keyring) });
  const body = await validMessage(receiver.keyring, {
    verification: await createSolvedChallenge(receiver.keyring, 'other'),
  });
  const response = await fetch(`${receiver.url}/v1/forms/other/messages`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(body),
  });

  assert.equal(here.status, 201);
  assert.equal(response.status, 201);
});
