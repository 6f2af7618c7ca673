/** The validation of a posted body, without a server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSubmission } from '../src/http/submission-schema.ts';
import { fields } from './setup.ts';

const solved = {
  challenge: {
    parameters: {
      ...{ algorithm: 'PBKDF2/SHA-256', cost: 1000, data: { form: 'international', key: 'k' } },
      ...{ expiresAt: 1_796_000_000, keyLength: 32, keyPrefix: '00', keySignature: 'ab' },
      ...{ nonce: 'ab12', salt: 'cd34' },
    },
    signature: 'ef56',
  },
  solution: { counter: 7, derivedKey: '00ff' },
};

const valid = { fields, language: 'sv', verification: solved };

/** The errors of a body; nothing if it is accepted. */
function getProblem(body: unknown) {
  const result = parseSubmission(body);
  return 'problem' in result ? result : undefined;
}

/** Returns the valid body with another value at a path. */
function withValue(path: readonly string[], value: unknown): unknown {
  const body = structuredClone(valid) as Record<string, unknown>;
  const parents = path.slice(0, -1);
  const parent = parents.reduce((object, name) => object[name] as Record<string, unknown>, body);
  parent[path.at(-1) ?? ''] = value;
  return body;
}

test('a valid body is accepted, with its fields normalized', () => {
  const input = { ...fields, name: '  Åsa\u0000 Öberg ', message: 'Hej!\r\nHej då!' };
  const result = parseSubmission({ ...valid, fields: input });
  assert('submission' in result);
  assert.deepEqual(result.submission, {
    ...valid,
    fields: { ...fields, name: 'Åsa Öberg', message: 'Hej!\nHej då!' },
    website: '',
  });
});

test('an optional field and the verification may be left out, and the honeypot is kept', () => {
  const { telephone: _, organisation: __, ...required } = fields;
  const result = parseSubmission({
    fields: required,
    language: 'en',
    website: 'https://spam.example',
  });
  assert('submission' in result);
  const { submission } = result;
  assert.equal(submission.fields.telephone, '');
  assert.equal(submission.fields.organisation, '');
  assert.equal(submission.verification, undefined);
  assert.equal(submission.website, 'https://spam.example');
});

test('a body with another structure is malformed, also when its fields are invalid', () => {
  const empty = { ...fields, name: '' };
  for (const body of [
    undefined,
    null,
    'text',
    [],
    {},
    { ...valid, language: 'fi' },
    { ...valid, language: undefined },
    { ...valid, extra: 1 },
    { ...valid, website: 1 },
    { ...valid, fields: undefined },
    { ...valid, fields: { ...fields, extra: 'x' } },
    { ...valid, fields: { ...fields, name: 1 } },
    { ...valid, fields: empty, language: 'fi' },
    { ...valid, language: 'fi', verification: 1 },
  ]) {
    assert.deepEqual(getProblem(body), { problem: 'malformed' }, JSON.stringify(body));
  }
});

test('each invalid field is pointed at, with what is wrong with it', () => {
  const invalid = { ...fields, name: ' ', email: 'x', subject: 'x'.repeat(201) };
  assert.deepEqual(getProblem({ ...valid, fields: invalid }), {
    problem: 'invalid-fields',
    errors: [
      { pointer: '/fields/name', code: 'empty' },
      { pointer: '/fields/email', code: 'format' },
      { pointer: '/fields/subject', code: 'too-long' },
    ],
  });
});

test('thirty marks on a letter are accepted, and more are rejected before normalization', () => {
  const marks = (count: number) => ({ ...fields, message: `a${'\u0301'.repeat(count)}` });
  assert.equal(getProblem({ ...valid, fields: marks(30) }), undefined);
  assert.deepEqual(getProblem({ ...valid, fields: marks(31) }), { problem: 'malformed' });
});

test('a verification in a foreign format is rejected', () => {
  const parameters = ['verification', 'challenge', 'parameters'];
  const tooLong = 'a'.repeat(129);
  for (const [path, values] of [
    [['verification'], [1, null, {}, { ...solved, extra: 1 }]],
    [
      ['verification', 'challenge'],
      [undefined, { ...solved.challenge, extra: 1 }],
    ],
    [
      ['verification', 'challenge', 'signature'],
      ['', 'a', 'xy', 'AB', tooLong, 1, 'ab\n', ' ab'],
    ],
    [
      ['verification', 'solution'],
      [undefined, { ...solved.solution, extra: 1 }],
    ],
    [
      ['verification', 'solution', 'counter'],
      [-1, 1.5, '1', Number.MAX_SAFE_INTEGER + 1],
    ],
    [
      ['verification', 'solution', 'derivedKey'],
      ['', 'zz', undefined],
    ],
    [
      ['verification', 'solution', 'time'],
      ['1', null],
    ],
    [
      [...parameters, 'algorithm'],
      ['SHA-256', '', undefined],
    ],
    [
      [...parameters, 'data'],
      [{}, { form: 'a' }, { form: 'a', key: 'b', c: 'd' }, { form: 1, key: 'b' }],
    ],
    [[...parameters, 'extra'], [1]],
    ...['cost', 'expiresAt', 'keyLength'].map(
      (name) =>
        [
          [...parameters, name],
          [-1, 0.5, '1', undefined],
        ] as const,
    ),
    ...['keyPrefix', 'keySignature', 'nonce', 'salt'].map(
      (name) =>
        [
          [...parameters, name],
          ['', 'x', 'a', tooLong, undefined],
        ] as const,
    ),
  ] as readonly (readonly [readonly string[], readonly unknown[]])[]) {
    for (const value of values) {
      const problem = getProblem(withValue(path, value));
      const label = `${path.join('.')}: ${JSON.stringify(value)}`;
      assert.deepEqual(problem, { problem: 'verification-failed' }, label);
    }
  }
});

test('what a solver may say of its time, and the limits of a number in hexadecimal, are accepted', () => {
  for (const [path, value] of [
    [['verification', 'solution', 'time'], 0.25],
    [['verification', 'solution', 'counter'], 0],
    [['verification', 'challenge', 'signature'], 'a0'],
    [['verification', 'challenge', 'signature'], '9'.repeat(128)],
  ] as const) {
    assert.equal(getProblem(withValue(path, value)), undefined, path.join('.'));
  }
});
