/** Checks with Are the Types Wrong that TypeScript finds the types of what the package exports. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { getPackagesFolder } from './lock-files.ts';

// The files of a tag import nothing, and so have no types.
const withoutTypes = ['skr-widgets.js', 'iframe-height.js', 'skr-widgets.css'];
const { status, stdout, stderr, error } = spawnSync(
  join(getPackagesFolder('checkers'), '.bin/attw'),
  [
    ...['--pack', '.cache/package'],
    ...['--profile', 'esm-only'],
    ...['--exclude-entrypoints', ...withoutTypes],
  ],
  { encoding: 'utf8' },
);
// Its table has a row of errors for each kind of module that we don't have and it ignores, also when all is well.
if (status === 0) console.log('TypeScript finds the types of every export.');
else console.error(error ?? `${stdout}${stderr}`);
process.exitCode = status ?? 1;
