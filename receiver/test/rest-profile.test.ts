/**
 * The rules of the Swedish national REST API profile that begin with SKALL and that its linter
 * (diggsweden/rest-api-profil-lint-processor) checks in a description like ours, with a test for each. The linter
 * itself can't be installed without an account, so its rules are implemented here.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { readConfig } from '../src/config.ts';
import { createInstance } from './instance.ts';
import { setup } from './setup.ts';

interface Media {
  readonly schema: { readonly type?: string; readonly properties?: Record<string, unknown> };
  readonly example?: unknown;
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly { name: string; in: string; schema: { type?: string } }[];
  readonly requestBody?: { readonly content: Record<string, Media> };
  readonly responses: Record<string, { description?: string; content: Record<string, Media> }>;
}

interface Description {
  readonly openapi: string;
  readonly info: Record<string, unknown>;
  readonly servers: readonly { readonly url: string }[];
  readonly security?: unknown;
  readonly paths: Record<string, Record<string, Operation>>;
}

/** What a municipality says of itself. */
const api = {
  url: 'https://kontakt.exempelkommun.se',
  contact: {
    name: 'Exempelkommun',
    url: 'https://www.exempelkommun.se/kontakt',
    email: 'kommun@exempelkommun.se',
  },
  termsOfService: 'https://www.exempelkommun.se/villkor',
};
const instance = await createInstance({ api });
const receiver = await setup({ config: { api: readConfig(instance.config, {}).api } });
after(() => Promise.all([instance, receiver].map((each) => each[Symbol.asyncDispose]())));
const read = async (path: string) => (await fetch(`${receiver.url}${path}`)).json();
const description: Description = await read('/v1/openapi.json');
const { info, paths, servers } = description;

const operations = Object.values(paths).flatMap((item) => Object.entries(item));
const responses = operations.flatMap(([, { responses: all }]) => Object.entries(all));
const bodies = operations.flatMap(([, { requestBody, responses: all }]) =>
  [requestBody, ...Object.values(all)].flatMap((body) => Object.entries(body?.content ?? {})),
);
const parameters = operations.flatMap(([, operation]) => operation.parameters ?? []);
const parts = Object.keys(paths).flatMap((path) => path.split('/').slice(1));
const fixedParts = parts.filter((part) => !part.startsWith('{'));

const ajv = new Ajv2020({ strict: true, allErrors: true });
formats.default(ajv);
const assertValid = (schema: object, value: unknown) => {
  const validate = ajv.compile(schema);
  assert.ok(validate(value), `${ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`);
};

const assertTexts = (value: unknown, names: readonly string[]) => {
  const object = value as Record<string, unknown> | undefined;
  for (const name of names) assert.match(String(object?.[name] ?? ''), /\S/, name);
};

test('DOK.03: the description has version, title, description, contact, licence and terms', () => {
  assertTexts(info, ['version', 'title', 'description', 'termsOfService']);
  assertTexts(info.contact, ['name', 'url', 'email']);
  assertTexts(info.license, ['name', 'url']);
});

test('DOK.08: the service level is stated', () => {
  assertTexts(info['x-sla'], ['availability', 'responseTime', 'support']);
});

test('DOK.09: known limits are stated, as they are configured', () => {
  assert.match(JSON.stringify(info['x-limitations']), /1000000 messages and 1000000 challenges/);
  assert.match(String(info.description), /begränsning/);
});

test('DOK.11 and DOK.06: what the API does is described in Swedish and English', () => {
  assert.match(String(info.description), /meddelanden från ett kontaktformulär/);
  assert.match(String(info.description), /messages from a contact form/);
});

test('DOK.15: every body has an example beside its schema, which is valid', () => {
  assert.ok(bodies.filter(([type]) => type === 'application/json').length >= 6);
  for (const [, { schema, example: value }] of bodies) {
    assert.notEqual(value, undefined);
    assertValid(schema, value);
  }
});

test('DOK.19: every operation has a summary and a description', () => {
  for (const [, operation] of operations) assertTexts(operation, ['summary', 'description']);
  const ids = operations.map(([, { operationId }]) => operationId);
  assert.equal(new Set(ids).size, ids.length);
});

test('DOK.20: every response has a description, which is a sentence', () => {
  for (const [, { description: text }] of responses) assert.match(String(text), /^[A-Z].+\.$/);
});

