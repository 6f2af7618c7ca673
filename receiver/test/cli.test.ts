import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config.ts';
import { addKey, formatKeyring } from '../src/security/keyring.ts';
import { readSecret } from '../src/security/read-secret.ts';
import { cli, createInstance, runCommand, startReceiver } from './instance.ts';
import { fields, form, post, validMessage } from './setup.ts';

test('list, show and export return the messages of a running receiver', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  const reference = String(body.reference);

  const list = await runCommand(instance, 'list');
  assert.equal(list.code, 0);
  assert.deepEqual(list.stdout.trim().split('\t'), [
    ...[reference, body.receivedAt, 'international', fields.name, fields.subject],
  ]);
  const showResult = await runCommand(instance, 'show', reference.toLowerCase().replace('-', ''));
  for (const text of Object.values(fields)) assert.ok(showResult.stdout.includes(text), text);
  const exported = await runCommand(instance, 'export');
  assert.deepEqual(JSON.parse(exported.stdout), {
    ...{ reference, form: 'international', receivedAt: body.receivedAt, quarantine: null },
    ...{ language: 'sv', ...fields },
  });
  assert.ok(!exported.stdout.trim().includes('\n'));
});

test('a command that finds nothing says so, and leaves standard output to programs', async () => {
  await using instance = await createInstance();
  const receiver = await startReceiver(instance);
  const expectNone = async (expected: string, input: string, ...words: string[]) => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [cli, ...words, '--config', instance.config],
      { env: instance.env, input, encoding: 'utf8' },
    );
    assert.deepEqual([stdout, stderr, status], ['', `${expected}\n`, 0], words.join(' '));
  };
  for (const word of ['list', 'export']) await expectNone('there are no messages', '', word);
  await expectNone('nothing has been deleted', '', 'deletions');

  await post(receiver.url, { body: await validMessage(instance.keyring) });
  await receiver.stop();
  for (const word of ['list', 'export']) {
    await expectNone('there are no such messages', 'nobody', word, '--search');
    await expectNone('there are no such messages', '', word, '--since', '9999-01-01');
  }
  await expectNone('there are no such messages', '', 'resend', '--state', 'failed');

  const unknown = await runCommand(instance, 'show', 'K7MA-P2XD');
  assert.deepEqual(unknown, { code: 2, stdout: '', stderr: 'there is no message K7MA-P2XD\n' });
  const list = await runCommand(instance, 'list');
  assert.deepEqual([list.stdout.split('\n').length, list.stderr], [2, '']);
});

test('messages that cannot be decrypted are named, and nobody is told that there are none', async () => {
  await using instance = await createInstance();
  const receiver = await startReceiver(instance);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  await receiver.stop();
  const RECEIVER_KEYS = formatKeyring(addKey(undefined, new Date()));
  const elsewhere = { ...instance, env: { ...instance.env, RECEIVER_KEYS } };
  const { code, stdout, stderr } = await runCommand(elsewhere, 'list');
  assert.deepEqual([code, stdout], [1, '']);
  assert.match(stderr, new RegExp(`^error: ${body.reference}: cannot be decrypted .*\\n$`));
});

test('an export to a full disk fails instead of looking complete', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  await post(receiver.url, { body: await validMessage(instance.keyring) });
  const full = openSync('/dev/full', 'w');
  for (const word of ['list', 'export']) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [cli, word, '--config', instance.config],
      {
        env: instance.env,
        stdio: ['ignore', full, 'pipe'],
        encoding: 'utf8',
      },
    );
    assert.match(stderr, /^expected to write the result, got Error: ENOSPC/);
    assert.equal(status, 2);
  }
  closeSync(full);
});

test('a message survives a restart of the receiver', async () => {
  await using instance = await createInstance();
  const key = randomUUID();
  const body = await validMessage(instance.keyring);
  const before = await startReceiver(instance);
  const first = await post(before.url, { key, body });
  assert.equal(await before.stop('SIGTERM'), 0);

  await using after = await startReceiver(instance);
  const second = await post(after.url, { key, body });

  assert.equal(second.status, 200);
  assert.deepEqual(second.body, first.body);
});

