import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { runCheck } from '../src/operations/check.ts';
import { composeMail, type OutgoingMail } from '../src/outbox/mailer.ts';
import { createOutbox, getBackoffMs } from '../src/outbox/outbox.ts';
import { getOutboxState, resendMessage } from '../src/outbox/outbox-repository.ts';
import { createSolvedChallenge, fields, form, setup, validMessage } from './setup.ts';

const recipient = 'registrator@exempelkommun.se';
const day = 24 * 3_600_000;

/** How long a test waits for what takes some milliseconds on a machine with nothing else to do. */
const waitOptions = { timeout: 20_000 };

/** A receiver with a fake clock, and an outbox that sends only when the test triggers it. */
async function setupOutbox(send: (mail: OutgoingMail) => Promise<void>) {
  // The clock stands still unless the test advances it, so that waits are exact.
  const startedAt = Date.now();
  let aheadMs = 0;
  const forms = [{ ...form, recipients: [recipient] }];
  const receiver = await setup({
    config: { forms },
    now: () => new Date(startedAt + aheadMs),
  });
  const sent: OutgoingMail[] = [];
  const dependencies = {
    context: receiver.context,
    forms,
    log: receiver.log,
    send: async (mail: OutgoingMail) => {
      await send(mail);
      sent.push(mail);
    },
  };
  const outbox = createOutbox(dependencies);
  return {
    ...receiver,
    sent,
    dependencies,
    outbox,
    deliverDue: outbox.deliverDue,
    /** What the log says with a message, without what is in every line. */
    readLog: (msg: string) =>
      receiver.logLines
        .map((line) => JSON.parse(line))
        .filter((line) => line.msg === msg)
        .map(({ level: _, time: __, err: ___, msg: ____, ...rest }) => rest),
    advanceClock: (ms: number) => {
      aheadMs += ms;
    },
    getOutboxRows: () => receiver.context.db.selectFrom('outbox').selectAll().execute(),
  };
}

/** A mail without its message, and the settings that are in it. */
const queued = { messageId: 'K7MA-P2XD.1', recipient, createdAt: '2026-01-09T03:04:05.678Z' };
const mailConfig = { from: 'form@exempelkommun.se', autoSubmitted: true };

const refuse = (responseCode: number) => async () => {
  throw Object.assign(new Error(`the server quotes ${fields.email}`), {
    code: 'EENVELOPE',
    responseCode,
  });
};

test('a stored message is mailed once', async () => {
  await using receiver = await setupOutbox(async () => {});
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });

  assert.equal(await receiver.deliverDue(), 1);
  receiver.advanceClock(day);
  assert.equal(await receiver.deliverDue(), 0);

  assert.equal(receiver.sent.length, 1);
  assert.equal(receiver.sent[0]?.recipient, recipient);
  assert.deepEqual(receiver.sent[0]?.message.body.fields, fields);
  const [mail] = await receiver.getOutboxRows();
  assert.equal(mail?.state, 'sent');
  assert.equal(mail?.reference, body.reference);
  assert.deepEqual(receiver.readLog('mail sent'), [{ reference: body.reference, attempts: 1 }]);
});

test('an outbox that runs mails what it is woken for, until it is stopped', async (t) => {
  await using receiver = await setupOutbox(async () => {});
  const { outbox, sent, keyring } = receiver;
  outbox.start();
  for (let count = 1; count <= 2; count++) {
    await receiver.post({ body: await validMessage(keyring) });
    outbox.wake();
    await t.waitFor(() => assert.equal(sent.length, count), waitOptions);
  }
  await outbox.stop();
  await receiver.post({ body: await validMessage(keyring) });
  outbox.wake();
  await new Promise(setImmediate);
  assert.equal(sent.length, 2);
  assert.equal(await receiver.deliverDue(), 1);
});

test('an outbox that cannot read its queue says so, and goes on when it is woken', async (t) => {
  await using receiver = await setupOutbox(async () => {});
  const { outbox, sent, context, readLog } = receiver;
  await receiver.post({ body: await validMessage(receiver.keyring) });
  await context.db.schema.alterTable('outbox').renameTo('away').execute();
  outbox.start();
  await t.waitFor(
    () => assert.equal(readLog('due deliveries could not be claimed').length, 1),
    waitOptions,
  );
  await context.db.schema.alterTable('away').renameTo('outbox').execute();
  outbox.wake();
  await t.waitFor(() => assert.equal(sent.length, 1), waitOptions);
  await outbox.stop();
  assert.match(receiver.logLines.join(''), /"err":.*SQLITE/);
});

