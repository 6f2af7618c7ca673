import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { getProgramPath } from '../../../test/browsers/programs.ts';
import { getFreePort } from '../../../test/free-ports.ts';

/** A real PostgreSQL server that the test can stop, kill and start. */
export interface Postgres {
  /** Creates an empty database, and resolves to its connection string. */
  createDatabase(): Promise<string>;
  start(): Promise<void>;
  /** Stops the server: `SIGINT` informs its clients, `SIGKILL` does not. */
  stop(signal: NodeJS.Signals): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Starts a PostgreSQL server on a free port, in a folder that is removed on dispose. */
export async function startPostgres(settings: Record<string, string> = {}, at = tmpdir()) {
  const bin = dirname(getProgramPath('postgres'));
  const user = findUnprivilegedUser();
  const folder = mkdtempSync(join(at, 'postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const layout = ['-D', data, '-A', 'trust', '-U', 'receiver', '-E', 'UTF8', '--no-sync'];
  execFileSync(join(bin, 'initdb'), layout, { ...user, cwd: folder, stdio: 'ignore' });
  const port = await getFreePort();
  const options = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '16MB',
    ...settings,
  };
  let server: ChildProcess | undefined;
  let count = 0;

  const start = async () => {
    const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...flags], {
      ...user,
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    server = child;
    let log = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
        log += chunk;
        if (log.includes('ready to accept connections')) resolve();
      });
      child.on('close', () => reject(new Error(`expected a PostgreSQL, got ${log}`)));
    });
  };
  const stop = async (signal: NodeJS.Signals) => {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'close');
    server.kill(signal);
    await exit;
  };
  const url = (database: string) => `postgresql://receiver@127.0.0.1:${port}/${database}`;

  await start();
  const postgres: Postgres = {
    start,
    stop,
    async createDatabase() {
      const name = `receiver_${++count}`;
      const client = new pg.Client({ connectionString: url('postgres') });
      await client.connect();
      await client.query(`create database ${name}`);
      await client.end();
      return url(name);
    },
    async [Symbol.asyncDispose]() {
      await stop('SIGINT');
      rmSync(folder, { recursive: true });
    },
  };
  return postgres;
}

/** PostgreSQL and PgBouncer refuse to run as root; Debian's package creates a user for it. */
export function findUnprivilegedUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres']));
  return { uid: id('-u'), gid: id('-g') };
}
