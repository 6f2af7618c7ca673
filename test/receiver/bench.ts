/**
 * How many messages a receiver takes: `node test/receiver/bench.ts [posts]`, 20 000 unless told. It runs
 * a real receiver on each engine, on this machine, and prints beside it what one durable insert and
 * one verification cost here by themselves. A figure says little without those: it is the disk that
 * is measured first of all.
 *
 * It is no test, and it does not print a verdict: a busy machine would make it fail.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { challengeFault } from '../../receiver/src/challenge.ts';
import type { SolvedChallenge } from '../../receiver/src/envelope.ts';
import type { Keyring } from '../../receiver/src/keys.ts';
import { startPostgres } from './faults/postgres.ts';
import { type Installation, install, type Receiver, serve } from './process.ts';
import { fields, form, honest, origin } from './setup.ts';

const posts = Number(process.argv[2] ?? 20_000);
const clients = 16;
/** How often the receiver's memory is read. */
const samples = 8;
const row = 'x'.repeat(900);

async function main(): Promise<void> {
  await using postgres = await startPostgres();
  const database = await postgres.createDatabase();
  await measure('SQLite', await install({ operator: { port: 0 } }), rawSqlite());
  const env = { DATABASE_URL: database };
  await measure(
    'PostgreSQL',
    await install({ operator: { port: 0 } }, env),
    await rawPostgres(database),
  );
}

async function measure(engine: string, at: Installation, insert: number): Promise<void> {
  const bodies = await mint(at.keyring);
  const verify = await verificationCost(at.keyring, bodies);
  await using receiver = await serve(at);
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const address = `${receiver.url}/v1/forms/${form.id}/messages`;
  const times: number[] = [];
  const memory: number[] = [];
  const heap: number[] = [];
  const cpuBefore = await readMetric(receiver, 'process_cpu_seconds_total');
  const begun = performance.now();
  const worker = async () => {
    for (let body = bodies.pop(); body; body = bodies.pop()) {
      const before = performance.now();
      const status = await send(agent, address, body);
      if (status !== 201) throw new Error(`expected 201, came ${status}`);
      times.push(performance.now() - before);
      if (times.length % Math.ceil(posts / samples) === 0) {
        memory.push(await readMetric(receiver, 'process_resident_memory_bytes'));
        heap.push(await readMetric(receiver, 'nodejs_heap_size_used_bytes'));
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, worker));
  const seconds = (performance.now() - begun) / 1000;
  const cpu = (await readMetric(receiver, 'process_cpu_seconds_total')) - cpuBefore;
  agent.destroy();
  await at[Symbol.asyncDispose]();

  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  const rate = posts / seconds;
  const possible = 1000 / (insert + verify);
  console.log(`${engine}: ${posts} posts by ${clients} clients
  accepted     ${rate.toFixed(0)} a second
  p50, p99     ${percentile(0.5).toFixed(1)} ms, ${percentile(0.99).toFixed(1)} ms
  processor    ${((1000 * cpu) / posts).toFixed(2)} ms a post
  memory       ${mebibytes(memory)} MiB
  of it heap   ${mebibytes(heap)} MiB
  raw insert   ${insert.toFixed(2)} ms, ${(1000 / insert).toFixed(0)} a second
  verification ${verify.toFixed(2)} ms
  possible     ${possible.toFixed(0)} a second with both; ${((100 * rate) / possible).toFixed(0)} % of it reached`);
}

const mebibytes = (sizes: readonly number[]) =>
  sizes.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ');

/** Bodies that are ready to post, so that the clients' own work is not what is measured. */
async function mint(keyring: Keyring): Promise<string[]> {
  const bodies: string[] = [];
  const atOnce = 8;
  while (bodies.length < posts) {
    const some = Array.from({ length: atOnce }, async () => JSON.stringify(await honest(keyring)));
    bodies.push(...(await Promise.all(some)));
  }
  return bodies.slice(0, posts);
}

async function verificationCost(keyring: Keyring, bodies: readonly string[]): Promise<number> {
  const some = bodies.slice(0, 1000).map((body) => JSON.parse(body).verification);
  const before = performance.now();
  for (const verification of some as SolvedChallenge[]) {
    const fault = await challengeFault(keyring, form.id, verification, new Date());
    if (fault) throw new Error(fault);
  }
  return (performance.now() - before) / some.length;
}

/** Milliseconds for one durable insert into SQLite, with the receiver's settings. */
function rawSqlite(count = 2000): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const db = new Sqlite(join(folder, 'raw.sqlite'));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('create table raw (id text primary key, body text)');
  const insert = db.prepare('insert into raw values (?, ?)');
  const before = performance.now();
  for (let n = 0; n < count; n++) insert.run(randomUUID(), row);
  const each = (performance.now() - before) / count;
  db.close();
  rmSync(folder, { recursive: true });
  return each;
}

/** Milliseconds for one durable insert into PostgreSQL, on as many connections as a receiver has. */
async function rawPostgres(connectionString: string, count = 5000): Promise<number> {
  const pool = new pg.Pool({ connectionString, max: 10 });
  await pool.query('create table raw (id text primary key, body text)');
  let left = count;
  const before = performance.now();
  const worker = async () => {
    while (left-- > 0) await pool.query('insert into raw values ($1, $2)', [randomUUID(), row]);
  };
  await Promise.all(Array.from({ length: 10 }, worker));
  const each = (performance.now() - before) / count;
  await pool.query('drop table raw');
  await pool.end();
  return each;
}

/** Posts with node:http; `fetch` would take a good part of a core that the receiver needs. */
function send(agent: Agent, address: string, body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      origin,
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      'content-length': Buffer.byteLength(body),
    };
    request(address, { agent, method: 'POST', headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end(body);
  });
}

async function readMetric({ operatorUrl }: Receiver, name: string): Promise<number> {
  const text = await (await fetch(`${operatorUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

console.log(`${Object.keys(fields).length} fields, ${row.length} bytes in a raw insert`);
await main();
