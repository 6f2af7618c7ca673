/**
 * Kills a receiver again and again while it delivers into a case system that misbehaves. The full
 * run takes some minutes on each database:
 *
 *   MESSAGES=10000 KILLS=60 node test/node.ts receiver/test/fault-injection/webhook-kill.test.ts
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRandom, type Random } from '../../../test/random.ts';
import { type Instance, runCommand, startReceiver } from '../instance.ts';
import { createSolvedChallenge, form } from '../setup.ts';
import { assertStoredOnce } from './assertions.ts';
import { type PostBehaviour, secret, startCaseSystem } from './case-system.ts';
import { bothEngines } from './engines.ts';
import { startPostgres } from './postgres.ts';
import { createSubmission, type Submission, sendAll } from './submissions.ts';

const messageCount = Number(process.env.MESSAGES ?? 120);
const killCount = Number(process.env.KILLS ?? 3);

/** Longer than a lease, and than the wait after an unknown outcome. */
const betweenKillsMs = 10 * 60_000;

/** Longer than the longest delay between two attempts. */
const betweenAttemptsMs = 70 * 60_000;

/** The case system's misbehaviours, per thousand posts; for the others it creates a case. */
const behaviours: readonly (readonly [PostBehaviour, number])[] = [
  ['create-late', 100],
  ['create-and-500', 120],
  ['create-and-drop', 120],
  [500, 120],
  ['drop', 120],
  // Few, because each delays the others by one second, or by twenty.
  [429, 5],
  ['create-and-hang', 2],
];

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const failpoint = fileURLToPath(new URL('failpoint.ts', import.meta.url));

/** Starts a receiver with its clock ahead. */
const startAhead = (instance: Instance, aheadMs: number) =>
  startReceiver(
    { ...instance, env: { ...instance.env, CLOCK_AHEAD: String(aheadMs) } },
    { preload: failpoint },
  );

for (const engine of bothEngines(postgres)) {
  for (const kind of ['webhook', 'errands'] as const) {
    const system = kind === 'webhook' ? 'one that honours the id' : "Sundsvall's errands";
    test(`${engine.name}: ${messageCount} messages reach a bad case system, ${system}, once each over ${killCount} kills`, async (t) => {
      const random = createRandom();
      await using cases = await startCaseSystem(kind, () => pickBehaviour(random));
      await using instance = await engine.install(createSettings(kind, cases));
      Object.assign(instance.env, {
        WEBHOOK_CASES_SECRET: secret,
        WEBHOOK_CASES_CLIENT_SECRET: 'hemligt',
      });
      const submissions: Submission[] = [];
      let aheadMs = 0;
      for (let kills = 0; kills < killCount; kills++) {
        aheadMs += betweenKillsMs;
        const count = Math.round((messageCount * (kills + 1)) / killCount) - submissions.length;
        const now = new Date(Date.now() + aheadMs);
        for (let left = count; left > 0; left--) {
          const verification = await createSolvedChallenge(instance.keyring, form.id, now);
          submissions.push(await createSubmission(instance.keyring, { verification }));
        }
        await using receiver = await startAhead(instance, aheadMs);
        const pending = await renew(instance, submissions, now);
        const backlog = submissions.length - cases.cases.length;
        await sendAndKill(receiver, pending, { backlog, cases, random });
      }

      // From here on both sides work, and whatever is left is stored and delivered.
      const early = cases.cases.length;
      cases.behave = () => 'create';
      for (let isDelivered = false; !isDelivered; ) {
        aheadMs += betweenAttemptsMs;
        const pending = await renew(instance, submissions, new Date(Date.now() + aheadMs));
        await using receiver = await startAhead(instance, aheadMs);
        await sendAll(receiver.url, pending);
        // Each receiver delivers what is due before it stops.
        isDelivered = await waitUntilIdle(instance, cases);
      }

      await assertStoredOnce(instance, submissions);
      const { stdout, stderr, code } = await runCommand(instance, 'check');
      assert.equal(code, 0, stderr);
      assert.match(stdout, /^0 mails waiting$/m);
      await assertDeliveredOnce(instance, submissions, cases);
      // Counts what would otherwise have been lost or duplicated.
      const repeated = cases.posts.length - cases.cases.length;
      const { foundCount } = cases;
      t.diagnostic(
        `${cases.cases.length} cases, ${early} of them created between kills; ${repeated} posts repeated, ${foundCount} cases found by a search`,
      );
      assert.ok(repeated + foundCount > 0, 'expected the case system to have failed');
    });
  }
}

