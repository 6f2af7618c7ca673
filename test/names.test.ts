/** Keeps words out of identifiers that only this project would use: CONTRIBUTING has the field's. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

/** Participles that stand as nouns, bare verbs for handlers, and second words for one concept. */
const FORBIDDEN =
  /^(said|made|kept|come|ways|told|shown|given|asked|held|taken|heard|meant|written|found|built|drawn|prove|ours)$|(?<!de)fault/i;

/** The site's pages are prose in templates within templates. */
const files = globSync(
  '{src,scripts,receiver/src,receiver/test,publish,integrations,bench,demo,test}/**/*.{ts,js,mjs,tsx}',
  { exclude: ['**/node_modules/**', 'src/generated/**', 'demo/pages/**'] },
);

/** The words of code that may be identifiers: what is left without comments, texts and patterns. */
function identifiersIn(code: string): string[] {
  const bare = code
    .replace(/\/\*[\s\S]*?\*\/|(?<![:'"])\/\/.*/g, '')
    .replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, "''")
    .replace(/(?<=[(=,:!&|]\s*)\/(?:\\.|\[(?:\\.|[^\]\\])*\]|[^/\\\n])+\/[a-z]*/g, "''");
  return bare.match(/(?<![.\w$])#?[A-Za-z_$][\w$]*/g) ?? [];
}

test('no identifier is a word that only this project would use', () => {
  const offenders = files.flatMap((file) => {
    const names = new Set(identifiersIn(readFileSync(file, 'utf8')));
    return [...names]
      .filter((name) => FORBIDDEN.test(name.replace('#', '')))
      .map((name) => `${file}: ${name}`);
  });
  assert.deepEqual(offenders, []);
});
