/** Which locale a tag selects. `test/elements/language.test.ts` tests the rest, in pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localeFromTag } from '../../src/core/language-controller.ts';

test('a tag selects the language it begins with, regardless of region and case', () => {
  for (const tag of ['sv', 'sv-SE', 'SV', ' sv', 'sv-FI-x-y'])
    assert.equal(localeFromTag(tag), 'sv');
  for (const tag of ['en', 'en-GB', 'EN-us', '\ten']) assert.equal(localeFromTag(tag), 'en');
});

test('a tag of an unsupported language, or an invalid one, selects no language', () => {
  for (const tag of ['', 'fi', 'svx', 'eng', 'x-sv', 'fi-sv', 'fi en', null, undefined]) {
    assert.equal(localeFromTag(tag), undefined, String(tag));
  }
});
