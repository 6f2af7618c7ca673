import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Webhook } from 'standardwebhooks';
import { parse } from 'valibot';
import { ConfigError, readConfig } from '../src/config.ts';
import { runCheck } from '../src/operations/check.ts';
import { fillTemplate, getPlaceholders, readPointer } from '../src/outbox/json-template.ts';
import { createOutbox } from '../src/outbox/outbox.ts';
import {
  dismissFailedDeliveries,
  readCaseNumbers,
  resendMessage,
} from '../src/outbox/outbox-repository.ts';
import { createWebhook } from '../src/outbox/webhook.ts';
import { webhookEntries, webhookSchema } from '../src/outbox/webhook-config.ts';
import { type PostBehaviour, secret, startCaseSystem } from './fault-injection/case-system.ts';
import { createInstance, runCommand, startReceiver } from './instance.ts';
import { createSolvedChallenge, fields, form, post, setup, validMessage } from './setup.ts';

const examplePath = fileURLToPath(new URL('../errands.example.json', import.meta.url));
const example = JSON.parse(await readFile(examplePath, 'utf8')).webhooks.errands;
const hour = 3_600_000;

/** The URL of the example's system, which the tests replace with their own. */
const exampleOrigin = 'https://api.exempelkommun.se';

type CaseSystem = Awaited<ReturnType<typeof startCaseSystem>>;

/** The settings of a webhook to a case system: the example's, for the kind without idempotency. */
function createSettings(kind: 'webhook' | 'errands', { origin, ca }: CaseSystem) {
  const access = { ca, privateAddresses: ['127.0.0.1', '::1'] };
  if (kind === 'webhook') return { url: `${origin}/hook`, ...access };
  const text = JSON.stringify(example).replaceAll(exampleOrigin, origin);
  return { ...JSON.parse(text), ...access };
}

const env = { WEBHOOK_CASES_SECRET: secret, WEBHOOK_CASES_CLIENT_SECRET: 'hemligt' };

