import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatInteger } from '../../src/core/localize.ts';

for (const locale of ['sv', 'en'] as const) {
  test(`writes integers in ${locale} as browsers do`, () => {
    for (const value of [0, 1, 12, 999, 1_000, 4_991, 5_000, 12_345, 100_000, 1_234_567]) {
      assert.equal(formatInteger(value, locale), value.toLocaleString(locale));
    }
  });
}
