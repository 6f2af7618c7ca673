import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { readConfig } from '../src/config.ts';
import { createClockGuard } from '../src/messages/clock-guard.ts';
import { runCheck } from '../src/operations/check.ts';
import { runMaintenance } from '../src/operations/maintenance.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { createMailer } from '../src/outbox/mailer.ts';
import { resendMessage } from '../src/outbox/outbox-repository.ts';
import { bothEngines, type TestedEngine } from './fault-injection/engines.ts';
import { startFakeSmtp } from './fault-injection/fake-smtp-server.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { createInstance } from './instance.ts';
import { createSolvedChallenge, fields, form, limits, setup, validMessage } from './setup.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const hour = 3_600_000;
const recipients = ['registrator@exempelkommun.se', 'webmaster@exempelkommun.se'];
const forms = [{ ...form, recipients }];

test('one sender cannot fill a mailbox with the default limits: the rest waits in quarantine', async () => {
  await using instance = await createInstance({ limits: {}, forms: [form] });
  const { limits: defaults } = readConfig(instance.config, {});
  let uptimeMs = 0;
  await using receiver = await setup({
    config: { forms, limits: defaults, trustedProxies: ['127.0.0.1'] },
    clock: () => uptimeMs,
  });
  const { keyring, context } = receiver;
  const send = async (address: string) => {
    const headers = { 'x-forwarded-for': address };
    return (await receiver.post({ body: await validMessage(keyring), headers })).status;
  };
  const countMailed = async () => {
    const { count } = context.db.fn;
    const rows = await context.db
      .selectFrom('outbox')
      .select(count('reference').distinct().as('mailed'))
      .execute();
    return Number(rows[0]?.mailed);
  };

  // As many in 75 seconds as the message limit allows, all with the same response.
  let accepted = 0;
  for (let second = 0; second < 75; second++) {
    for (let n = 0; n < 2; n++) if ((await send('192.0.2.1')) === 201) accepted++;
    uptimeMs += 1000;
  }

  assert.equal(accepted, 134);
  assert.equal(await countMailed(), 30);
  const quarantined = (await receiver.messages()).filter(({ quarantine }) => quarantine);
  assert.equal(quarantined.length, 104);
  assert.ok(quarantined.every(({ quarantine }) => quarantine === 'volume'));
  // Others are not affected, nor is the same sender an hour later, nor released messages.
  assert.equal(await send('192.0.2.2'), 201);
  assert.equal(await countMailed(), 31);
  uptimeMs += hour;
  assert.equal(await send('192.0.2.1'), 201);
  assert.equal(await countMailed(), 32);
  await resendMessage(context, quarantined[0]?.reference ?? '', recipients);
  assert.equal(await countMailed(), 33);
});

test('what is not stored does not count towards the limit on mail', async () => {
  await using receiver = await setup({
    config: { forms, limits: { ...limits, mailedPerHour: 2 } },
  });
  const key = randomUUID();
  const body = await validMessage(receiver.keyring);
  for (let n = 0; n < 5; n++) await receiver.post({ key, body });
  await receiver.post({ body: await validMessage(receiver.keyring) });
  assert.deepEqual(
    (await receiver.messages()).map(({ quarantine }) => quarantine),
    [null, null],
  );
});

test('a form without recipients has no mailbox to protect', async () => {
  await using receiver = await setup({ config: { limits: { ...limits, mailedPerHour: 1 } } });
  for (let n = 0; n < 3; n++) {
    await receiver.post({ body: await validMessage(receiver.keyring) });
  }
  assert.ok((await receiver.messages()).every(({ quarantine }) => quarantine === null));
});

/** A receiver with a mail server, whose periodic tasks are run by the test. */
async function setupReports(engine: TestedEngine) {
  const startedAt = Date.now();
  let time = startedAt;
  const smtp = await startFakeSmtp();
  const receiver = await setup({
    ...(await engine.database()),
    config: { forms },
    now: () => new Date(time),
  });
  const { context, log } = receiver;
  const settings = {
    server: smtp.url,
    from: 'form@exempelkommun.se',
    tls: 'off' as const,
    autoSubmitted: true,
  };
  const mailer = createMailer(settings, {});
  const metrics = createMetrics(context);
  const clockGuard = createClockGuard(context);
  return {
    ...receiver,
    smtp,
    metrics,
    startedAt: new Date(startedAt).toISOString(),
    async quarantine() {
      const verification = await createSolvedChallenge(receiver.keyring, form.id, new Date(time));
      const body = await validMessage(receiver.keyring, { website: 'x', verification });
      assert.equal((await receiver.post({ body })).status, 201);
    },
    /** Advances the clock and runs the periodic tasks. */
    async pass(ms: number) {
      time += ms;
      await runMaintenance({
        config: { forms },
        context,
        clockGuard,
        metrics,
        log,
        sendReport: mailer.sendReport,
      });
    },
    async [Symbol.asyncDispose]() {
      mailer.close();
      await smtp.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: the recipients are told once a day how many messages wait, and nothing of them`, async () => {
    await using receiver = await setupReports(engine);
    const { smtp, context, startedAt } = receiver;
    await receiver.pass(0);
    assert.equal(smtp.receivedMails.length, 0);
    for (let n = 0; n < 3; n++) await receiver.quarantine();

    await receiver.pass(hour);
    await receiver.pass(hour);
    await receiver.pass(21 * hour);

    assert.deepEqual(smtp.receivedMails.flatMap((mail) => mail.recipients).sort(), recipients);
    const [mail] = smtp.receivedMails;
    const text = mail?.text ?? '';
    assert.match(text, /^3 meddelanden från kontaktformuläret "international"/);
    assert.match(text, /det äldsta sedan \d{4}-\d\d-\d\d\./);
    for (const word of Object.values(fields)) assert.ok(!text.includes(word), word);
    assert.equal(mail?.headers.get('reply-to'), undefined);
    const { info } = await runCheck(context);
    const line = `form international: 3 messages in quarantine, the oldest since ${startedAt};`;
    assert.ok(
      info.some((text) => text.startsWith(line)),
      info.join('\n'),
    );
    assert.match(await receiver.metrics.render(), /^receiver_quarantined_messages 3$/m);

    // On the next day too, while any is left.
    await receiver.pass(2 * hour);
    assert.equal(smtp.receivedMails.length, 4);
    await context.db.updateTable('messages').set({ quarantine: null }).execute();
    await receiver.pass(48 * hour);
    assert.equal(smtp.receivedMails.length, 4);
  });

  test(`${engine.name}: a report that nobody got is tried again, and a clock that was ahead stops none`, async () => {
    await using receiver = await setupReports(engine);
    const { smtp } = receiver;
    await receiver.quarantine();
    smtp.setBehaviour(451);
    await receiver.pass(hour);
    assert.equal(smtp.receivedMails.length, 0);
    smtp.setBehaviour('accept');
    await receiver.pass(hour);
    assert.equal(smtp.receivedMails.length, 2);

    await receiver.pass(1000 * 24 * hour);
    assert.equal(smtp.receivedMails.length, 4);
    await receiver.pass(-1000 * 24 * hour);
    assert.equal(smtp.receivedMails.length, 6);
    await receiver.pass(hour);
    assert.equal(smtp.receivedMails.length, 6);
  });
}