/** A receiver that delivers to a case system when the test triggers it, with a fake clock. */
async function setupWebhook(
  kind: 'webhook' | 'errands',
  behaviours: PostBehaviour[] = [],
  changes: Record<string, unknown> = {},
) {
  const system = await startCaseSystem(kind, () => behaviours.shift() ?? 'create');
  const startedAt = Date.now();
  let aheadMs = 0;
  const recipients = ['webhook:cases'];
  const forms = [{ ...form, recipients }];
  const receiver = await setup({ config: { forms }, now: () => new Date(startedAt + aheadMs) });
  const { context, log } = receiver;
  const config = parse(webhookSchema, { ...createSettings(kind, system), ...changes });
  const webhooks = new Map([['cases', createWebhook('cases', config, env, log, 300)]]);
  const sentMails: string[] = [];
  const send = async ({ recipient }: { recipient: string }) => void sentMails.push(recipient);
  const outbox = createOutbox({ context, forms, send, webhooks, log });
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  return {
    ...receiver,
    system,
    reference: String(body.reference),
    recipients,
    outbox,
    /** Advances the clock, and delivers what is due. */
    async deliverAfter(ms: number) {
      aheadMs += ms;
      await outbox.deliverDue();
      return this.getState();
    },
    async getState() {
      const row = await context.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
      return [row.state, row.error, row.case_number];
    },
    async [Symbol.asyncDispose]() {
      await system[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

test('a webhook gets the output of export, signed so that the library of Standard Webhooks accepts it', async () => {
  await using receiver = await setupWebhook('webhook', [500]);
  const { system, reference } = receiver;
  assert.deepEqual(await receiver.deliverAfter(0), ['waiting', 'HTTP 500', null]);
  assert.deepEqual(await receiver.deliverAfter(15_000), ['sent', null, 'KC-26110001']);

  const [first, second] = system.posts;
  assert.ok(first && second);
  assert.equal(first.headers['webhook-id'], second.headers['webhook-id']);
  assert.match(first.headers['webhook-id'] ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f-]{21}$/);
  const [message] = await receiver.messages();
  const exported = { reference, form: form.id, receivedAt: message?.receivedAt, quarantine: null };
  for (const { text, headers } of system.posts) {
    assert.deepEqual(new Webhook(secret).verify(text, headers), {
      ...{ ...exported, language: 'sv' },
      ...fields,
    });
  }
  assert.deepEqual(await readCaseNumbers(receiver.context), new Map([[reference, 'KC-26110001']]));
  const log = receiver.logLines.join('');
  for (const text of [...Object.values(fields), secret, 'hemligt']) assert.ok(!log.includes(text));
});

test('during a change of secrets a message is signed with both', async () => {
  const other = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
  await using system = await startCaseSystem('webhook');
  const config = parse(webhookSchema, createSettings('webhook', system));
  await using receiver = await setup();
  await receiver.post({ body: await validMessage(receiver.keyring) });
  const [message] = await receiver.messages();
  assert.ok(message);
  const secrets = { WEBHOOK_CASES_SECRET: `${secret}\n${other}\n` };
  const deliver = createWebhook('cases', config, secrets, receiver.log);

  await deliver({ message, caseId: null, isUnconfirmed: false, record: async () => {} });

  const [sent] = system.posts;
  for (const one of [secret, other]) new Webhook(one).verify(sent?.text ?? '', sent?.headers ?? {});
});

test('a system that honours the id gets a message again until it answers, and has one case', async () => {
  const behaviours: PostBehaviour[] = ['drop', 429, 500, 302, 'create-and-hang', 'create-and-drop'];
  await using receiver = await setupWebhook('webhook', [...behaviours, 'create-and-500']);
  const { system } = receiver;
  const errors: unknown[] = [];
  for (const _ of [...behaviours, 'create-and-500']) {
    const [state, error] = await receiver.deliverAfter(hour);
    assert.equal(state, 'waiting');
    errors.push(error);
  }
  assert.deepEqual(errors, [
    ...['ECONNRESET', 'HTTP 429', 'HTTP 500', 'HTTP 302', 'TIMEOUT', 'ECONNRESET', 'HTTP 500'],
  ]);
  assert.deepEqual(await receiver.deliverAfter(hour), ['sent', null, 'KC-26110001']);
  assert.equal(system.cases.length, 1);
  assert.equal(new Set(system.posts.map(({ headers }) => headers['webhook-id'])).size, 1);
  assert.ok(system.requests.every((request) => request === 'POST /hook'));
});

test('Retry-After is respected, up to an hour, by the message and by those behind it', async () => {
  await using receiver = await setupWebhook('webhook', [429, 429]);
  const { system, outbox } = receiver;
  system.retryAfter = '120';
  await receiver.deliverAfter(0);
  await receiver.deliverAfter(119_999);
  assert.equal(system.posts.length, 1);
  system.retryAfter = '86400';
  await receiver.deliverAfter(1);
  await receiver.deliverAfter(hour - 1);
  assert.equal(system.posts.length, 2);
  assert.equal((await receiver.deliverAfter(1))[0], 'sent');

  // Now without a trigger: the second message arrives while the system wants to be left alone.
  system.retryAfter = '1';
  const postMessage = async () => {
    const { keyring, context } = receiver;
    const verification = await createSolvedChallenge(keyring, form.id, context.now());
    const { status } = await receiver.post({ body: await validMessage(keyring, { verification }) });
    assert.equal(status, 201);
    outbox.wake();
  };
  const answers: PostBehaviour[] = [429];
  system.behave = () => answers.shift() ?? 'create';
  const before = system.posts.length;
  const isPosted = (count: number) =>
    new Promise<void>((resolve) => {
      system.onPost = () => system.posts.length === before + count && resolve();
    });
  const first = isPosted(1);
  outbox.start();
  await postMessage();
  await first;
  const second = isPosted(2);
  await postMessage();
  await second;
  await outbox.stop();
  const [refused, next] = system.posts.slice(before);
  assert.ok((next?.atMs ?? 0) - (refused?.atMs ?? 0) >= 1000);
});

test('a system that is down for five days gets everything when it is back', async () => {
  await using receiver = await setupWebhook('webhook');
  await receiver.system.stop();
  for (let hours = 0; hours < 5 * 24; hours += 2) {
    assert.deepEqual(await receiver.deliverAfter(2 * hour), ['waiting', 'ECONNREFUSED', null]);
  }
  await receiver.system.restart();
  assert.deepEqual(await receiver.deliverAfter(2 * hour), ['sent', null, 'KC-26110001']);
});

test('a delivery fails after ten days, and resend makes it under the same id', async () => {
  await using receiver = await setupWebhook('webhook', ['create-and-drop']);
  const { system, context, reference, recipients } = receiver;
  await receiver.deliverAfter(0);
  await system.stop();
  assert.deepEqual(await receiver.deliverAfter(241 * hour), ['failed', 'ECONNREFUSED', null]);
  assert.deepEqual((await runCheck(context)).errors, [
    `${reference}: webhook:cases has failed (ECONNREFUSED); use resend or dismiss`,
  ]);
  await system.restart();

  assert.equal(await resendMessage(context, reference, recipients), 1);
  assert.deepEqual(await receiver.deliverAfter(0), ['sent', null, 'KC-26110001']);
  assert.equal(system.cases.length, 1);
  // A delivered message is not delivered again, whatever else is resent.
  assert.equal(await resendMessage(context, reference, recipients), 0);
});

test('a delivery that the system rejects fails at once, and can be dismissed', async () => {
  await using receiver = await setupWebhook('webhook', [400]);
  const { context, reference } = receiver;
  assert.deepEqual(await receiver.deliverAfter(0), ['failed', 'HTTP 400', null]);
  assert.equal(await dismissFailedDeliveries(context, reference, 'KS 2026/1'), 1);
  assert.deepEqual((await runCheck(context)).errors, []);
});

test("the example creates one of Sundsvall's errands, and list, show and export show its number", async () => {
  await using system = await startCaseSystem('errands');
  await using instance = await createInstance(
    {
      webhooks: { errands: createSettings('errands', system) },
      forms: [{ ...form, recipients: [{ webhook: 'errands' }] }],
    },
    { WEBHOOK_ERRANDS_CLIENT_SECRET: 'hemligt' },
  );
  await using receiver = await startReceiver(instance);
  const delivered = new Promise<void>((resolve) => {
    receiver.process.stderr?.on('data', () => {
      if (receiver.log().includes('webhook delivered')) resolve();
    });
  });
  const message = await validMessage(instance.keyring, { fields: { ...fields, telephone: '' } });
  const { body } = await post(receiver.url, { body: message });
  await delivered;

  const reference = String(body.reference);
  const [errand] = system.cases;
  const { externalTags, stakeholders, ...others } = errand?.body ?? {};
  assert.deepEqual(others, {
    title: fields.subject,
    description: fields.message,
    priority: 'MEDIUM',
    status: 'NEW',
    reporterUserId: 'skr-widgets',
    channel: 'WEB_UI',
    classification: { category: 'CONTACT', type: 'INTERNATIONAL' },
  });
  assert.deepEqual(externalTags, [
    { key: 'skrWidgetsId', value: errand?.messageId },
    { key: 'skrWidgetsReference', value: reference },
  ]);
  assert.deepEqual(stakeholders, [
    {
      role: 'CONTACT',
      firstName: fields.name,
      organizationName: fields.organisation,
      contactChannels: [{ type: 'EMAIL', value: fields.email }],
    },
  ]);
  assert.equal(system.posts[0]?.headers['x-sent-by'], 'skr-widgets; type=adAccount');
  const run = async (...words: string[]) => (await runCommand(instance, ...words)).stdout;
  assert.match(await run('list'), /\tcase: KC-26110001\n$/);
  assert.match(await run('show', reference), /^caseNumber: +KC-26110001$/m);
  assert.equal(JSON.parse(await run('export')).caseNumber, 'KC-26110001');
});

test('where the id is not honoured, a case whose response was lost is found and not created again', async () => {
  await using receiver = await setupWebhook('errands', ['create-and-hang']);
  const { system } = receiver;
  assert.deepEqual(await receiver.deliverAfter(0), ['waiting', 'TIMEOUT', null]);
  // The search waits, because a slow system may not have created the case yet.
  assert.deepEqual(await receiver.deliverAfter(4 * 60_000), ['waiting', 'TIMEOUT', null]);
  assert.equal(system.posts.length, 1);
  assert.deepEqual(await receiver.deliverAfter(60_000), ['sent', null, 'KC-26110001']);
  assert.equal(system.cases.length, 1);
  assert.equal(system.posts.length, 1);
});

test('a search that shows other cases creates nothing, and of several the first counts', async () => {
  await using receiver = await setupWebhook('errands', ['create-and-500']);
  const { system } = receiver;
  await receiver.deliverAfter(0);
  for (const result of [{ content: [{ id: 'x', externalTags: [] }] }, {}, { content: null }]) {
    system.searchResult = result;
    assert.deepEqual(await receiver.deliverAfter(hour), [
      ...['waiting', 'FIND unexpected response', null],
    ]);
  }
  const [errand] = system.cases;
  const result = { ...errand?.body, id: errand?.id, errandNumber: 'KC-1' };
  system.searchResult = { content: [result, { ...result, errandNumber: 'KC-2' }] };
  assert.deepEqual(await receiver.deliverAfter(hour), ['sent', null, 'KC-1']);
  assert.match(receiver.logLines.join(''), /"count":2,"msg":"several cases have one id"/);
  assert.equal(system.posts.length, 1);
});

test('a token that has expired is replaced', async () => {
  await using receiver = await setupWebhook('errands');
  const { system } = receiver;
  await receiver.deliverAfter(0);
  await receiver.post({ body: await validMessage(receiver.keyring) });
  system.tokens = ['second'];
  await receiver.deliverAfter(0);
  await receiver.deliverAfter(15_000);
  assert.equal(system.cases.length, 2);
  assert.equal(system.requests.filter((request) => request === 'POST /token').length, 2);
});

test('where the id is not honoured and no case can be found, an unknown outcome waits for a person', async () => {
  for (const behaviour of ['create-and-hang', 'create-and-drop', 'create-and-500'] as const) {
    await using receiver = await setupWebhook('webhook', [429, 'drop', behaviour], {
      honoursId: false,
    });
    const { system, context, reference, recipients } = receiver;
    assert.deepEqual(await receiver.deliverAfter(0), ['waiting', 'HTTP 429', null]);
    // The connection was lost after the request had been sent.
    const [state, error] = await receiver.deliverAfter(hour);
    assert.deepEqual([state, error], ['failed', 'outcome-unknown ECONNRESET']);
    await receiver.deliverAfter(hour);
    assert.equal(system.posts.length, 2);

    assert.match(
      (await runCheck(context)).errors[0] ?? '',
      /webhook:cases has failed \(outcome-unk/,
    );
    await resendMessage(context, reference, recipients);
    assert.match(String((await receiver.deliverAfter(0))[1]), /^outcome-unknown /);
    assert.equal(system.cases.length, 1);
    assert.equal(await dismissFailedDeliveries(context, reference, 'finns som KC-26110001'), 1);
  }
});

test('a receiver that dies while it creates a case that cannot be found leaves it to a person', async () => {
  await using receiver = await setupWebhook('webhook', [], { honoursId: false });
  const { context, system } = receiver;
  // The state of the database from before the request until its response.
  await context.db.updateTable('outbox').set({ unconfirmed_at: 'x', attempts: 1 }).execute();
  assert.deepEqual(await receiver.deliverAfter(hour), ['failed', 'outcome-unknown', null]);
  assert.equal(system.posts.length, 0);
});

test('private addresses are refused unless they are named, also behind a name', async () => {
  for (const privateAddresses of [[], ['127.0.0.2', '10.0.0.0/8']]) {
    await using receiver = await setupWebhook('webhook', [], { privateAddresses });
    assert.deepEqual(await receiver.deliverAfter(0), ['waiting', 'PRIVATE_ADDRESS', null]);
  }
  for (const host of [
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '169.254.169.254',
  ]) {
    const changes = { privateAddresses: [], url: `https://${host}/` };
    await using receiver = await setupWebhook('webhook', [], changes);
    assert.deepEqual(await receiver.deliverAfter(0), ['waiting', 'PRIVATE_ADDRESS', null], host);
  }
  await using receiver = await setupWebhook('webhook', [], {
    privateAddresses: ['127.0.0.0/8', '::1'],
  });
  assert.deepEqual(await receiver.deliverAfter(0), ['sent', null, 'KC-26110001']);
});

test('a certificate that is not trusted is refused', async () => {
  await using receiver = await setupWebhook('webhook', [], { ca: undefined });
  assert.deepEqual(await receiver.deliverAfter(0), [
    'waiting',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    null,
  ]);
  assert.equal(receiver.system.posts.length, 0);
});

test('neither the visitor nor the mail waits for a system that hangs', async () => {
  await using receiver = await setupWebhook('webhook', ['create-and-hang']);
  const { context, system } = receiver;
  receiver.outbox.start();
  await new Promise<void>((resolve) => {
    system.onPost = resolve;
  });
  const row = await context.db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
  const mail = { message_id: 'x', recipient: 'a@exempelkommun.se', state: 'waiting' as const };
  await context.db
    .insertInto('outbox')
    .values({ ...row, ...mail, due_at: row.created_at })
    .execute();
  const { status } = await receiver.post({ body: await validMessage(receiver.keyring) });
  assert.equal(status, 201);
  receiver.outbox.wake();
  const handled = async (): Promise<void> => {
    const isHandled = receiver.logLines.some((line) => line.includes('recipient-not-configured'));
    if (!isHandled) return new Promise<void>((resolve) => setImmediate(resolve)).then(handled);
  };
  await handled();
  // The mail was dismissed while the webhook was still being retried.
  assert.ok(!receiver.logLines.some((line) => line.includes('TIMEOUT')));
  await receiver.outbox.stop();
});

test('settings that cannot work are reported before anything is opened', async () => {
  const webhooks = {
    a: { url: 'http://a.se/hook' },
    b: { url: 'https://user:pass@b.se/' },
    c: { url: 'https://c.se/', headers: { 'X-Name': '{name}', 'bad header': 'x' } },
    d: { url: 'https://d.se/', body: { title: '{subjekt}' } },
    e: { url: 'https://e.se/', find: { url: 'https://e.se/?q={email}' } },
    f: { url: 'https://f.se/', caseUrl: 'https://f.se/{caseId}' },
    g: { url: 'https://g.se/', privateAddresses: ['10.0.0.0/99'] },
  };
  const forms = [{ ...form, recipients: ['not an address', { webhook: 'A b' }] }];
  await using instance = await createInstance({ webhooks, forms });
  const { code, stderr } = await runCommand(instance, 'serve');
  assert.equal(code, 2);
  for (const expected of [
    /webhooks\.a\.url: expected a URL that begins with https/,
    /webhooks\.b\.url: expected a URL that begins with https/,
    /webhooks\.c\.headers\.X-Name: expected only the placeholders \{id\}, \{reference\}, \{token\}/,
    /webhooks\.c\.headers\.bad header: expected the name of a header/,
    /webhooks\.d\.body: expected only the placeholders .*\{subject\}/,
    /webhooks\.e\.find\.url: expected only the placeholders \{id\}, \{reference\}, \{caseId\}/,
    /webhooks\.f: expected a caseId, because there is a caseUrl/,
    /webhooks\.g\.privateAddresses\.0: expected an address or a network/,
    /forms\.0\.recipients\.0: expected an e-mail address, got "not an address"/,
    /forms\.0\.recipients\.1: expected an e-mail address or \{"webhook": "name"\}/,
  ]) {
    assert.match(stderr, expected);
  }
  assert.ok(!stderr.includes('user:pass'), 'a password in a URL is not printed');

  const unknown = { ...instance, config: join(instance.folder, 'unknown.json') };
  const recipients = [{ webhook: 'cases' }];
  await writeFile(unknown.config, JSON.stringify({ forms: [{ ...form, recipients }] }));
  assert.match(
    (await runCommand(unknown, 'serve')).stderr,
    /expected every webhook among the recip/,
  );
});

test('a webhook without its secret does not start, and a secret is never printed', async () => {
  await using system = await startCaseSystem('webhook');
  await using receiver = await setup();
  const create = (kind: 'webhook' | 'errands', variables: NodeJS.ProcessEnv) => () =>
    createWebhook(
      'my-cases',
      parse(webhookSchema, createSettings(kind, system)),
      variables,
      receiver.log,
    );
  assert.throws(create('webhook', {}), /expected WEBHOOK_MY_CASES_SECRET or .*_FILE, got neither/);
  assert.throws(
    create('errands', {}),
    /expected WEBHOOK_MY_CASES_CLIENT_SECRET or .*, got neither/,
  );
  for (const bad of ['hemligt', 'whsec_aGVqCg==', `whsec_${Buffer.alloc(65).toString('base64')}`]) {
    assert.throws(create('webhook', { WEBHOOK_MY_CASES_SECRET: bad }), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^WEBHOOK_MY_CASES_SECRET: expected whsec_ and 24 to 64 bytes/);
      return !error.message.includes(bad);
    });
  }
});

test('the example is a valid configuration, and the manuals name every setting of a webhook', async () => {
  assert.deepEqual(readConfig(examplePath, {}).forms[0]?.recipients, ['webhook:errands']);
  for (const name of ['docs/receiver.md', 'demo/prose/receiver.sv.md']) {
    const manual = await readFile(new URL(`../../${name}`, import.meta.url), 'utf8');
    for (const setting of Object.keys(webhookEntries)) {
      assert.match(manual, new RegExp(`^\\| .*\`${setting}\``, 'm'), `${name}: ${setting}`);
    }
    const [, webhook = ''] = /^```json\n(.+?)\n```$/ms.exec(manual) ?? [];
    const [settings] = Object.values(JSON.parse(webhook).webhooks);
    assert.ok(parse(webhookSchema, settings).url);
  }
});

test('a template is filled without leaving empty members behind', () => {
  const template = {
    title: '{subject} ({reference})',
    list: [
      { $if: 'telephone', value: '{telephone}' },
      { value: '{email}' },
      '{telephone}',
      1,
      null,
    ],
    telephone: '{telephone}',
    literal: '',
  };
  const values = { subject: 'A {email} "b"', reference: 'K7MA', telephone: '', email: 'a@b.se' };
  assert.deepEqual(fillTemplate(template, values), {
    title: 'A {email} "b" (K7MA)',
    list: [{ value: 'a@b.se' }, 1, null],
    literal: '',
  });
  assert.deepEqual(getPlaceholders(template).sort(), [
    ...['email', 'reference', 'subject', 'telephone', 'telephone', 'telephone', 'telephone'],
  ]);
  assert.equal(readPointer({ 'a/b': [{ '~': 'x' }] }, '/a~1b/0/~0'), 'x');
  assert.equal(readPointer({ a: 1 }, '/toString'), undefined);
});