function pickBehaviour(random: Random): PostBehaviour {
  let rest = random.int(0, 1000);
  for (const [behaviour, share] of behaviours) {
    if (rest < share) return behaviour;
    rest -= share;
  }
  return 'create';
}

type CaseSystem = Awaited<ReturnType<typeof startCaseSystem>>;

function createSettings(kind: 'webhook' | 'errands', { origin, ca }: CaseSystem) {
  const access = { ca, privateAddresses: ['127.0.0.1', '::1'] };
  const errands = `${origin}/2281/CONTACTCENTER/errands`;
  const webhook =
    kind === 'webhook'
      ? { url: `${origin}/hook`, ...access }
      : {
          url: errands,
          oauth2: { tokenUrl: `${origin}/token`, clientId: 'skr-widgets' },
          headers: { Authorization: 'Bearer {token}' },
          body: {
            ...{ title: '{subject}', priority: 'MEDIUM', status: 'NEW', reporterUserId: 'skr' },
            externalTags: [{ key: 'skrWidgetsId', value: '{id}' }],
          },
          find: {
            url: `${errands}?filter=externalTags.key:'skrWidgetsId' and externalTags.value:'{id}'`,
            items: '/content',
            caseId: '/id',
          },
          caseId: 'location',
          caseUrl: `${errands}/{caseId}`,
          caseNumber: '/errandNumber',
          ...access,
        };
  return { webhooks: { cases: webhook }, forms: [{ ...form, recipients: [{ webhook: 'cases' }] }] };
}

/** The unacknowledged submissions, with fresh challenges, as the form sends them again. */
async function renew(
  instance: Instance,
  submissions: readonly Submission[],
  now: Date,
): Promise<Submission[]> {
  const pending = submissions.filter(({ reference }) => !reference);
  for (const submission of pending) {
    const verification = await createSolvedChallenge(instance.keyring, form.id, now);
    Object.assign(submission, { body: { ...(submission.body as object), verification } });
  }
  return pending;
}

/** Sends messages, and kills the receiver while it stores or delivers them. */
async function sendAndKill(
  receiver: Awaited<ReturnType<typeof startReceiver>>,
  pending: readonly Submission[],
  { backlog, cases, random }: { backlog: number; cases: CaseSystem; random: Random },
): Promise<void> {
  const isWhileStoring = random.int(0, 3) === 0;
  const moment = random.int(1, (isWhileStoring ? pending.length : backlog) + 1);
  let postCount = 0;
  cases.onPost = () => {
    postCount++;
    if (!isWhileStoring && postCount === moment) void receiver.stop('SIGKILL');
  };
  await sendAll(receiver.url, pending, {
    onResponse: (count) => {
      if (isWhileStoring && count === moment) void receiver.stop('SIGKILL');
    },
  });
  // If fewer posts are due than that, after the last one.
  const isKilled = () => receiver.process.signalCode !== null;
  for (let quiet = 0, previous = postCount; !isKilled() && quiet < 30; quiet++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (postCount !== previous) quiet = 0;
    previous = postCount;
  }
  cases.onPost = () => {};
  await receiver.stop('SIGKILL');
}

/** Waits until no more posts come. Resolves to whether nothing is waiting. */
async function waitUntilIdle(instance: Instance, cases: CaseSystem): Promise<boolean> {
  for (let previous = -1; previous !== cases.requests.length; ) {
    previous = cases.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return /^0 mails waiting$/m.test((await runCommand(instance, 'check')).stdout);
}

/** Asserts that each message has one case, and that its number is stored with its reference. */
async function assertDeliveredOnce(
  instance: Instance,
  submissions: readonly Submission[],
  { cases }: CaseSystem,
): Promise<void> {
  const bySubject = Map.groupBy(cases, ({ body }) => String(body.subject ?? body.title));
  const { stdout } = await runCommand(instance, 'export');
  const exported = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const numbers = new Map(exported.map(({ subject, caseNumber }) => [subject, caseNumber]));
  const lost = submissions.filter(({ key }) => !bySubject.has(`Ärende ${key}`));
  const doubled = [...bySubject.values()].filter((same) => same.length > 1);
  assert.deepEqual([lost.length, doubled.length], [0, 0], 'lost and doubled');
  assert.equal(cases.length, submissions.length);
  for (const [subject, [only]] of bySubject) assert.equal(numbers.get(subject), only?.number);
}