test('a refused mail is retried with growing delays and the same Message-ID', async () => {
  const messageIds: string[] = [];
  await using receiver = await setupOutbox(async (mail) => {
    messageIds.push(mail.messageId);
    if (messageIds.length < 4) await refuse(450)();
  });
  await receiver.post({ body: await validMessage(receiver.keyring) });

  for (const wait of [0, 15_000, 30_000, 60_000]) {
    receiver.advanceClock(wait - 1);
    assert.equal(await receiver.deliverDue(), 0);
    receiver.advanceClock(1);
    assert.equal(await receiver.deliverDue(), 1);
  }
  assert.equal(new Set(messageIds).size, 1);
  const [mail] = await receiver.getOutboxRows();
  assert.equal(mail?.state, 'sent');
  const failure = { reference: mail?.reference, error: 'EENVELOPE 450', failed: false };
  assert.deepEqual(
    receiver.readLog('mail not sent'),
    [1, 2, 3].map((attempts) => ({ ...failure, attempts })),
  );
});

test('a mail program that fails without an error is told of as unknown', async () => {
  await using receiver = await setupOutbox(() => Promise.reject('text that is not logged'));
  await receiver.post({ body: await validMessage(receiver.keyring) });
  await receiver.deliverDue();
  assert.equal((await receiver.getOutboxRows())[0]?.error, 'unknown');
  assert.ok(!receiver.logLines.join('').includes('not logged'));
});

test('the delay between attempts grows to one hour and no further', () => {
  assert.deepEqual([1, 2, 3, 9, 10, 1000].map(getBackoffMs), [
    ...[15_000, 30_000, 60_000, 3_600_000, 3_600_000, 3_600_000],
  ]);
  // As the manual says of mail.
  for (const [file, heading, expected] of [
    ['docs/receiver.md', 'Mail', /first after 15 seconds .* up to an hour, for five days\./],
    ['demo/prose/receiver.sv.md', 'E-post', /först efter 15 sekunder .* en timme, i fem dagar\./],
  ] as const) {
    const [, text = ''] = readFileSync(file, 'utf8').split(`\n## ${heading}\n`);
    assert.match(text.split('\n## ', 1)[0] ?? '', expected);
  }
});

test('a mail is retried for five days; then it has failed, and can be resent', async () => {
  let up = false;
  await using receiver = await setupOutbox(async () => {
    if (!up) await refuse(550)();
  });
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  for (let hours = 0; hours < 5 * 24; hours += 2) {
    assert.equal(await receiver.deliverDue(), 1);
    assert.equal((await receiver.getOutboxRows())[0]?.state, 'waiting');
    receiver.advanceClock(2 * 3_600_000);
  }
  await receiver.deliverDue();
  const [failed] = await receiver.getOutboxRows();
  assert.equal(failed?.state, 'failed');
  assert.equal(failed?.error, 'EENVELOPE 550');
  const { errors } = await runCheck(receiver.context);
  assert.ok(errors[0]?.startsWith(`${body.reference}: a mail has failed`));

  up = true;
  await resendMessage(receiver.context, String(body.reference), [recipient]);
  assert.equal(await receiver.deliverDue(), 1);
  assert.equal(receiver.sent.length, 1);
  assert.notEqual(receiver.sent[0]?.messageId, failed?.message_id);
  assert.ok(!receiver.logLines.join('').includes(fields.email));
});

test('a mail that was sent while the database was away is not sent again when it is back', async () => {
  await using receiver = await setupOutbox(async () => {
    await receiver.context.db.schema.alterTable('outbox').renameTo('away').execute();
  });
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });

  await receiver.deliverDue();
  assert.deepEqual(receiver.readLog('the outbox could not be written'), [
    { reference: body.reference },
  ]);
  assert.match(receiver.logLines.join(''), /"err":.*SQLITE/);
  await receiver.context.db.schema.alterTable('away').renameTo('outbox').execute();
  receiver.advanceClock(day);
  await receiver.deliverDue();

  assert.equal(receiver.sent.length, 1);
  assert.equal((await receiver.getOutboxRows())[0]?.state, 'sent');
});

