/**
 * Limits by token bucket: a bucket holds a minute's requests and fills evenly, so a class of pupils
 * who all press send at once are let through, and a flood is not.
 */
import { isIP } from 'node:net';
import type { Limit } from './config.ts';

/** Addresses that are remembered. Beyond it the one unheard for longest is forgotten. */
const mostAddresses = 50_000;

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Decides which requests of one kind are let through. */
export interface Limiter {
  /** Lets a request through, or says after how many seconds to come back. */
  take(address: string): { readonly retryAfter: number } | undefined;
  /** How much of the total is used up, from 0 (calm) to 1 (flood). */
  pressure(): number;
}

/** Makes a limiter; `now` is in milliseconds. */
export function createLimiter({ perAddress, total }: Limit, now: () => number): Limiter {
  const all: Bucket = { tokens: total, filledAt: now() };
  const byAddress = new Map<string, Bucket>();

  return {
    take(address) {
      const key = networkOf(address);
      const own = byAddress.get(key) ?? { tokens: perAddress, filledAt: now() };
      // Put back last, so that the map is in order of when each was last heard.
      byAddress.delete(key);
      byAddress.set(key, own);
      if (byAddress.size > mostAddresses) {
        const [oldest] = byAddress.keys();
        if (oldest !== undefined) byAddress.delete(oldest);
      }
      fill(own, perAddress, now());
      fill(all, total, now());
      // One's own limit first: who floods must not use up what is everyone's.
      if (own.tokens < 1) return { retryAfter: wait(own, perAddress) };
      if (all.tokens < 1) return { retryAfter: wait(all, total) };
      own.tokens -= 1;
      all.tokens -= 1;
      return undefined;
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
