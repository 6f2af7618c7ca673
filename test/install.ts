/**
 * Installs what the tests need, after listing it: all of it, or what the given files need, from the arguments or
 * `TEST_FILES`. Programs come from Debian, if it may install them (on Debian or a derivative, as root); otherwise it
 * prints the command to run, and fails.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { missingPackages } from './browsers/programs.ts';
import { installPackages, isInstalled, megabytes } from './lock-files.ts';
import { findRequirements } from './requirements.ts';

const named = process.env.TEST_FILES?.split('\n') ?? process.argv.slice(2);
const all = globSync('{test,receiver/test}/**/*.ts', {
  // The mutation run installs its own, and what is in an app's folder runs there.
  exclude: ['test/mutation/**', 'test/{apps,frameworks,package}/*/**'],
});
const { files, programs, lockFiles } = findRequirements(named.length > 0 ? named : all);
const missing = missingPackages(programs);

/** What some test files download by themselves, in folders that they delete afterwards, but for WordPress. */
const downloads = {
  'test/wordpress/wordpress.ts': 'WordPress, from Debian, in .cache (60 MB), when its test runs',
  'test/package/package.test.ts':
    'bundlers and package managers, from npm (250 MB), while its test runs',
  'test/frameworks/frameworks.test.ts': 'frameworks, from npm (180 MB), while its test runs',
  'test/apps/apps.test.ts': 'one app after the other, from npm (up to 370 MB), while its test runs',
};

const notices = Object.entries(downloads).flatMap(([file, notice]) =>
  files.has(file) ? notice : [],
);
for (const name of lockFiles) {
  const state = isInstalled(name)
    ? 'all are here'
    : `installs them in .cache (${megabytes[name]} MB)`;
  notices.unshift(`packages of test/${name}, from npm: ${state}`);
}
if (programs.size > 0) {
  const state = missing.length > 0 ? `installs ${missing.join(', ')}` : 'all are here';
  notices.unshift(`programs, from Debian: ${state}`);
}
console.log(
  notices.length > 0
    ? ['What these tests need, and what that puts on this machine:', ...notices].join('\n- ')
    : 'These tests need nothing more on this machine.',
);

if (missing.length > 0) {
  const update = ['update'];
  const install = ['install', '--yes', '--no-install-recommends', ...missing];

  if (!existsSync('/usr/bin/apt-get')) {
    fail(`The tests need ${missing.join(', ')} (the names of Debian's packages).`);
  }
  if (process.getuid?.() !== 0) {
    const command = [update, install].map((words) => `sudo apt-get ${words.join(' ')}`);
    fail(`The tests need more programs. Run:\n  ${command.join(' && ')}`);
  }

  withoutServices(() => {
    aptGet(update);
    aptGet(install);
  });

  const stillMissing = missingPackages(programs);
  if (stillMissing.length > 0) fail(`Installed, but not found: ${stillMissing.join(', ')}`);
}
for (const name of lockFiles) installPackages(name);

/** Prevents services from starting: the tests need only the programs, but Debian would start a web server on port 80. */
function withoutServices(task: () => void) {
  const policy = '/usr/sbin/policy-rc.d';
  const isMissing = !existsSync(policy);
  if (isMissing) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    task();
  } finally {
    if (isMissing) rmSync(policy);
  }
}

function aptGet(words: string[]) {
  // On a newly started machine, another apt-get may hold the lock: wait for it. In seconds.
  execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...words], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