test('root writes nothing in a data folder that belongs to another user', async () => {
  await using instance = await createInstance();
  const data = join(instance.folder, 'data');
  await mkdir(data);
  // Only root can change the owner of a folder, and other users are never refused.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) await chown(data, 65534, 65534);
  const refused = [['serve'], ['list'], ['restore', 'backup.jsonl'], ['rotate-key']];
  for (const words of isRoot ? refused : []) {
    const { code, stderr } = await runCommand(instance, ...words);
    assert.equal(code, 2, words[0]);
    assert.equal(
      stderr,
      `${data}: belongs to the user 65534; run this command as that user, not as root (docs/receiver.md)\n`,
    );
  }
  assert.deepEqual(await readdir(data), []);

  if (isRoot) await chown(data, 0, 0);
  await using receiver = await startReceiver(instance);
  assert.equal((await runCommand(instance, 'list')).code, 0);
  assert.equal(await receiver.stop(), 0);
});

test('all errors in a configuration are reported at once, before anything is opened', async () => {
  const forms = [
    { id: 'A b', allowedOrigins: ['https://a.se/', '*'] },
    { id: 'b', colour: 'red' },
    { ...form, languages: [] },
    { ...form, id: 'c', languages: ['sv'], notice: { retention: { sv: 'Ett år.' } } },
    { ...form, id: 'd', notice: { retention: { sv: 'Ett år.' } } },
  ];
  await using instance = await createInstance({ port: 70_000, forms });

  const { code, stderr, stdout } = await runCommand(instance, 'serve');

  assert.equal(code, 2);
  assert.equal(stdout, '');
  for (const expected of [
    /port: expected .* got 70000/,
    /forms\.0\.id: expected .* got "A b"/,
    /forms\.0\.allowedOrigins\.0: expected .* got "https:\/\/a\.se\/"/,
    /forms\.0\.allowedOrigins\.1: expected .* got "\*"/,
    /forms\.1\.allowedOrigins: is missing/,
    /forms\.1\.colour: there is no such setting/,
    /forms\.2\.languages: expected at least one language/,
    /forms\.4\.notice\.retention: expected a text in each .*\(sv, en\), got/,
  ]) {
    assert.match(stderr, expected);
  }
  assert.doesNotMatch(stderr, /forms\.3/);
  await assert.rejects(stat(join(instance.folder, 'data')));
});

test('the example configuration is valid', () => {
  const example = fileURLToPath(new URL('../receiver.example.json', import.meta.url));
  assert.equal(readConfig(example, {}).forms[0]?.notice.legalBasis, 'authority');
});

test('test-message takes the same path as a message, and says what stopped it', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const send = (url: string) => runCommand(instance, 'test-message', url);
  const sent = await send(`${receiver.url}/v1/forms/international`);
  assert.equal(sent.code, 0, sent.stderr);
  const reference = sent.stdout.match(/^stored with the reference number (\S+)$/m)?.[1] ?? '';
  assert.match((await runCommand(instance, 'show', reference)).stdout, /^subject: +Test$/m);

  const other = await send(`${receiver.url}/v1/forms/other`);
  assert.match(other.stderr, /^expected https:.* and the id of a form, got http/);
  const elsewhere = await send(`${receiver.url}/elsewhere/v1/forms/international`);
  assert.equal(elsewhere.code, 1);
  assert.match(elsewhere.stderr, /challenge: HTTP 404 \(There is nothing at this URL\)$/m);
  await receiver.stop();
  const away = await send(`${receiver.url}/v1/forms/international`);
  assert.equal(away.code, 1);
  assert.match(away.stderr, /challenge: connect ECONNREFUSED/);
});

test('an error in a configuration never prints its secrets', async () => {
  await using instance = await createInstance({
    forms: [{ ...form, recipients: [{ webhook: 'othr' }] }],
    webhooks: { other: { url: 'https://case.example.se/', headers: { 'X-Key': 's3cr3t' } } },
  });
  const { stderr } = await runCommand(instance, 'check');
  assert.match(stderr, /the file: expected every webhook among the recipients to be configured/);
  await using list = await createInstance({ webhooks: ['s3cr3t'] });
  const { stderr: error } = await runCommand(list, 'check');
  assert.match(error, /webhooks.0: expected Object$/m);
  assert.ok(!`${stderr}${error}`.includes('s3cr3t'));
});

