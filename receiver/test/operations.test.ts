import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import Sqlite from 'better-sqlite3';
import type { Form } from '../src/config.ts';
import { getSqlitePath, openDatabase } from '../src/database/connection.ts';
import { createClockGuard } from '../src/messages/clock-guard.ts';
import { applyRetention, deleteMessage } from '../src/messages/retention.ts';
import { restoreBackup, writeBackup } from '../src/operations/backup.ts';
import { checkRunningReceiver, runCheck } from '../src/operations/check.ts';
import { runMaintenance } from '../src/operations/maintenance.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { buildMonitoringServer } from '../src/operations/monitoring.ts';
import { createOutbox } from '../src/outbox/outbox.ts';
import { resendMessage } from '../src/outbox/outbox-repository.ts';
import { toWebhookRecipient } from '../src/outbox/webhook-config.ts';
import { addKey, formatKeyring, parseKeyring } from '../src/security/keyring.ts';
import { addKeyToFile } from '../src/security/keyring-source.ts';
import { createInstance, runCommand, startReceiver } from './instance.ts';
import { failOnUnreadable, fields, form, post, setup, validMessage } from './setup.ts';

const day = 24 * 3_600_000;

/** Starts the monitoring server of a receiver in this process. */
async function startMonitoring(receiver: Awaited<ReturnType<typeof setup>>) {
  const { context, log } = receiver;
  const server = buildMonitoringServer({ context, log, metrics: createMetrics(context) });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (!address || typeof address === 'string') throw new Error('expected a port');
  return {
    port: address.port,
    get: async (path: string) => {
      const response = await fetch(`http://127.0.0.1:${address.port}${path}`);
      return { status: response.status, text: await response.text() };
    },
    [Symbol.dispose]: () => server.close(),
  };
}

test('the OpenAPI document has the schemas that requests are validated with', async () => {
  await using receiver = await setup();
  const text = await (await fetch(`${receiver.url}/v1/openapi.json`)).text();
  const description = JSON.parse(text);
  assert.equal(description.openapi, '3.1.0');
  const { post: send } = description.paths['/forms/{form}/messages'];
  const { schema } = send.requestBody.content['application/json'];
  assert.deepEqual(Object.keys(schema.properties.fields.properties), Object.keys(fields));
  assert.equal(schema.additionalProperties, false);
  for (const status of [200, 201, 400, 403, 404, 413, 415, 422, 429, 503]) {
    assert.ok(send.responses[status], String(status));
  }
});

test('monitoring reports the state of the receiver, also when the database is away', async () => {
  const forms = [{ ...form, recipients: ['a@exempelkommun.se'] }];
  const ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  await using receiver = await setup({ config: { forms }, now });
  using instance = await startMonitoring(receiver);
  await receiver.post({ body: await validMessage(receiver.keyring) });
  await receiver.post({ body: await validMessage(receiver.keyring, { website: 'x' }) });

  assert.equal((await instance.get('/healthz')).status, 200);
  const ready = await instance.get('/readyz?nocache=1');
  assert.equal(ready.status, 200);
  assert.equal(JSON.parse(ready.text).outbox.waiting, 1);
  const metrics = (await instance.get('/metrics')).text;
  assert.match(metrics, /^receiver_outbox_deliveries\{state="waiting"\} 1$/m);
  assert.match(metrics, /^receiver_quarantined_messages 1$/m);
  assert.deepEqual((await runCheck(receiver.context)).errors, []);

  await receiver.context.db.schema.dropTable('outbox').execute();
  assert.equal((await instance.get('/readyz')).status, 503);
  const metricsWithout = await instance.get('/metrics');
  assert.equal(metricsWithout.status, 200);
  assert.match(metrics, /^receiver_database_up 1$/m);
  assert.match(metricsWithout.text, /^receiver_database_up 0$/m);
  assert.equal((await instance.get('/healthz')).status, 200);
});

