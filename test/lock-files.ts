/**
 * Installs from lock files other than the project's: what stands only on pages under test, checkers, and
 * tools that are seldom run. So `npm ci` brings only what the project is built and tested with.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** A folder in `test/` with a package.json and a lock file of its own. */
export type LockFileFolder = 'libraries' | 'mutation';

const LOCK_FILE = 'package-lock.json';

/** Where the packages of a lock file lie. */
export function getPackagesFolder(name: LockFileFolder): string {
  return resolve('.cache', name, 'node_modules');
}

/** Whether the packages are there, as the lock file has them. */
export function isInstalled(name: LockFileFolder): boolean {
  const copy = join(getPackagesFolder(name), LOCK_FILE);
  const lock = join('test', name, LOCK_FILE);
  return existsSync(copy) && readFileSync(copy, 'utf8') === readFileSync(lock, 'utf8');
}

/** Installs the packages, unless they are there. No install scripts are run. */
export function installPackages(name: LockFileFolder): void {
  if (isInstalled(name)) return;
  const packages = getPackagesFolder(name);
  const cwd = dirname(packages);
  mkdirSync(cwd, { recursive: true });
  for (const file of ['package.json', LOCK_FILE]) {
    copyFileSync(join('test', name, file), join(cwd, file));
  }
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
  // Last, so that an installation that was cut short does not count.
  copyFileSync(join(cwd, LOCK_FILE), join(packages, LOCK_FILE));
}

/** The URL of a module of a library that only the tests have. TypeScript knows nothing of these. */
export function resolveLibrary(name: string): string {
  const { resolve } = createRequire(join(getPackagesFolder('libraries'), 'x.js'));
  return pathToFileURL(resolve(name)).href;
}
