/** Creates releases as a publisher does, each in a copy of the sources. */
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Publisher } from '../../publish/publisher.ts';

const inDays = (days: number) =>
  new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A publisher with all details filled in, and without signing keys. */
export const publisher: Publisher = {
  name: 'Exempelkommunen',
  website: 'https://www.exempelkommun.example/',
  repository: 'https://git.exempelkommun.example/widgets',
  // Where the tests also publish for: a host's own zip must still ask there.
  publisherUrl: 'https://widgets.kommun.example/skr-widgets/',
  maintainer: 'Kim Andersson',
  maintainerEmail: 'kim.andersson@exempelkommun.example',
  privacyPolicy: 'https://www.exempelkommun.example/personuppgifter',
  articleLicense: 'CC-BY-4.0',
  securityContact: 'mailto:sakerhet@exempelkommun.example',
  securityTxtExpires: inDays(300),
  securityUpdatesUntil: { '1': inDays(700) },
  publicKeys: [],
};

/** The publisher's choices for a release. */
export interface ReleaseOptions {
  /** The folder for the copy. The release is in `release/` in it. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** A version other than that of the sources. */
  readonly version?: string;
  /** Details of the publisher that differ. */
  readonly publisher?: Partial<Publisher>;
}

/** Creates a release with the command that publishers run. Returns its output. */
export function makeRelease({ folder, env, version, publisher: own }: ReleaseOptions): string {
  copySources(folder);
  writeFileSync(join(folder, 'publisher.json'), JSON.stringify({ ...publisher, ...own }));
  if (version) setVersion(folder, version);
  return execFileSync('npm', ['run', '--silent', 'release'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
}

/** Copies all files that are tracked, or would be. */
export function copySources(folder: string): void {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const sources = execFileSync('git', args, { encoding: 'utf8' });
  for (const path of sources.trim().split('\n')) {
    cpSync(path, join(folder, path), { recursive: true, force: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
}

/** Sets the version like `npm version`, which would look up packages that the tests don't need. */
function setVersion(folder: string, version: string): void {
  for (const name of ['package.json', 'package-lock.json']) {
    const file = join(folder, name);
    const content = JSON.parse(readFileSync(file, 'utf8'));
    content.version = version;
    if (content.packages) content.packages[''].version = version;
    writeFileSync(file, JSON.stringify(content, null, 2));
  }
}