test('DOK.21: it says which authentication is needed', () => {
  assert.deepEqual(description.security, []);
});

test('FEL.01: a problem has type, title, status, detail and instance, in the schema and when sent', async () => {
  const problems = bodies.filter(([type]) => type === 'application/problem+json');
  assert.ok(problems.length >= 15);
  const members = ['type', 'title', 'status', 'detail', 'instance'];
  for (const [, { schema }] of problems) {
    assert.equal(schema.type, 'object');
    for (const member of members) assert.ok(schema.properties?.[member], member);
  }
  const sent = await read('/v1/forms/other');
  assertTexts(sent, members);
  const schema = paths['/forms/{form}']?.get?.responses[404]?.content['application/problem+json'];
  assertValid(schema?.schema ?? {}, sent);
  // The id of a problem is also in the log, so that a report can be matched with it.
  assert.ok(receiver.logLines.some((line) => line.includes(sent.instance)));
});

test('FEL.02: every error has a body of type application/problem+json', () => {
  const errors = responses.filter(([status]) => Number(status) >= 400);
  assert.ok(errors.length >= 15);
  for (const [, { content }] of errors) {
    assert.deepEqual(Object.keys(content), ['application/problem+json']);
  }
});

test('VER.06: the resource api-info says which version this is, and where it is described', async () => {
  const { schema } = paths['/api-info']?.get?.responses[200]?.content['application/json'] ?? {};
  const sent = await read('/v1/api-info');
  assertValid(schema ?? {}, sent);
  assert.equal(sent.apiVersion, info.version);
  assert.match(sent.apiVersion, /^\d+\.\d+\.\d+$/);
  assert.equal(sent.apiDocumentation, 'https://kontakt.exempelkommun.se/v1/openapi.json');
});

test('VER.05: the version of the API is in its URL', () => {
  for (const { url } of servers) assert.match(url, /\/v1$/);
});

test('UFN.02 and SAK.01: the API is reached by HTTPS, on its port', () => {
  assert.equal(servers.length, 1);
  for (const { url } of servers) {
    assert.equal(new URL(url).protocol, 'https:');
    assert.equal(new URL(url).port, '');
  }
});

test('UFN.07, UFN.08, UFN.09 and RES.06: URLs have lower-case letters, digits and single hyphens', () => {
  for (const { url } of servers) assert.match(url, /^https:\/\/[a-z0-9/\-.]+$/);
  for (const part of fixedParts) assert.match(part, /^[a-z0-9]+(-[a-z0-9]+)*$/);
  for (const part of fixedParts) assert.doesNotMatch(part, /^(get|post|put|delete|patch)-/);
  for (const { name } of parameters.filter((one) => one.in === 'path')) {
    assert.match(name, /^[a-z0-9]+$/);
  }
});

test('AME.05: all members are in camelCase', () => {
  const names = (schema: unknown): string[] => {
    if (typeof schema !== 'object' || schema === null) return [];
    const { properties = {} } = schema as { properties?: object };
    return [...Object.keys(properties), ...Object.values(schema).flatMap(names)];
  };
  const all = bodies.flatMap(([, { schema }]) => names(schema));
  assert.ok(all.includes('receivedAt'));
  for (const name of all) assert.match(name, /^[a-z][a-zA-Z0-9]*$/);
});

test('ARQ.05: a header has a plain value', () => {
  const headers = parameters.filter((one) => one.in === 'header');
  assert.equal(headers.length, 1);
  for (const { schema } of headers) assert.equal(schema.type, 'string');
});

test('DOT.01, DOT.02 and DOT.04: times are RFC 3339, and in UTC when sent', () => {
  const text = JSON.stringify(bodies.map(([, { example: value }]) => value));
  const times = text.match(/\d{4}-\d{2}-\d{2}T[^"]*/g) ?? [];
  assert.ok(times.length > 0);
  for (const time of times) assert.match(time, /^[^T]+T\d{2}:\d{2}:\d{2}\.\d{3}Z$/);
});

test('MOG.01 and FOR.02: resources have methods, and none that reads has a body', () => {
  assert.ok(operations.length >= 2);
  for (const [method, { requestBody }] of operations) {
    assert.ok(['get', 'post'].includes(method));
    assert.ok(method === 'post' || requestBody === undefined);
  }
});
