/**
 * Measures a receiver's throughput: `node receiver/test/benchmark.ts [posts]`, 20 000 by default.
 * Runs a real receiver on each engine, on this machine, and also prints what one durable insert and
 * one verification cost here by themselves. The figures mean little without those, because the disk
 * is what is measured first of all.
 *
 * It is not a test and has no threshold: a busy machine would make it fail.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { SolvedChallenge } from '../src/http/submission-schema.ts';
import { verifyChallenge } from '../src/security/challenge.ts';
import type { Keyring } from '../src/security/keyring.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { createInstance, type Instance, type ReceiverProcess, startReceiver } from './instance.ts';
import { fields, form, origin, validMessage } from './setup.ts';

const posts = Number(process.argv[2] ?? 20_000);
const clients = 16;
/**
 * Posts before measuring, so that all code is compiled and all buffers have grown to their size.
 */
const warmUp = 1000;
/** How often the receiver's memory is read, in posts. */
const sampleEvery = 2000;
/** Collects garbage on `SIGUSR2`, and writes how much heap is left, in bytes. */
const collector = `data:text/javascript,
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  process.on('SIGUSR2', () => {
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')();
    process.stderr.write('heap ' + process.memoryUsage().heapUsed + String.fromCharCode(10));
  });`;
const row = 'x'.repeat(900);

async function main(): Promise<void> {
  await using postgres = await startPostgres();
  const database = await postgres.createDatabase();
  await measure('SQLite', await createInstance({ monitoring: { port: 0 } }), rawSqlite());
  const env = { DATABASE_URL: database };
  await measure(
    'PostgreSQL',
    await createInstance({ monitoring: { port: 0 } }, env),
    await rawPostgres(database),
  );
}

async function measure(engine: string, instance: Instance, insert: number): Promise<void> {
  const bodies = await mint(instance.keyring, warmUp + posts);
  const verify = await verificationCost(instance.keyring, bodies);
  await using receiver = await startReceiver(instance, { preload: collector });
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const address = `${receiver.url}/v1/forms/${form.id}/messages`;
  const times: number[] = [];
  const sendAll = async (some: string[]) => {
    const worker = async () => {
      for (let body = some.pop(); body; body = some.pop()) {
        const before = performance.now();
        const status = await send(agent, address, body);
        if (status !== 201) throw new Error(`expected 201, got ${status}`);
        times.push(performance.now() - before);
      }
    };
    await Promise.all(Array.from({ length: clients }, worker));
  };
  await sendAll(bodies.splice(0, warmUp));
  times.length = 0;

  const resident = [await readMetric(receiver, 'process_resident_memory_bytes')];
  const keptBefore = await collect(receiver);
  let seconds = 0;
  let cpu = 0;
  while (bodies.length > 0) {
    const cpuBefore = await readMetric(receiver, 'process_cpu_seconds_total');
    const begun = performance.now();
    await sendAll(bodies.splice(0, sampleEvery));
    seconds += (performance.now() - begun) / 1000;
    cpu += (await readMetric(receiver, 'process_cpu_seconds_total')) - cpuBefore;
    resident.push(await readMetric(receiver, 'process_resident_memory_bytes'));
  }
  // Not earlier: collecting garbage in between would itself keep the memory flat.
  const keptAfter = await collect(receiver);
  agent.destroy();
  await instance[Symbol.asyncDispose]();

  times.sort((a, b) => a - b);
  const percentile = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  const rate = posts / seconds;
  const possible = 1000 / (insert + verify);
  console.log(`${engine}: ${posts} posts by ${clients} clients
  accepted     ${rate.toFixed(0)} a second
  p50, p99     ${percentile(0.5).toFixed(1)} ms, ${percentile(0.99).toFixed(1)} ms
  processor    ${((1000 * cpu) / posts).toFixed(3)} ms a post
  memory       ${mebibytes(resident)} MiB, after ${warmUp} posts and then every ${sampleEvery}
  growth       ${growth(resident)}
  heap kept    ${mebibytes([keptBefore, keptAfter])} MiB after collection, before and after
  raw insert   ${insert.toFixed(2)} ms, ${(1000 / insert).toFixed(0)} a second
  verification ${verify.toFixed(2)} ms
  possible     ${possible.toFixed(0)} a second with both; ${((100 * rate) / possible).toFixed(0)} % of it reached`);
}

const mebibytes = (sizes: readonly number[]) =>
  sizes.map((bytes) => (bytes / 2 ** 20).toFixed(0)).join(' ');

/** The largest deviation from the first value, and the slope of the second half. */
function growth(sizes: readonly number[]): string {
  const [first = Number.NaN] = sizes;
  const farthest = Math.max(...sizes.map((size) => Math.abs(size / first - 1)));
  const half = sizes.slice(Math.floor(sizes.length / 2));
  const slope = leastSquares(half) / sampleEvery;
  return `at most ${(100 * farthest).toFixed(1)} %; ${slope.toFixed(0)} bytes a post in the second half`;
}

/** The slope of the line that fits the values at 0, 1, 2, … best. */
function leastSquares(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const spread = values.reduce((sum, _, x) => sum + (x - middle) ** 2, 0);
  return values.reduce((sum, value, x) => sum + (x - middle) * value, 0) / spread;
}

/** Collects the receiver's garbage. Resolves to the bytes of heap that are left. */
async function collect(receiver: ReceiverProcess): Promise<number> {
  const { stderr } = receiver.process;
  if (!stderr) throw new Error("expected the receiver's log");
  const { length } = receiver.log();
  const heapBytes = () => /^heap (\d+)$/m.exec(receiver.log().slice(length))?.[1];
  receiver.process.kill('SIGUSR2');
  while (heapBytes() === undefined) await once(stderr, 'data');
  return Number(heapBytes());
}

/** Creates bodies that are ready to post, so that the clients' own work is not measured. */
async function mint(keyring: Keyring, count: number): Promise<string[]> {
  const bodies: string[] = [];
  const atOnce = 8;
  while (bodies.length < count) {
    const some = Array.from({ length: atOnce }, async () =>
      JSON.stringify(await validMessage(keyring)),
    );
    bodies.push(...(await Promise.all(some)));
  }
  return bodies.slice(0, count);
}

async function verificationCost(keyring: Keyring, bodies: readonly string[]): Promise<number> {
  const some = bodies.slice(0, 1000).map((body) => JSON.parse(body).verification);
  const before = performance.now();
  for (const verification of some as SolvedChallenge[]) {
    const problem = await verifyChallenge(keyring, form.id, verification, new Date());
    if (problem) throw new Error(problem);
  }
  return (performance.now() - before) / some.length;
}

/** Measures one durable insert into SQLite with the receiver's settings, in milliseconds. */
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

/**
 * Measures one durable insert into PostgreSQL on a receiver's number of connections, in
 * milliseconds.
 */
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

/** Posts with `node:http`: `fetch` would use much of a core that the receiver needs. */
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

async function readMetric({ monitoringUrl }: ReceiverProcess, name: string): Promise<number> {
  const text = await (await fetch(`${monitoringUrl}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1]);
}

console.log(`${Object.keys(fields).length} fields, ${row.length} bytes in a raw insert`);
await main();