test('when a receiver dies, another sends its mail after the lease has expired', async () => {
  let die: () => void = () => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  let first = true;
  await using receiver = await setupOutbox(async () => {
    if (!first) return;
    first = false;
    await died;
    await refuse(421)();
  });
  await receiver.post({ body: await validMessage(receiver.keyring) });
  const hanging = receiver.deliverDue();

  receiver.advanceClock(4 * 60_000);
  assert.equal(await receiver.deliverDue(), 0);
  receiver.advanceClock(2 * 60_000);
  assert.equal(await receiver.deliverDue(), 1);
  die();
  await hanging;

  const [mail] = await receiver.getOutboxRows();
  assert.equal(mail?.state, 'sent');
});

test('a mail that was queued and tried while the clock was ahead waits no longer than others', async () => {
  let isUp = false;
  await using receiver = await setupOutbox(async () => {
    if (!isUp) await refuse(451)();
  });
  const year = 365 * day;
  receiver.advanceClock(year);
  const now = receiver.context.now();
  const verification = await createSolvedChallenge(receiver.keyring, form.id, now);
  await receiver.post({ body: await validMessage(receiver.keyring, { verification }) });
  assert.equal(await receiver.deliverDue(), 1);
  receiver.advanceClock(-year);
  assert.equal((await getOutboxState(receiver.context)).oldestSeconds, 0);

  // Tried at once; its age counts from now.
  assert.equal(await receiver.deliverDue(), 1);
  assert.equal(await receiver.deliverDue(), 0);
  receiver.advanceClock(2 * 3_600_000);
  assert.equal((await getOutboxState(receiver.context)).oldestSeconds, 7200);
  isUp = true;
  assert.equal(await receiver.deliverDue(), 1);
  assert.equal((await receiver.getOutboxRows())[0]?.state, 'sent');
});

test('a message released from quarantine is mailed', async () => {
  await using receiver = await setupOutbox(async () => {});
  const { body } = await receiver.post({
    body: await validMessage(receiver.keyring, { website: 'x' }),
  });
  assert.equal(await receiver.deliverDue(), 0);

  await resendMessage(receiver.context, String(body.reference), [recipient]);
  assert.equal(await receiver.deliverDue(), 1);
  const [message] = await receiver.messages();
  assert.equal(message?.quarantine, null);
});

test("mail goes only to the form's current recipients, whatever the database says", async () => {
  await using receiver = await setupOutbox(async () => {});
  const { context, dependencies, sent, keyring } = receiver;
  const { body } = await receiver.post({ body: await validMessage(keyring) });
  const reference = String(body.reference);
  const [mail] = await receiver.getOutboxRows();
  assert.ok(mail);
  // As somebody without the keys could insert it, into the database or a backup.
  const forgedMail = { ...mail, message_id: `${reference}.9`, recipient: 'thief@example.org' };
  await context.db.insertInto('outbox').values(forgedMail).execute();

  assert.equal(await receiver.deliverDue(), 2);
  receiver.advanceClock(day);
  assert.equal(await receiver.deliverDue(), 0);

  assert.deepEqual(
    sent.map(({ recipient: to }) => to),
    [recipient],
  );
  const { state, error } =
    (await receiver.getOutboxRows()).find(({ state }) => state !== 'sent') ?? {};
  assert.deepEqual({ state, error }, { state: 'failed', error: 'recipient-not-configured' });
  const { errors } = await runCheck(context);
  assert.deepEqual(errors, [
    `${reference}: a mail has failed (recipient-not-configured); use resend or dismiss`,
  ]);

  // Nor is mail sent to a former recipient, to another form's, or for a form that no longer exists.
  for (const forms of [
    [{ ...form, recipients: ['new@exempelkommun.se'] }],
    [{ ...form, id: 'another', recipients: [recipient] }],
    [],
  ]) {
    await resendMessage(context, reference, [recipient]);
    assert.equal(await createOutbox({ ...dependencies, forms }).deliverDue(), 1);
    assert.equal(sent.length, 1);
    assert.equal((await runCheck(context)).errors.length, 1);
  }
  // Resending goes to the current recipients, and replaces the failed mails.
  await resendMessage(context, reference, [recipient]);
  assert.equal(await receiver.deliverDue(), 1);
  assert.equal(sent.length, 2);
  assert.deepEqual((await runCheck(context)).errors, []);
});

