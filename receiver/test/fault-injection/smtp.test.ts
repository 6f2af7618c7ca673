import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { getFreePort } from '../../../test/free-ports.ts';
import { createMailer } from '../../src/outbox/mailer.ts';
import { createOutbox } from '../../src/outbox/outbox.ts';
import { fields, form, setup, validMessage } from '../setup.ts';
import { bothEngines, type TestedEngine } from './engines.ts';
import { startFakeSmtp } from './fake-smtp-server.ts';
import { startPostgres } from './postgres.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const recipient = 'registrator@exempelkommun.se';

/**
 * Starts a receiver with a real mail server, and a clock that the test advances past every delay.
 */
async function setupMail(engine: TestedEngine, port?: number) {
  let ahead = 0;
  const smtp = await startFakeSmtp(port);
  const forms = [{ ...form, recipients: [recipient] }];
  const receiver = await setup({
    ...(await engine.database()),
    config: { forms },
    now: () => new Date(Date.now() + ahead),
  });
  const settings = {
    server: smtp.url,
    from: 'form@exempelkommun.se',
    tls: 'off',
    autoSubmitted: true,
  } as const;
  const { context, log } = receiver;
  return {
    ...receiver,
    smtp,
    /** Sends the due mails one day later, and returns the state of the mail. */
    async nextDay(timeouts?: Parameters<typeof createMailer>[2]) {
      ahead += 24 * 3_600_000;
      const mailer = createMailer(settings, {}, timeouts);
      const outbox = createOutbox({ context, forms, log, send: mailer.send });
      while ((await outbox.deliverDue()) > 0);
      mailer.close();
      const [mail] = await receiver.context.db.selectFrom('outbox').selectAll().execute();
      return { state: mail?.state, error: mail?.error };
    },
    async [Symbol.asyncDispose]() {
      await smtp.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: a mail server that is down, busy, refusing or slow gets the mail in the end, once`, async () => {
    const port = await getFreePort();
    await using receiver = await setupMail(engine, port);
    const { smtp } = receiver;
    await receiver.post({ body: await validMessage(receiver.keyring) });

    smtp.setBehaviour(450);
    assert.deepEqual(await receiver.nextDay(), { state: 'waiting', error: 'EMESSAGE 450' });
    smtp.setBehaviour(550);
    assert.deepEqual(await receiver.nextDay(), { state: 'waiting', error: 'EMESSAGE 550' });
    smtp.setBehaviour('slow');
    const slow = await receiver.nextDay({ socketTimeoutMs: 300, totalTimeoutMs: 1000 });
    assert.equal(slow.state, 'waiting');
    assert.match(slow.error ?? '', /TIMEDOUT|Timeout|Abort/);
    await smtp.close();
    const down = await receiver.nextDay();
    assert.equal(down.state, 'waiting');
    assert.equal(down.error, 'ESOCKET ECONNREFUSED');

    await using restarted = await startFakeSmtp(port);
    assert.deepEqual(await receiver.nextDay(), { state: 'sent', error: null });
    assert.equal(restarted.receivedMails.length, 1);
    assert.equal(smtp.receivedMails.length, 0);
    // The mail server quoted the message in its error responses.
    const log = receiver.logLines.join('');
    for (const text of [...Object.values(fields), recipient]) assert.ok(!log.includes(text), text);
  });
}

test('the mail says who wrote what and when, and a reply goes to the sender', async () => {
  await using receiver = await setupMail(getEngine('SQLite'));
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  await receiver.nextDay();

  const [mail] = receiver.smtp.receivedMails;
  assert.deepEqual(mail?.recipients, [recipient]);
  assert.match(mail?.messageId ?? '', new RegExp(`^<${body.reference}\\.1@exempelkommun\\.se>$`));
  assert.match(mail?.headers.get('reply-to') ?? '', /<asa\.oberg@exempelkommun\.se>$/);
  assert.equal(mail?.headers.get('auto-submitted'), 'auto-generated');
  const text = mail?.text ?? '';
  for (const value of Object.values(fields)) {
    assert.ok(text.includes(value), value);
  }
  assert.ok(text.includes(String(body.reference)));
});

test('no field can add a header, a recipient or a second mail', async () => {
  await using receiver = await setupMail(getEngine('SQLite'));
  const names = Object.keys(fields) as (keyof typeof fields)[];
  const attacks = [
    '\r\nBcc: thief@example.org\r\n',
    '\nBcc: thief@example.org',
    '\rBcc: thief@example.org',
    '\u2028Bcc: thief@example.org',
    '\u0085Bcc: thief@example.org',
    '\r\n.\r\nMAIL FROM:<thief@example.org>\r\nRCPT TO:<thief@example.org>\r\nDATA\r\n',
    '%0d%0aBcc: thief@example.org',
    '", thief@example.org, "',
    '=?utf-8?Q?=0D=0ABcc:_thief@example.org?=',
    ' <thief@example.org>',
  ];
  let accepted = 0;
  for (const name of names) {
    for (const attack of attacks) {
      const attacked = { ...fields, [name]: `${fields[name]}${attack}` };
      const body = await validMessage(receiver.keyring, { fields: attacked });
      const { status } = await receiver.post({ body });
      assert.ok(status === 201 || status === 422, String(status));
      if (status === 201) accepted++;
    }
  }
  await receiver.nextDay();

  assert.equal(receiver.smtp.receivedMails.length, accepted);
  const expected = [
    ...['auto-submitted', 'content-transfer-encoding', 'content-type', 'date', 'from'],
    ...['message-id', 'mime-version', 'reply-to', 'subject', 'to'],
  ];
  for (const mail of receiver.smtp.receivedMails) {
    assert.deepEqual([...mail.headers.keys()].sort(), expected);
    assert.deepEqual(mail.recipients, [recipient]);
    assert.equal(mail.headers.get('to'), recipient);
    // One address, the sender's; before it comes the name, quoted or encoded.
    const replyTo = mail.headers.get('reply-to')?.replace(/"(?:[^"\\]|\\.)*"/g, '') ?? '';
    assert.equal(replyTo.match(/@/g)?.length, 1, mail.headers.get('reply-to'));
  }
});

function getEngine(name: TestedEngine['name']): TestedEngine {
  const engine = bothEngines(postgres).find((one) => one.name === name);
  if (!engine) throw new Error(`expected the engine ${name}`);
  return engine;
}
