/**
 * Sees to it that what the tests need is there, and says first what that is. Programs come from Debian,
 * where it may install them (Debian or a relative of it, as root); elsewhere it says what to run, and fails.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { missingPackages } from './browsers/programs.ts';
import { installPackages, isInstalled } from './lock-files.ts';

const missing = missingPackages();

console.log(`What the tests need, and what that puts on this machine:
- programs, from Debian: ${missing.length > 0 ? `installs ${missing.join(', ')}` : 'all are here'}
- libraries on pages under test, from npm: ${
  isInstalled('libraries') ? 'all are here' : 'installs those of test/libraries in .cache (460 MB)'
}
- for WordPress: downloads it from Debian into .cache (60 MB), when its test runs
- for apps with frameworks: installs those of test/frameworks in a temporary folder (200 MB), when that
  test runs, and deletes them afterwards`);

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

  const stillMissing = missingPackages();
  if (stillMissing.length > 0) fail(`Installed, but not found: ${stillMissing.join(', ')}`);
}
installPackages('libraries');

/** The tests need programs and no services: by itself, Debian would start a web server on port 80. */
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
  // Another apt-get may hold the lock on a machine that has just started: wait for it, in seconds.
  execFileSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...words], {
    stdio: 'inherit',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