test('an address that a mail header cannot contain is only in the text', () => {
  const message = {
    ...{ reference: 'K7MA-P2XD', form: form.id, receivedAt: '2026-01-02T03:04:05.678Z' },
    ...{ quarantine: null, body: { fields, language: 'en' as const, website: '' } },
  };
  const write = (email: string) => {
    const body = { ...message.body, fields: { ...fields, email } };
    return composeMail({ ...queued, message: { ...message, body } }, mailConfig);
  };

  const plain = write(fields.email);
  assert.deepEqual(plain.replyTo, { name: fields.name, address: fields.email });
  // The day it was queued, which is many days after the message's own if it was resent.
  assert.equal(plain.date.toISOString(), queued.createdAt);
  assert.match(
    plain.text,
    /mottaget 2026-01-02 04:04:05 \(svensk tid\) .*\n.* på engelska\. Svara på det här mejlet/,
  );
  assert.deepEqual(write('asa@övik.se').replyTo?.address, 'asa@xn--vik-rna.se');
  const other = write('åsa@exempelkommun.se');
  assert.equal(other.replyTo, undefined);
  assert.match(other.text, /E-post: åsa@exempelkommun\.se\n/);
  assert.match(other.text, /Skriv till adressen ovan/);
});

test('the number that the visitor sees has the same name in the mail, the API and the manual', () => {
  const [, sv = '', en = ''] =
    /<source>(Referens\w+)<\/source>\s*<target>(.+)<\/target>/.exec(
      readFileSync('locales/en.xlf', 'utf8'),
    ) ?? [];
  const body = { fields, language: 'sv' as const, website: '' };
  const message = {
    ...{ reference: 'K7MA-P2XD', form: form.id, receivedAt: '2026-01-02T03:04:05.678Z' },
    ...{ quarantine: null, body },
  };
  const { text } = composeMail({ ...queued, message }, mailConfig);
  assert.ok(text.includes(`\n${sv} K7MA-P2XD, mottaget `), text);
  const api = readFileSync('receiver/src/http/openapi-document.ts', 'utf8');
  assert.ok(api.includes(` ett ${sv.toLowerCase()}.`) && api.includes(` a ${en.toLowerCase()}.`));
  // A registrar takes ”ärendenummer” for the number in the register.
  for (const [file, other] of [
    ['demo/prose/receiver.sv.md', /\b(ärendenum\p{L}*|referens(en|er|erna)?)(?!\p{L})/giu],
    ['docs/receiver.md', /\breferences?\b(?! numbers?\b)/gi],
  ] as const) {
    // Code names the property.
    const prose = readFileSync(file, 'utf8').replace(/^```.*?^```|`[^`\n]+`/gms, '');
    assert.deepEqual(prose.match(other), null, file);
  }
});

test('invisible characters cannot spoof the lines of the mail', () => {
  const hidden = '\u00ad\u061c\u200b\u200e\u200f\u202a\u202e\u2060\u2063\u2066\u2069\ufeff';
  // The family emoji and the Persian word contain joiners.
  const visible = '👨‍👩‍👧 می‌خواهم';
  const message = {
    ...{ reference: 'K7MA-P2XD', form: form.id, receivedAt: '2026-01-02T03:04:05.678Z' },
    ...{ quarantine: null },
  };
  const write = (changes: Partial<typeof fields>) => {
    const body = { fields: { ...fields, ...changes }, language: 'sv' as const, website: '' };
    return composeMail({ ...queued, message: { ...message, body } }, mailConfig);
  };

  const mail = write({
    name: `Åsa${hidden} ${visible}`,
    organisation: `A${hidden}B`,
    email: `asa@exempel${hidden}kommun.se`,
    telephone: `112${hidden}`,
    subject: `=${hidden}?utf-8?Q?=0D=0ABcc:_a@b.se?= \u202Ekcab\u200b`,
    message: `as it was written${hidden}`,
  });

  assert.deepEqual(mail.text.split('\n').slice(0, 7), [
    ...[`Namn: Åsa ${visible}`, 'Organisation: AB', 'E-post: asa@exempelkommun.se', 'Telefon: 112'],
    ...['Ämne: =?utf-8?Q?=0D=0ABcc:_a@b.se?= kcab', '', `as it was written${hidden}`],
  ]);
  assert.deepEqual(mail.replyTo, { name: `Åsa ${visible}`, address: 'asa@exempelkommun.se' });
  assert.equal(mail.subject, '[K7MA-P2XD] = ?utf-8?Q?=0D=0ABcc:_a@b.se?= kcab');
  // After sanitizing, there is no address left to reply to.
  assert.equal(write({ email: 'a@\u200b.\u200b' }).replyTo, undefined);
});
