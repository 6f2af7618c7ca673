/** Apps of somebody's, in folders outside of the project, where nothing of ours can be found by chance. */
import { execFile } from 'node:child_process';
import { cpSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Packs the package as for npm, and resolves to the path of the file. */
export async function packInto(folder: string): Promise<string> {
  // In a folder of its own, since other tests may be packing at the same time.
  const args = ['scripts/pack.ts', folder, join(folder, 'package')];
  const { stdout } = await execute(process.execPath, args);
  return join(folder, stdout.trim());
}

/**
 * Copies an app, and installs what its lock file names and the package.
 *
 * @param sources The folders with its files, each over the one before it.
 * @param receiverUrl What its forms send to, instead of the URL in its source.
 */
export async function installApp(
  sources: readonly string[],
  folder: string,
  packed: string,
  receiverUrl?: string,
): Promise<void> {
  for (const source of sources) cpSync(source, folder, { recursive: true });
  if (receiverUrl) {
    for (const file of globSync(`${folder}/**/*.{ts,tsx,vue,svelte,astro}`)) {
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replaceAll('https://receiver.example.se', receiverUrl));
    }
  }
  const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
  await execute('npm', ['ci', ...options], { cwd: folder });
  await execute('npm', ['install', '--no-save', ...options, packed], { cwd: folder });
}

/** The path of a program that an app has installed, or of Node. */
export function programOf(folder: string, name: string): string {
  return name === 'node' ? process.execPath : join(folder, 'node_modules/.bin', name);
}

/** Runs Node, or a program that the app has installed, in its folder. */
export function runIn(folder: string, command: string, env: Record<string, string> = {}) {
  const [name = '', ...words] = command.split(' ');
  return execute(programOf(folder, name), words, { cwd: folder, env: { ...process.env, ...env } });
}
