/** A receiver that is told to stop loses nothing of what it has begun. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, mock, test } from 'node:test';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import pg from 'pg';
import { getSqlitePath } from '../src/database/connection.ts';
import { createLog } from '../src/log.ts';
import { startReceiver as startInThisProcess } from '../src/server.ts';
import { bothEngines } from './fault-injection/engines.ts';
import { startFakeSmtp } from './fault-injection/fake-smtp-server.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { createInstance, type ReceiverProcess, runCommand, startReceiver } from './instance.ts';
import { form, post, validMessage } from './setup.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const forms = [{ ...form, recipients: ['registrator@exempelkommun.se'] }];

/** Resolves when the receiver has logged an event. */
async function waitForLog({ process, log }: ReceiverProcess, event: string): Promise<void> {
  if (!process.stderr) throw new Error("expected the receiver's log");
  while (!log().includes(`"msg":"${event}"`)) await once(process.stderr, 'data');
}

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: a mail on its way when the receiver is told to stop is recorded as sent`, async () => {
    await using smtp = await startFakeSmtp();
    const mail = { server: smtp.url, tls: 'off', from: 'form@exempelkommun.se' };
    await using instance = await engine.install({ mail, forms });
    await using receiver = await startReceiver(instance);
    const accept = smtp.holdAnswers();
    await post(receiver.url, { body: await validMessage(instance.keyring) });
    await smtp.waitForMails(1);

    const stopped = receiver.stop('SIGTERM');
    await waitForLog(receiver, 'stopping');
    accept();

    assert.equal(await stopped, 0);
    assert.match((await runCommand(instance, 'list', '--state', 'sent')).stdout, /Åsa Öberg/);
    assert.equal(smtp.receivedMails.length, 1);
  });
}

test('PostgreSQL: maintenance under way is completed before the database is closed', async () => {
  const DATABASE_URL = await postgres.createDatabase();
  await using instance = await createInstance({}, { DATABASE_URL });
  await (await startReceiver(instance)).stop();
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query('begin; lock table spent_challenges in access exclusive mode');
  await using receiver = await startReceiver(instance);

  const stopped = receiver.stop('SIGTERM');
  await waitForLog(receiver, 'stopping');
  await client.query('rollback');
  await client.end();

  assert.equal(await stopped, 0);
  assert.doesNotMatch(receiver.log(), /maintenance failed/);
});

test('what cannot be stopped does not keep the database from being closed', async () => {
  const server = 'smtp://127.0.0.1:9';
  await using instance = await createInstance({
    mail: { server, from: 'form@exempelkommun.se' },
    forms,
  });
  const logLines: string[] = [];
  const closing = mock.method(SMTPPool.prototype, 'close', () => {
    throw new Error('no');
  });
  const output = new PassThrough();
  const log = createLog({ write: (line) => logLines.push(line) });
  const { close } = await startInThisProcess(instance.config, instance.env, output, log);
  const writeAheadLog = `${getSqlitePath(join(instance.folder, 'data'))}-wal`;
  assert.ok(existsSync(writeAheadLog));

  await close();
  closing.mock.restore();

  assert.match(logLines.join(''), /"msg":"stopping failed"/);
  // SQLite removes it when the last connection is closed.
  assert.ok(!existsSync(writeAheadLog));
});
