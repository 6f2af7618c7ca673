/** Retention with a wrong clock, which must not cause the deletion of acknowledged messages. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { type ClockGuard, confirmClock, createClockGuard } from '../src/messages/clock-guard.ts';
import { storeMessage } from '../src/messages/message-repository.ts';
import { applyRetention } from '../src/messages/retention.ts';
import { runCheck } from '../src/operations/check.ts';
import { runMaintenance } from '../src/operations/maintenance.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { bothEngines, type TestedEngine } from './fault-injection/engines.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { fields, form, setup } from './setup.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const minute = 60_000;
const day = 24 * 60 * minute;
const year = 365 * day;
const forms = [{ ...form, retention: { days: 365, decision: 'KS 2026/1' } }];

/** A receiver whose clocks, the system's and the monotonic one, are controlled by the test. */
async function setupClock(engine: TestedEngine) {
  let time = Date.parse('2026-06-01T12:00:00Z');
  let uptimeMs = 0;
  const now = () => new Date(time);
  const receiver = await setup({ ...(await engine.database()), now });
  const { log, logLines } = receiver;
  const metrics = createMetrics(receiver.context);
  const createGuard = () => createClockGuard(receiver.context, () => uptimeMs);
  let clockGuard: ClockGuard;
  const getContext = () => ({
    ...receiver.context,
    getRetainFrom: clockGuard.getRetainFrom,
  });
  const maintain = () =>
    runMaintenance({ config: { forms }, context: getContext(), clockGuard, metrics, log });
  const start = async () => {
    clockGuard = createGuard();
    await clockGuard.checkAndRecord();
    await maintain();
  };
  await start();
  return {
    ...receiver,
    maintain,
    /** Starts the receiver again. */
    start,
    /** Advances the clock while the receiver runs. */
    async pass(ms: number) {
      time += ms;
      uptimeMs += ms;
      await maintain();
    },
    /** Sets the clock. */
    setClock(ms: number) {
      time += ms;
    },
    async receive(count = 1) {
      for (let n = 0; n < count; n++) {
        await storeMessage(getContext(), {
          form: form.id,
          idempotencyKey: randomUUID(),
          body: { fields, language: 'sv', website: '' },
          quarantine: null,
          recipients: [],
          challenge: { nonce: randomUUID(), expiresAt: now() },
        });
      }
    },
    count: async () => (await receiver.messages()).length,
    /** Confirms the clock, as `apply-retention` does. */
    async confirm() {
      await confirmClock(receiver.context);
      return applyRetention(receiver.context, forms);
    },
    /** The output of `check`, the log and the metrics. */
    async getReports() {
      const { errors } = await runCheck(receiver.context, forms);
      const { values } = await metrics.retentionPaused.get();
      return {
        check: errors.join('\n'),
        metric: values[0]?.labels.reason,
        log: logLines.filter((line) => line.includes('retention is paused')).at(-1) ?? '',
      };
    },
  };
}

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: due messages are deleted while the clock is right`, async () => {
    await using receiver = await setupClock(engine);
    await receiver.receive(3);
    await receiver.pass(10 * minute);
    // The machine is off for some days, and the receiver is busy with something else for two.
    receiver.setClock(5 * day);
    await receiver.start();
    await receiver.pass(2 * day);
    for (let n = 0; n < 12; n++) await receiver.pass(29 * day);
    assert.equal(await receiver.count(), 3);
    assert.deepEqual(await receiver.getReports(), { check: '', metric: undefined, log: '' });
    await receiver.pass(20 * day);
    assert.equal(await receiver.count(), 0);
  });

  test(`${engine.name}: retention of a message received while the clock was behind counts from its receipt`, async () => {
    await using receiver = await setupClock(engine);
    await receiver.receive();
    receiver.setClock(-3 * year);
    await receiver.start();
    await receiver.receive();
    const { check, metric, log } = await receiver.getReports();
    assert.match(check, /^nothing is deleted, because the clock says 2023-.* there is 2026-/);
    assert.equal(metric, 'clock-behind');
    assert.match(log, /"reason":"clock-behind"/);

    // The time server responds.
    receiver.setClock(3 * year);
    await receiver.pass(10 * minute);
    assert.deepEqual((await receiver.getReports()).check, '');
    await receiver.start();
    assert.equal(await receiver.count(), 2);
    for (let n = 0; n < 11; n++) await receiver.pass(30 * day);
    assert.equal(await receiver.count(), 2);
    for (let n = 0; n < 2; n++) await receiver.pass(30 * day);
    assert.equal(await receiver.count(), 0);
  });

  test(`${engine.name}: on a new machine whose clock was behind, nothing is deleted when it is set`, async () => {
    await using receiver = await setupClock(engine);
    await receiver.receive();
    await receiver.pass(10 * minute);
    receiver.setClock(3 * year);
    await receiver.pass(10 * minute);
    assert.equal(await receiver.count(), 1);
    assert.equal((await receiver.getReports()).metric, 'clock-jumped');
    // A restart doesn't make the receiver forget it.
    await receiver.start();
    assert.equal(await receiver.count(), 1);
    const { check } = await receiver.getReports();
    assert.match(
      check,
      /last trusted at 2026-.*; if that is right, run apply-retention \(messages due: 1 of 1/,
    );

    // Nor does the operator's confirmation, for earlier messages.
    assert.equal(await receiver.confirm(), 0);
    await receiver.pass(10 * minute);
    assert.equal(await receiver.count(), 1);
    assert.deepEqual((await receiver.getReports()).check, '');
  });

  test(`${engine.name}: a clock that is ahead once deletes nothing, at the start or while running`, async () => {
    for (const isRestarted of [false, true]) {
      await using receiver = await setupClock(engine);
      await receiver.receive(5);
      await receiver.pass(10 * minute);
      receiver.setClock(2 * year);
      if (isRestarted) await receiver.start();
      await receiver.pass(10 * minute);
      assert.equal(await receiver.count(), 5);
      const { check, metric, log } = await receiver.getReports();
      const reason = isRestarted ? 'clock-ahead' : 'clock-jumped';
      assert.equal(metric, reason);
      assert.ok(log.includes(reason));
      assert.match(check, /run apply-retention \(messages due: 5 of 5\)$/);

      // When it is right again, so is everything else.
      receiver.setClock(-2 * year);
      await receiver.start();
      await receiver.pass(10 * minute);
      assert.equal(await receiver.count(), 5);
      const { check: later, metric: laterMetric } = await receiver.getReports();
      assert.deepEqual([later, laterMetric], ['', undefined]);
    }
  });

  test(`${engine.name}: messages from the future are kept until the operator confirms the clock once`, async () => {
    await using receiver = await setupClock(engine);
    receiver.setClock(2 * year);
    await receiver.start();
    await receiver.receive();
    receiver.setClock(-2 * year);
    await receiver.start();
    assert.equal((await receiver.getReports()).metric, 'clock-behind');

    assert.equal(await receiver.confirm(), 0);
    await receiver.receive();
    await receiver.pass(10 * minute);
    assert.deepEqual((await receiver.getReports()).check, '');
    for (let n = 0; n < 13; n++) await receiver.pass(29 * day);
    assert.equal(await receiver.count(), 0);
  });

  test(`${engine.name}: no more than half of all messages are deleted without confirmation`, async () => {
    await using receiver = await setupClock(engine);
    await receiver.receive(12);
    for (let n = 0; n < 6; n++) await receiver.pass(30 * day);
    await receiver.receive(9);
    for (let n = 0; n < 7; n++) await receiver.pass(30 * day);
    assert.equal(await receiver.count(), 21);
    const { check, metric } = await receiver.getReports();
    assert.equal(metric, 'too-many-due');
    assert.match(check, /so many are due at once; .* \(messages due: 12 of 21\)$/);

    assert.equal(await receiver.confirm(), 12);
    await receiver.pass(10 * minute);
    assert.equal(await receiver.count(), 9);
    assert.deepEqual((await receiver.getReports()).check, '');
  });
}
