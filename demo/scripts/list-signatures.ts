/**
 * Verifies the publisher's lists in the reader's browser, and says what came of it. A browser that does not
 * know Ed25519 says that it cannot.
 */
const note = document.querySelector<HTMLElement>('#list-signatures');
if (note) show(note, await verifyLists(note.dataset));

type State = 'valid' | 'invalid' | 'newer' | 'unknown';

function show(note: HTMLElement, state: State): void {
  for (const text of note.querySelectorAll<HTMLElement>('[data-state]')) {
    text.textContent = text.dataset.state === state ? (text.dataset.text ?? '') : '';
  }
}

/**
 * What the signatures say of both lists.
 *
 * @param facts The publisher's keys, with spaces between them, and the date of the lists that the page is of.
 */
async function verifyLists({ keys = '', date = '' }: DOMStringMap): Promise<State> {
  try {
    const publicKeys = await Promise.all(keys.split(' ').map(importKey));
    for (const name of ['advisories', 'support']) {
      const url = new URL(`../skr-widgets/${name}.json`, import.meta.url);
      const [list, signature] = await Promise.all([url.href, `${url}.sig`].map(read));
      if (!list) return 'unknown';
      if (!signature) return 'invalid';
      const results = publicKeys.map((key) =>
        crypto.subtle.verify('Ed25519', key, signature, list),
      );
      if (!(await Promise.all(results)).includes(true)) return 'invalid';
      if (JSON.parse(new TextDecoder().decode(list)).date > date) return 'newer';
    }
    return 'valid';
  } catch {
    // The browser knows no Ed25519, or the network is away.
    return 'unknown';
  }
}

/** A file, or nothing where it is missing. */
async function read(url: string): Promise<ArrayBuffer | undefined> {
  const response = await fetch(url);
  return response.ok ? response.arrayBuffer() : undefined;
}

function importKey(key: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(key), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
}
