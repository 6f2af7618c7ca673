/** Checks that the snippets in the guides are the ones that other tests run. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';

const { snippets, becomes } = JSON.parse(readFileSync('test/hosts/editors.json', 'utf8'));

/** The files that each guide's snippets come from. */
const sources = {
  'docs/frameworks.md': read(
    'test/frameworks/**/*.{ts,tsx,vue,svelte,json}',
    'test/frameworks/*.mjs',
    'test/apps/**/*.{ts,tsx,vue,svelte,astro}',
    'test/package/types/*.ts',
    'test/package/vitest.config.js',
  ),
  'docs/editors.md': [...read('test/hosts/*.html'), ...Object.values<string>(snippets)],
};

for (const [guide, texts] of Object.entries(sources)) {
  const snippets = readFileSync(guide, 'utf8').matchAll(/^```\w+\n(.*?)^```$/gms);
  suite(guide, () => {
    for (const [, snippet = ''] of snippets) {
      test(`shows what is tested: ${snippet.split('\n')[0]}`, () => {
        const isTested = texts.some((text) => withoutIndent(text).includes(withoutIndent(snippet)));
        assert(isTested, `No test has this:\n${snippet}`);
      });
    }
  });
}

test('docs/editors.md says of each editor what the pages say', () => {
  const rows = readFileSync('docs/editors.md', 'utf8').matchAll(/^\| (\w[^|]*\d[^|]*) \|(.*)\|$/gm);
  const documented = [...rows].map(([, name, cells = '']) => [name, cells.split('|').map(trimmed)]);
  assert.deepEqual(
    Object.fromEntries(documented),
    Object.fromEntries(
      Object.entries<Record<string, string>>(becomes).map(
        ([name, { link, div, script, text, frame }]) => [name, [link, div, script, text, frame]],
      ),
    ),
  );
});

function read(...patterns: string[]): string[] {
  return globSync(patterns).map((file) => readFileSync(file, 'utf8'));
}

function withoutIndent(text: string): string {
  return text.replace(/^\s+/gm, '').trim();
}

function trimmed(text: string): string {
  return text.trim();
}