test('what is no URL of a mail server is an error like the others, beside them', async () => {
  const mail = { server: '[e-postserver]', from: '[avsändare]' };
  await using instance = await createInstance({ mail });
  const { code, stderr } = await runCommand(instance, 'check');
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^ +mail\.server: expected a URL such as smtp:\/\/user@mail\.example\.se:587$/m,
  );
  assert.match(stderr, /^ +mail\.from: expected an e-mail address, got "\[avsändare\]"$/m);
});

test('an invalid port in the environment is quoted in the error', async () => {
  await using instance = await createInstance({}, { PORT: 'http' });
  assert.match((await runCommand(instance, 'serve')).stderr, /port: expected .*, got "http"/);
});

test('a configuration may begin with a byte order mark, as editors on Windows write it', async () => {
  await using instance = await createInstance();
  await writeFile(instance.config, `\ufeff${await readFile(instance.config, 'utf8')}`);
  assert.equal(readConfig(instance.config, {}).forms[0]?.id, form.id);
});

test('keys are generated for a new database, readable by the owner only, and never for an existing one', async () => {
  await using instance = await createInstance();
  const keyless = { ...instance, env: { PATH: process.env.PATH } };
  const first = await startReceiver(keyless);
  assert.match(first.log(), /new keys were generated/);
  const file = join(instance.folder, 'data', 'keys');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const keys = await readFile(file, 'utf8');
  await first.stop();
  const second = await startReceiver(keyless);
  assert.doesNotMatch(second.log(), /new keys/);
  await second.stop();
  assert.equal(await readFile(file, 'utf8'), keys);

  await writeFile(file, 'nonsense');
  assert.match((await runCommand(keyless, 'serve')).stderr, /keys: key 1: expected/);
  const elsewhere = { ...keyless, env: { ...keyless.env, RECEIVER_KEYS_FILE: `${file}.gone` } };
  assert.equal((await runCommand(elsewhere, 'serve')).code, 2);
});

test('restore asks for the keys of the backup, and generates none', async () => {
  await using instance = await createInstance();
  await (await startReceiver(instance)).stop();
  const backup = join(instance.folder, 'backup.jsonl');
  assert.equal((await runCommand(instance, 'backup', backup)).code, 0);
  await using empty = await createInstance();
  const keyless = { ...empty, env: { PATH: process.env.PATH } };
  const data = join(empty.folder, 'data');

  const { code, stderr } = await runCommand(keyless, 'restore', backup);
  assert.equal(code, 2);
  const expected = 'expected the keys that the backup was made with, got no file';
  assert.equal(stderr, `${join(data, 'keys')}: ${expected}\n`);
  await assert.rejects(stat(data));

  await mkdir(data);
  await writeFile(join(data, 'keys'), formatKeyring(instance.keyring));
  assert.equal((await runCommand(keyless, 'restore', backup)).code, 0);
});

test('a secret is read from its variable, or from the file that the variable with _FILE names', async () => {
  await using instance = await createInstance();
  const path = join(instance.folder, 'secret');
  await writeFile(path, 'hemligt \n');
  for (const name of ['DATABASE_URL', 'SMTP_PASSWORD'] as const) {
    const file = `${name}_FILE`;
    assert.equal(readSecret({}, name), undefined);
    assert.equal(readSecret({ [name]: '', [file]: '' }, name), undefined);
    assert.equal(readSecret({ [file]: path }, name), 'hemligt');
    assert.equal(readSecret({ [name]: 'eget', [file]: path }, name), 'eget');
    assert.throws(
      () => readSecret({ [file]: `${path}.gone` }, name),
      new RegExp(`^Error: ${file}: expected`),
    );
  }
  const elsewhere = { ...instance, env: { ...instance.env, DATABASE_URL_FILE: `${path}.gone` } };
  for (const command of ['serve', 'list']) {
    const { code, stderr } = await runCommand(elsewhere, command);
    assert.equal(code, 2);
    assert.match(stderr, /^DATABASE_URL_FILE: expected a file, got Error: ENOENT/);
  }
});

