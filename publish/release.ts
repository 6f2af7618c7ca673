/**
 * Makes in `release/` all that is published of a version: `npm run release`. It publishes nothing.
 *
 * The same commit gives the same bytes, on any day and in any folder.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createArchive, createChecksums, createRelease, type Files } from './archive.ts';

try {
  await makeRelease();
} catch (error) {
  // Whoever runs this is to read what is wrong, and not where in our code.
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function makeRelease(): Promise<void> {
  // Here, because they throw when the settings are wrong.
  const { baseUrl, publisher, receivers, version } = await import('./urls.ts');
  const { readSource } = await import('./source.ts');
  requireSettings(publisher);
  rmSync('dist', { recursive: true, force: true });
  // What the build has to say is of no interest unless it fails, and then it is thrown.
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'pipe' });

  const name = `skr-widgets-${version}`;
  const source = readSource();
  const target = { baseUrl, receivers };
  const zip = { [`${name}.zip`]: await createArchive(source, target) };

  // Older versions stay: their folders must go on being where they are.
  rmSync(`release/${name}`, { recursive: true, force: true });
  write(`release/${name}`, await createRelease(source, target));
  write('release', {
    ...zip,
    [`${name}.zip.sha256`]: new TextEncoder().encode(await createChecksums(zip)),
  });

  console.log(`release/${name}.zip has version ${version}, for ${baseUrl}
The same, unpacked, is in release/${name}/. README.txt there says how to host it.

Nothing is published. To publish, in this order:
  release/${name}/public/    to ${baseUrl}, as README.txt says; needs write access to that server
  git tag v${version} && git push --tags; needs write access to the repository
  npm publish; needs an npm account that owns the package`);
}

/** @throws {Error} When something is missing that nobody could guess. */
function requireSettings(publisher: string): void {
  if (!process.env.SKR_WIDGETS_URL) {
    throw new Error(
      'SKR_WIDGETS_URL: expected the URL that the files will have, such as https://widgets.example.se/, got nothing',
    );
  }
  if (!publisher) {
    throw new Error(
      'SKR_WIDGETS_PUBLISHER: expected the name of whoever publishes this and answers for it, got nothing',
    );
  }
  // The files are dated by the commit: two releases of one commit would have the same date.
  if (process.env.SOURCE_DATE_EPOCH) return;
  const changes = execFileSync('git', ['status', '--porcelain'], { encoding: 'utf8' });
  if (changes) throw new Error(`expected everything to be committed, got changes in:\n${changes}`);
}

function write(folder: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
