import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { renderReadme } from '../scripts/generate-reference.ts';
import { readManifest } from '../scripts/manifest.ts';

test('README.md says of the elements what the manifest says', () => {
  const readme = readFileSync('README.md', 'utf8');
  assert.equal(readme, renderReadme(readme, readManifest()), 'Run: npm run build');
});
