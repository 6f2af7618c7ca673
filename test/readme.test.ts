import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { updated } from '../build-readme.ts';

test('README.md says of the elements what the manifest says', () => {
  const readme = readFileSync('README.md', 'utf8');
  const manifest = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
  assert.equal(readme, updated(readme, manifest), 'Run: npm run build');
});
