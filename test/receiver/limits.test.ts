import assert from 'node:assert/strict';
import { test } from 'node:test';
import { randomWork } from '../../receiver/src/challenge.ts';
import { createLimiter } from '../../receiver/src/limits.ts';
import { form, honest, limits, origin, setup } from './setup.ts';

const address = `/v1/forms/${form.id}/challenge`;

test('a class that presses send at once is let through, and a flood is not', () => {
  let now = 0;
  const limiter = createLimiter({ perAddress: 60, total: 1000 }, () => now);
  for (let n = 0; n < 60; n++) assert.equal(limiter.take('192.0.2.1'), undefined);

  assert.deepEqual(limiter.take('192.0.2.1'), { retryAfter: 1 });
  assert.equal(limiter.take('192.0.2.2'), undefined);
  now += 1000;
  assert.equal(limiter.take('192.0.2.1'), undefined);
  assert.deepEqual(limiter.take('192.0.2.1'), { retryAfter: 1 });
});

test('one who floods does not use up what is for everyone', () => {
  const limiter = createLimiter({ perAddress: 10, total: 20 }, () => 0);
  for (let n = 0; n < 1000; n++) limiter.take('192.0.2.1');
  for (let n = 0; n < 10; n++) assert.equal(limiter.take('192.0.2.2'), undefined);
  assert.deepEqual(limiter.take('192.0.2.3'), { retryAfter: 3 });
});

test('the addresses of one IPv6 subscriber count as one, and a mapped IPv4 as itself', () => {
  const limiter = createLimiter({ perAddress: 1, total: 100 }, () => 0);
  assert.equal(limiter.take('2001:db8:1:2::1'), undefined);
  assert.ok(limiter.take('2001:db8:1:2:3:4:5:6'));
  assert.equal(limiter.take('2001:db8:1:3::1'), undefined);
  assert.equal(limiter.take('2001:db8::1'), undefined);
  assert.equal(limiter.take('192.0.2.1'), undefined);
  assert.ok(limiter.take('::ffff:192.0.2.1'));
  // As some proxies write it.
  assert.ok(limiter.take('192.0.2.1:40001'));
  assert.equal(limiter.take('no address'), undefined);
  assert.ok(limiter.take('none either'));
});

test('a challenge is more work the nearer the limit is', () => {
  const works = (pressure: number) => Array.from({ length: 200 }, () => randomWork(pressure));
  assert.ok(works(0).every((work) => work >= 150 && work <= 450));
  assert.ok(works(0.5).every((work) => work >= 300 && work <= 900));
  assert.ok(works(1).every((work) => work >= 600 && work <= 1800));
});

test('a refusal for haste says when to come back, and a page may read it', async () => {
  const one = { perAddress: 1, total: 100 };
  await using receiver = await setup({ config: { limits: { challenges: one, messages: one } } });
  const body = await honest(receiver.keyring);
  assert.equal((await receiver.post({ body })).status, 201);

  const answer = await receiver.post({ body });

  assert.equal(answer.status, 429);
  assert.equal(answer.body.type, 'urn:skr-widgets:problem:rate-limited');
  assert.equal(answer.body.retryable, true);
  assert.equal(answer.headers.get('retry-after'), '60');
  assert.ok(answer.headers.get('access-control-allow-origin'));
});

test('an address that a stranger claims is not believed, one from our proxy is', async () => {
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
  // What the visitor wrote stands to the left of what our proxy saw, and is not believed.
  assert.deepEqual(await ask(proxy, ['1.1.1.1, 192.0.2.1', '2.2.2.2, 192.0.2.1']), [200, 429]);
  // What is no address shares one limit; where nothing is claimed, the proxy's own address counts.
  assert.deepEqual(await ask(proxy, ['nonsense', '<script>', '', ', ,']), [200, 429, 200, 429]);
});
