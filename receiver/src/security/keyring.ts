import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/**
 * The receiver's secrets: a ring of 32-byte keys, each with an id. The first is the current one and
 * closes what is new; the others still open what they closed. Every use has its own key derived
 * from the ring's (HKDF), so one file or variable is all that an operator keeps.
 */
export interface Keyring {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
  /** Looks where the ring came from for keys that were added since, if it can. */
  refresh?(): void;
}

/** What one derived key is for. A new use gets a new name; a name is never reused. */
type Purpose = 'challenge' | 'solution' | 'body' | 'backup';

/** A text closed with a key of the ring. */
export interface EncryptedText {
  readonly keyId: string;
  /** Nonce, tag and ciphertext, in base64. */
  readonly text: string;
}

/** AES-GCM's own sizes, in bytes. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Reads a ring from text: `id:key` for each key, the key in base64, separated by white space or
 * commas, the current one first. Throws an error that names the entry at fault, never the key.
 */
export function parseKeyring(text: string): Keyring {
  const keys = new Map<string, Buffer>();
  for (const [index, entry] of text
    .split(/[\s,]+/)
    .filter(Boolean)
    .entries()) {
    const [id = '', encoded = ''] = entry.split(':');
    const key = Buffer.from(encoded, 'base64');
    if (!/^[a-z0-9-]{1,32}$/.test(id) || key.length !== 32) {
      throw new Error(`key ${index + 1}: expected id:key with 32 bytes in base64`);
    }
    if (keys.has(id)) throw new Error(`key ${index + 1}: the id "${id}" occurs twice`);
    keys.set(id, key);
  }
  const [current] = keys.keys();
  if (!current) throw new Error('expected at least one key');
  return { current, keys };
}

/** Writes a ring as the text that `parseKeyring` reads. */
export function formatKeyring({ keys }: Keyring): string {
  return [...keys].map(([id, key]) => `${id}:${key.toString('base64')}\n`).join('');
}

/** Puts a new random key first in a ring, or begins a ring with it. */
export function addKey(ring: Keyring | undefined, now: Date): Keyring {
  const day = now.toISOString().slice(0, 10);
  let current = day;
  for (let n = 2; ring?.keys.has(current); n++) current = `${day}-${n}`;
  return { current, keys: new Map([[current, randomBytes(32)], ...(ring?.keys ?? [])]) };
}

/** What has been derived from a key. It goes when the ring does. */
const derivedKeys = new WeakMap<Buffer, Map<Purpose, Buffer>>();

/** Derives the key for a purpose, or nothing if the ring has no key with that id. */
export function deriveKey(ring: Keyring, keyId: string, purpose: Purpose): Buffer | undefined {
  // Another process may have added a key and closed messages with it since this one started.
  if (!ring.keys.has(keyId)) ring.refresh?.();
  const key = ring.keys.get(keyId);
  if (!key) return undefined;
  const known = derivedKeys.get(key) ?? new Map<Purpose, Buffer>();
  derivedKeys.set(key, known);
  const found = known.get(purpose);
  if (found) return found;
  const made = Buffer.from(hkdfSync('sha256', key, '', `skr-widgets ${purpose}`, 32));
  known.set(purpose, made);
  return made;
}

/**
 * Closes a text with the current key. `context` says what it belongs to: the text opens only with
 * the same context, so a stored body cannot be moved to another message.
 */
export function encrypt(ring: Keyring, text: string, associatedData: string): EncryptedText {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', getBodyKey(ring, ring.current), nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const parts = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  return { keyId: ring.current, text: parts.toString('base64') };
}

/** Opens what `seal` closed. Throws if its key is missing, or if text or context were changed. */
export function decrypt(
  ring: Keyring,
  { keyId, text }: EncryptedText,
  associatedData: string,
): string {
  const parts = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    getBodyKey(ring, keyId),
    parts.subarray(0, nonceBytes),
    { authTagLength: tagBytes },
  );
  decipher.setAAD(Buffer.from(associatedData));
  decipher.setAuthTag(parts.subarray(nonceBytes, nonceBytes + tagBytes));
  const ciphertext = parts.subarray(nonceBytes + tagBytes);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

function getBodyKey(ring: Keyring, keyId: string): Buffer {
  const key = deriveKey(ring, keyId, 'body');
  if (!key) throw new Error(`the key "${keyId}" is not among the receiver's keys`);
  return key;
}
