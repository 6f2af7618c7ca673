/** Keeps words out of identifiers that only this project would use: CONTRIBUTING has the field's. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { test } from 'node:test';
import { parse } from 'acorn';

/** Participles that stand as nouns, bare verbs for handlers, and second words for one concept. */
const FORBIDDEN =
  /^(said|made|kept|come|ways|told|shown|given|asked|held|taken|heard|meant|written|found|built|drawn|prove|ours)$|(?<!de)fault/i;

/** The site's pages are prose in templates within templates. */
const files = globSync(
  '{src,scripts,receiver/src,receiver/test,publish,integrations,bench,demo,test}/**/*.{ts,js,mjs,tsx}',
  { exclude: ['**/node_modules/**', 'src/generated/**', 'demo/pages/**'] },
);

/** The names in a program, but for those of members, which may be somebody else's. */
function identifiersIn(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  // Acorn knows neither JSX nor decorators.
  if (file.endsWith('.tsx') || /^@\w/m.test(text))
    return text.match(/(?<![.\w$])[A-Za-z_$][\w$]*(?=\s*(=|\())/g) ?? [];
  const code = file.endsWith('.ts') ? stripTypeScriptTypes(text) : text;
  const options = { ecmaVersion: 'latest', sourceType: 'module' } as const;
  return findNames(parse(code, { ...options, allowReturnOutsideFunction: true }));
}

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree is walked without regard to what its nodes are.
function findNames(node: any, parent?: any): string[] {
  if (!node || typeof node !== 'object') return [];
  if (Array.isArray(node)) return node.flatMap((each) => findNames(each, parent));
  const isName = /^(Private)?Identifier$/.test(node.type);
  const isMember = parent?.type === 'MemberExpression' && parent.property === node;
  if (isName) return isMember && !parent.computed ? [] : [node.name];
  return Object.values(node).flatMap((child) => findNames(child, node));
}

test('no identifier is a word that only this project would use', () => {
  const offenders = files.flatMap((file) => {
    const names = new Set(identifiersIn(file));
    return [...names].filter((name) => FORBIDDEN.test(name)).map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(offenders, []);
});
