import { expect } from '@open-wc/testing';
import { getSafeUrl } from '../../dist/lib/core/safe-url.js';

/** The parts of a scheme, and what can hide it. */
const pieces = [
  ...['javascript', 'data', 'HTTPS', 'http', 'ſ', 'a', '.', '1'],
  ...[':', '/', '//', '\\', '?', '#', '@', '%3a', '&colon;', '：'],
  ...['\t', '\n', '\r', '\0', '\x1f', ' ', '\u00a0', '\u2028', '\ufeff', '\u200b'],
];

/** All concatenations of so many pieces. */
function* texts(length: number): Generator<string> {
  if (length === 0) yield '';
  else for (const text of texts(length - 1)) for (const piece of pieces) yield text + piece;
}

describe('an address', () => {
  it('that may become a link leads to the web, whatever it is put together of', () => {
    const link = document.createElement('a');
    const schemes = new Set<string>();
    for (const length of [1, 2, 3]) {
      for (const end of ['', 'script:alert(1)', '://example.se']) {
        for (const text of texts(length)) {
          if (!getSafeUrl(text + end)) continue;
          link.href = text + end;
          schemes.add(link.protocol);
        }
      }
    }
    // The last is the result for an invalid URL, which leads nowhere.
    expect([...schemes].sort()).to.deep.equal([':', 'http:', 'https:']);
  });

  it('is judged at once, however long it is', () => {
    const spaces = ' '.repeat(500_000);
    expect(getSafeUrl(`${spaces}:`)).to.equal(undefined);
    expect(getSafeUrl(`${spaces}https://example.se`)).to.include('example.se');
  });
});
