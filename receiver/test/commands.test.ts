import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDatabase } from '../src/database/connection.ts';
import { addKey, formatKeyring } from '../src/security/keyring.ts';
import { bothEngines } from './fault-injection/engines.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { type Instance, runCommand, startReceiver } from './instance.ts';
import { createSolvedChallenge, form, origin, post, validMessage } from './setup.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Posts messages, and resolves to their references. */
async function postMessages(url: string, instance: Instance, count: number) {
  const references: string[] = [];
  for (let n = 0; n < count; n++) {
    const { body } = await post(url, { body: await validMessage(instance.keyring) });
    references.push(String(body.reference));
  }
  return references;
}

/** Opens the database of an installation, as another process may. */
async function openInstance({ folder, env }: Instance) {
  const { db } = await openDatabase({ data: join(folder, 'data'), url: env.DATABASE_URL });
  return Object.assign(db, { [Symbol.asyncDispose]: () => db.destroy() });
}

/** The references at the beginning of each line. */
const getReferences = (text: string) =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => line.slice(0, 9));

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: messages that cannot be decrypted hide no others, and are named`, async () => {
    await using instance = await engine.install();
    const receiver = await startReceiver(instance);
    const references = await postMessages(receiver.url, instance, 6);
    await receiver.stop();
    const [lostKey = '', swapped = '', other = '', ...good] = references;
    await using db = await openInstance(instance);
    const rows = await db.selectFrom('messages').selectAll().execute();
    const getBody = (reference: string) =>
      rows.find((row) => row.reference === reference)?.body ?? '';
    const change = (reference: string, changes: { key_id?: string; body?: string }) =>
      db.updateTable('messages').set(changes).where('reference', '=', reference).execute();
    await change(lostKey, { key_id: 'gone' });
    await change(swapped, { body: getBody(other) });
    await change(other, { body: getBody(swapped) });
    const keyId = instance.keyring.current;
    const expected = [
      `error: ${lostKey}: cannot be decrypted (key gone)`,
      `error: ${swapped}: cannot be decrypted (key ${keyId})`,
      `error: ${other}: cannot be decrypted (key ${keyId})`,
    ].sort();
    const assertNamed = (stderr: string) => {
      const errors = stderr.split('\n').filter((line) => line.startsWith('error: '));
      assert.deepEqual(errors.sort(), expected);
    };

    const list = await runCommand(instance, 'list');
    assert.equal(list.code, 1);
    assert.deepEqual(getReferences(list.stdout), good);
    assertNamed(list.stderr);

    const exported = await runCommand(instance, 'export');
    assert.equal(exported.code, 1);
    const lines = exported.stdout.trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).reference),
      good,
    );
    assertNamed(exported.stderr);

    // Nor do they keep the others from a new key, or from being restored.
    const both = addKey(instance.keyring, new Date());
    const renewed = { ...instance, env: { ...instance.env, RECEIVER_KEYS: formatKeyring(both) } };
    const rotated = await runCommand(renewed, 'rotate-key');
    assert.equal(rotated.code, 1);
    assert.equal(rotated.stdout, `3 messages encrypted with the key ${both.current}\n`);
    assertNamed(rotated.stderr);
    const backup = join(instance.folder, 'backup.jsonl');
    assert.equal((await runCommand(renewed, 'backup', backup)).code, 0);
    await using restoring = await engine.install();
    const target = { ...restoring, env: { ...restoring.env, RECEIVER_KEYS: formatKeyring(both) } };
    const restored = await runCommand(target, 'restore', backup);
    assert.equal(restored.code, 1);
    assert.match(restored.stdout, /^6 messages restored/);
    assertNamed(restored.stderr);
    assert.deepEqual(getReferences((await runCommand(target, 'list')).stdout), good);
  });

  test(`${engine.name}: list, export and resend choose messages by form, state and time`, async () => {
    const recipients = ['a@exempelkommun.se'];
    const settings = {
      // A port without a listener.
      mail: { server: 'smtp://127.0.0.1:9', from: 'form@exempelkommun.se' },
      forms: [
        { ...form, recipients },
        { ...form, id: 'other', recipients },
      ],
    };
    await using instance = await engine.install(settings);
    const receiver = await startReceiver(instance);
    const [failed = '', sent = '', late = ''] = await postMessages(receiver.url, instance, 3);
    const honeypot = await validMessage(instance.keyring, { website: 'x' });
    const quarantined = String((await post(receiver.url, { body: honeypot })).body.reference);
    const verification = await createSolvedChallenge(instance.keyring, 'other');
    const response = await fetch(`${receiver.url}/v1/forms/other/messages`, {
      method: 'POST',
      headers: {
        origin,
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      },
      body: JSON.stringify(await validMessage(instance.keyring, { verification })),
    });
    const { reference: elsewhere } = (await response.json()) as { reference: string };
    await receiver.stop();
    await using db = await openInstance(instance);
    const setState = (reference: string, state: 'failed' | 'sent') =>
      db.updateTable('outbox').set({ state }).where('reference', '=', reference).execute();
    await setState(failed, 'failed');
    await setState(elsewhere, 'failed');
    await setState(sent, 'sent');
    const setTime = (reference: string, received_at: string) =>
      db.updateTable('messages').set({ received_at }).where('reference', '=', reference).execute();
    await setTime(failed, '2026-01-30T12:00:00.000Z');
    await setTime(sent, '2026-01-31T12:00:00.000Z');
    const list = async (...words: string[]) => {
      const { code, stdout, stderr } = await runCommand(instance, 'list', ...words);
      assert.equal(code, 0, stderr);
      return getReferences(stdout).sort();
    };

    assert.deepEqual(await list('--state', 'failed'), [failed, elsewhere].sort());
    assert.deepEqual(await list('--state', 'failed', '--form', form.id), [failed]);
    assert.deepEqual(await list('--state', 'sent'), [sent]);
    assert.deepEqual(await list('--state', 'waiting'), [late]);
    assert.deepEqual(await list('--state', 'quarantine'), [quarantined]);
    assert.deepEqual(await list('--form', 'other'), [elsewhere]);
    assert.deepEqual(
      await list('--since', '2026-01-31'),
      [sent, late, quarantined, elsewhere].sort(),
    );
    assert.deepEqual(await list('--since', '9999-01-01'), []);
    const exported = await runCommand(instance, 'export', '--state', 'quarantine');
    assert.equal(JSON.parse(exported.stdout).reference, quarantined);
    for (const [words, error] of [
      [['list', '--state', 'lost'], /^expected --state quarantine, waiting, .*, got "lost"$/m],
      [['list', '--form', 'othr'], /^expected --form international, other, got "othr"$/m],
      [['export', '--form', 'othr'], /^expected --form international, other, got "othr"$/m],
      [['resend', '--state', 'failed', '--form', 'othr'], /^expected --form .*, got "othr"$/m],
      [['list', '--since', 'igår'], /^expected --since with a date such as .*, got "igår"$/m],
      [['backup', 'x', '--form', 'other'], /^backup: --form, --state and --since choose/m],
      [['resend'], /^expected one reference number, got 0$/m],
      [
        ['resend', late, '--state', 'failed'],
        /^expected a reference number or --state, got both$/m,
      ],
      [['resend', late, '--form', 'other'], /^expected a reference number or --state, got both$/m],
    ] as const) {
      const { code, stderr } = await runCommand(instance, ...words);
      assert.match(stderr, error);
      assert.equal(code, 2);
    }

    // After a long outage, a single command resends everything that failed. Messages without recipients are reported, and
    // don't stop the others.
    const config = await readFile(instance.config, 'utf8');
    const { forms, ...rest } = JSON.parse(config);
    await writeFile(instance.config, JSON.stringify({ ...rest, forms: [forms[0]] }));
    // What it has received is still there.
    assert.deepEqual(await list('--form', 'other'), [elsewhere]);
    const partly = await runCommand(instance, 'resend', '--state', 'failed');
    assert.equal(partly.code, 1);
    assert.deepEqual(getReferences(partly.stdout), [failed]);
    assert.equal(partly.stderr, `error: ${elsewhere}: the form "other" has no recipients\n`);
    await writeFile(instance.config, config);
    const resent = await runCommand(instance, 'resend', '--state', 'failed');
    assert.equal(resent.code, 0, resent.stderr);
    assert.deepEqual(getReferences(resent.stdout), [elsewhere]);
    assert.deepEqual(await list('--state', 'failed'), []);
    assert.deepEqual(await list('--state', 'waiting'), [failed, late, elsewhere].sort());
  });
}
