/** All kinds of invalid input at once, while others send valid messages. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import type { Keyring } from '../../src/security/keyring.ts';
import { runCommand, startReceiver } from '../instance.ts';
import { createMalformedBodies } from '../malformed-bodies.ts';
import { createSolvedChallenge, form, origin, post, streaming, validMessage } from '../setup.ts';
import { exportedReferences } from './assertions.ts';
import { bothEngines } from './engines.ts';
import { startPostgres } from './postgres.ts';
import { createSubmission, sendAll } from './submissions.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Values to put where something else belongs. */
const strangers: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, 1e308, '', ' ', 'x', '\u0000', '\ud800', '\u202e'],
  ...['x'.repeat(20_000), [], [[]], {}, { a: {} }, { toString: 'x' }, ['__proto__']],
];

/** Returns a body with the value at a path replaced, or removed if there is no replacement. */
function change(body: object, path: readonly string[], stranger?: unknown): object {
  const copy = structuredClone(body);
  const last = path.at(-1) ?? '';
  const place = path
    .slice(0, -1)
    .reduce((instance: object, step) => Reflect.get(instance, step), copy);
  if (stranger === undefined) Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, stranger);
  return copy;
}

/** Returns the paths of all values in a body. */
const getPaths = (body: unknown, prefix: readonly string[] = []): string[][] =>
  body && typeof body === 'object'
    ? Object.entries(body).flatMap(([name, value]) => [
        [...prefix, name],
        ...getPaths(value, [...prefix, name]),
      ])
    : [];

/** Invalid requests, each as a function that sends it. */
async function badRequests(url: string, keyring: Keyring) {
  const address = `${url}/v1/forms/${form.id}/messages`;
  const good = await validMessage(keyring);
  const text = JSON.stringify(good);
  const tooLarge = text + ' '.repeat(33 * 1024);
  const status = async (response: Promise<{ status: number }>) => (await response).status;
  const body = (of: unknown) => () => status(post(url, { body: of }));
  const headers = (more: Record<string, string>) => () =>
    status(post(url, { body: text, headers: more }));

  const changed = getPaths(good).flatMap((path) => [
    change(good, path),
    ...strangers.map((stranger) => change(good, path, stranger)),
  ]);
  return [
    ...changed.map(body),
    ...Object.values(createMalformedBodies(text)).map(body),
    body(new Blob([Buffer.from(text, 'latin1')])),
    body(tooLarge),
    () =>
      status(
        fetch(
          address,
          streaming({
            method: 'POST',
            headers: {
              origin,
              'content-type': 'application/json',
              'idempotency-key': randomUUID(),
            },
            body: new Blob([tooLarge]).stream(),
          }),
        ),
      ),
    body({ ...good, verification: await createSolvedChallenge(keyring, 'other') }),
    ...['null', `${origin}.example.org`, 'https://example.org'].map((from) =>
      headers({ origin: from }),
    ),
    ...['text/plain', 'multipart/form-data; boundary=x', 'application/json; charset=x'].map(
      (type) => headers({ 'content-type': type }),
    ),
    ...['', 'x', `${randomUUID()}0`].map((key) => headers({ 'idempotency-key': key })),
    ...['PUT', 'PATCH', 'DELETE', 'TRACE-X'].map(
      (method) => () => status(fetch(address, { method, headers: { origin } })),
    ),
    ...['/', '/%zz', '/v1/forms/%00/challenge', '/v1/forms/__proto__', `/${'x'.repeat(9000)}`].map(
      (path) => () => status(fetch(url + path, { headers: { origin } })),
    ),
  ];
}

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: any invalid input is rejected with a 4xx status, and valid messages are stored`, async () => {
    await using instance = await engine.install({ monitoring: { port: 0 } });
    await using receiver = await startReceiver(instance);
    const bad = await badRequests(receiver.url, instance.keyring);
    const submissions = await Promise.all(
      Array.from({ length: 60 }, () => createSubmission(instance.keyring)),
    );

    const statuses: number[] = [];
    const sendBad = async () => {
      for (let next = bad.pop(); next; next = bad.pop()) statuses.push(await next());
    };
    const [honestly] = await Promise.all([
      sendAll(receiver.url, submissions),
      ...Array.from({ length: 8 }, sendBad),
    ]);

    assert.deepEqual(new Set(honestly), new Set([201]));
    assert.ok(statuses.length > 400, String(statuses.length));
    const metrics = await (await fetch(`${receiver.monitoringUrl}/metrics`)).text();
    assert.match(metrics, /status="4/);
    assert.doesNotMatch(metrics, /status="5/);
    // Some of the changed bodies are still valid; they all have the same solution, so one is
    // stored.
    const accepted = statuses.filter((status) => status === 201).length;
    assert.ok(accepted <= 1, String(accepted));
    const refused = statuses.filter((status) => status !== 201);
    assert.ok(
      refused.every((status) => status >= 400 && status < 500),
      refused.join(),
    );
    const exported = await exportedReferences(instance);
    for (const { key, reference } of submissions) {
      assert.deepEqual(exported.get(`Ärende ${key}`), [reference]);
    }
    assert.equal([...exported.values()].flat().length, submissions.length + accepted);
    assert.equal((await runCommand(instance, 'check')).code, 0);
  });
}