test('check before the first start finds the configuration right, and afterwards misses the database', async () => {
  await using instance = await createInstance({
    mail: { server: 'smtp://user@mail.kommun.test', from: 'form@kommun.test' },
    forms: [{ ...form, allowedOrigins: ['https://www.kommun.test'] }],
  });
  const { RECEIVER_KEYS: _, ...env } = instance.env;
  const own = { ...instance, env };
  const before = await runCommand(own, 'check');
  assert.deepEqual([before.code, before.stderr], [0, '']);
  assert.match(before.stdout, /^The configuration can be used\.\nNo database yet/m);
  assert.match(before.stdout, /needs SMTP_PASSWORD or SMTP_PASSWORD_FILE to start/);
  assert.doesNotMatch(before.stdout, /exempelkommun/);
  const secret = { ...own, env: { ...env, SMTP_PASSWORD: 'hemligt' } };
  assert.doesNotMatch((await runCommand(secret, 'check')).stdout, /SMTP_PASSWORD/);
  await assert.rejects(stat(join(instance.folder, 'data')));

  await (await startReceiver(secret)).stop();
  assert.equal((await runCommand(own, 'check')).code, 0);
  await rm(join(instance.folder, 'data', 'receiver.sqlite'));
  const after = await runCommand(own, 'check');
  assert.equal(after.code, 2);
  assert.match(after.stderr, /expected a database in .*, got none/);
});

test('check of a receiver that listens misses the database, even if its keys are gone too', async () => {
  await using instance = await createInstance();
  const { RECEIVER_KEYS: _, ...env } = instance.env;
  await using receiver = await startReceiver({ ...instance, env });
  await rm(join(instance.folder, 'data'), { recursive: true });
  const own = { ...instance, env: { ...env, PORT: new URL(receiver.url).port } };
  assert.equal((await runCommand(own, 'check')).code, 2);
});

/** The settings of the example's form that only its municipality has. */
const exampleFormValues = [
  'forms.0.allowedOrigins.0',
  ...['controller', 'dataProtectionOfficer', 'telephone', 'email', 'privacyHref'].map(
    (key) => `forms.0.notice.${key}`,
  ),
  'forms.0.retention.decision',
];

test('check names every value of the examples, says that the file is not yours yet, and fails', async () => {
  for (const [name, expected] of [
    [
      'receiver.example.json',
      ['mail.server', 'mail.from', 'forms.0.recipients.0', ...exampleFormValues],
    ],
    ['receiver.minimal.example.json', exampleFormValues],
    [
      'errands.example.json',
      [
        ...['url', 'oauth2.tokenUrl', 'find.url', 'caseUrl'].map(
          (key) => `webhooks.errands.${key}`,
        ),
        ...exampleFormValues,
      ],
    ],
  ] as const) {
    const file = fileURLToPath(new URL(`../${name}`, import.meta.url));
    const { mail, webhooks, forms } = JSON.parse(await readFile(file, 'utf8'));
    await using instance = await createInstance({ mail, webhooks, forms });
    const { RECEIVER_KEYS: _, ...env } = instance.env;
    const { code, stdout, stderr } = await runCommand({ ...instance, env }, 'check');
    assert.equal(code, 1, name);
    const read = (value: object, key: string) => value[key as keyof typeof value];
    const readPath = (path: string): unknown =>
      path.split('.').reduce<object>(read, { mail, webhooks, forms });
    assert.deepEqual(
      stderr.trim().split('\n').sort(),
      expected
        .map(
          (path) =>
            `error: ${path}: expected your own value, got the example's, “${readPath(path)}”`,
        )
        .sort(),
    );
    assert.match(stdout, /^The configuration is valid, but not yours yet: replace those values/m);
    assert.doesNotMatch(stdout, /can be used/);
  }
});

