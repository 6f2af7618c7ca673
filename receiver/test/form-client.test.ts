/**
 * Runs the form's own client code against a real receiver. Every request and response is validated
 * against the receiver's OpenAPI document, so that none of the three can change alone.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { request } from '../../src/contact-form/http.ts';
import { MessageClient } from '../../src/contact-form/message-client.ts';
import { Verification } from '../../src/contact-form/verification.ts';
import type { Form } from '../src/config.ts';
import { findByIdempotencyKey } from '../src/messages/message-repository.ts';
import { fields, form, limits, origin, type SetupOptions, setup, validMessage } from './setup.ts';

interface Described {
  readonly required?: boolean;
  readonly schema: object;
}

interface Operation {
  readonly parameters?: readonly (Described & { readonly in: string; readonly name: string })[];
  readonly requestBody?: { readonly content: Record<string, Described> };
  readonly responses: Record<
    string,
    {
      readonly headers?: Record<string, Described>;
      readonly content: Record<string, Described>;
    }
  >;
}

interface Description {
  readonly paths: Record<string, Record<string, Operation>>;
}

const ajv = new Ajv2020({ strict: true, allErrors: true });
formats.default(ajv);

/** All responses in this file: operation, status and problem. */
const seenResponses = new Set<string>();

/** Violations of the OpenAPI document. */
const drifts: unknown[] = [];

/** What a browser adds to each request, and whether the next response gets lost. */
const browser = { origin, losesAnswer: false };
Object.defineProperty(navigator, 'onLine', { value: true });
const nodeFetch = globalThis.fetch;
let description: Description | undefined;

globalThis.fetch = async (address, init) => {
  const request = new Request(address, init);
  request.headers.set('origin', browser.origin);
  const sent = request.clone();
  const response = await nodeFetch(request);
  // Thrown here, the form would take it for a network error.
  if (description) await compare(description, sent, response.clone()).catch((e) => drifts.push(e));
  if (!browser.losesAnswer) return response;
  browser.losesAnswer = false;
  throw new TypeError('the answer was lost');
};
after(() => {
  globalThis.fetch = nodeFetch;
});

