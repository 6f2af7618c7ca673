import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Challenge } from 'altcha-lib';
import type { Form } from '../src/config.ts';
import { issueChallenge } from '../src/security/challenge.ts';
import { addKey } from '../src/security/keyring.ts';
import { createMalformedBodies } from './malformed-bodies.ts';
import {
  createSolvedChallenge,
  fields,
  form,
  getChallenge,
  type JsonResponse,
  origin,
  readJsonResponse,
  setup,
  solveChallenge,
  streaming,
  validMessage,
} from './setup.ts';

/** Asserts that a response is the problem with a code, readable by the page that posted. */
function assertProblem(answer: JsonResponse, status: number, code: string) {
  assert.equal(answer.body.type, `urn:skr-widgets:problem:${code}`);
  assert.equal(answer.status, status);
  assert.equal(answer.body.status, status);
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json\b/);
  assert.equal(typeof answer.body.title, 'string');
  assert.equal(typeof answer.body.retryable, 'boolean');
  assert.ok([origin, '*'].includes(answer.headers.get('access-control-allow-origin') ?? ''));
}

test('each invalid field is reported, and the challenge can be used again', async () => {
  await using receiver = await setup();
  const verification = await createSolvedChallenge(receiver.keyring);
  const invalidFields = { ...fields, name: ' ', email: 'nej', message: 'x'.repeat(5001) };

  const answer = await receiver.post({
    body: await validMessage(receiver.keyring, { fields: invalidFields, verification }),
  });

  assertProblem(answer, 422, 'invalid-fields');
  assert.deepEqual(answer.body.errors, [
    { pointer: '/fields/name', code: 'empty' },
    { pointer: '/fields/email', code: 'format' },
    { pointer: '/fields/message', code: 'too-long' },
  ]);
  const body = await validMessage(receiver.keyring, { verification });
  assert.equal((await receiver.post({ body })).status, 201);
});

test('a body that is not exactly a message is rejected as malformed', async () => {
  await using receiver = await setup();
  const good = JSON.stringify(await validMessage(receiver.keyring));
  for (const [what, body] of Object.entries(createMalformedBodies(good))) {
    const answer = await receiver.post({ body });
    assert.equal(answer.body.type, 'urn:skr-widgets:problem:malformed', what);
    assertProblem(answer, 400, 'malformed');
  }
  const latin1 = await receiver.post({ body: new Blob([Buffer.from(good, 'latin1')]) });
  assertProblem(latin1, 400, 'malformed');
  assert.equal((await receiver.messages()).length, 0);
});

test('a message in a language that the form does not accept is rejected, but never a repeated one', async () => {
  const languages: Form['languages'] = ['sv', 'en'];
  await using receiver = await setup({ config: { forms: [{ ...form, languages }] } });
  const key = randomUUID();
  const early = await validMessage(receiver.keyring, { language: 'en' });
  const { body: receipt } = await receiver.post({ key, body: early });
  languages.pop();

  const late = await validMessage(receiver.keyring, { language: 'en' });
  const answer = await receiver.post({ body: late });

  assertProblem(answer, 403, 'language-not-accepted');
  assert.deepEqual((await receiver.post({ key, body: early })).body, receipt);
  assert.equal((await receiver.messages()).length, 1);
  const { verification } = late;
  const swedish = await validMessage(receiver.keyring, { verification });
  assert.equal((await receiver.post({ body: swedish })).status, 201);
});

test('only uncompressed application/json is accepted', async () => {
  await using receiver = await setup();
  const body = JSON.stringify(await validMessage(receiver.keyring));
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    'application/ld+json',
    'text/plain; application/json',
  ]) {
    const answer = await receiver.post({ body, headers: { 'content-type': type } });
    assertProblem(answer, 415, 'unsupported-media-type');
  }
  for (const coding of ['gzip', 'br', 'identity, gzip']) {
    const answer = await receiver.post({ body, headers: { 'content-encoding': coding } });
    assertProblem(answer, 415, 'unsupported-media-type');
  }
  const charset = {
    'content-type': 'application/json; charset=utf-8',
    'content-encoding': 'identity',
  };
  assert.equal((await receiver.post({ body, headers: charset })).status, 201);
});

test('a body over 32 KiB is rejected, with or without a Content-Length', async () => {
  await using receiver = await setup();
  const padding = ' '.repeat(33 * 1024);
  const body = JSON.stringify(await validMessage(receiver.keyring)) + padding;
  assertProblem(await receiver.post({ body }), 413, 'too-large');

  const chunked = await fetch(
    `${receiver.url}/v1/forms/${form.id}/messages`,
    streaming({
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: new Blob([body]).stream(),
    }),
  );
  assert.equal(chunked.status, 413);
});

