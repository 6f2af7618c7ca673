import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { getFreePort } from '../../test/free-ports.ts';
import { checkAdvisories } from '../src/operations/advisories.ts';
import { createCertificate } from './certificate.ts';
import { type CommandResult, createInstance, runCommand, startReceiver } from './instance.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));

const { name, version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const createAdvisory = (id: string, events: object[], packageName = name) => ({
  id,
  summary: 'Messages could be read.',
  affected: [{ package: { name: packageName }, ranges: [{ type: 'SEMVER', events }] }],
});

const dates = { date: '2026-10-01T09:00:00.000Z', expires: '2999-12-31T09:00:00.000Z' };
const createList = (...advisories: object[]) => ({ ...dates, advisories });
const createSupport = (until: string | null, expires = dates.expires) => ({
  ...dates,
  expires,
  version,
  securityUpdatesUntil: { '1': until },
});

/** A receiver that has stored nothing, and its publisher, whose files and key a test can change. */
async function setup({ isStarted = true } = {}) {
  const instance = await createInstance();
  const { key, cert, certPath } = createCertificate(instance.folder);
  const { privateKey } = generateKeyPairSync('ed25519');
  const publisher: { files: Record<string, unknown>; key: KeyObject | undefined } = {
    files: {
      '/advisories.json': createList(),
      '/support.json': createSupport('2999-12-31'),
    },
    key: privateKey,
  };
  const requests: string[] = [];
  const server = createServer({ key, cert }, ({ url = '' }, response) => {
    requests.push(url);
    const content = toText(publisher.files[url.replace(/\.sig$/, '')]);
    if (!url.endsWith('.sig') && content !== undefined) return response.end(content);
    if (!publisher.key || content === undefined) return response.writeHead(404).end();
    return response.end(sign(null, Buffer.from(content), publisher.key));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publisherUrl = `https://localhost:${port}/`;
  // As it is delivered: the publisher is named in a file of its own, and not in the configuration.
  const app = join(instance.folder, 'app');
  for (const path of [
    ...['receiver/src', 'receiver/package.json', 'receiver/node.env'],
    'src/contact-form/message.ts',
  ]) {
    await cp(join(top, path), join(app, path), { recursive: true });
  }
  await symlink(join(top, 'node_modules'), join(app, 'node_modules'));
  const facts = { publisherUrl, publicKeys: [toPublicKey(privateKey)] };
  await writeFile(join(app, 'publisher.json'), JSON.stringify(facts));
  const { publisherUrl: _, ...config } = JSON.parse(await readFile(instance.config, 'utf8'));
  await writeFile(instance.config, JSON.stringify(config));
  const { RECEIVER_KEYS, ...env } = instance.env;
  // A database to check.
  if (isStarted) await (await startReceiver(instance)).stop();
  return Object.assign(publisher, {
    requests,
    publisherUrl,
    check: () =>
      new Promise<CommandResult>((resolve) => {
        const args = ['--env-file=receiver/node.env', 'receiver/src/cli.ts', 'check'];
        const keys = isStarted && { RECEIVER_KEYS };
        const child = execFile(
          process.execPath,
          [...args, '--config', instance.config],
          { cwd: app, env: { ...env, ...keys, NODE_EXTRA_CA_CERTS: certPath } },
          (_error, stdout, stderr) => resolve({ code: child.exitCode, stdout, stderr }),
        );
      }),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await instance[Symbol.asyncDispose]();
    },
  });
}

test('check reports no known vulnerabilities, and when security updates end', async () => {
  await using publisher = await setup();
  const { code, stdout, stderr } = await publisher.check();
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.match(stdout, /^security updates: until 2999-12-31$/m);
  assert.match(
    stdout,
    new RegExp(
      `^vulnerabilities: none known in version ${version}, by the list of 2026-10-01, signed by the publisher$`,
      'm',
    ),
  );
  assert.deepEqual(publisher.requests.sort(), [
    '/advisories.json',
    '/advisories.json.sig',
    '/support.json',
    '/support.json.sig',
  ]);
});

test('check fails for a version that is affected, and names the one to upgrade to', async () => {
  await using publisher = await setup();
  publisher.files['/advisories.json'] = createList(
    createAdvisory('SKRW-2027-0001', [{ introduced: '0' }, { fixed: '1.0.10' }]),
    createAdvisory('SKRW-2027-0002', [{ introduced: '1.0.0' }]),
    createAdvisory('SKRW-2027-0003', [{ introduced: '0' }, { fixed: '1.0.0' }]),
    createAdvisory('SKRW-2027-0004', [{ introduced: '1.0.1' }]),
    createAdvisory('SKRW-2027-0005', [{ introduced: '0' }], 'skr-widgets'),
    // Fixed, and reintroduced in a later version.
    createAdvisory('SKRW-2027-0006', [
      ...[{ introduced: '0.9.0' }, { fixed: '1.0.2' }],
      ...[{ introduced: '1.1.0' }, { fixed: '1.1.3' }],
    ]),
  );
  const { code, stderr } = await publisher.check();
  assert.equal(code, 1);
  assert.deepEqual(stderr.trim().split('\n'), [
    `error: SKRW-2027-0001: Messages could be read. Version ${version} is affected; upgrade to 1.0.10`,
    `error: SKRW-2027-0002: Messages could be read. Version ${version} is affected; there is no version without it yet`,
    `error: SKRW-2027-0006: Messages could be read. Version ${version} is affected; upgrade to 1.0.2`,
  ]);
});

test('check fails when security updates have ended', async () => {
  await using publisher = await setup();
  publisher.files['/support.json'] = createSupport('2026-01-31');
  const { code, stderr } = await publisher.check();
  assert.equal(code, 1);
  assert.equal(stderr.trim(), 'error: security updates for version 1 ended on 2026-01-31');
});

test('check says so when the publisher has promised nothing', async () => {
  await using publisher = await setup();
  publisher.files['/support.json'] = createSupport(null);
  const { code, stdout } = await publisher.check();
  assert.equal(code, 0);
  assert.match(stdout, /the publisher has not said until when version 1 gets them/);
});

for (const [what, content, expected] of [
  ['is not there', undefined, /expected https:.*advisories\.json, got status 404/],
  ['is no JSON', '<html>', /is not valid JSON/],
  ['is other JSON', { advisories: [] }, /advisories\.json: Invalid key/],
  ['is a list without a date', [], /advisories\.json: Invalid/],
] as const) {
  test(`check fails where the list of advisories ${what}`, async () => {
    await using publisher = await setup();
    publisher.files['/advisories.json'] = content;
    const { code, stderr } = await publisher.check();
    assert.equal(code, 1);
    assert.match(stderr, /^error: vulnerabilities: unknown, because https:.* could not be read: /);
    assert.match(stderr, expected);
  });
}

test('check says that the lists have expired, and still what they tell', async () => {
  await using publisher = await setup();
  publisher.files['/advisories.json'] = createList(
    createAdvisory('SKRW-2027-0001', [{ introduced: '0' }]),
  );
  publisher.files['/support.json'] = createSupport('2999-12-31', '2026-11-01T09:00:00.000Z');
  const { code, stderr } = await publisher.check();
  assert.equal(code, 1);
  assert.match(stderr, /^error: SKRW-2027-0001: /m);
  assert.match(stderr, /^error: vulnerabilities: the lists at https:.* expired on 2026-11-01/m);
});

test('check fails where the publisher cannot be reached, but before the first start only says so', async () => {
  const publisherUrl = `https://127.0.0.1:${await getFreePort()}/`;
  await using instance = await createInstance({ publisherUrl });
  const { RECEIVER_KEYS: _, ...env } = instance.env;
  const own = { ...instance, env };
  const text = `vulnerabilities: unknown, because ${publisherUrl} could not be read: connect ECONNREFUSED `;
  const before = await runCommand(own, 'check');
  assert.deepEqual([before.code, before.stderr], [0, '']);
  assert(before.stdout.includes(`\n${text}`), before.stdout);
  assert.match(before.stdout, /; let this machine reach it, or set publisherUrl to null$/m);
  await (await startReceiver(own)).stop();
  const after = await runCommand(own, 'check');
  assert.equal(after.code, 1);
  assert(after.stderr.startsWith(`error: ${text}`), after.stderr);
});

test('check before the first start fails for a known vulnerability, and for a list that is not the publisher’s', async () => {
  await using publisher = await setup({ isStarted: false });
  const { code, stdout } = await publisher.check();
  assert.equal(code, 0);
  assert.match(stdout, /^vulnerabilities: none known/m);
  publisher.files['/advisories.json'] = createList(
    createAdvisory('SKRW-2027-0001', [{ introduced: '0' }]),
  );
  const affected = await publisher.check();
  assert.equal(affected.code, 1);
  assert.match(affected.stderr, /^error: SKRW-2027-0001: /);
  publisher.key = generateKeyPairSync('ed25519').privateKey;
  const unsigned = await publisher.check();
  assert.equal(unsigned.code, 1);
  assert.match(unsigned.stderr, /^error: vulnerabilities: unknown, .* got another signature$/m);
});

test('check asks nobody when it is not to, and says so', async () => {
  await using instance = await createInstance({ publisherUrl: null });
  await (await startReceiver(instance)).stop();
  const { code, stdout } = await runCommand(instance, 'check');
  assert.equal(code, 0);
  assert.match(stdout, /^vulnerabilities: not checked, because publisherUrl is null$/m);
});

test('check says so while nobody publishes', async () => {
  const { errors, info } = await checkAdvisories(undefined, { publisherUrl: '', publicKeys: [] });
  assert.deepEqual(errors, []);
  assert.match(String(info), /not checked, because nobody publishes advisories .* yet/);
});

test('check says that the lists are not signed, where the publisher signs nothing', async (t) => {
  t.mock.method(globalThis, 'fetch', async (url: string) =>
    Response.json(url.endsWith('support.json') ? createSupport('2999-12-31') : createList()),
  );
  const { errors, info } = await checkAdvisories(undefined, {
    publisherUrl: 'https://publisher.example/',
    publicKeys: [],
  });
  assert.deepEqual(errors, []);
  assert.match(String(info), /by the list of 2026-10-01, not signed/);
});

test('check trusts nothing that the publisher has not signed', async () => {
  await using publisher = await setup();
  const { privateKey: stranger } = generateKeyPairSync('ed25519');
  for (const [key, expected] of [
    [undefined, /\.json\.sig, got status 404/],
    [stranger, /expected https:.*\.json signed by the publisher, got another signature/],
  ] as const) {
    publisher.key = key;
    const { code, stdout, stderr } = await publisher.check();
    assert.equal(code, 1);
    assert.match(stderr, expected);
    assert.doesNotMatch(stdout, /vulnerabilities/);
  }
});

test('check trusts either key while they are changed, and no list with one byte flipped', async (t) => {
  const keys = [1, 2].map(() => generateKeyPairSync('ed25519').privateKey);
  const lists = [toText(createList()), toText(createSupport('2999-12-31'))] as string[];
  const check = (key: KeyObject, flipped = -1) => {
    t.mock.method(globalThis, 'fetch', async (url: string) => {
      const content = Buffer.from(lists[url.includes('support') ? 1 : 0] ?? '');
      if (url.endsWith('.sig')) return new Response(new Uint8Array(sign(null, content, key)));
      if (flipped >= 0) content[flipped] = (content[flipped] ?? 0) ^ 1;
      return new Response(content);
    });
    const publisher = {
      publisherUrl: 'https://publisher.example/',
      publicKeys: keys.map(toPublicKey),
    };
    return checkAdvisories(undefined, publisher);
  };
  for (const key of keys) {
    assert.deepEqual((await check(key)).errors, []);
    // In the date: it stays JSON, and a date.
    const { errors } = await check(key, 12);
    assert.match(String(errors), /signed by the publisher, got another signature/);
  }
});

test("a publisher's URL without https, or without the slash, is rejected", async () => {
  for (const [publisherUrl, expected] of [
    ['http://widgets.example.se/', /publisherUrl: expected a URL that begins with https/],
    ['https://widgets.example.se/v1', /publisherUrl: expected a URL that ends with a slash/],
  ] as const) {
    await using instance = await createInstance({ publisherUrl });
    const { code, stderr } = await runCommand(instance, 'check');
    assert.equal(code, 2);
    assert.match(stderr, expected);
  }
});

function toText(content: unknown): string | undefined {
  return typeof content === 'string' ? content : JSON.stringify(content);
}

function toPublicKey(key: KeyObject): string {
  const { x = '' } = key.export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}
