/**
 * Keeps three kinds of words out of identifiers and file names, although some are common elsewhere: participles that
 * stand as nouns, which do not say what the thing is; second words for a concept; and pictures.
 */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename } from 'node:path';
import { test } from 'node:test';
import { parse } from 'acorn';

/** The words, and what to write instead. */
const forbidden: readonly (readonly [words: string, alternative: string])[] = [
  [
    'said made kept come told shown given asked held taken heard meant written found built drawn seen',
    'the noun for what it is: `row` or `match`, not `found`; `html`, not `drawn`',
  ],
  ['wanted', '`expected` or `requested`'],
  ['lacking', '`missing`'],
  ['prove', 'a verb and a noun: `getProof`'],
  ['ways', '`methods`, `contactDetails` or `dependencies`'],
  ['ours', 'what is ours: `ownScript`'],
  [
    'luck patience sight witness',
    'the term of the field: `probability`, `timeout`, `visible`, `proof`',
  ],
];

/** What to write instead of a name, if it is one of the words. */
function getAlternative(name: string): string | undefined {
  // Also as a part of a name, but not in `default`.
  if (/(?<!de)fault/i.test(name)) return '`error`';
  return forbidden.find(([words]) => words.split(' ').includes(name.toLowerCase()))?.[1];
}

/** Not the site's pages, which are prose in nested templates. */
const files = globSync(
  '{src,scripts,receiver/src,receiver/test,publish,integrations,bench,demo,test}/**/*.{ts,js,mjs,tsx}',
  { exclude: ['**/node_modules/**', 'src/generated/**', 'demo/pages/**'] },
);

/** The names in a program, except those of members, which may be defined elsewhere. */
function identifiersIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  // Acorn supports neither JSX nor decorators.
  if (file.endsWith('.tsx') || /^@\w/m.test(text))
    return text.match(/(?<![.\w$])[A-Za-z_$][\w$]*(?=\s*(=|\())/g) ?? [];
  const code = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
  const options = { ecmaVersion: 'latest', sourceType: 'module' } as const;
  return findNames(parse(code, { ...options, allowReturnOutsideFunction: true }));
}

/** What matters here of a node of the syntax tree. */
interface SyntaxNode {
  readonly type?: string;
  readonly name?: string;
  readonly property?: unknown;
  readonly computed?: boolean;
}

function findNames(node: unknown, parent?: SyntaxNode): string[] {
  if (!node || typeof node !== 'object') return [];
  if (Array.isArray(node)) return node.flatMap((each) => findNames(each, parent));
  const { type = '', name = '' }: SyntaxNode = node;
  const isMember = parent?.type === 'MemberExpression' && parent.property === node;
  if (/^(Private)?Identifier$/.test(type)) return isMember && !parent.computed ? [] : [name];
  return Object.values(node).flatMap((child) => findNames(child, node));
}

/** Fails with each name, where it is, and what to write instead. */
function assertNone(names: readonly (readonly [file: string, name: string])[]): void {
  const problems = names.flatMap(([file, name]) => {
    const alternative = getAlternative(name);
    return alternative ? `${file}: instead of ${name}, write ${alternative}` : [];
  });
  assert(
    problems.length === 0,
    `Names must say what a thing is, in one word for each concept (CONTRIBUTING.md, Glossary).\n${problems.join('\n')}`,
  );
}

test('no identifier is a participle as a noun, a second word for a concept or a picture', () => {
  assertNone(
    files.flatMap((file) => [...new Set(identifiersIn(file))].map((name) => [file, name] as const)),
  );
});

test('and no file name is', () => {
  assertNone(files.map((file) => [file, basename(file).replace(/\..*/, '')] as const));
});

test('and each is found, with what to write instead', () => {
  assert.throws(
    () =>
      assertNone([
        ['src/a.ts', 'found'],
        ['src/a.ts', 'defaultRow'],
        ['src/a.ts', 'fieldFaults'],
      ]),
    /\(CONTRIBUTING\.md, Glossary\)\.\nsrc\/a\.ts: instead of found, write .*`row`.*\nsrc\/a\.ts: instead of fieldFaults, write `error`$/,
  );
});
