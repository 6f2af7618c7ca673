/** Which URLs may become links. `test/elements/link.test.ts` checks whether browsers agree. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getSafeUrl, getSafeUrlAttribute } from '../../src/core/safe-url.ts';

test('an http, https or relative URL becomes a link unchanged', () => {
  for (const url of [
    'https://example.se/a?b#c',
    'http://example.se',
    ' \n https://example.se',
    'HTTPS://EXAMPLE.SE',
    '//example.se',
    '/sida',
    'sida',
    '?fråga',
    '#rubrik',
    // The colon is after the path, the query or the fragment has begun.
    '/kl:15',
    '?kl=15:00',
    '#kl-15:00',
  ]) {
    assert.equal(getSafeUrl(url), url);
  }
});

test('a URL that would run or render as content is rejected, however it is written', () => {
  for (const url of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'java\nscript:alert(1)',
    'JAVASCRIPT://example.se/%0Aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'xhttps://example.se',
    'kl:15/sida',
    'mailto:a@example.se',
    'httpss://example.se',
  ]) {
    assert.equal(getSafeUrl(url), undefined, url);
  }
});

test('an incomplete URL is rejected', () => {
  for (const url of ['https://', 'http:', 'https:/example.se', '', null, undefined]) {
    assert.equal(getSafeUrl(url), undefined, String(url));
  }
});

test('an unsafe URL in an attribute gives a warning that says what to write instead', (t) => {
  const warn = t.mock.method(console, 'warn', () => {});
  const element = { localName: 'org-card' } as Element;

  assert.equal(getSafeUrlAttribute(element, 'href', 'https://example.se'), 'https://example.se');
  assert.equal(getSafeUrlAttribute(element, 'href', 'javascript:alert(1)'), undefined);

  const [text] = warn.mock.calls.map(({ arguments: [text] }) => text);
  assert.equal(
    text,
    '[skr-widgets] <org-card href="javascript:alert(1)">: write a URL with https://',
  );
});
