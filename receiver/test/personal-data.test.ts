/** What the handbook says of personal data, tried against a real receiver on each engine. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { type Form, readConfig } from '../src/config.ts';
import { openDatabase } from '../src/database/connection.ts';
import { createNotice } from '../src/messages/form-notice.ts';
import { runCheck } from '../src/operations/check.ts';
import { formatKeyring } from '../src/security/keyring.ts';
import { bothEngines } from './fault-injection/engines.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { cli, type Instance, startReceiver } from './instance.ts';
import { fields, form, post, setup, validMessage } from './setup.ts';

const receiverFolder = fileURLToPath(new URL('..', import.meta.url));

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** The commands in the handbook's section on personal data, by the heading that they stand under. */
const documented = readCommands('docs/receiver.md', 'Personal data in the receiver');

function readCommands(file: string, section: string): Map<string, string> {
  const [, text = ''] = readFileSync(file, 'utf8').split(`\n## ${section}\n`);
  const [own = ''] = text.split('\n## ', 1);
  return new Map(
    own.split('\n### ').flatMap((part) => {
      const code = [...part.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, lines]) => lines);
      return code.length > 0 ? [[part.split('\n', 1)[0] ?? '', code.join('')]] : [];
    }),
  );
}

/** Runs commands as the handbook has them, in an installation's folder. */
async function runDocumented(instance: Instance, script: string, input = '') {
  const command = `receiver() { '${process.execPath}' '${cli}' "$@" --config '${instance.config}'; }
    sudo() { "$@"; }
    ${script}`;
  const child = spawn('sh', ['-c', command], { env: instance.env, cwd: instance.folder });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  // Left open, as a terminal is.
  child.stdin.write(input);
  const [code] = await once(child, 'close');
  return { code, stdout, stderr };
}

/** The commands under a heading, for one message. */
function commandsFor(heading: string, reference = ''): string {
  const script = documented.get(heading);
  assert.ok(script, `expected commands under ${heading}, got ${[...documented.keys()]}`);
  return script.replaceAll('K7MA-P2XD', reference);
}

const readReferences = (list: string) =>
  list
    .trim()
    .split('\n')
    .map((line) => line.slice(0, 9));

