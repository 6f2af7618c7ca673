/**
 * Rate limits by token bucket. A bucket holds one minute's requests and refills evenly, so that a
 * class of pupils who all press send at once gets through, and a flood does not. There are two
 * limits. A client's own is checked first, before any work is done for it; the global one, shared
 * by all clients, only when a request has proved worth counting. So nobody can use up the global
 * limit with requests that lead nowhere.
 *
 * Many networks cannot use it up either. Behind the global bucket is a reserve of the same size,
 * which favours clients that have waited longest: the emptier it is, the longer a client must have
 * gone without, up to a minute. A network then takes at most one token in half a minute from the
 * lower half, which gains half of the total in that time. A flood from fewer networks than that
 * cannot empty it, in whatever order they take turns, and a client that comes for the first time is
 * served.
 */
import { isIP } from 'node:net';
import type { RateLimit } from '../config.ts';

/** The number of networks to remember. Beyond that, the least recently seen is forgotten at once. */
const maxTrackedNetworks = 50_000;

/** The limit of an IPv6 site, in addresses, though never more than half of the total. */
const addressesPerSite = 10;

/** The time in which a bucket refills, and the longest that the reserve makes a client wait. */
const defaultRefillMs = 60_000;

/** The state of a client that has never been served. */
const neverServed = { at: Number.NEGATIVE_INFINITY };

interface Bucket {
  /** Tokens when full, and tokens gained in `refillMs`. */
  readonly size: number;
  readonly refillMs: number;
  tokens: number;
  refilledAt: number;
}

/** The state of an address, or of the site that it belongs to. */
interface ClientState {
  /** The client's own limit. */
  readonly bucket: Bucket;
  /** When the client last got a token from a shared bucket. */
  lastServed: { readonly at: number };
}

/** The result when a limit is exceeded: the number of seconds before a retry. */
export interface RateLimitExceeded {
  readonly retryAfter: number;
}

/** Tokens taken from the buckets of a limit. */
export interface Reservation {
  /** Returns the tokens, because the request had no effect. */
  release(): void;
}

/** Decides which requests of one kind are let through. */
export interface RateLimiter {
  /** Counts a request towards the client's own limit. */
  consumeClient(address: string): RateLimitExceeded | Reservation;
  /** Counts a request towards the global limit. */
  consumeGlobal(address: string): RateLimitExceeded | Reservation;
  /** How much of the global limit is used up, from 0 (calm) to 1 (flood). */
  getPressure(): number;
  /** How many networks it remembers. */
  countNetworks(): number;
}

/** Creates a rate limiter; `now` returns milliseconds. */
export function createRateLimiter(
  { perAddress, total }: RateLimit,
  now: () => number,
  refillMs = defaultRefillMs,
): RateLimiter {
  const siteSize = Math.max(perAddress, Math.min(perAddress * addressesPerSite, total / 2));
  const createFullBucket = (size: number): Bucket => ({
    size,
    tokens: size,
    refilledAt: now(),
    refillMs,
  });
  const globalBucket = createFullBucket(total);
  const reserveBucket = createFullBucket(total);
  const clients = new Map<string, ClientState>();
  let forgetting: NodeJS.Timeout | undefined;

  /**
   * Forgets the networks that have not been seen for as long as a bucket takes to refill: they would
   * be treated as new ones are. Nobody's address remains for longer than twice that time.
   */
  function scheduleForgetting(): void {
    if (forgetting) return;
    forgetting = setTimeout(() => {
      forgetting = undefined;
      for (const [key, { bucket }] of clients) {
        // Every request refills the bucket first.
        if (now() - bucket.refilledAt < refillMs) break;
        clients.delete(key);
      }
      if (clients.size > 0) scheduleForgetting();
    }, refillMs).unref();
  }

  function getClientStates(address: string): ClientState[] {
    return getNetworkKeys(address).map((key, index) => {
      const client = clients.get(key) ?? {
        bucket: createFullBucket(index === 0 ? perAddress : siteSize),
        lastServed: neverServed,
      };
      // Inserted last, so that the map is ordered by when each client was last seen.
      clients.delete(key);
      clients.set(key, client);
      if (clients.size > maxTrackedNetworks) {
        const [oldest] = clients.keys();
        if (oldest !== undefined) clients.delete(oldest);
      }
      refill(client.bucket, now());
      scheduleForgetting();
      return client;
    });
  }

  function reserveToken(bucket: Bucket, states: readonly ClientState[]): Reservation {
    const previous = states.map(({ lastServed }) => lastServed);
    const served = { at: now() };
    bucket.tokens -= 1;
    for (const client of states) client.lastServed = served;
    return {
      release() {
        bucket.tokens += 1;
        for (const [index, client] of states.entries()) {
          // Unless the client has been served again since.
          if (client.lastServed === served) client.lastServed = previous[index] ?? neverServed;
        }
      },
    };
  }

  return {
    consumeClient(address) {
      const buckets = getClientStates(address).map(({ bucket }) => bucket);
      const exceeded = getExceeded(buckets);
      // A rejected request takes nothing from the rest of its site.
      if (exceeded) return exceeded;
      for (const bucket of buckets) bucket.tokens -= 1;
      return {
        release() {
          for (const bucket of buckets) bucket.tokens += 1;
        },
      };
    },
    consumeGlobal(address) {
      const states = getClientStates(address);
      refill(globalBucket, now());
      refill(reserveBucket, now());
      if (globalBucket.tokens >= 1) return reserveToken(globalBucket, states);
      const servedAt = Math.max(...states.map(({ lastServed }) => lastServed.at));
      const requiredMs = refillMs * (1 - reserveBucket.tokens / reserveBucket.size);
      const remainingMs = requiredMs - (now() - servedAt);
      if (remainingMs > 0) return { retryAfter: Math.ceil(remainingMs / 1000) };
      return getExceeded([reserveBucket]) ?? reserveToken(reserveBucket, states);
    },
    getPressure() {
      refill(globalBucket, now());
      return 1 - globalBucket.tokens / total;
    },
    countNetworks: () => clients.size,
  };
}

function refill(bucket: Bucket, now: number): void {
  const gained = ((now - bucket.refilledAt) / bucket.refillMs) * bucket.size;
  bucket.tokens = Math.min(bucket.size, bucket.tokens + gained);
  bucket.refilledAt = now;
}

/** Returns the seconds before a retry, if any of the buckets is empty. */
function getExceeded(buckets: readonly Bucket[]): RateLimitExceeded | undefined {
  const waits = buckets
    .filter(({ tokens }) => tokens < 1)
    .map(({ tokens, size, refillMs }) =>
      Math.max(1, Math.ceil((((1 - tokens) / size) * refillMs) / 1000)),
    );
  return waits.length > 0 ? { retryAfter: Math.max(...waits) } : undefined;
}

/**
 * Returns the network that counts as one address and, for IPv6, the site it belongs to. An IPv6 subscriber has a whole
 * /64 and could use a new address for every request; a site has a /48, which could be 65 536 subscribers. An IPv4
 * address counts by itself.
 */
function getNetworkKeys(address: string): string[] {
  // Some proxies append the port, which would make every connection a new address.
  const [, bare] = /^(\d+\.\d+\.\d+\.\d+)(:\d+)?$/.exec(address) ?? [];
  if (bare) return [bare];
  const [, bracketed] = /^\[([^\]]+)\](:\d+)?$/.exec(address) ?? [];
  if (bracketed) return getNetworkKeys(bracketed);
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