test('refused mail is reported, and does not make the receiver unready', async () => {
  const forms = [{ ...form, recipients: ['a@exempelkommun.se'] }];
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  await using receiver = await setup({ config: { forms }, now });
  using instance = await startMonitoring(receiver);
  const { context, log } = receiver;
  await receiver.post({ body: await validMessage(receiver.keyring) });
  const refuseMail = async () => {
    throw Object.assign(new Error('no'), { code: 'EMESSAGE', responseCode: 550 });
  };
  const outbox = createOutbox({ context, forms, log, send: refuseMail });
  const getReadiness = async () => {
    const { status, text } = await instance.get('/readyz');
    const { database, outbox: state } = JSON.parse(text);
    return { status, database, ...state };
  };

  aheadMs = 2 * 3_600_000;
  await outbox.deliverDue();
  const { oldestSeconds, ...waits } = await getReadiness();
  assert.deepEqual(waits, { status: 200, database: 'up', waiting: 1, failed: 0 });
  assert.ok(oldestSeconds >= 7200, oldestSeconds);
  assert.match((await instance.get('/metrics')).text, /^receiver_outbox_oldest_seconds 7\d{3}/m);
  assert.match((await runCheck(context)).errors[0] ?? '', /^a mail has waited over an hour/);

  aheadMs = 5 * day;
  await outbox.deliverDue();
  const failed = { status: 200, database: 'up', waiting: 0, failed: 1, oldestSeconds: 0 };
  assert.deepEqual(await getReadiness(), failed);
  assert.match(
    (await instance.get('/metrics')).text,
    /^receiver_outbox_deliveries\{state="failed"\} 1$/m,
  );
  assert.match((await runCheck(context)).errors[0] ?? '', /: a mail has failed \(EMESSAGE 550\)/);
});

test("the monitoring server answers to this machine's own names only, so DNS rebinding fails", async () => {
  await using receiver = await setup();
  using instance = await startMonitoring(receiver);
  const askAs = async (host: string) => {
    const [response] = await once(
      get({ port: instance.port, path: '/metrics', headers: { host } }),
      'response',
    );
    response.resume();
    return response.statusCode;
  };
  for (const own of [
    'localhost',
    `127.0.0.1:${instance.port}`,
    `[::1]:${instance.port}`,
    'LOCALHOST:1',
  ]) {
    assert.equal(await askAs(own), 200, own);
  }
  for (const other of ['www.example.org', '127.0.0.1.example.org', 'localhost.example.org:80']) {
    assert.equal(await askAs(other), 421, other);
  }
});

test('a running receiver prints its monitoring URL and counts its requests', async () => {
  await using instance = await createInstance({ monitoring: { port: 0 } });
  await using receiver = await startReceiver(instance);
  await post(receiver.url, { body: await validMessage(instance.keyring) });
  const metrics = await (await fetch(`${receiver.monitoringUrl}/metrics`)).text();
  assert.match(metrics, /receiver_requests_total\{[^}]*messages[^}]*status="201"[^}]*\} 1/);
});

test('a backup made while a receiver runs can be restored on another machine', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  const file = join(instance.folder, 'backup.jsonl');
  assert.match((await runCommand(instance, 'backup', file)).stdout, /^1 message in /);
  assert.ok(!(await readFile(file, 'utf8')).includes(fields.name));
  await post(receiver.url, { body: await validMessage(instance.keyring) });
  const again = await runCommand(instance, 'backup', file);
  assert.equal(again.code, 2);
  assert.match(again.stderr, /backup\.jsonl: expected a new file, got one that exists/);

  await using other = await createInstance({}, { RECEIVER_KEYS: instance.env.RECEIVER_KEYS });
  assert.match((await runCommand(other, 'restore', file)).stdout, /^1 message restored/);
  assert.equal((await runCommand(other, 'check')).code, 0);
  const showResult = await runCommand(other, 'show', String(body.reference));
  assert.ok(showResult.stdout.includes(fields.message));

  assert.match((await runCommand(other, 'restore', file)).stderr, /expected an empty database/);
  await using stranger = await createInstance();
  assert.notEqual((await runCommand(stranger, 'restore', file)).code, 0);
  assert.equal((await runCommand(stranger, 'list')).stdout, '');
});