/** Validates a request and its response against the OpenAPI document. */
async function compare({ paths }: Description, request: Request, response: Response) {
  const { pathname } = new URL(request.url);
  const path = Object.keys(paths).find((template) =>
    new RegExp(`^/v1${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname),
  );
  const operation = paths[path ?? '']?.[request.method.toLowerCase()];
  if (!operation) throw new Error(`expected a description of ${request.method} ${pathname}`);
  for (const parameter of operation.parameters ?? []) {
    if (parameter.in === 'path') continue;
    assert.equal(parameter.in, 'header');
    compareHeader(parameter.name, parameter, request.headers);
  }
  if (operation.requestBody) {
    await compareBody(operation.requestBody.content, request);
  } else assert.equal(request.body, null);

  const answer = operation.responses[response.status];
  if (!answer) throw new Error(`expected a described status, got ${response.status}`);
  for (const [name, header] of Object.entries(answer.headers ?? {})) {
    compareHeader(name, header, response.headers);
  }
  const { type = '' } = await compareBody(answer.content, response);
  seenResponses.add(
    `${path?.split('/').at(-1)} ${response.status} ${type.split(':').at(-1)}`.trim(),
  );
}

function compareHeader(name: string, { required, schema }: Described, headers: Headers) {
  const value = headers.get(name);
  if (value === null) assert.ok(!required, `expected the header ${name}`);
  else check(schema, 'type' in schema && schema.type === 'integer' ? Number(value) : value);
}

async function compareBody(content: Record<string, Described>, message: Request | Response) {
  const type = message.headers.get('content-type')?.split(';')[0] ?? 'none';
  const described = content[type];
  if (!described) throw new Error(`expected ${Object.keys(content)}, got ${type}`);
  const body = await message.json();
  check(described.schema, body);
  return body as { type?: string };
}

function check(schema: object, value: unknown) {
  const validate = ajv.compile(schema);
  assert.ok(validate(value), `${ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`);
}

const message: { fields: typeof fields; language: 'sv' | 'en'; website: string } = {
  fields,
  language: 'sv',
  website: '',
};

/** Starts a receiver, with a form that has not sent anything yet. */
async function openForm(changes: SetupOptions = {}) {
  const receiver = await setup(changes);
  Object.assign(browser, { origin, losesAnswer: false });
  description = undefined;
  const served = await nodeFetch(`${receiver.url}/v1/openapi.json`);
  description = (await served.json()) as Description;
  const endpoint = `${receiver.url}/v1/forms/${form.id}`;
  const verification = new Verification(() => {});
  const delivery = new MessageClient();
  const send = (content = message, to = endpoint) => delivery.send(to, content, verification);
  return { ...receiver, endpoint, verification, delivery, send };
}

test('the form loads its notice, sends a message and gets a reference', async () => {
  const notice: Form['notice'] = {
    ...{ controller: 'A', legalBasis: 'authority', officialDocument: true, replyDays: 2 },
    retention: { sv: 'D.', en: 'E.' },
    ...{ email: 'f@exempelkommun.se', privacyHref: 'https://www.exempelkommun.se/' },
  };
  await using page = await openForm({ config: { forms: [{ ...form, notice }] } });
  assert.equal((await request(page.endpoint)).status, 200);

  const outcome = await page.send();

  const [stored] = await page.messages();
  assert.deepEqual(outcome, {
    reference: stored?.reference,
    receivedAt: stored?.receivedAt,
  });
  assert.deepEqual(stored?.body, message);
});

test('a form whose response got lost gets the receipt when it tries again', async (t) => {
  t.mock.method(console, 'error', () => {});
  await using page = await openForm();
  await page.verification.getProof(page.endpoint);
  browser.losesAnswer = true;
  assert.ok('code' in (await page.send()));

  const outcome = await page.send();

  const stored = await page.messages();
  assert.equal(stored.length, 1);
  const [{ reference, receivedAt } = { reference: '', receivedAt: '' }] = stored;
  assert.deepEqual(outcome, { reference, receivedAt });
});

test('a form that gets no response times out, and tries again with the same key', async (t) => {
  t.mock.method(console, 'error', () => {});
  await using page = await openForm();
  await page.verification.getProof(page.endpoint);
  const silent = createServer(() => {}).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const { timeout } = AbortSignal;
  const waits: number[] = [];
  t.mock.method(AbortSignal, 'timeout', (wait: number) => {
    waits.push(wait);
    return timeout.call(AbortSignal, wait / 1000);
  });

  const outcome = await page.send(message, `http://127.0.0.1:${port}/v1/forms/${form.id}`);

  assert.deepEqual(outcome, { code: 'unknown' });
  assert.deepEqual(waits, [30_000]);
  t.mock.restoreAll();
  silent.closeAllConnections();
  silent.close();
  const { key } = page.delivery;
  assert.ok(key);
  const answer = await page.send();
  assert.ok('reference' in answer);
  assert.ok(
    await findByIdempotencyKey(page.context, { form: form.id, idempotencyKey: key, body: message }),
  );
});

test('a message that was edited after its response got lost is a new message', async (t) => {
  t.mock.method(console, 'error', () => {});
  await using page = await openForm();
  await page.verification.getProof(page.endpoint);
  browser.losesAnswer = true;
  await page.send();

  const outcome = await page.send({ ...message, fields: { ...fields, message: 'Ändrat' } });

  assert.ok('reference' in outcome);
  const stored = await page.messages();
  assert.deepEqual(stored.map(({ body }) => body.fields.message).sort(), [
    ...[fields.message, 'Ändrat'].sort(),
  ]);
});

test('the form learns which fields are invalid', async () => {
  await using page = await openForm();
  const invalidFields = { ...fields, name: '', email: 'nej', message: 'x'.repeat(5001) };
  assert.deepEqual(await page.send({ ...message, fields: invalidFields }), {
    code: 'invalid',
    errors: { name: 'empty', email: 'format', message: 'too-long' },
  });
});

test('the form learns that its language is not accepted', async () => {
  await using page = await openForm({ config: { forms: [{ ...form, languages: ['en'] }] } });
  const outcome = await page.send();
  assert.deepEqual(outcome, { code: 'language' });
});

test('a rejected proof of work is renewed without involving the visitor', async () => {
  let ahead = 0;
  await using page = await openForm({ now: () => new Date(Date.now() + ahead) });
  const spoil: Record<string, () => Promise<void>> = {
    expired: async () => {
      ahead += 25 * 60_000;
    },
    used: async () => {
      const verification = await page.verification.getProof(page.endpoint);
      await page.post({ body: await validMessage(page.keyring, { verification }) });
    },
    failed: async () => {
      const proof = await page.verification.getProof(page.endpoint);
      if (proof) proof.solution.derivedKey = 'ab'.repeat(32);
    },
  };
  for (const [how, act] of Object.entries(spoil)) {
    await page.verification.getProof(page.endpoint);
    await act();
    assert.ok('reference' in (await page.send()), how);
    assert.ok(seenResponses.has(`messages 403 verification-${how}`), how);
  }
});

test('the form learns how long to wait when it is rate-limited', async () => {
  const one = { perAddress: 1, total: 100 };
  await using page = await openForm({
    config: { limits: { ...limits, challenges: one, messages: one } },
  });
  await page.send({ ...message, fields: { ...fields, name: '' } });

  assert.deepEqual(await page.send(), { code: 'rate-limited', minutes: 2 });
  page.verification.reset();
  assert.deepEqual(await page.send(), { code: 'verification' });
  assert.equal(page.verification.state, 'failed');
});

test('the form keeps its idempotency key when the receiver cannot store the message', async () => {
  await using page = await openForm({ config: { limits } });
  await page.context.db.schema.alterTable('messages').renameTo('away').execute();
  assert.deepEqual(await page.send(), { code: 'unavailable', minutes: 2 });
  assert.ok(page.delivery.key);

  await page.context.db.schema
    .alterTable('away' as 'messages')
    .renameTo('messages')
    .execute();
  assert.ok('reference' in (await page.send()));
});

test('a form that the receiver does not know learns that it is closed', async () => {
  await using page = await openForm();
  const elsewhere = `${page.url}/v1/forms/other`;
  await page.verification.getProof(page.endpoint);
  assert.partialDeepStrictEqual(await page.send(message, elsewhere), { code: 'closed' });
  browser.origin = 'https://www.example.org';
  assert.partialDeepStrictEqual(await page.send(), { code: 'closed' });
  assert.equal((await request(page.endpoint)).status, 403);
  assert.equal((await request(elsewhere)).status, 404);

  for (const address of [page.endpoint, elsewhere]) {
    page.verification.reset();
    assert.deepEqual(await page.send(message, address), { code: 'verification' });
    assert.equal(page.verification.state, 'failed');
  }
});

test('every request and response in this file matches the OpenAPI document', () => {
  assert.deepEqual(drifts, []);
});

test('every response in the OpenAPI document occurs in this file', () => {
  assert.deepEqual([...seenResponses].sort(), [
    'challenge 200',
    'challenge 403 origin-not-allowed',
    'challenge 404 unknown-form',
    'challenge 429 rate-limited',
    'messages 200',
    'messages 201',
    'messages 403 language-not-accepted',
    'messages 403 origin-not-allowed',
    'messages 403 verification-expired',
    'messages 403 verification-failed',
    'messages 403 verification-used',
    'messages 404 unknown-form',
    'messages 422 idempotency-key-reused',
    'messages 422 invalid-fields',
    'messages 429 rate-limited',
    'messages 503 unavailable',
    '{form} 200',
    '{form} 403 origin-not-allowed',
    '{form} 404 unknown-form',
  ]);
});
