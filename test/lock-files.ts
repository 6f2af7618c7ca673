/**
 * Installs from lock files other than the project's: what stands only on pages under test, checkers, and
 * tools that are seldom run. So `npm ci` brings only what the project is built and tested with.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The folders in `test/` with a package.json and a lock file of their own, and how much they install, in MB. */
export const megabytes = { libraries: 220, checkers: 240, mutation: 70 } as const;

/** The name of such a folder. */
export type LockFileFolder = keyof typeof megabytes;

export function isLockFileFolder(name: string): name is LockFileFolder {
  return Object.hasOwn(megabytes, name);
}

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
  console.log(`Installing the packages of test/${name} in .cache (${megabytes[name]} MB)`);
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

/** The URL of a module of a package that only the tests have. TypeScript knows nothing of these. */
export function resolvePackage(folder: LockFileFolder, name: string): string {
  const { resolve } = createRequire(join(getPackagesFolder(folder), 'x.js'));
  return pathToFileURL(resolve(name)).href;
}