test('the longest valid message fits, in the widest letters', async () => {
  await using receiver = await setup();
  const longest = { ...fields, subject: '漢'.repeat(200), message: '\u{1F600}'.repeat(2500) };
  const body = await validMessage(receiver.keyring, { fields: longest });
  assert.equal((await receiver.post({ body })).status, 201);
});

test('the Idempotency-Key is required and must be a UUID', async () => {
  await using receiver = await setup();
  const body = await validMessage(receiver.keyring);
  const address = `${receiver.url}/v1/forms/${form.id}/messages`;
  const headers = { origin, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  assertProblem(
    await readJsonResponse(await fetch(address, init)),
    400,
    'idempotency-key-required',
  );
  for (const key of ['1', 'not-a-uuid', `${randomUUID()}0`, `${randomUUID()}, ${randomUUID()}`]) {
    assertProblem(await receiver.post({ key, body }), 400, 'idempotency-key-invalid');
  }
});

test('foreign, null and look-alike origins are rejected', async () => {
  await using receiver = await setup();
  const body = await validMessage(receiver.keyring);
  for (const foreign of [
    'https://www.example.org',
    'null',
    `${origin}.example.org`,
    `${origin}:8443`,
    origin.replace('https', 'http'),
    origin.replace('www.', ''),
    origin.toUpperCase(),
    `${origin}/`,
    `https://example.org?${origin}`,
    '*',
  ]) {
    const answer = await receiver.post({ body, headers: { origin: foreign } });
    assertProblem(answer, 403, 'origin-not-allowed');
    const challenge = await fetch(`${receiver.url}/v1/forms/${form.id}/challenge`, {
      headers: { origin: foreign },
    });
    assert.equal(challenge.status, 403);
  }
  assert.equal((await receiver.post({ body })).status, 201);
});

test('a message without an Origin header is rejected, since it comes from no page', async () => {
  await using receiver = await setup();
  const answer = await fetch(`${receiver.url}/v1/forms/${form.id}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    body: JSON.stringify(await validMessage(receiver.keyring)),
  });
  assertProblem(await readJsonResponse(answer), 403, 'origin-not-allowed');
  assert.deepEqual(await receiver.messages(), []);
});

test('preflight requests allow posts from allowed origins only', async () => {
  await using receiver = await setup();
  const preflight = (from: string) =>
    fetch(`${receiver.url}/v1/forms/${form.id}/messages`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
    });

  const allowed = await preflight(origin);
  assert.equal(allowed.status, 204);
  assert.equal(allowed.headers.get('access-control-allow-origin'), origin);
  assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /idempotency-key/i);
  assert.equal((await preflight('https://www.example.org')).ok, false);
});

test('the page that posts may read the response and its headers', async () => {
  await using receiver = await setup();
  const answer = await receiver.post({ body: await validMessage(receiver.keyring) });
  assert.equal(answer.headers.get('access-control-allow-origin'), origin);
  const exposed = answer.headers.get('access-control-expose-headers') ?? '';
  assert.match(exposed, /Retry-After/);
  assert.match(exposed, /Idempotent-Replayed/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
});

test('an unknown form and an unknown URL are different problems', async () => {
  await using receiver = await setup();
  const type = async (path: string) =>
    (await readJsonResponse(await fetch(receiver.url + path))).body.type;
  assert.equal(await type('/v1/forms/other/challenge'), 'urn:skr-widgets:problem:unknown-form');
  assert.equal(await type('/v1/forms'), 'urn:skr-widgets:problem:not-found');
  assert.equal(await type('/%zz'), 'urn:skr-widgets:problem:not-found');
  assert.equal(await type('/v1/forms/__proto__/challenge'), 'urn:skr-widgets:problem:unknown-form');
});

test('a URL that cannot be decoded gets the headers of every response, and is logged and counted', async () => {
  await using receiver = await setup();
  const getHeaders = async (path: string) => {
    const { status, headers } = await fetch(receiver.url + path);
    assert.equal(status, 404);
    const { date, ...others } = Object.fromEntries(headers);
    return others;
  };
  assert.deepEqual(await getHeaders('/%zz'), await getHeaders('/nowhere'));
  const labels = { route: 'none', status: 404, problem: 'not-found' };
  const { values } = await receiver.metrics.requests.get();
  assert.deepEqual(
    values.map(({ labels, value }) => ({ labels, value })),
    [{ labels, value: 2 }],
  );
  const lines = receiver.logLines.map((line) => {
    const { time, instance, ms, ...others } = JSON.parse(line);
    assert.match(instance, /^urn:uuid:/);
    return others;
  });
  const expected = { level: 30, method: 'GET', ...labels, msg: 'request' };
  assert.deepEqual(lines, [expected, expected]);
});

test('a solution that is missing, forged, weakened, expired or for another form is rejected', async () => {
  await using receiver = await setup();
  const send = async (verification: unknown) =>
    receiver.post({ body: await validMessage(receiver.keyring, { verification }) });
  const good = await createSolvedChallenge(receiver.keyring);
  const change = (parameters: object) => ({
    ...good,
    challenge: {
      ...good.challenge,
      parameters: { ...good.challenge.parameters, ...parameters },
    },
  });
  const { keySignature, ...unsignedKey } = good.challenge.parameters;
  assert.ok(keySignature);

  assertProblem(await send(undefined), 403, 'verification-required');
  for (const forged of [
    await createSolvedChallenge(addKey(undefined, new Date())),
    await createSolvedChallenge(receiver.keyring, 'other'),
    change({ cost: 1 }),
    change({ keyPrefix: '00' }),
    change({ expiresAt: 9_999_999_999 }),
    change({ data: { form: form.id, key: 'no-such-key' } }),
    change({ memoryCost: 1 }),
    change({ algorithm: 'SHA-256' }),
    { ...good, challenge: { ...good.challenge, parameters: unsignedKey } },
    { ...good, challenge: { parameters: good.challenge.parameters } },
    { ...good, solution: { ...good.solution, derivedKey: 'ab'.repeat(32) } },
    { ...good, solution: { ...good.solution, derivedKey: good.solution.derivedKey.slice(0, 32) } },
    { ...good, solution: { counter: -1, derivedKey: good.solution.derivedKey } },
    { ...good, solution: {} },
    'solved',
    null,
  ]) {
    assertProblem(await send(forged), 403, 'verification-failed');
  }
  const hourAgo = new Date(Date.now() - 3_600_000);
  const old = await solveChallenge(await issueChallenge(receiver.keyring, form.id, hourAgo, 1));
  assertProblem(await send(old), 403, 'verification-expired');
  assert.equal((await send(good)).status, 201);
});

test('a solution is valid for one message, even when many arrive at once', async () => {
  await using receiver = await setup();
  const body = await validMessage(receiver.keyring);

  const answers = await Promise.all(Array.from({ length: 10 }, () => receiver.post({ body })));

  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
  for (const answer of answers.filter(({ status }) => status !== 201)) {
    assertProblem(answer, 403, 'verification-used');
  }
  assert.equal((await receiver.messages()).length, 1);
});

test('each challenge is new, bounded in work and not cacheable', async () => {
  await using receiver = await setup();
  const get = () => fetch(`${receiver.url}/v1/forms/${form.id}/challenge`, { headers: { origin } });
  const one = await get();
  const first = (await one.json()) as Challenge;
  const second = await getChallenge(receiver.url);

  assert.equal(one.headers.get('cache-control'), 'no-store');
  assert.equal(one.headers.get('access-control-allow-origin'), origin);
  assert.notEqual(first.parameters.nonce, second.parameters.nonce);
  const minutes = ((first.parameters.expiresAt ?? 0) - Date.now() / 1000) / 60;
  assert.ok(minutes > 19 && minutes <= 20);
  const { counter } = (await solveChallenge(first)).solution;
  assert.ok(counter >= 150 && counter <= 450);
});

test('a challenge is issued for POST, which is not cached, and for GET', async () => {
  await using receiver = await setup();
  const url = `${receiver.url}/v1/forms/${form.id}/challenge`;
  const post = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers });
  const one = await post({ origin });
  assert.equal(one.status, 200);
  assert.equal(one.headers.get('access-control-allow-origin'), origin);
  const challenge = (await one.json()) as Challenge;
  const body = await validMessage(receiver.keyring, {
    verification: await solveChallenge(challenge),
  });
  assert.equal((await receiver.post({ body })).status, 201);
  assert.equal((await post({ origin: 'https://evil.example' })).status, 403);
  assert.equal((await post({})).status, 403);
});

test('a slow client is disconnected after the timeout', async () => {
  await using receiver = await setup({ requestTimeoutMs: 400 });
  const response = await fetch(
    `${receiver.url}/v1/forms/${form.id}/messages`,
    streaming({
      method: 'POST',
      headers: { origin, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: new ReadableStream({ start: (controller) => controller.enqueue(Buffer.from('{')) }),
    }),
  );
  assertProblem(await readJsonResponse(response), 408, 'timeout');
});