test('check accepts a municipality whose name and domain are much like the example’s', async () => {
  const file = fileURLToPath(new URL('../receiver.example.json', import.meta.url));
  const text = (await readFile(file, 'utf8'))
    .replaceAll('exempelkommun.se', 'exempelkommunen.se')
    .replaceAll('Exempelkommun', 'Exempelkommunen')
    .replace('08-465 004 00', '08-123 45 67')
    .replace('www.exempelkommunen.se', 'www.min-exempelkommun.se');
  const { mail, forms } = JSON.parse(text);
  await using instance = await createInstance({ mail, forms });
  const { RECEIVER_KEYS: _, ...env } = instance.env;
  const { code, stdout, stderr } = await runCommand({ ...instance, env }, 'check');
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^The configuration can be used\.$/m);
});

test('check names what nobody has filled in of the settings that came with an order', async () => {
  const notice = { telephone: '[telefonnummer]', privacyHref: 'https://www.kommun.test/' };
  const retention = { days: 90, decision: '[gallringsbeslut]' };
  await using instance = await createInstance({ forms: [{ ...form, notice, retention }] });
  const { RECEIVER_KEYS: _, ...env } = instance.env;
  const { code, stderr } = await runCommand({ ...instance, env }, 'check');
  const expected = ['notice.telephone', 'retention.decision'].map(
    (path) => `error: forms.0.${path}: expected your own value, got a marked place\n`,
  );
  assert.deepEqual([code, stderr], [1, expected.join('')]);
});

test('check exits with 1 also after the first start, while a value of the example is left', async () => {
  const email = 'info@exempelkommun.se';
  await using instance = await createInstance({ forms: [{ ...form, notice: { email } }] });
  await (await startReceiver(instance)).stop();
  const { code, stderr } = await runCommand(instance, 'check');
  const expected = `error: forms.0.notice.email: expected your own value, got the example's, “${email}”\n`;
  assert.deepEqual([code, stderr], [1, expected]);
});

test('the manual names the error of a Node that is too old', () => {
  // A Node that knows no types, as those before 22 are.
  const { stderr, status } = spawnSync(
    process.execPath,
    ['--no-experimental-strip-types', cli, 'check'],
    { encoding: 'utf8' },
  );
  assert.equal(status, 1);
  const [error = ''] = /Unknown file extension "\.ts"/.exec(stderr) ?? [];
  assert.ok(error, stderr);
  for (const file of ['docs/receiver.md', 'demo/prose/receiver.sv.md']) {
    assert.match(readFileSync(file, 'utf8'), new RegExp(`^\\| \`${error}\` \\|.* 24`, 'm'), file);
  }
});

test('the example with mail is the minimal one, with what mail needs and nothing more', async () => {
  const [minimal, withMail] = await Promise.all(
    ['receiver.minimal.example.json', 'receiver.example.json'].map(async (name) =>
      JSON.parse(await readFile(fileURLToPath(new URL(`../${name}`, import.meta.url)), 'utf8')),
    ),
  );
  const { mail, ...settings } = withMail;
  assert.deepEqual(Object.keys(mail), ['server', 'from']);
  // Most mail servers of a municipality let its machines send without a password.
  assert.equal(new URL(mail.server).username, '');
  const forms = settings.forms.map(({ recipients: _, ...rest }: { recipients: string[] }) => rest);
  assert.deepEqual({ ...settings, forms }, minimal);
});

test('a command that cannot be carried out says why', async () => {
  await using instance = await createInstance();
  assert.match((await runCommand(instance)).stderr, /^Usage: receiver/);
  assert.match((await runCommand(instance, 'dance')).stderr, /^Usage: receiver/);
  assert.match((await runCommand(instance, 'list')).stderr, /expected a database in .*, got none/);
  await (await startReceiver(instance)).stop();
  assert.match(
    (await runCommand(instance, 'show', 'nonsense')).stderr,
    /expected a reference number, got "nonsense"/,
  );
  assert.match((await runCommand(instance, 'list', '--confg')).stderr, /Unknown option '--confg'/);
});
