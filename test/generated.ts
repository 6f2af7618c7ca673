/**
 * Builds, and fails if that changes a tracked file: docs/reference.md, docs/csp.md and other files that the build
 * writes must be committed as the build writes them. A test that compares them after the build can't tell, because by
 * then the build has corrected them.
 *
 * All tracked files are included, so there is no list to maintain, and each is compared with its content before the
 * build, not with the last commit, so work in progress is no error.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file !== '');

const before = read();
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
const after = read();

const changed = files.filter((_, index) => before[index] !== after[index]);
for (const file of changed) {
  console.error(`${file}: expected what the build writes. Run npm run build and commit the file.`);
}
if (changed.length > 0) {
  execFileSync('git', ['--no-pager', 'diff', '--', ...changed], { stdio: 'inherit' });
  process.exitCode = 1;
}

function read(): (string | undefined)[] {
  return files.map((file) => (existsSync(file) ? readFileSync(file, 'latin1') : undefined));
}
