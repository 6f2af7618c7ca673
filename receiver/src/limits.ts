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

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** What is remembered of an address. */
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
  const share = Math.max(1, perAddress * little);
  const all: Bucket = { tokens: total, filledAt: now() };
  const byAddress = new Map<string, Known>();

  const full = (tokens: number): Bucket => ({ tokens, filledAt: now() });

  function know(address: string): Known {
    const key = networkOf(address);
    const known = byAddress.get(key) ?? { own: full(perAddress), reserved: full(share) };
    // Put back last, so that the map is in order of when each was last heard.
    byAddress.delete(key);
    byAddress.set(key, known);
    if (byAddress.size > mostAddresses) {
      const [oldest] = byAddress.keys();
      if (oldest !== undefined) byAddress.delete(oldest);
    }
    fill(known.own, perAddress, now());
    fill(known.reserved, share, now());
    return known;
  }

  return {
    takeOwn(address) {
      const { own } = know(address);
      if (own.tokens < 1) return { retryAfter: wait(own, perAddress) };
      own.tokens -= 1;
      return undefined;
    },
    takeShared(address) {
      const { reserved } = know(address);
      fill(all, total, now());
      if (all.tokens < 1) return { retryAfter: wait(all, total) };
      if (all.tokens - 1 < total * reserve && reserved.tokens < 1) {
        return { retryAfter: wait(reserved, share) };
      }
      all.tokens -= 1;
      reserved.tokens = Math.max(0, reserved.tokens - 1);
      return undefined;
    },
    giveBack(address) {
      const { reserved } = know(address);
      all.tokens += 1;
      reserved.tokens += 1;
    },
    pressure() {
      fill(all, total, now());
      return 1 - all.tokens / total;
    },
  };
}

function fill(bucket: Bucket, perMinute: number, now: number): void {
  const gained = ((now - bucket.filledAt) / 60_000) * perMinute;
  bucket.tokens = Math.min(perMinute, bucket.tokens + gained);
  bucket.filledAt = now;
}

const wait = ({ tokens }: Bucket, perMinute: number) =>
  Math.max(1, Math.ceil(((1 - tokens) / perMinute) * 60));

/** One subscriber has a whole /64 of IPv6, and could be a new address at every request. */
function networkOf(address: string): string {
  // Some proxies add the port, and each request would then be a new address.
  const [, bare] = /^(\d+\.\d+\.\d+\.\d+)(:\d+)?$/.exec(address) ?? [];
  if (bare) return bare;
  if (isIP(address) === 0) return 'unknown';
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address.split('::');
  const left = head ? head.split(':') : [];
  const right = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill('0'), ...right].slice(0, 4).join(':');
}
