/** Keeps words that only this project would use out of identifiers and file names. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename } from 'node:path';
import { test } from 'node:test';
import { parse } from 'acorn';

/** Participles that stand as nouns, bare verbs for handlers, and second words for one concept. */
const FORBIDDEN = new RegExp(
  `^(${[
    'said made kept come told shown given asked held taken heard meant written found built drawn seen',
    'wanted lacking prove ways ours luck patience sight witness',
  ]
    .join(' ')
    .replaceAll(' ', '|')})$|(?<!de)fault`,
  'i',
);

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

test('no identifier is a word that only this project would use', () => {
  const offenders = files.flatMap((file) => {
    const names = new Set(identifiersIn(file));
    return [...names].filter((name) => FORBIDDEN.test(name)).map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(offenders, []);
});

test('no file name is a word that only this project would use', () => {
  const offenders = files.filter((file) => FORBIDDEN.test(basename(file).replace(/\..*/, '')));
  assert.deepEqual(offenders, []);
});
