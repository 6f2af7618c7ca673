import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { getProgramPath } from '../../../test/browsers/programs.ts';
import { getFreePort } from '../../../test/free-ports.ts';
import { createInstance, runCommand, startReceiver } from '../instance.ts';
import { assertStoredOnce } from './assertions.ts';
import { findUnprivilegedUser, startPostgres } from './postgres.ts';
import { createSubmission, sendAll } from './submissions.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Starts a real PgBouncer with its default settings in front of a database. */
async function startPgbouncer(target: URL, poolMode: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pgbouncer-'));
  const user = findUnprivilegedUser();
  const port = await getFreePort();
  const users = join(folder, 'users');
  const config = join(folder, 'pgbouncer.ini');
  writeFileSync(users, '"receiver" ""\n');
  writeFileSync(
    config,
    `[databases]
* = host=${target.hostname} port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${poolMode}
`,
  );
  chmodSync(folder, 0o755);
  if (user) chownSync(folder, user.uid, user.gid);
  const child = spawn(getProgramPath('pgbouncer'), [config], {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8');
  while (!log.includes('process up')) {
    const [chunk] = await once(child.stderr, 'data');
    log += chunk;
  }
  child.stderr.resume();
  const url = new URL(target);
  url.port = String(port);
  return {
    url: url.href,
    async [Symbol.asyncDispose]() {
      const exit = once(child, 'close');
      child.kill('SIGKILL');
      await exit;
      rmSync(folder, { recursive: true });
    },
  };
}

for (const poolMode of ['session', 'transaction']) {
  test(`PgBouncer, pool_mode ${poolMode}: the receiver starts, stores messages and runs commands`, async () => {
    await using pooler = await startPgbouncer(new URL(await postgres.createDatabase()), poolMode);
    await using instance = await createInstance({}, { DATABASE_URL: pooler.url });
    await using receiver = await startReceiver(instance);
    const submissions = await Promise.all(
      Array.from({ length: 40 }, () => createSubmission(instance.keyring)),
    );

    const statuses = await sendAll(receiver.url, submissions);

    assert.deepEqual(new Set(statuses), new Set([201]));
    await assertStoredOnce(instance, submissions);
    assert.equal((await runCommand(instance, 'check')).code, 0);
  });
}
