import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createRateLimiter,
  type RateLimitExceeded,
  type Reservation,
} from '../src/http/rate-limiter.ts';
import { pickDifficulty } from '../src/security/challenge.ts';

/** Whether the limiter let the request through. */
const isReservation = (response: RateLimitExceeded | Reservation): response is Reservation =>
  'release' in response;

test('a class that presses send at once gets through, and a flood does not', () => {
  let now = 0;
  const limiter = createRateLimiter({ perAddress: 60, total: 1000 }, () => now);
  for (let n = 0; n < 60; n++) assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));

  assert.deepEqual(limiter.consumeClient('192.0.2.1'), { retryAfter: 1 });
  assert.ok(isReservation(limiter.consumeClient('192.0.2.2')));
  now += 1000;
  assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  assert.deepEqual(limiter.consumeClient('192.0.2.1'), { retryAfter: 1 });
});

test('clients that send a lot do not use up what clients that send little need', () => {
  let now = 0;
  const limiter = createRateLimiter({ perAddress: 20, total: 100 }, () => now);
  const take = (address: string, times: number) =>
    Array.from({ length: times }, () => limiter.consumeGlobal(address)).filter(isReservation);
  // The global bucket serves anyone, and then the reserve while it is full.
  assert.equal(take('192.0.2.1', 200).length, 101);
  assert.equal(limiter.getPressure(), 1);

  // From the rest, each client gets one token and then has to wait.
  for (let n = 2; n < 11; n++) assert.equal(take(`192.0.2.${n}`, 20).length, 1);

  assert.deepEqual(limiter.consumeGlobal('192.0.2.1'), { retryAfter: 6 });
  const [firstReservation] = take('192.0.2.99', 1);
  assert.equal(take('192.0.2.99', 1).length, 0);
  firstReservation?.release();
  const [secondReservation] = take('192.0.2.99', 1);
  assert.ok(secondReservation);
  for (let n = 100; n < 189; n++) assert.equal(take(`192.0.2.${n}`, 1).length, 1);
  // Now nothing is left for anyone, and after a minute everything is available again.
  assert.deepEqual(limiter.consumeGlobal('192.0.2.200'), { retryAfter: 1 });
  assert.deepEqual(limiter.consumeGlobal('192.0.2.1'), { retryAfter: 60 });
  now += 60_000;
  assert.equal(take('192.0.2.1', 1).length, 1);
  assert.ok(limiter.getPressure() < 0.02);
});

test('releasing one reservation does not undo a later one', () => {
  const limiter = createRateLimiter({ perAddress: 20, total: 2 }, () => 0);
  const first = limiter.consumeGlobal('192.0.2.1');
  assert.ok(isReservation(first));
  assert.ok(isReservation(limiter.consumeGlobal('192.0.2.1')));
  first.release();
  // The released token, and one of the two in the reserve.
  for (let n = 0; n < 2; n++) assert.ok(isReservation(limiter.consumeGlobal('192.0.2.9')));

  assert.ok(!isReservation(limiter.consumeGlobal('192.0.2.1')));
  assert.ok(isReservation(limiter.consumeGlobal('192.0.2.2')));
});

test('a first-time client is served while thousands of networks flood', () => {
  let now = 0;
  const total = 6000;
  const limiter = createRateLimiter({ perAddress: 120, total }, () => now);
  const network = (n: number) => `2001:db8:${n.toString(16)}::1`;
  const seconds = 180;
  /** What the flood could get if the reserve gave it more than it should. */
  const most = total * (2 + seconds / 30);
  let flooded = 0;
  for (let second = 0; second < seconds; second++) {
    for (let n = 0; n < 5000; n++) {
      // Half of them send all the time; the other half save up and send together.
      if (n % 2 === 1 && second % 61 !== 60) continue;
      while (flooded < most && isReservation(limiter.consumeGlobal(network(n)))) flooded++;
    }
    assert.ok(isReservation(limiter.consumeGlobal(`192.0.2.${second}`)), `after ${second} seconds`);
    now += 1000;
  }
  // The flood got everything there was, and no more.
  assert.ok(flooded > total * 2 && flooded < most, `${flooded}`);
});

