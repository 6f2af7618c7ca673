/**
 * Sees to it that the programs the tests need are there. Installs what is missing where it may
 * (Debian or a relative of it, as root); elsewhere it says what to run, and fails.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { missingPackages } from './programs.ts';

const missing = missingPackages();

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

  console.log(`Installing ${missing.join(', ')}`);
  withoutServices(() => {
    aptGet(update);
    aptGet(install);
  });

  const stillMissing = missingPackages();
  if (stillMissing.length > 0) fail(`Installed, but not found: ${stillMissing.join(', ')}`);
}

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
