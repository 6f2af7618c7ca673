import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { createCertificate } from './certificate.ts';
import { createInstance, runCommand, startReceiver } from './instance.ts';

const { name, version } = JSON.parse(
  readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
);

const createAdvisory = (id: string, events: object[], packageName = name) => ({
  id,
  summary: 'Messages could be read.',
  affected: [{ package: { name: packageName }, ranges: [{ type: 'SEMVER', events }] }],
});

/** An installation without messages, and a publisher whose files a test can change. */
async function setup() {
  const instance = await createInstance();
  const { key, cert, certPath } = createCertificate(instance.folder);
  const files: Record<string, unknown> = {
    '/v1/advisories.json': [],
    '/v1/support.json': { version, securityUpdatesUntil: { '1': '2999-12-31' } },
  };
  const requests: string[] = [];
  const server = createServer({ key, cert }, ({ url = '' }, response) => {
    requests.push(url);
    const content = files[url];
    if (content === undefined) return response.writeHead(404).end();
    return response.end(typeof content === 'string' ? content : JSON.stringify(content));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const publisherUrl = `https://localhost:${port}/v1/`;
  const client = await createInstance(
    { publisherUrl },
    { ...instance.env, NODE_EXTRA_CA_CERTS: certPath },
  );
  // A database to check.
  await (await startReceiver(client)).stop();
  return {
    files,
    requests,
    publisherUrl,
    check: () => runCommand(client, 'check'),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await client[Symbol.asyncDispose]();
      await instance[Symbol.asyncDispose]();
    },
  };
}

test('check reports no known vulnerabilities, and when security updates end', async () => {
  await using publisher = await setup();
  const { code, stdout, stderr } = await publisher.check();
  assert.equal(stderr, '');
  assert.equal(code, 0);
  assert.match(stdout, /^security updates: until 2999-12-31$/m);
  assert.match(stdout, new RegExp(`^vulnerabilities: none known in version ${version}$`, 'm'));
  assert.deepEqual(publisher.requests.sort(), ['/v1/advisories.json', '/v1/support.json']);
});

test('check fails for a version that is affected, and names the one to upgrade to', async () => {
  await using publisher = await setup();
  publisher.files['/v1/advisories.json'] = [
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
  ];
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
  publisher.files['/v1/support.json'] = { version, securityUpdatesUntil: { '1': '2026-01-31' } };
  const { code, stderr } = await publisher.check();
  assert.equal(code, 1);
  assert.equal(stderr.trim(), 'error: security updates for version 1 ended on 2026-01-31');
});

test('check says so when the publisher has promised nothing', async () => {
  await using publisher = await setup();
  publisher.files['/v1/support.json'] = { version, securityUpdatesUntil: { '1': null } };
  const { code, stdout } = await publisher.check();
  assert.equal(code, 0);
  assert.match(stdout, /the publisher has not said until when version 1 gets them/);
});

for (const [what, content, expected] of [
  ['is not there', undefined, /expected https:.*advisories\.json, got status 404/],
  ['is no JSON', '<html>', /is not valid JSON/],
  ['is other JSON', { advisories: [] }, /advisories\.json: Invalid type/],
] as const) {
  test(`check fails where the list of advisories ${what}`, async () => {
    await using publisher = await setup();
    publisher.files['/v1/advisories.json'] = content;
    const { code, stderr } = await publisher.check();
    assert.equal(code, 1);
    assert.match(stderr, /^error: vulnerabilities: https:.* cannot be asked: /);
    assert.match(stderr, expected);
  });
}

test('check makes no request without the setting, and says so', async () => {
  await using instance = await createInstance();
  await (await startReceiver(instance)).stop();
  const { code, stdout } = await runCommand(instance, 'check');
  assert.equal(code, 0);
  assert.match(stdout, /^vulnerabilities: not checked, because publisherUrl is not set$/m);
});

test("a publisher's URL without https, or without the slash, is rejected", async () => {
  for (const [publisherUrl, expected] of [
    ['http://widgets.example.se/v1/', /publisherUrl: expected a URL that begins with https/],
    ['https://widgets.example.se/v1', /publisherUrl: expected a URL that ends with a slash/],
  ] as const) {
    await using instance = await createInstance({ publisherUrl });
    const { code, stderr } = await runCommand(instance, 'check');
    assert.equal(code, 2);
    assert.match(stderr, expected);
  }
});