test('a truncated file, or one that is no backup, is not restored', async () => {
  await using receiver = await setup();
  await using instance = await createInstance();
  await receiver.post({ body: await validMessage(receiver.keyring) });
  const file = join(instance.folder, 'backup.jsonl');
  await writeBackup(receiver.context, file);
  const whole = await readFile(file, 'utf8');
  await using empty = await setup();
  const context = { ...empty.context, keyring: receiver.keyring };
  for (const [part, expected] of [
    [whole.slice(0, -10), /JSON on every line|got a part/],
    [whole.split('\n').slice(0, -2).join('\n'), /got a part/],
    [whole.replace(/"version":"[^"]+"/, '"version":"999-later"'), /got 999-later/],
    [whole.replace(/"version":"[^"]+"/, '"version":"003-settled-mails"'), /got 003-settled-mails/],
    ['{}', /expected a backup/],
    ['null', /expected a backup/],
    ['', /expected a backup/],
  ] as const) {
    await writeFile(file, part);
    await assert.rejects(restoreBackup(context, file, failOnUnreadable), expected);
  }
  await writeFile(file, whole);
  assert.equal((await restoreBackup(context, file, failOnUnreadable)).messages, 1);
});

test('rotate-key encrypts every message with a new key, and a running receiver follows', async () => {
  await using instance = await createInstance();
  const own = { ...instance, env: { PATH: process.env.PATH } };
  await using receiver = await startReceiver(own);
  const keys = join(instance.folder, 'data', 'keys');
  const before = parseKeyring(await readFile(keys, 'utf8'));
  const key = 'f3b8a3a0-0000-4000-8000-000000000001';
  const message = await validMessage(before);
  const first = await post(receiver.url, { key, body: message });

  assert.match((await runCommand(own, 'rotate-key')).stdout, /^1 message encrypted with the key /);

  // With the new key, although nothing has requested it yet: the operator may remove the old one.
  await post(receiver.url, { body: await validMessage(before) });
  const again = await post(receiver.url, { key, body: message });
  assert.equal(again.status, 200);
  assert.deepEqual(again.body, first.body);
  const after = parseKeyring(await readFile(keys, 'utf8'));
  assert.notEqual(after.current, before.current);
  await receiver.stop();
  const [current = ''] = (await readFile(keys, 'utf8')).split('\n');
  await writeFile(keys, current);
  assert.equal((await runCommand(own, 'check')).code, 0);
});

test('check names another program on the monitoring port', async () => {
  const other = createServer((_request, response) => response.writeHead(404).end('<html>'));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  const { errors } = await checkRunningReceiver(port);
  other.close();
  assert.deepEqual(errors, [
    `the running receiver is not ready: expected the receiver on port ${port}, got HTTP 404`,
  ]);
});

test('rotate-key explains what to do when the keys are in a variable', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  await post(receiver.url, { body: await validMessage(instance.keyring) });

  const { code, stderr } = await runCommand(instance, 'rotate-key');

  assert.equal(code, 2);
  assert.match(stderr, /^RECEIVER_KEYS: expected a new key beside the current one/);
  assert.match(stderr, /4\. Run rotate-key/);
  const both = addKey(instance.keyring, new Date());
  const changed = { ...instance, env: { ...instance.env, RECEIVER_KEYS: formatKeyring(both) } };
  const rotated = await runCommand(changed, 'rotate-key');
  assert.equal(rotated.stdout, `1 message encrypted with the key ${both.current}\n`);
});

test('a key is not added to a file that the system provides', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const path = join(folder, 'keys');
  await writeFile(path, formatKeyring(addKey(undefined, new Date())));
  await chmod(folder, 0o555);
  const isRoot = process.geteuid?.() === 0;
  try {
    if (isRoot) process.seteuid?.(65_534);
    assert.equal(addKeyToFile(path, new Date()), false);
  } finally {
    if (isRoot) process.seteuid?.(0);
    await chmod(folder, 0o755);
    await rm(folder, { recursive: true });
  }
});

test('deleting a message records the decision and removes its mails', async () => {
  const forms = [{ ...form, recipients: ['a@exempelkommun.se'] }];
  await using receiver = await setup({ config: { forms } });
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  const reference = String(body.reference);

  assert.equal(
    await deleteMessage(receiver.context, reference, 'Gallringsbeslut KS 2026/1'),
    'overwritten',
  );
  assert.equal(
    await deleteMessage(receiver.context, reference, 'Gallringsbeslut KS 2026/1'),
    'none',
  );

  assert.equal((await receiver.messages()).length, 0);
  const { db } = receiver.context;
  assert.deepEqual(await db.selectFrom('outbox').selectAll().execute(), []);
  const [deletion] = await db.selectFrom('deletions').selectAll().execute();
  assert.equal(deletion?.reference, reference);
  assert.equal(deletion?.decision, 'Gallringsbeslut KS 2026/1');
  assert.equal(deletion?.received_at, body.receivedAt);
});

test('retention deletes nothing without a decision, nor before the mail is sent', async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  await using receiver = await setup({ now });
  const { db } = receiver.context;
  await receiver.post({ body: await validMessage(receiver.keyring) });
  ahead = 400 * 24 * 3_600_000;
  const decided = { ...form, retention: { days: 365, decision: 'Gallringsbeslut KS 2026/1' } };

  assert.equal(await applyRetention(receiver.context, [form]), 0);
  assert.equal(await applyRetention(receiver.context, [{ ...decided, id: 'other' }]), 0);
  const { reference = '' } = (await receiver.messages())[0] ?? {};
  await resendMessage(receiver.context, reference, ['a@exempelkommun.se']);
  assert.equal(await applyRetention(receiver.context, [decided]), 0);
  await db.updateTable('outbox').set({ state: 'sent' }).execute();
  assert.equal(await applyRetention(receiver.context, [decided]), 1);
  assert.equal((await receiver.messages()).length, 0);
});