test('the addresses of one IPv6 subscriber count as one, and a mapped IPv4 address as itself', () => {
  const limiter = createRateLimiter({ perAddress: 1, total: 100 }, () => 0);
  assert.ok(isReservation(limiter.consumeClient('2001:db8:1:2::1')));
  assert.ok(!isReservation(limiter.consumeClient('2001:db8:1:2:3:4:5:6')));
  assert.ok(isReservation(limiter.consumeClient('2001:db8:1:3::1')));
  assert.ok(isReservation(limiter.consumeClient('2001:db8::1')));
  assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  assert.ok(!isReservation(limiter.consumeClient('::ffff:192.0.2.1')));
  // The format of some proxies.
  assert.ok(!isReservation(limiter.consumeClient('192.0.2.1:40001')));
  assert.ok(!isReservation(limiter.consumeClient('[2001:db8:1:2::9]:40001')));
  assert.ok(!isReservation(limiter.consumeClient('[2001:db8:1:2::9]')));
  assert.ok(isReservation(limiter.consumeClient('[2001:db8:1:4::9]:443')));
  assert.ok(isReservation(limiter.consumeClient('no address')));
  assert.ok(!isReservation(limiter.consumeClient('none either')));
});

/** Whether a second request counts with the first one, where an address has one request. */
function isCountedWith(first: string, second: string): boolean {
  const limiter = createRateLimiter({ perAddress: 1, total: 100 }, () => 0);
  assert.ok(isReservation(limiter.consumeClient(first)));
  return !isReservation(limiter.consumeClient(second));
}

test('an address is the same however a proxy writes it', () => {
  for (const [first, second] of [
    ['203.113.145.196', '203.113.145.196:40001'],
    ['203.113.145.196', '::ffff:203.113.145.196'],
    ['203.113.145.196', '[::ffff:203.113.145.196]:443'],
    ['2001:db8:0:1:2:3:4:5', '2001:db8::1:2:3:4:5'],
    ['2001:db8::1:2:3:4:5', '2001:db8:0:1::9'],
    ['2001:db8::', '2001:db8:0:0::1'],
    ['::1', '0:0:0:0::2'],
    ['no address', '192.0.2.1x'],
    ['no address', 'x192.0.2.1'],
    ['no address', 'x[2001:db8::1]'],
    ['no address', '[2001:db8::1]x'],
  ] as const) {
    assert.ok(isCountedWith(first, second), `${first} and ${second}`);
  }
});

test('other addresses count apart, however alike they look', () => {
  for (const [first, second] of [
    ['203.113.145.196', '203.113.145.19'],
    ['::ffff:203.113.145.196', '::ffff:203.113.145.19'],
    ['192.0.2.1', '2001:db8::ffff:192.0.2.1'],
    ['2001:db8:1:23::1', '2001:db8:12:3::1'],
    ['2001:db8::1', '2001:db8:0:1::1'],
  ] as const) {
    assert.ok(!isCountedWith(first, second), `${first} and ${second}`);
  }
  // Two sites, of which each has as much as one address.
  const limiter = createRateLimiter({ perAddress: 1, total: 2 }, () => 0);
  assert.ok(isReservation(limiter.consumeClient('2001:db:81:1::1')));
  assert.ok(isReservation(limiter.consumeClient('2001:db8:1:1::1')));
});

test('a client is told when it may try again, by the limit that keeps it waiting longest', () => {
  let now = 0;
  const limiter = createRateLimiter({ perAddress: 2, total: 10 }, () => now);
  // Five requests use up the site; the first and second subscriber have used up their own limit too.
  for (const subscriber of [1, 1, 2, 2, 3])
    assert.ok(isReservation(limiter.consumeClient(`2001:db8:a:${subscriber}::1`)));
  assert.deepEqual(limiter.consumeClient('2001:db8:a:1::1'), { retryAfter: 30 });
  assert.deepEqual(limiter.consumeClient('2001:db8:a:3::1'), { retryAfter: 12 });
  now += 15_000;
  assert.deepEqual(limiter.consumeClient('2001:db8:a:1::1'), { retryAfter: 15 });
});