const parseLines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: the documented commands find, extract and delete what a person has written`, async () => {
    await using instance = await engine.install();
    await using receiver = await startReceiver(instance);
    const send = async (changes: Partial<typeof fields>, website = '') => {
      const body = await validMessage(instance.keyring, {
        fields: { ...fields, ...changes },
        website,
      });
      return String((await post(receiver.url, { body })).body.reference);
    };
    const own = await send({ email: 'Anna.Svensson@example.se' });
    const mentioned = await send({ message: 'Fråga anna.svensson@example.se.' });
    const quarantined = await send({ email: 'anna.svensson@example.se' }, 'x');
    await send({});
    const email = 'anna.SVENSSON@example.se\n';

    const search = await runDocumented(instance, commandsFor('Find', own), email);
    assert.equal(search.code, 0, search.stderr);
    const lines = search.stdout.split('\n');
    const references = [own, mentioned, quarantined];
    assert.deepEqual(readReferences(lines.slice(0, 3).join('\n')), references);
    assert.match(lines[2] ?? '', /\tquarantine: honeypot$/);
    // The reference alone, after the search.
    assert.match(lines.slice(3).join('\n'), new RegExp(`^reference: +${own}\n`));

    const extracted = await runDocumented(instance, commandsFor('Give a copy', own), email);
    assert.equal(extracted.code, 0, extracted.stderr);
    const copy = parseLines(await readFile(join(instance.folder, 'copy.jsonl'), 'utf8'));
    assert.deepEqual(
      copy.map(({ reference }) => reference),
      references,
    );
    assert.equal(copy[1].message, 'Fråga anna.svensson@example.se.');

    const deleted = await runDocumented(instance, commandsFor('Erase', own));
    assert.equal(deleted.code, 0, deleted.stderr);
    const left = await runDocumented(instance, 'receiver list --search', email);
    assert.deepEqual(readReferences(left.stdout), [mentioned, quarantined]);
  });

  test(`${engine.name}: a search for nothing, or with another command, says so`, async () => {
    await using instance = await engine.install();
    await (await startReceiver(instance)).stop();
    const empty = await runDocumented(instance, 'receiver list --search', ' \n');
    assert.equal(empty.code, 2);
    assert.equal(empty.stderr, 'expected a text to search for, got nothing\n');
    const other = await runDocumented(instance, 'receiver resend --search');
    assert.equal(other.stderr, 'resend: --search chooses messages for list and export\n');
  });

  test(`${engine.name}: what was deleted after a backup is deleted again after a restore`, async () => {
    await using instance = await engine.install();
    const receiver = await startReceiver(instance);
    const references: string[] = [];
    for (let n = 0; n < 3; n++) {
      const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
      references.push(String(body.reference));
    }
    const [first = '', second = '', third = ''] = references;
    assert.equal((await runDocumented(instance, 'receiver backup backup.jsonl')).code, 0);
    for (const reference of [first, third]) {
      await runDocumented(instance, commandsFor('Erase', reference));
    }
    await receiver.stop();
    const [before = '', after = ''] = commandsFor('Restore without what was deleted').split(
      /^(?=sudo receiver restore)/m,
    );
    const saved = await runDocumented(instance, before);
    assert.equal(saved.code, 0, saved.stderr);

    await using other = await engine.install();
    const { RECEIVER_KEYS } = instance.env;
    const restored = { ...other, folder: instance.folder, env: { ...other.env, RECEIVER_KEYS } };
    const { code, stdout, stderr } = await runDocumented(restored, after);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^3 messages restored/);
    const { stdout: left } = await runDocumented(restored, 'receiver list');
    assert.deepEqual(readReferences(left), [second]);
    const { stdout: deletions } = await runDocumented(restored, 'receiver deletions');
    assert.deepEqual(
      parseLines(deletions)
        .map(({ reference }) => reference)
        .sort(),
      [first, third].sort(),
    );
  });

  test(`${engine.name}: rows of the log of deletions that are removed as documented are missed by nothing`, async () => {
    await using instance = await engine.install();
    const receiver = await startReceiver(instance);
    const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
    await runDocumented(instance, commandsFor('Erase', String(body.reference)));
    await receiver.stop();
    const statements = ['docs/receiver.md', 'demo/prose/receiver.sv.md'].map(
      (file) => /`(delete from deletions .*?)`/.exec(readFileSync(file, 'utf8'))?.[1] ?? '',
    );
    const [statement = '', translated] = statements;
    assert.equal(statement, translated);
    const { db } = await openDatabase({
      data: join(instance.folder, 'data'),
      url: instance.env.DATABASE_URL,
    });
    const remove = async (date: string) => {
      const own = statement.replace('2026-01-31', date);
      const { numAffectedRows } = await sql.raw(own).execute(db);
      return Number(numAffectedRows);
    };
    assert.equal(await remove('2026-01-31'), 0);
    assert.equal(await remove('9999-01-31'), 1);
    await db.destroy();
    const { code, stdout, stderr } = await runDocumented(
      instance,
      'set -e; receiver check; receiver deletions; receiver backup backup.jsonl',
    );
    assert.equal(code, 0, stderr);
    assert.ok(!stdout.includes(String(body.reference)), stdout);
    await using other = await engine.install();
    const { RECEIVER_KEYS } = instance.env;
    const restored = { ...other, folder: instance.folder, env: { ...other.env, RECEIVER_KEYS } };
    assert.equal((await runDocumented(restored, 'receiver restore backup.jsonl')).code, 0);
  });

  test(`${engine.name}: without its key nothing of a deleted message can be read, in a backup either`, async () => {
    await using instance = await engine.install();
    const keys = join(instance.folder, 'keys');
    await writeFile(keys, formatKeyring(instance.keyring));
    const { RECEIVER_KEYS: _, ...env } = instance.env;
    const own = { ...instance, env: { ...env, RECEIVER_KEYS_FILE: keys } };
    const receiver = await startReceiver(own);
    const send = async () =>
      String(
        (await post(receiver.url, { body: await validMessage(instance.keyring) })).body.reference,
      );
    const [deleted, remaining] = [await send(), await send()];
    await receiver.stop();
    const { code } = await runDocumented(
      own,
      `set -e
      receiver backup old.jsonl
      ${commandsFor('Erase', deleted)}
      receiver rotate-key
      receiver backup new.jsonl
      sed -i 2d keys
      receiver check`,
    );
    assert.equal(code, 0);

    const restore = async (backup: string) => {
      await using other = await engine.install();
      const { RECEIVER_KEYS: _, ...env } = other.env;
      const empty = {
        ...other,
        folder: instance.folder,
        env: { ...env, RECEIVER_KEYS_FILE: keys },
      };
      // Awaited here, before the installation is gone.
      return await runDocumented(empty, `receiver restore ${backup} && receiver list`);
    };
    assert.match((await restore('new.jsonl')).stdout, new RegExp(`^${remaining}\t`, 'm'));
    const old = await restore('old.jsonl');
    assert.equal(old.code, 2);
    assert.equal(old.stdout, '');
  });

  test(`${engine.name}: the documented commands for the quarantine and for a breach do what they say`, async () => {
    const recipients = ['registrator@exempelkommun.se'];
    const settings = {
      // Nothing listens on this port.
      mail: { server: 'smtp://127.0.0.1:9', from: 'form@exempelkommun.se' },
      forms: [{ ...form, recipients }],
    };
    await using instance = await engine.install(settings);
    const keys = join(instance.folder, 'keys');
    await writeFile(keys, formatKeyring(instance.keyring));
    const { RECEIVER_KEYS: _, ...env } = instance.env;
    const own = { ...instance, env: { ...env, RECEIVER_KEYS_FILE: keys } };
    await using receiver = await startReceiver(own);
    const send = async (website: string) => {
      const body = await validMessage(instance.keyring, { website });
      return String((await post(receiver.url, { body })).body.reference);
    };
    const quarantined = await send('x');
    const mailed = await send('');

    const quarantine = commandsFor('Quarantine, and automated decisions', quarantined);
    const review = await runDocumented(own, quarantine);
    assert.equal(review.code, 0, review.stderr);
    const [listed = '', resent = ''] = review.stdout.split('\n');
    assert.equal(listed.slice(0, 9), quarantined);
    assert.equal(resent, `${quarantined}: 1 delivery queued`);
    const after = await runDocumented(own, 'receiver list --state quarantine');
    assert.equal(after.stdout, '');

    // The service and its log are systemd's.
    const breach = await runDocumented(
      own,
      `systemctl() { :; }
      journalctl() { :; }
      ${commandsFor('A personal data breach')}`,
    );
    assert.equal(breach.code, 0, breach.stderr);
    assert.deepEqual(readReferences(breach.stdout.split('\n').slice(0, 2).join('\n')), [
      quarantined,
      mailed,
    ]);
    assert.match(breach.stdout, /^2 messages encrypted with the key /m);
  });

  test(`${engine.name}: no field, language or IP address can be read where it is stored`, async () => {
    await using instance = await engine.install();
    const receiver = await startReceiver(instance);
    await post(receiver.url, { body: await validMessage(instance.keyring) });
    const { db } = await openDatabase({
      data: join(instance.folder, 'data'),
      url: instance.env.DATABASE_URL,
    });
    const tables = ['messages', 'outbox', 'spent_challenges', 'clock', 'deletions'] as const;
    const rows = await Promise.all(
      tables.map((table) => db.selectFrom(table).selectAll().execute()),
    );
    await db.destroy();
    await receiver.stop();
    const stored = JSON.stringify(rows);
    for (const value of [...Object.values(fields), '127.0.0.1', '"sv"']) {
      assert.ok(!stored.includes(value), value);
    }
    assert.ok(stored.includes(form.id));
  });
}

test('check says what a form does not tell its visitors, and a period that nothing keeps, nobody filled in or the receiver contradicts', async () => {
  await using receiver = await setup();
  const readInfo = async (changes: Partial<Form>) => {
    const { errors, info } = await runCheck(receiver.context, [{ ...form, ...changes }]);
    assert.deepEqual(errors, []);
    return info.filter((line) => line.startsWith('form international: '));
  };
  const notice = {
    controller: 'Kommunstyrelsen i Exempelkommun',
    legalBasis: 'authority',
    dataProtectionOfficer: 'dataskyddsombud@exempelkommun.se',
    privacyHref: 'https://www.exempelkommun.se/personuppgifter',
  } as const;
  const text = { sv: 'Vi sparar det i två år.', en: 'We keep it for two years.' };

  const [missing = '', ...others] = await readInfo({ notice });
  assert.match(missing, /its notice has no retention; .* Article 13 of the GDPR/);
  assert.deepEqual(others, []);
  const [unkept = ''] = await readInfo({ notice: { ...notice, retention: text } });
  assert.match(unkept, /notice\.retention says .*, but retention is off/);
  const retention = { days: 730, decision: 'KS 2026/1' };
  assert.deepEqual(await readInfo({ notice: { ...notice, retention: text }, retention }), []);

  assert.deepEqual(await readInfo({ notice, retention }), []);
  const other = { sv: 'Vi sparar det i 365 dagar.', en: 'We keep it for 730 days.' };
  const [contradicted = '', ...rest] = await readInfo({
    notice: { ...notice, retention: other },
    retention,
  });
  assert.match(contradicted, /notice\.retention has another number than the 730 days/);
  assert.deepEqual(rest, []);

  const unfilled = { sv: 'Vi sparar det i [… dagar].', en: 'We keep it for [… days].' };
  const [marked = '', ...more] = await readInfo({
    notice: { ...notice, retention: unfilled },
    retention,
  });
  assert.match(marked, /notice\.retention has a marked place/);
  assert.deepEqual(more, []);
});

test('each example configuration deletes messages, and tells visitors when', () => {
  const examples = globSync('*.example.json', { cwd: receiverFolder });
  assert.equal(examples.length, 3);
  for (const name of examples) {
    for (const { notice, languages, retention } of readConfig(join(receiverFolder, name), {})
      .forms) {
      const { sv } = createNotice(notice, languages, retention?.days);
      assert.ok(retention, name);
      assert.match(String(sv?.privacy?.text), new RegExp(` ${retention.days} dagar `), name);
    }
  }
});
