/** The hashes by which a page can make sure that what it loads is what we have published. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';

/** `integrity.json`: for each script and style sheet what to write in its tag. */
export function createIntegrityJson(): string {
  const paths = globSync('**/*.{js,css}', { cwd: 'dist', exclude: ['lib/**', 'types/**'] }).sort();
  const hashes = Object.fromEntries(paths.map((path) => [path, sriHash(path)]));
  return `${JSON.stringify(hashes, null, 2)}\n`;
}

/** The hash of a file under `dist/`, as the attribute `integrity` has it. */
export function sriHash(path: string): string {
  return `sha384-${createHash('sha384')
    .update(readFileSync(`dist/${path}`))
    .digest('base64')}`;
}
