/**
 * Floods from more addresses than are needed to use up a limit, while others send their messages.
 * The clock stands still, so that no bucket refills and each limit has to suffice as it is.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { Challenge } from 'altcha-lib';
import { form, origin, setup, solveChallenge, validMessage } from '../setup.ts';
import { bothEngines, type TestedEngine } from './engines.ts';
import { startPostgres } from './postgres.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** A tenth of the default limits: what matters is their proportions. */
const limits = {
  challenges: { perAddress: 12, total: 600 },
  messages: { perAddress: 6, total: 300 },
  mailedPerHour: 3,
};

/** Together, seventy addresses may send more than the global limit. */
const flooders = Array.from({ length: 70 }, (_, n) => `198.51.100.${n}`);

/** The addresses of visitors during the flood, and of those after it. */
const senders = Array.from({ length: 30 }, (_, n) => `192.0.2.${n}`);
const latecomers = Array.from({ length: 30 }, (_, n) => `203.0.113.${n}`);

/** Starts a receiver behind a proxy, which is the only way to simulate these addresses. */
async function open(engine: TestedEngine) {
  const config = { limits, trustedProxies: ['127.0.0.1'] };
  return setup({ ...(await engine.database()), config, clock: () => 0 });
}

const from = (address: string) => ({ 'x-forwarded-for': address });

/** Runs a task many times for each address of the flood, interleaved. */
async function flood(times: number, act: (address: string) => Promise<{ status: number }>) {
  const statuses = new Set<number>();
  const one = async (address: string) => {
    for (let n = 0; n < times; n++) statuses.add((await act(address)).status);
  };
  await Promise.all(flooders.map(one));
  return [...statuses].sort();
}

/** Runs a task for each address, one after the other. */
async function inTurn<T>(
  addresses: readonly string[],
  act: (address: string) => Promise<T>,
): Promise<T[]> {
  const results: T[] = [];
  for (const address of addresses) results.push(await act(address));
  return results;
}

for (const engine of bothEngines(postgres)) {
  for (const { what, change, refused } of [
    { what: 'without solutions', change: () => ({ verification: undefined }), refused: 403 },
    {
      what: 'with forged solutions',
      change: (good: Solved) => ({
        verification: { ...good, solution: { ...good.solution, derivedKey: 'ab'.repeat(32) } },
      }),
      refused: 403,
    },
    {
      what: 'with one solution over and over',
      change: (good: Solved) => ({ verification: good }),
      refused: 403,
    },
    { what: 'of invalid fields', change: () => ({ fields: {} }), refused: 422 },
  ]) {
    test(`${engine.name}: every valid message is stored during a flood ${what}`, async () => {
      await using receiver = await open(engine);
      const { verification, ...rest } = await validMessage(receiver.keyring);
      await receiver.post({ body: { ...rest, verification }, headers: from('203.0.113.99') });
      const body = { ...rest, verification, ...change(verification) };

      const [met, stored] = await Promise.all([
        flood(10, (address) => receiver.post({ body, headers: from(address) })),
        inTurn(senders, async (address) =>
          receiver.post({ body: await validMessage(receiver.keyring), headers: from(address) }),
        ),
      ]);
      const afterwards = await inTurn(latecomers, async (address) =>
        receiver.post({ body: await validMessage(receiver.keyring), headers: from(address) }),
      );

      assert.deepEqual(met, [refused, 429]);
      for (const { status } of [...stored, ...afterwards]) assert.equal(status, 201);
      assert.equal((await receiver.messages()).length, 1 + 2 * senders.length);
    });
  }

  test(`${engine.name}: every sender gets a challenge, a harder one, during a flood of challenge requests`, async () => {
    await using receiver = await open(engine);
    const ask = (address: string) =>
      fetch(`${receiver.url}/v1/forms/${form.id}/challenge`, {
        headers: { origin, ...from(address) },
      });
    const [met] = await Promise.all([
      flood(15, ask),
      inTurn(senders, async (address) => assert.equal((await ask(address)).status, 200)),
    ]);
    assert.deepEqual(met, [200, 429]);

    const challenges = await inTurn(latecomers, async (address) => (await ask(address)).json());

    const [first] = challenges as Challenge[];
    assert.ok(first);
    const verification = await solveChallenge(first);
    // Without a flood, it is at most 450.
    assert.ok(verification.solution.counter >= 600, `${verification.solution.counter} guesses`);
    const body = await validMessage(receiver.keyring, { verification });
    assert.equal((await receiver.post({ body, headers: from('203.0.113.0') })).status, 201);
  });

  test(`${engine.name}: every valid message is stored while others send valid solutions by the hundred`, async () => {
    await using receiver = await open(engine);
    const send = async (address: string) =>
      receiver.post({ body: await validMessage(receiver.keyring), headers: from(address) });
    const met = await flood(6, send);
    assert.deepEqual(met, [201, 503]);

    const stored = await inTurn(latecomers, send);

    for (const { status } of stored) assert.equal(status, 201);
  });
}

test('a visitor is served during and after a flood from 5 000 networks', async () => {
  await using receiver = await setup({
    config: {
      limits: { ...limits, challenges: { perAddress: 12, total: 5200 } },
      trustedProxies: ['127.0.0.1'],
    },
    clock: () => 0,
  });
  const ask = (address: string) =>
    fetch(`${receiver.url}/v1/forms/${form.id}/challenge`, {
      headers: { origin, ...from(address) },
      // The form's own timeout.
      signal: AbortSignal.timeout(30_000),
    });
  /** Does what a visitor's form does: gets a challenge, solves it and posts. */
  const visit = async (address: string) => {
    const verification = await solveChallenge((await (await ask(address)).json()) as Challenge);
    const body = await validMessage(receiver.keyring, { verification });
    return (await receiver.post({ body, headers: from(address) })).status;
  };
  const networks = Array.from({ length: 5000 }, (_, n) => `2001:db8:${n.toString(16)}::1`);
  // Each network sends again after all the others, and by then the global limit is used up.
  const left = [...networks, ...networks].values();
  const statuses: number[] = [];
  const halfway = Promise.withResolvers<void>();
  const flooder = async () => {
    for (const address of left) {
      const response = await ask(address);
      await response.bytes();
      statuses.push(response.status);
      if (statuses.length === 6000) halfway.resolve();
    }
  };
  const flooding = Promise.all(Array.from({ length: 32 }, flooder));
  await halfway.promise;

  assert.equal(await visit('192.0.2.1'), 201);

  await flooding;
  const served = statuses.filter((status) => status === 200).length;
  assert.equal(statuses.length, 10_000);
  assert.ok(served >= 5200 && served < 5300, `${served}`);
  assert.equal(await visit('192.0.2.2'), 201);
});

type Solved = Awaited<ReturnType<typeof solveChallenge>>;
