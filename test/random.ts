/**
 * Reproducible random values for tests: `SEED=7 npm test -- power` gives the same values again. `test/node.ts` picks
 * a seed for each run and prints it.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A generator of random values. Each test has its own, so that its values don't depend on which other tests run. */
export interface Random {
  /** A whole number from `min` up to, but not including, `max`. */
  int(min: number, max: number): number;
  /** A number from 0 up to, but not including, 1. */
  fraction(): number;
}

/** Creates a generator from the seed. */
export function createRandom(): Random {
  const seed = Number(process.env.SEED);
  if (!Number.isInteger(seed))
    throw new Error(`SEED: expected a whole number, got ${process.env.SEED}`);
  const generator = xoroshiro128plus(seed);
  const int = (min: number, max: number) => uniformInt(generator, min, max - 1);
  return { int, fraction: () => int(0, 2 ** 32) / 2 ** 32 };
}
