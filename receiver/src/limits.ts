/**
 * Limits by token bucket: a bucket holds a minute's requests and fills evenly, so a class of pupils
 * who all press send at once are let through, and a flood is not. There are two limits, and they are
 * asked apart: an address's own at the door, before any work is done for it, and the one on all
 * together only when a request has shown that it is worth counting. So nobody can use up what is
 * everyone's with requests that come to nothing.
 */
import { isIP } from 'node:net';
import type { Limit } from './config.ts';

/** Addresses that are remembered. Beyond it the one unheard for longest is forgotten. */
const mostAddresses = 50_000;

/** The last part of the total, kept for those who ask for little: many addresses are a flood too. */
const reserve = 1 / 5;

/** What is little: this part of an address's own limit. */
const little = 1 / 10;

/** How many addresses' limits a site of IPv6 has in all, but no more than half of the total. */
const perSite = 10;

interface Bucket {
  /** What it holds when full, and what it gains in a minute. */
  readonly size: number;
  tokens: number;
  filledAt: number;
}

/** What is remembered of an address, or of the site that it belongs to. */
interface Known {
  /** What it may ask for. */
  readonly own: Bucket;
  /** What it may have of the reserve. */
  readonly reserved: Bucket;
}

/** What is over a limit: after how many seconds to come back. */
export interface TooMany {
  readonly retryAfter: number;
}

/** Decides which requests of one kind are let through. */
export interface Limiter {
  /** Counts a request on its address's own limit, or says when to come back. */
  takeOwn(address: string): TooMany | undefined;
  /** Counts a request on what all may have together, or says when to come back. */
  takeShared(address: string): TooMany | undefined;
  /** Takes back what `takeShared` counted: nothing came of the request. */
  giveBack(address: string): void;
  /** How much of the total is used up, from 0 (calm) to 1 (flood). */
  pressure(): number;
}

/** Makes a limiter; `now` is in milliseconds. */
export function createLimiter({ perAddress, total }: Limit, now: () => number): Limiter {
  const site = Math.max(perAddress, Math.min(perAddress * perSite, total / 2));
  const full = (size: number): Bucket => ({ size, tokens: size, filledAt: now() });
  const all = full(total);
  const byNetwork = new Map<string, Known>();

  function know(address: string): Known[] {
    return networksOf(address).map((key, index) => {
      const limit = index === 0 ? perAddress : site;
      const known = byNetwork.get(key) ?? {
        own: full(limit),
        reserved: full(Math.max(1, limit * little)),
      };
      // Put back last, so that the map is in order of when each was last heard.
      byNetwork.delete(key);
      byNetwork.set(key, known);
      if (byNetwork.size > mostAddresses) {
        const [oldest] = byNetwork.keys();
        if (oldest !== undefined) byNetwork.delete(oldest);
      }
      fill(known.own, now());
      fill(known.reserved, now());
      return known;
    });
  }

  return {
    takeOwn(address) {
      const owns = know(address).map(({ own }) => own);
      const tooMany = lack(owns);
      // One who is refused takes nothing from the others of the site.
      if (!tooMany) for (const own of owns) own.tokens -= 1;
      return tooMany;
    },
    takeShared(address) {
      const reserves = know(address).map(({ reserved }) => reserved);
      fill(all, now());
      const tooMany = lack(all.tokens - 1 < total * reserve ? [all, ...reserves] : [all]);
      if (tooMany) return tooMany;
      all.tokens -= 1;
      for (const reserved of reserves) reserved.tokens = Math.max(0, reserved.tokens - 1);
      return undefined;
    },
    giveBack(address) {
      all.tokens += 1;
      for (const { reserved } of know(address)) reserved.tokens += 1;
    },
    pressure() {
      fill(all, now());
      return 1 - all.tokens / total;
    },
  };
}

function fill(bucket: Bucket, now: number): void {
  const gained = ((now - bucket.filledAt) / 60_000) * bucket.size;
  bucket.tokens = Math.min(bucket.size, bucket.tokens + gained);
  bucket.filledAt = now;
}

/** When to come back if one of them is empty. */
function lack(buckets: readonly Bucket[]): TooMany | undefined {
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
function networksOf(address: string): string[] {
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
