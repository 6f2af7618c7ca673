/** The receiver's mail on real mail servers with default settings. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { getProgramPath } from '../../test/browsers/programs.ts';
import { readConfig } from '../src/config.ts';
import { validateFields } from '../src/messages/fields.ts';
import {
  createMailer,
  getEhloName,
  type MailConfig,
  toReplyAddress,
} from '../src/outbox/mailer.ts';
import { createCertificate } from './certificate.ts';
import { startFakeSmtp } from './fault-injection/fake-smtp-server.ts';
import { createInstance, runCommand } from './instance.ts';
import { fields, form } from './setup.ts';

const from = 'form@exempelkommun.se';
const recipient = 'registrator@exempelkommun.se';

/** Addresses that the form accepts, and that people type by mistake or for real. */
const oddAddresses = [
  ...["anna@gmail.com'", 'a@mitt_foretag.se', 'anna@hotmail.com!', 'a@b=c.se', 'a@-b-.se'],
  ...['a@b.c-', 'a..b@c.se', '.a@c.se', 'a.@c.se', 'a!b@c.se', "o'brien@c.se", 'a+b@c.se'],
  ...['a@xn--a.se', 'a@b.123', 'a@1.2.3.4', 'asa@övik.se', 'åsa@c.se', 'a@b.c*', 'a@b.c/d'],
  ...['a@b.c#', 'a@b.c$', 'a@b%c.se', 'a@b^c.se', 'a@{b}.se', 'a@b.se`', 'a@b.se|', 'a@b~c.se'],
  ...[`${'a'.repeat(65)}@c.se`, `a@${'b'.repeat(64)}.se`, 'a@b.se\u200b', '|a@b.c', 'a/b@c.se'],
];

/** Starts Debian's Exim with its default check of the addresses in a mail's headers. */
async function startExim() {
  const folder = await mkdtemp(join(tmpdir(), 'exim-'));
  // Exim gives up root's privileges when it is started with another configuration.
  chmodSync(folder, 0o777);
  const config = join(folder, 'exim.conf');
  await writeFile(
    config,
    `primary_hostname = mail.exempelkommun.se
spool_directory = ${folder}
log_file_path = ${folder}/%slog
queue_only
acl_smtp_rcpt = accept_all
acl_smtp_data = check_data
begin acl
accept_all:
  accept
check_data:
  deny !verify = header_syntax
       message = header syntax
  accept
`,
  );
  const server = createServer((socket: Socket) => {
    const exim = spawn(getProgramPath('exim'), ['-C', config, '-bs'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    socket.pipe(exim.stdin).on('error', () => {});
    exim.stdout.pipe(socket).on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: getUrl(server),
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** Starts a mail server that offers STARTTLS with a self-signed certificate. */
async function startServerWithOwnCertificate() {
  const folder = await mkdtemp(join(tmpdir(), 'smtp-'));
  const { key, cert, certPath } = createCertificate(folder);
  const names: string[] = [];
  const server = new SMTPServer({
    ...{ authOptional: true, logger: false, key, cert },
    onMailFrom(_address, session, callback) {
      names.push(session.hostNameAppearsAs, String(session.secure));
      callback();
    },
  });
  server.on('error', () => {
    // A client that does not trust the certificate ends the connection.
  });
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  return {
    url: getUrl(listening),
    ca: certPath,
    names,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await rm(folder, { recursive: true });
    },
  };
}

function getUrl(server: { address(): unknown }): string {
  return `smtp://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const send = async (settings: Partial<MailConfig> & { server: string }, email = fields.email) => {
  const mailer = createMailer({ from, tls: 'required', autoSubmitted: true, ...settings }, {});
  const message = {
    ...{ reference: 'K7MA-P2XD', form: form.id, receivedAt: '2026-01-02T03:04:05.678Z' },
    ...{ quarantine: null },
    body: { fields: { ...fields, email }, language: 'sv' as const, website: '' },
  };
  try {
    const createdAt = message.receivedAt;
    await mailer.send({ messageId: 'K7MA-P2XD.1', recipient, createdAt, message });
    return 'sent';
  } catch (error) {
    const { originalCode, message: text } = error as Error & { originalCode?: string };
    return originalCode ?? text;
  } finally {
    mailer.close();
  }
};

test('no address that the form accepts keeps a mail from a real Exim', async () => {
  await using exim = await startExim();
  const accepted = oddAddresses.filter(
    (email) => !('email' in validateFields({ ...fields, email })),
  );
  assert.ok(accepted.length > 25, String(accepted.length));

  for (const email of accepted)
    assert.equal(await send({ server: exim.url, tls: 'off' }, email), 'sent', email);

  const replyable = accepted.filter((email) => toReplyAddress(email));
  assert.deepEqual(replyable, [
    ...['a!b@c.se', "o'brien@c.se", 'a+b@c.se', 'a@xn--a.se', 'asa@övik.se', '|a@b.c', 'a/b@c.se'],
  ]);
});

test('a mail server with a certificate of its own needs its authority, or no TLS on this machine', async () => {
  await using server = await startServerWithOwnCertificate();

  assert.equal(await send({ server: server.url }), 'DEPTH_ZERO_SELF_SIGNED_CERT');
  assert.equal(await send({ server: server.url, ca: server.ca }), 'sent');
  assert.equal(await send({ server: server.url, tls: 'off' }), 'sent');

  assert.deepEqual(
    server.names.filter((name) => name === 'true' || name === 'false'),
    ['true', 'false'],
  );
  assert.equal(await send({ server: 'smtp://127.0.0.1:9' }), 'ECONNREFUSED');
  assert.throws(
    () => createMailer({ ...config, ca: '/dev/null' }, {}),
    /^Error: mail\.ca: expected a PEM/,
  );
});

test('a mail server that does not encrypt gets no mail unless tls is off, not even on this machine', async () => {
  await using smtp = await startFakeSmtp();
  const error = await send({ server: smtp.url });
  const [, message = assert.fail(error)] =
    /^(Error upgrading connection with STARTTLS)/.exec(error) ?? [];
  for (const file of ['docs/receiver.md', 'demo/prose/receiver.sv.md']) {
    const manual = await readFile(file, 'utf8');
    assert.ok(manual.includes(`\`ETLS\` (\`${message}\`)`), file);
  }
  assert.equal(smtp.receivedMails.length, 0);
  assert.equal(await send({ server: smtp.url, tls: 'off' }), 'sent');
  assert.equal(smtp.receivedMails.length, 1);
});

