import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../../test/random.ts';
import { type Instance, runCommand, startReceiver } from '../instance.ts';
import { form } from '../setup.ts';
import { assertStoredOnce, exportedReferences } from './assertions.ts';
import { bothEngines } from './engines.ts';
import type { KillPoint } from './failpoint.ts';
import { startFakeSmtp } from './fake-smtp-server.ts';
import { startPostgres } from './postgres.ts';
import { createSubmission, type Submission, sendAll, sendSubmission } from './submissions.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const recipient = 'registrator@kommun.test';

/** Starts a receiver with a kill point, or with its clock ahead. */
const startWithFailpoint = (
  instance: Instance,
  env: { FAILPOINT?: KillPoint; CLOCK_AHEAD?: string },
) =>
  startReceiver(
    { ...instance, env: { ...instance.env, ...env } },
    { preload: new URL('failpoint.ts', import.meta.url).href },
  );

for (const engine of bothEngines(postgres)) {
  for (const moment of ['before commit', 'after commit'] as const) {
    test(`${engine.name}: killed ${moment}, a message is stored once when it is sent again`, async () => {
      await using instance = await engine.install();
      const message = await createSubmission(instance.keyring);
      await using first = await startWithFailpoint(instance, { FAILPOINT: moment });
      assert.equal(await sendSubmission(first.url, message), undefined);
      assert.equal((await exportedReferences(instance)).size, moment === 'after commit' ? 1 : 0);

      await using second = await startReceiver(instance);
      const response = await sendSubmission(second.url, message);

      assert.equal(response?.status, moment === 'after commit' ? 200 : 201);
      await assertStoredOnce(instance, [message]);
    });
  }

  for (const [moment, mails] of [
    ['between commit and mail', 1],
    ["between the mail server's 250 and recording it", 2],
  ] as const) {
    test(`${engine.name}: killed ${moment}, the mail is sent with the same Message-ID, ${mails} in all`, async () => {
      await using smtp = await startFakeSmtp();
      await using instance = await engine.install({
        mail: { server: smtp.url, tls: 'off', from: 'form@kommun.test' },
        forms: [{ ...form, recipients: [recipient] }],
      });
      const message = await createSubmission(instance.keyring);
      const first = await startWithFailpoint(instance, { FAILPOINT: moment });
      const exit = once(first.process, 'close');
      await sendSubmission(first.url, message);
      await exit;

      // The dead receiver's lease is respected; then another receiver claims the mail.
      await using second = await startWithFailpoint(instance, { CLOCK_AHEAD: String(10 * 60_000) });
      await sendSubmission(second.url, message);
      await smtp.waitForMails(mails);
      await second.stop();

      assert.equal(smtp.receivedMails.length, mails);
      assert.equal(new Set(smtp.receivedMails.map(({ messageId }) => messageId)).size, 1);
      await assertStoredOnce(instance, [message]);
      assert.match((await runCommand(instance, 'check')).stdout, /^0 mails waiting$/m);
    });
  }

  test(`${engine.name}: twenty random kills under load lose nothing and store nothing twice`, async () => {
    const random = createRandom();
    await using instance = await engine.install();
    const submissions: Submission[] = [];
    let cutOff = 0;
    for (let kills = 0; kills < 20; kills++) {
      const fresh = await Promise.all(
        Array.from({ length: 40 }, () => createSubmission(instance.keyring)),
      );
      submissions.push(...fresh);
      // First the submissions that the last kill left unanswered, as the form does, then new ones.
      const pending = submissions.filter(({ reference }) => !reference);
      const receiver = await startReceiver(instance);
      // The time of the kill is chosen as a number of responses, so that fast machines are also hit
      // in the middle, plus a short random delay, so that it is not always just after a commit.
      const moment = random.int(1, 20);
      await sendAll(receiver.url, pending, {
        onResponse: async (responseCount) => {
          if (responseCount !== moment) return;
          await wait(random.int(0, 5));
          await receiver.stop('SIGKILL');
        },
      });
      await receiver.stop('SIGKILL');
      if (pending.some(({ reference }) => !reference)) cutOff++;
    }
    assert.ok(cutOff > 10, `${cutOff} of 20 kills cut messages off`);

    await using receiver = await startReceiver(instance);
    const left = submissions.filter(({ reference }) => !reference);
    const statuses = await sendAll(receiver.url, left);
    assert.equal(statuses.length, left.length);
    assert.ok(statuses.every((status) => status === 200 || status === 201));
    await assertStoredOnce(instance, submissions);
    assert.equal((await runCommand(instance, 'check')).code, 0);
  });
}
