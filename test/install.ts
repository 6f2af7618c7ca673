/**
 * Installs what the tests need, after listing it. Programs come from Debian, if it may install them (on Debian or a
 * derivative, as root); otherwise it prints the command to run, and fails.
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
