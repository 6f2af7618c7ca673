/**
 * Creates everything that is published for a version, in `release/`: `npm run release`. Publishes nothing.
 *
 * The output is reproducible: the same commit gives the same bytes, on any day and in any folder.
 */
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createChecksums, createRelease, type Files, packRelease } from './archive.ts';
import { findErrors, findKeyErrors, readPublisher } from './publisher.ts';
import { readSigningKeys, signDetached, toPublicKey } from './signature.ts';

try {
  await makeRelease();
} catch (error) {
  // Show what is wrong, without a stack trace.
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function makeRelease(): Promise<void> {
  // Imported here because these modules throw if the settings are invalid.
  const { baseUrl, receivers, version } = await import('./urls.ts');
  const { createLists } = await import('./advisories.ts');
  const { readSource } = await import('./source.ts');
  const keys = readSigningKeys();
  requireSettings(version, keys.map(toPublicKey));
  rmSync('dist', { recursive: true, force: true });
  // The output of the build matters only if it fails, in which case it is part of the error.
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'pipe' });

  const name = `skr-widgets-${version}`;
  const source = readSource();
  const files = await createRelease(source, { baseUrl, receivers });
  const zip = { [`${name}.zip`]: packRelease(source, files) };
  const checksums = new TextEncoder().encode(await createChecksums(zip));
  const [key] = keys;

  // Older versions are kept, since their URLs must go on working. An unfinished release must not be taken for a
  // finished one, hence the temporary folder.
  rmSync('release/new', { recursive: true, force: true });
  write(`release/new/${name}`, files);
  write('release/new', {
    ...zip,
    ...createLists(source.date, keys),
    [`${name}.zip.sha256`]: checksums,
    ...(key && { [`${name}.zip.sha256.sig`]: signDetached(checksums, key) }),
  });
  for (const each of readdirSync('release/new')) {
    rmSync(`release/${each}`, { recursive: true, force: true });
    renameSync(`release/new/${each}`, `release/${each}`);
  }
  // Delete an old signature, so that it isn't taken for one of this release.
  if (!key) {
    for (const each of globSync([`release/${name}.zip.sha256.sig`, 'release/*.json.sig'])) {
      rmSync(each);
    }
  }
  rmSync('release/new', { recursive: true });

  console.log(`release/${name}.zip has version ${version}, for ${baseUrl}
${key ? `Signed with ${keys.map(toPublicKey).join(' and ')}` : 'Unsigned: SKR_WIDGETS_SIGNING_KEYS names no key'}
Its contents are also in release/${name}/, where README.txt says how to host them.

Nothing has been published. To publish, in this order:
  release/${name}/public/    to ${baseUrl}, as README.txt says; needs write access to that server
  release/advisories.json*, release/support.json*    to ${source.publisherUrl}: whoever runs an affected version asks there
  git tag v${version} && git push --tags; needs write access to the repository
  npm publish; needs an npm account that owns the package`);
}

/**
 * Checks the settings that a release requires.
 *
 * @param publicKeys The public keys of the signing keys.
 * @throws {Error} With a sentence for each setting that is invalid or missing.
 */
function requireSettings(version: string, publicKeys: readonly string[]): void {
  const publisher = readPublisher();
  const errors = findErrors(publisher, version).map((error) => `publisher.json: ${error}`);
  if (!process.env.SKR_WIDGETS_URL) {
    errors.push(
      'SKR_WIDGETS_URL: expected the URL that the files will have, such as https://widgets.example.se/, got nothing',
    );
  }
  errors.push(...findKeyErrors(publisher, publicKeys));
  // The files get the date of the commit, so two different releases of one commit would have the same date.
  if (!process.env.SOURCE_DATE_EPOCH) {
    const changes = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
    if (changes) errors.push(`expected no uncommitted changes, got:\n${changes}`);
  }
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
