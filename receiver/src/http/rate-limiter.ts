/**
 * Limits by token bucket: a bucket holds a minute's requests and fills evenly, so a class of pupils
 * who all press send at once are let through, and a flood is not. There are two limits, and they are
 * asked apart: a network's own at the door, before any work is done for it, and the one on all
 * together only when a request has shown that it is worth counting. So nobody can use up what is
 * everyone's with requests that come to nothing.
 *
 * Nor with many networks. When the total is used up there is a reserve, as large, and there those go
 * first who have waited: the emptier it is, the longer a network must have had nothing, up to a
 * minute. So a network takes at most one in half a minute from the lower half, which gains half of the
 * total meanwhile: a flood from fewer networks than that cannot empty it, however they take turns, and
 * who comes for the first time is served.
 */
import { isIP } from 'node:net';
import type { RateLimit } from '../config.ts';

/** Networks that are remembered. Beyond it the one unheard for longest is forgotten. */
const maxTrackedNetworks = 50_000;

/** How many addresses' limits a site of IPv6 has in all, but no more than half of the total. */
const addressesPerSite = 10;

/** In milliseconds: what a bucket fills in, and the longest that the reserve lets one wait. */
const refillMs = 60_000;

/** When a network was served that never was. */
const neverServed = { at: Number.NEGATIVE_INFINITY };

interface Bucket {
  /** What it holds when full, and what it gains in a minute. */
  readonly size: number;
  tokens: number;
  refilledAt: number;
}

/** What is remembered of an address, or of the site that it belongs to. */
interface ClientState {
  /** What it may ask for. */
  readonly bucket: Bucket;
  /** The last time that it got something which all share. */
  lastServed: { readonly at: number };
}

/** What is over a limit: after how many seconds to come back. */
export interface RateLimitExceeded {
  readonly retryAfter: number;
}

/** What was taken of what all share. */
export interface Reservation {
  /** Undoes the taking: nothing came of the request. */
  release(): void;
}

/** Decides which requests of one kind are let through. */
export interface RateLimiter {
  /** Counts a request on its network's own limit, or says when to come back. */
  consumeClient(address: string): RateLimitExceeded | undefined;
  /** Counts a request on what all may have together, or says when to come back. */
  consumeGlobal(address: string): RateLimitExceeded | Reservation;
  /** How much of the total is used up, from 0 (calm) to 1 (flood). */
  getPressure(): number;
}

/** Makes a limiter; `now` is in milliseconds. */
export function createRateLimiter(
  { perAddress, total }: RateLimit,
  now: () => number,
): RateLimiter {
  const site = Math.max(perAddress, Math.min(perAddress * addressesPerSite, total / 2));
  const createFullBucket = (size: number): Bucket => ({ size, tokens: size, refilledAt: now() });
  const globalBucket = createFullBucket(total);
  const reserveBucket = createFullBucket(total);
  const clients = new Map<string, ClientState>();

  function getClientStates(address: string): ClientState[] {
    return getNetworkKeys(address).map((key, index) => {
      const known = clients.get(key) ?? {
        bucket: createFullBucket(index === 0 ? perAddress : site),
        lastServed: neverServed,
      };
      // Put back last, so that the map is in order of when each was last heard.
      clients.delete(key);
      clients.set(key, known);
      if (clients.size > maxTrackedNetworks) {
        const [oldest] = clients.keys();
        if (oldest !== undefined) clients.delete(oldest);
      }
      refill(known.bucket, now());
      return known;
    });
  }

  /** Takes from a bucket for networks, and remembers how it was before. */
  function reserveToken(bucket: Bucket, networks: readonly ClientState[]): Reservation {
    const before = networks.map(({ lastServed: served }) => served);
    const served = { at: now() };
    bucket.tokens -= 1;
    for (const known of networks) known.lastServed = served;
    return {
      release() {
        bucket.tokens += 1;
        for (const [index, known] of networks.entries()) {
          // Unless it has got something since.
          if (known.lastServed === served) known.lastServed = before[index] ?? neverServed;
        }
      },
    };
  }

  return {
    consumeClient(address) {
      const owns = getClientStates(address).map(({ bucket: own }) => own);
      const tooMany = getRetryAfter(owns);
      // One who is refused takes nothing from the others of the site.
      if (!tooMany) for (const own of owns) own.tokens -= 1;
      return tooMany;
    },
    consumeGlobal(address) {
      const networks = getClientStates(address);
      refill(globalBucket, now());
      refill(reserveBucket, now());
      if (globalBucket.tokens >= 1) return reserveToken(globalBucket, networks);
      const servedAt = Math.max(...networks.map(({ lastServed: served }) => served.at));
      const rest = refillMs * (1 - reserveBucket.tokens / reserveBucket.size) - (now() - servedAt);
      if (rest > 0) return { retryAfter: Math.ceil(rest / 1000) };
      return getRetryAfter([reserveBucket]) ?? reserveToken(reserveBucket, networks);
    },
    getPressure() {
      refill(globalBucket, now());
      return 1 - globalBucket.tokens / total;
    },
  };
}

function refill(bucket: Bucket, now: number): void {
  const gained = ((now - bucket.refilledAt) / refillMs) * bucket.size;
  bucket.tokens = Math.min(bucket.size, bucket.tokens + gained);
  bucket.refilledAt = now;
}

/** When to come back if one of them is empty. */
function getRetryAfter(buckets: readonly Bucket[]): RateLimitExceeded | undefined {
  const waits = buckets
    .filter(({ tokens }) => tokens < 1)
    .map(({ tokens, size }) => Math.max(1, Math.ceil(((1 - tokens) / size) * 60)));
  return waits.length > 0 ? { retryAfter: Math.max(...waits) } : undefined;
}

/**
 * The network that counts as one address, and the site that it may be one of many of. A subscriber
 * has a whole /64 of IPv6, and could be a new address at every request; a site has a /48, and could
 * be 65 536 subscribers. Of IPv4 an address is an address.
 */
function getNetworkKeys(address: string): string[] {
  // Some proxies add the port, and each request would then be a new address.
  const [, bare] = /^(\d+\.\d+\.\d+\.\d+)(:\d+)?$/.exec(address) ?? [];
  if (bare) return [bare];
  if (isIP(address) === 0) return ['unknown'];
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return [mapped];
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(zeros).fill('0'), ...right];
  return [groups.slice(0, 4).join(':'), `${groups.slice(0, 3).join(':')}/48`];
}
