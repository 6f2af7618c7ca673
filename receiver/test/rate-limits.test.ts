/** What the rate limits do to requests; `rate-limiter.test.ts` has their rules. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { form, getChallenge, limits, origin, setup, validMessage } from './setup.ts';

const address = `/v1/forms/${form.id}/challenge`;

test('a rate-limited response says when to try again, and a page may read it', async () => {
  const one = { perAddress: 1, total: 100 };
  await using receiver = await setup({
    config: { limits: { ...limits, challenges: one, messages: one } },
    clock: () => 0,
  });
  const body = await validMessage(receiver.keyring);
  assert.equal((await receiver.post({ body })).status, 201);

  const response = await receiver.post({ body });

  assert.equal(response.status, 429);
  assert.equal(response.body.type, 'urn:skr-widgets:problem:rate-limited');
  assert.equal(response.body.retryable, true);
  assert.equal(response.headers.get('retry-after'), '60');
  assert.ok(response.headers.get('access-control-allow-origin'));
});

test('a message over the global limit can be sent again unchanged, with the same solution', async () => {
  // The clock stands still unless the test advances it, so that no bucket refills in between.
  let ahead = 0;
  const messages = { perAddress: 100, total: 1 };
  await using receiver = await setup({
    config: { limits: { ...limits, messages } },
    clock: () => ahead,
  });
  const first = { key: randomUUID(), body: await validMessage(receiver.keyring) };
  const second = { key: randomUUID(), body: await validMessage(receiver.keyring) };
  const { body: receipt } = await receiver.post(first);
  // The reserve is as large as the global bucket.
  assert.equal((await receiver.post({ body: await validMessage(receiver.keyring) })).status, 201);

  const response = await receiver.post(second);

  assert.equal(response.status, 503);
  assert.equal(response.headers.get('retry-after'), '60');
  // A repeated request is answered whatever the limit.
  assert.deepEqual((await receiver.post(first)).body, receipt);
  ahead = 60_000;
  assert.equal((await receiver.post(second)).status, 201);
  assert.equal((await receiver.messages()).length, 3);
});

test('messages that are not stored do not count towards the global limit', async () => {
  const messages = { perAddress: 100, total: 2 };
  await using receiver = await setup({
    config: { limits: { ...limits, messages } },
    clock: () => 0,
  });
  const { db } = receiver.context;
  const first = { key: randomUUID(), body: await validMessage(receiver.keyring) };
  await db.schema.alterTable('messages').renameTo('away').execute();
  for (let n = 0; n < 5; n++) assert.equal((await receiver.post(first)).status, 503);
  await db.schema
    .alterTable('away' as 'messages')
    .renameTo('messages')
    .execute();
  assert.equal((await receiver.post(first)).status, 201);
  for (let n = 0; n < 5; n++) {
    assert.equal((await receiver.post(first)).status, 200);
    assert.equal((await receiver.post({ body: first.body })).status, 403);
  }

  const second = await receiver.post({ body: await validMessage(receiver.keyring) });

  assert.equal(second.status, 201);
});

test('setting the system clock back makes nobody wait', async () => {
  let back = 0;
  const few = { perAddress: 10, total: 10 };
  await using receiver = await setup({
    config: { limits: { ...limits, challenges: few, messages: few } },
    now: () => new Date(Date.now() - back),
  });
  const visit = async () => {
    assert.ok((await getChallenge(receiver.url)).parameters);
    return (await receiver.post({ body: await validMessage(receiver.keyring) })).status;
  };
  assert.equal(await visit(), 201);
  back = 3_600_000;

  assert.equal(await visit(), 201);
});

test('preflight requests and the notice are never rate-limited', async () => {
  const one = { perAddress: 1, total: 100 };
  await using receiver = await setup({
    config: { limits: { ...limits, challenges: one, messages: one } },
  });
  const at = `${receiver.url}/v1/forms/${form.id}`;
  for (let n = 0; n < 20; n++) {
    assert.equal((await fetch(at, { headers: { origin } })).status, 200);
    const preflight = { method: 'OPTIONS', headers: { origin } };
    assert.equal((await fetch(`${at}/messages`, preflight)).status, 204);
  }
  assert.equal((await fetch(`${at}/challenge`, { headers: { origin } })).status, 200);
  assert.equal((await receiver.post({ body: await validMessage(receiver.keyring) })).status, 201);
});

test('X-Forwarded-For is trusted from our proxy, and from nobody else', async () => {
  const challenges = { perAddress: 1, total: 100 };
  const ask = async (trustedProxies: string[], claims: string[]) => {
    await using receiver = await setup({
      config: { limits: { ...limits, challenges }, trustedProxies },
    });
    const statuses = [];
    for (const claim of claims) {
      const headers = { origin, 'x-forwarded-for': claim };
      statuses.push((await fetch(receiver.url + address, { headers })).status);
    }
    return statuses;
  };
  const proxy = ['127.0.0.1'];
  assert.deepEqual(await ask([], ['192.0.2.1', '192.0.2.2']), [200, 429]);
  assert.deepEqual(await ask(['10.0.0.0/8'], ['192.0.2.1', '192.0.2.2']), [200, 429]);
  assert.deepEqual(await ask(proxy, ['192.0.2.1', '192.0.2.2']), [200, 200]);
  // What the visitor claims is to the left of what our proxy added, and is not trusted.
  assert.deepEqual(await ask(proxy, ['1.1.1.1, 192.0.2.1', '2.2.2.2, 192.0.2.1']), [200, 429]);
  // Invalid addresses share one limit; without the header, the proxy's own address counts.
  assert.deepEqual(await ask(proxy, ['nonsense', '<script>', '', ', ,']), [200, 429, 200, 429]);
});