const config: MailConfig = { server: 'smtp://127.0.0.1:9', from, tls: 'off', autoSubmitted: true };

test('the mail server is greeted with a full host name', async () => {
  assert.equal(getEhloName({ from }, 'web1'), 'exempelkommun.se');
  assert.equal(getEhloName({ from }, 'web1.exempelkommun.se'), 'web1.exempelkommun.se');
  assert.equal(getEhloName({ from, ehlo: 'mail.example.org' }, 'web1'), 'mail.example.org');
  await using server = await startServerWithOwnCertificate();

  await send({ server: server.url, tls: 'off', ehlo: 'web1.exempelkommun.se' });

  assert.equal(server.names[0], 'web1.exempelkommun.se');
});

test('Auto-Submitted can be left out', async () => {
  await using smtp = await startFakeSmtp();
  await send({ server: smtp.url, tls: 'off', autoSubmitted: false });
  assert.equal(smtp.receivedMails[0]?.headers.has('auto-submitted'), false);
});

test('a duplicate recipient gets one mail, and contradictory settings are rejected', async () => {
  const mail = { server: 'smtp://127.0.0.1:9', from };
  const recipients = ['A@exempelkommun.se', recipient, 'a@Exempelkommun.se', recipient];
  await using instance = await createInstance({ mail, forms: [{ ...form, recipients }] });
  const read = () => readConfig(instance.config, {});
  assert.deepEqual(read().forms[0]?.recipients, ['A@exempelkommun.se', recipient]);

  const write = async (settings: object) => {
    const text = JSON.parse(await readFile(instance.config, 'utf8'));
    await writeFile(instance.config, JSON.stringify({ ...text, mail: { ...mail, ...settings } }));
  };
  await write({ tls: 'off', server: 'smtp://user@mail.exempelkommun.se' });
  assert.throws(read, /mail: expected tls to be "required", because the password/);
  await write({ tls: 'off', server: 'smtps://mail.exempelkommun.se' });
  assert.throws(read, /mail: expected a server that begins with smtp:/);
  await write({ tls: 'maybe', ehlo: 'web1', requireTls: false });
  assert.throws(
    read,
    /mail\.tls: expected "required" or "off".*\n.*mail\.ehlo: .*\n.*no such setting/,
  );
});

test("test-mail sends one mail and prints the mail server's response", async () => {
  await using smtp = await startFakeSmtp();
  await using server = await startServerWithOwnCertificate();
  const run = async (url: string, tls?: string) => {
    await using instance = await createInstance({ mail: { server: url, from, tls } });
    return await runCommand(instance, 'test-mail', recipient);
  };

  const unencrypted = await run(smtp.url);
  assert.equal(unencrypted.code, 1);
  assert.match(
    unencrypted.stderr,
    /^not accepted: Error upgrading connection with STARTTLS: .*; the mail server does not encrypt: .*mail\.tls to "off"$/m,
  );
  assert.equal(smtp.receivedMails.length, 0);

  const accepted = await run(smtp.url, 'off');
  assert.equal(accepted.code, 0, accepted.stderr);
  assert.match(accepted.stdout, /^accepted by 127\.0\.0\.1:\d+: 250 /);
  assert.deepEqual(smtp.receivedMails[0]?.recipients, [recipient]);

  smtp.setBehaviour(550);
  const refused = await run(smtp.url, 'off');
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /^not accepted: .*550 no: /);
  const untrusted = await run(server.url);
  assert.match(
    untrusted.stderr,
    /\(DEPTH_ZERO_SELF_SIGNED_CERT\); set mail\.ca, or on this machine/,
  );
  assert.match((await run('smtp://127.0.0.1:9')).stderr, /^not accepted: .*\(ECONNREFUSED\)$/m);
  await using instance = await createInstance();
  assert.match((await runCommand(instance, 'test-mail', recipient)).stderr, /got no mail\.server/);
});