test('a request that led nowhere is given back to its client', () => {
  const limiter = createRateLimiter({ perAddress: 1, total: 100 }, () => 0);
  const reservation = limiter.consumeClient('192.0.2.1');
  assert.ok(isReservation(reservation));
  reservation.release();
  assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  assert.ok(!isReservation(limiter.consumeClient('192.0.2.1')));
});

test('a request that led nowhere leaves its client waiting as long as before', () => {
  const limiter = createRateLimiter({ perAddress: 20, total: 2 }, () => 0);
  assert.ok(isReservation(limiter.consumeGlobal('192.0.2.1')));
  const second = limiter.consumeGlobal('192.0.2.1');
  assert.ok(isReservation(second));
  second.release();
  // The released token, and half of the reserve.
  for (const n of [2, 3]) assert.ok(isReservation(limiter.consumeGlobal(`192.0.2.${n}`)));
  assert.deepEqual(limiter.consumeGlobal('192.0.2.1'), { retryAfter: 30 });
});

test('what all clients share is there again after a minute', () => {
  let now = 0;
  const limiter = createRateLimiter({ perAddress: 20, total: 2 }, () => now);
  assert.ok(isReservation(limiter.consumeGlobal('192.0.2.1')));
  assert.equal(limiter.getPressure(), 0.5);
  assert.ok(isReservation(limiter.consumeGlobal('192.0.2.1')));
  assert.equal(limiter.getPressure(), 1);
  now += 60_000;
  assert.equal(limiter.getPressure(), 0);
  now += 60_000;
  for (let n = 0; n < 2; n++) assert.ok(isReservation(limiter.consumeGlobal('192.0.2.1')));
  now += 60_000;
  for (let n = 0; n < 2; n++) assert.ok(isReservation(limiter.consumeGlobal('192.0.2.1')));
});