test('a message with failed mail is kept for a month longer, not forever', async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const recipients = ['a@exempelkommun.se'];
  const forms = [{ ...form, recipients, retention: { days: 1, decision: 'KS 2026/1' } }];
  await using receiver = await setup({ config: { forms }, now });
  const { context, log } = receiver;
  await receiver.post({ body: await validMessage(receiver.keyring) });
  const refuseMail = () => Promise.reject(new Error('no'));
  const outbox = createOutbox({ context, forms, log, send: refuseMail });
  ahead = 6 * day;
  assert.equal(await applyRetention(context, forms), 0);
  await outbox.deliverDue();
  const [mail] = await context.db.selectFrom('outbox').selectAll().execute();
  assert.equal(mail?.state, 'failed');

  ahead += 29 * day;
  assert.equal(await applyRetention(context, forms), 0);
  ahead += 2 * day;
  assert.equal(await applyRetention(context, forms), 1);
  assert.equal((await receiver.messages()).length, 0);
});

test('a message that cannot be delivered is gone after 40 days, however short its retention period', async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const recipients = ['a@exempelkommun.se', toWebhookRecipient('cases')];
  const forms = [{ ...form, recipients, retention: { days: 1, decision: 'KS 2026/1' } }];
  await using receiver = await setup({ config: { forms }, now });
  const { context, log } = receiver;
  await receiver.post({ body: await validMessage(receiver.keyring) });
  const outbox = createOutbox({
    ...{ context, forms, log },
    send: () => Promise.reject(new Error('no')),
    webhooks: new Map([['cases', async () => ({ outcome: 'failed', error: '503' })]]),
  });
  while ((await receiver.messages()).length > 0 && ahead < 50 * day) {
    ahead += day / 4;
    await outbox.deliverDue();
    await applyRetention(context, forms);
  }
  assert.equal(Math.floor(ahead / day), 40);
});

test('dismiss records the decision, keeps the message, and satisfies check', async () => {
  await using instance = await createInstance({
    // Nothing listens on this port.
    mail: { server: 'smtp://127.0.0.1:9', from: 'form@kommun.test' },
    forms: [{ ...form, recipients: ['a@kommun.test'] }],
  });
  const receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  await receiver.stop();
  const reference = String(body.reference);
  const { db } = await openDatabase({ data: join(instance.folder, 'data') });
  assert.match(
    (await runCommand(instance, 'dismiss', reference, '--decision', 'x')).stderr,
    /no failed deliveries to dismiss$/m,
  );
  await db.updateTable('outbox').set({ state: 'failed', error: 'EMESSAGE 550' }).execute();
  await db.destroy();
  assert.equal((await runCommand(instance, 'check')).code, 1);
  assert.match((await runCommand(instance, 'dismiss', reference)).stderr, /^expected --decision/);

  const dismissed = await runCommand(
    instance,
    'dismiss',
    reference,
    '--decision',
    'Läst på skärm, KS 2026/1',
  );

  assert.equal(dismissed.stdout, `${reference}: 1 delivery dismissed, the message is kept\n`);
  const { code, stdout, stderr } = await runCommand(instance, 'check');
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  const line = `${reference}: a mail was dismissed at `;
  assert.ok(stdout.includes(line), stdout);
  assert.ok(stdout.includes(' (Läst på skärm, KS 2026/1)\n'), stdout);
  assert.ok((await runCommand(instance, 'show', reference)).stdout.includes(fields.message));
  // A dismissed message can still be resent, and the earlier decision is still listed.
  assert.equal((await runCommand(instance, 'resend', reference)).code, 0);
  const later = await runCommand(instance, 'check');
  assert.equal(later.code, 0);
  assert.match(later.stdout, /^1 mail waiting$/m);
  assert.ok(later.stdout.includes(line), later.stdout);
});

test('delete requires a decision, and deletions lists it', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  const reference = String(body.reference);
  assert.match((await runCommand(instance, 'delete', reference)).stderr, /expected --decision/);
  assert.equal(
    (await runCommand(instance, 'delete', reference, '--decision', 'KS 2026/1')).code,
    0,
  );
  const deletion = JSON.parse((await runCommand(instance, 'deletions')).stdout);
  assert.equal(deletion.reference, reference);
  const properties = ['reference', 'form', 'receivedAt', 'deletedAt', 'decision'];
  assert.deepEqual(Object.keys(deletion), properties);
});

