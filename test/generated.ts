/**
 * Fails if the build has changed a tracked file: docs/reference.md, docs/csp.md and other files that the build writes
 * must be committed as the build writes them. A test that compares them after the build can't tell, because by then the
 * build has corrected them. So `node test/generated.ts build` remembers them and builds, and without `build` they are
 * compared.
 *
 * All tracked files are included, so there is no list to maintain, and each is compared with its content before the
 * build, not with the last commit, so work in progress is no error.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The hash of each tracked file before the build. */
const record = '.cache/before-build.json';

if (process.argv[2] === 'build') {
  mkdirSync('.cache', { recursive: true });
  writeFileSync(record, JSON.stringify(hashFiles()));
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
} else {
  const before: Record<string, string> = JSON.parse(readFileSync(record, 'utf8'));
  const changed = Object.entries(hashFiles()).flatMap(([file, hash]) =>
    before[file] === hash ? [] : file,
  );
  for (const file of changed) {
    console.error(
      `${file}: expected what the build writes. Run npm run build and commit the file.`,
    );
  }
  if (changed.length > 0) {
    execFileSync('git', ['--no-pager', 'diff', '--', ...changed], { stdio: 'inherit' });
    process.exitCode = 1;
  }
}

/** The hash of each tracked file, empty if it is not there. */
function hashFiles(): Record<string, string> {
  const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0');
  return Object.fromEntries(
    files
      .filter(Boolean)
      .map((file) => [
        file,
        existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : '',
      ]),
  );
}
