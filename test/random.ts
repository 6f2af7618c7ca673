/**
 * Random values for tests, by a seed that can be given: `SEED=7 npm test -- power` has the same again.
 * `test/node.ts` picks a seed for each run and prints it.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A generator of random values. Each test has one of its own, so that it does not matter which others run. */
export interface Random {
  /** A whole number from `min` up to, but not including, `max`. */
  int(min: number, max: number): number;
  /** A number from 0 up to, but not including, 1. */
  fraction(): number;
}

/** Creates a generator that begins where the seed says. */
export function createRandom(): Random {
  const seed = Number(process.env.SEED);
  if (!Number.isInteger(seed))
    throw new Error(`SEED: expected a whole number, got ${process.env.SEED}`);
  const generator = xoroshiro128plus(seed);
  const int = (min: number, max: number) => uniformInt(generator, min, max - 1);
  return { int, fraction: () => int(0, 2 ** 32) / 2 ** 32 };
}