test('nothing of a deleted message is left in the database files, while the receiver runs', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  const data = join(instance.folder, 'data');
  const { db } = await openDatabase({ data });
  const [row] = await db.selectFrom('messages').selectAll().execute();
  await db.destroy();
  const words = ['delete', String(body.reference), '--decision', 'KS 2026/1'];
  assert.equal((await runCommand(instance, ...words)).code, 0);
  for (const name of await readdir(data)) {
    const content = await readFile(join(data, name), 'latin1');
    assert.ok(!content.includes(row?.body.slice(0, 100) ?? ''), name);
  }
});

/** A receiver with a message that was deleted while somebody was reading the database. */
async function setupDeletion({ forms, now }: { forms: Form[]; now?: () => Date }) {
  const receiver = await setup({ databaseTimeoutMs: 300, ...(now && { now }) });
  const { context, data, log, metrics } = receiver;
  const clockGuard = createClockGuard(context);
  await clockGuard.checkAndRecord();
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  const [row] = await context.db.selectFrom('messages').selectAll().execute();
  const reader = new Sqlite(getSqlitePath(data), { readonly: true });
  reader.exec('begin');
  reader.prepare('select count(*) from messages').get();
  // The command says that.
  assert.equal(
    await deleteMessage(context, String(body.reference), 'KS 2026/1'),
    'not-yet-overwritten',
  );
  return {
    ...receiver,
    maintain: () => runMaintenance({ config: { forms }, context, clockGuard, metrics, log }),
    endReading() {
      reader.exec('commit');
      reader.close();
    },
    async isInFiles() {
      const contents = await Promise.all(
        (await readdir(data)).map((name) => readFile(join(data, name), 'latin1')),
      );
      return contents.some((content) => content.includes(row?.body.slice(0, 100) ?? ''));
    },
  };
}

test('delete says when somebody is reading, and the receiver overwrites the message afterwards', async () => {
  await using receiver = await setupDeletion({ forms: [form] });
  assert.ok(await receiver.isInFiles());
  const begun = performance.now();
  await receiver.maintain();
  // A receiver does not wait for the reader.
  assert.ok(performance.now() - begun < 2000);
  assert.ok(await receiver.isInFiles());

  receiver.endReading();
  await receiver.maintain();
  assert.ok(!(await receiver.isInFiles()));
});

test('what was deleted is overwritten also while a wrong clock pauses retention', async () => {
  let time = Date.now();
  const forms = [{ ...form, retention: { days: 365, decision: 'KS 2026/1' } }];
  await using receiver = await setupDeletion({ forms, now: () => new Date(time) });
  receiver.endReading();
  time -= 1000 * day;

  await receiver.maintain();

  const { values } = await receiver.metrics.retentionPaused.get();
  assert.deepEqual(values[0]?.labels, { reason: 'clock-behind' });
  assert.ok(!(await receiver.isInFiles()));
});

test('of two concurrent deletions one succeeds, even if the message cannot be decrypted', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  const { db } = await openDatabase({ data: join(instance.folder, 'data') });
  await db.updateTable('messages').set({ key_id: 'gone' }).execute();
  await db.destroy();
  const reference = String(body.reference);
  const done = await Promise.all(
    ['KS 2026/1', 'KS 2026/2'].map((decision) =>
      runCommand(instance, 'delete', reference, '--decision', decision),
    ),
  );
  assert.deepEqual(done.map(({ code }) => code).sort(), [0, 2]);
  assert.equal(done.map(({ stderr }) => stderr).join(''), `there is no message ${reference}\n`);
  const winner = done.findIndex(({ code }) => code === 0);
  const { decision } = JSON.parse((await runCommand(instance, 'deletions')).stdout);
  assert.equal(decision, `KS 2026/${winner + 1}`);
});

test('check finds a message that was tampered with', async () => {
  await using receiver = await setup();
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  assert.deepEqual((await runCheck(receiver.context)).errors, []);
  const { db } = receiver.context;
  const [row] = await db.selectFrom('messages').selectAll().execute();
  const changed = `${row?.body.slice(0, 60)}AAAA${row?.body.slice(64)}`;
  await db.updateTable('messages').set({ body: changed }).execute();

  const { errors } = await runCheck(receiver.context);

  assert.equal(errors.length, 1);
  assert.ok(errors[0]?.startsWith(String(body.reference)));
});