test('beyond 50 000 networks the one that was seen longest ago is forgotten', () => {
  const limiter = createRateLimiter({ perAddress: 1, total: 100 }, () => 0);
  const isAccepted = (n: number) =>
    isReservation(limiter.consumeClient(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`));
  for (let n = 0; n < 50_000; n++) assert.ok(isAccepted(n));
  // All are remembered, and these two have now been seen last.
  assert.ok(!isAccepted(0));
  assert.ok(!isAccepted(1));
  assert.ok(isAccepted(50_000));
  assert.ok(!isAccepted(0));
  assert.ok(isAccepted(2));
});

test('an address is forgotten within two hours of its last request, by a limiter of one hour', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const minuteMs = 60_000;
  const wait = (minutes: number) => {
    // The clock is right whenever a timer expires.
    for (let n = 0; n < minutes; n++) {
      now += minuteMs;
      t.mock.timers.tick(minuteMs);
    }
  };
  const limiter = createRateLimiter({ perAddress: 1, total: 100 }, () => now, 60 * minuteMs);
  assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  // The subscriber and the site.
  assert.ok(isReservation(limiter.consumeClient('2001:db8:a:1::1')));
  assert.equal(limiter.countNetworks(), 3);

  wait(30);
  assert.ok(!isReservation(limiter.consumeClient('192.0.2.1')));
  wait(29);
  assert.equal(limiter.countNetworks(), 3);
  wait(1);
  // The one that has been seen since is still limited.
  assert.equal(limiter.countNetworks(), 1);
  wait(29);
  assert.equal(limiter.countNetworks(), 1);
  // 120 minutes after its last request.
  wait(61);
  assert.equal(limiter.countNetworks(), 0);

  // The next one is forgotten too, and counts as new when it comes back.
  assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  assert.ok(!isReservation(limiter.consumeClient('192.0.2.1')));
  wait(120);
  assert.equal(limiter.countNetworks(), 0);
  assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
});

test('forgetting an address gives it nothing that it would not have had', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  const limiter = createRateLimiter({ perAddress: 2, total: 2 }, () => now);
  const take = () => isReservation(limiter.consumeGlobal('192.0.2.1'));
  for (let n = 0; n < 2; n++) assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  for (let n = 0; n < 2; n++) assert.ok(take());
  now += 59_999;
  t.mock.timers.tick(60_000);
  // A millisecond too early.
  assert.equal(limiter.countNetworks(), 1);
  now += 1;
  t.mock.timers.tick(60_000);
  assert.equal(limiter.countNetworks(), 0);
  for (let n = 0; n < 2; n++) assert.ok(isReservation(limiter.consumeClient('192.0.2.1')));
  assert.ok(!isReservation(limiter.consumeClient('192.0.2.1')));
});

test('an IPv6 site with many subscribers does not use up the global limit', () => {
  const perAddress = 20;
  const total = 1000;
  const limiter = createRateLimiter({ perAddress, total }, () => 0);
  /**
   * How many requests are let through by both limits, with one from each of `count` subscribers.
   */
  const flood = (addressOf: (n: number) => string, subscribers: number, each: number) => {
    let accepted = 0;
    for (let n = 0; n < subscribers; n++) {
      for (let m = 0; m < each; m++) {
        const address = addressOf(n);
        if (
          isReservation(limiter.consumeClient(address)) &&
          isReservation(limiter.consumeGlobal(address))
        )
          accepted++;
      }
    }
    return accepted;
  };
  const within = (site: string) => (n: number) => `2001:db8:${site}:${n.toString(16)}::1`;
  // As much as ten addresses, whichever subscriber sends.
  assert.equal(flood(within('a'), 2000, 1), 200);
  assert.ok(!isReservation(limiter.consumeClient('2001:db8:a:ffff::1')));
  assert.ok(limiter.getPressure() <= 0.2);
  // Other sites are not affected, and one subscriber has as much as one address.
  assert.equal(flood(within('b'), 1, 100), perAddress);
  assert.ok(isReservation(limiter.consumeClient('2001:db8:b:ffff::1')));
  assert.equal(
    flood((n) => `192.0.2.${n}`, 29, 20),
    580,
  );

  assert.equal(flood(within('c'), 2000, 1), 200);

  // The global bucket is empty. From the reserve a site gets one token, not each subscriber.
  assert.equal(limiter.getPressure(), 1);
  assert.equal(flood(within('d'), 100, 2), 1);
  assert.equal(
    flood((n) => `198.51.100.${n}`, 10, 20),
    10,
  );
});

test('an IPv6 site has at most half of the total, and at least the limit of one address', () => {
  const most = (perAddress: number, total: number) => {
    const limiter = createRateLimiter({ perAddress, total }, () => 0);
    let accepted = 0;
    for (let n = 0; n < 2000; n++)
      if (isReservation(limiter.consumeClient(`2001:db8:a:${n % 500}::1`))) accepted++;
    return accepted;
  };
  assert.equal(most(20, 100), 50);
  assert.equal(most(20, 1000), 200);
  assert.equal(most(60, 100), 60);
  assert.equal(most(1, 1), 1);
});

test('a client over its limit takes nothing from the rest of its IPv6 site', () => {
  const limiter = createRateLimiter({ perAddress: 2, total: 100 }, () => 0);
  for (let n = 0; n < 100; n++) limiter.consumeClient('2001:db8:a:1::1');
  for (let n = 2; n < 11; n++)
    assert.ok(isReservation(limiter.consumeClient(`2001:db8:a:${n}::1`)));
});

test('challenges get harder as the limit is approached', () => {
  const works = (pressure: number) => Array.from({ length: 200 }, () => pickDifficulty(pressure));
  assert.ok(works(0).every((work) => work >= 150 && work <= 450));
  assert.ok(works(0.5).every((work) => work >= 300 && work <= 900));
  assert.ok(works(1).every((work) => work >= 600 && work <= 1800));
});
