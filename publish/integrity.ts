/** Hashes by which a page can verify that the files it loads are the published ones. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

/** Creates `integrity.json`: the `integrity` value of each script and style sheet. */
export function createIntegrityJson(): string {
  const paths = globSync('**/*.{js,css}', { cwd: 'dist', exclude: ['lib/**', 'types/**'] }).sort();
  const hashes = Object.fromEntries(paths.map((path) => [path, sriHash(path)]));
  return `${JSON.stringify(hashes, null, 2)}\n`;
}

/** The hash of a file in `dist/`, in the format of the `integrity` attribute. */
export function sriHash(path: string): string {
  return `sha384-${createHash('sha384')
    .update(readFileSync(`dist/${path}`))
    .digest('base64')}`;
}
