/**
 * Libraries of other people's that stand on host pages and nowhere else of ours: npm's from a lock file of
 * their own, and MooTools, which npm has for servers only, from Debian's package. They lie in `.cache/hosts`.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const folder = resolve('.cache/hosts');

/** Where the libraries of npm lie. */
export const npmFolder: string = join(folder, 'node_modules');

const LOCK_FILE = 'package-lock.json';

/** Installs what is not there, or not as the lock file says. */
export function installLibraries(): void {
  mkdirSync(folder, { recursive: true });
  const lock = readFileSync(join('test/hosts', LOCK_FILE), 'utf8');
  const installed = join(folder, LOCK_FILE);
  if (
    !existsSync(npmFolder) ||
    !existsSync(installed) ||
    readFileSync(installed, 'utf8') !== lock
  ) {
    for (const file of ['package.json', LOCK_FILE])
      cpSync(join('test/hosts', file), join(folder, file));
    const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', words, { cwd: folder, stdio: 'pipe' });
  }
  if (!globSync(join(folder, 'libjs-mootools_*.deb')).length) {
    const words = ['-qq', '-o', 'APT::Sandbox::User=root', 'download', 'libjs-mootools'];
    execFileSync('apt-get', words, { cwd: folder, stdio: 'pipe' });
  }
  if (!existsSync(join(folder, 'debian'))) {
    const [file = ''] = globSync(join(folder, 'libjs-mootools_*.deb'));
    execFileSync('dpkg-deb', ['-x', file, join(folder, 'debian')]);
  }
}

/** MooTools, with what keeps it compatible with its first release: it replaces `Event`, `JSON` and more. */
export function mootools(): string {
  return readFileSync(
    join(folder, 'debian/usr/share/javascript/mootools/mootools-core.min.js'),
    'utf8',
  );
}

let react: Promise<string> | undefined;

/** React, as one script: it comes for bundlers only. */
export function bundleReact(): Promise<string> {
  react ??= build({
    stdin: {
      contents:
        "export * as React from 'react'; export { createRoot } from 'react-dom/client'; export { flushSync } from 'react-dom';",
      resolveDir: folder,
    },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'ReactBundle',
    define: { 'process.env.NODE_ENV': '"development"' },
  }).then(({ outputFiles }) => outputFiles[0]?.text ?? '');
  return react;
}
