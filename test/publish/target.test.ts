/** The URL and receivers that a publisher, or a webmaster in the configurator, may choose for a release. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePath, parseBaseUrl, parseReceiver } from '../../publish/target.ts';

for (const [text, expected, path] of [
  ['https://widgets.kommun.se/', 'https://widgets.kommun.se/', '/'],
  ['https://www.kommun.se:8443/a/b.c_d~e-1/', 'https://www.kommun.se:8443/a/b.c_d~e-1/', undefined],
  ['https://www.åmål.se/å m/', 'https://www.xn--ml-xiab.se/%C3%A5%20m/', '/å m/'],
  ['https://www.kommun.se/%C3%A5%20m/', 'https://www.kommun.se/%C3%A5%20m/', '/å m/'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/', '/'],
  ['http://localhost:8080/x/', 'http://localhost:8080/x/', '/x/'],
] as const) {
  test(`a release can be for ${text}`, () => {
    assert.equal(parseBaseUrl(text), expected);
    assert.equal(decodePath(expected), path ?? new URL(expected).pathname);
  });
}

for (const [text, expected] of [
  ['http://www.kommun.se/', /expected a URL that begins with https:\/\/, got http/],
  ['http://localhost.evil.se/', /begins with https/],
  ['http://127.0.0.1.evil.se/', /begins with https/],
  ['www.kommun.se/', /begins with https/],
  ['javascript:alert(1)//', /begins with https/],
  ['https://kim@www.kommun.se/', /without a user name or password/],
  ['https://kim:hemligt@www.kommun.se/', /without a user name or password/],
  ['https://www.kommun.se/?', /without \? and #/],
  ['https://www.kommun.se/?a=1/', /without \? and #/],
  ['https://www.kommun.se/#/', /without \? and #/],
  ['https://www.kommun.se/skr-widgets', /ends with a slash/],
  ['https://www.kommun.se/a"b/', /a path of letters, digits, spaces/],
  ["https://www.kommun.se/a'b/", /a path of letters/],
  ['https://www.kommun.se/a%22b/', /a path of letters/],
  ['https://www.kommun.se/a%0Ab/', /a path of letters/],
  ['https://www.kommun.se/a;b/', /a path of letters/],
  ['https://www.kommun.se/{b}/', /a path of letters/],
  ['https://www.kommun.se/$uri/', /a path of letters/],
  ['https://www.kommun.se/%ff/', /a path of letters/],
  ['https://a"b.se/', /a URL with a plain host name/],
] as const) {
  test(`a release cannot be for ${text}`, () => {
    assert.throws(() => parseBaseUrl(text), expected);
  });
}

test('a receiver is an https origin, or one on this machine', () => {
  for (const text of ['https://mottagare.kommun.se', 'https://a.se:8443', 'http://127.0.0.1:1']) {
    assert.equal(parseReceiver(text), text);
  }
  for (const text of [
    'http://mottagare.kommun.se',
    'https://mottagare.kommun.se/',
    'https://mottagare.kommun.se/v1/forms/x',
    'https://kim:hemligt@mottagare.kommun.se',
    "https://a';b.se",
    'mottagare.kommun.se',
    'null',
  ]) {
    assert.throws(() => parseReceiver(text), /expected an origin such as https/, text);
  }
});
