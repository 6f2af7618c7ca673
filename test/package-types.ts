/** Checks with Are the Types Wrong that TypeScript finds the types of what the package exports. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { getPackagesFolder } from './lock-files.ts';

// The files of a tag import nothing, and so have no types.
const withoutTypes = ['skr-widgets.js', 'iframe-height.js', 'skr-widgets.css'];
execFileSync(
  join(getPackagesFolder('checkers'), '.bin/attw'),
  [
    ...['--pack', '.cache/package'],
    ...['--profile', 'esm-only'],
    ...['--exclude-entrypoints', ...withoutTypes],
  ],
  { stdio: 'inherit' },
);
