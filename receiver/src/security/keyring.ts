import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';

/**
 * The receiver's secret keys, each with an id and 32 bytes long. The first is the current one, which encrypts new
 * data; the others still decrypt older data. Each purpose has its own key derived from one of these (HKDF), so that
 * the operator has only one file or variable to look after.
 */
export interface Keyring {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Buffer>;
  /** Loads keys that have been added to the source of the keyring, if the source can change. */
  refresh?(): void;
  /** Whether the source of the keyring still exists. If not, the keys exist only in memory. */
  isSaved?(): boolean;
}

/** The purpose of a derived key. A new use gets a new name; a name is never reused. */
type Purpose = 'challenge' | 'solution' | 'body' | 'backup';

/** A text encrypted with a key of the keyring. */
export interface EncryptedText {
  readonly keyId: string;
  /** Nonce, tag and ciphertext, in base64. */
  readonly text: string;
}

/** The sizes that AES-GCM prescribes. */
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Parses a keyring: `id:key` for each key, the key in base64, separated by white space or commas,
 * the current one first. Throws an error that names the invalid entry, never the key.
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
    if (key.every((byte) => byte === key[0])) {
      throw new Error(`key ${index + 1}: expected random bytes, got the same byte 32 times`);
    }
    if (keys.has(id)) throw new Error(`key ${index + 1}: the id "${id}" is already in use`);
    keys.set(id, key);
  }
  const [current] = keys.keys();
  if (!current) throw new Error('expected at least one key');
  return { current, keys };
}

/** Formats a keyring as text that `parseKeyring` reads. */
export function formatKeyring({ keys }: Keyring): string {
  return [...keys].map(([id, key]) => `${id}:${key.toString('base64')}\n`).join('');
}

/** Returns a keyring with a new random key as the current one, before those of `keyring`. */
export function addKey(keyring: Keyring | undefined, now: Date): Keyring {
  const day = now.toISOString().slice(0, 10);
  let current = day;
  for (let n = 2; keyring?.keys.has(current); n++) current = `${day}-${n}`;
  return { current, keys: new Map([[current, randomBytes(32)], ...(keyring?.keys ?? [])]) };
}

/** Derived keys, cached for as long as the keyring is in use. */
const derivedKeys = new WeakMap<Buffer, Map<Purpose, KeyObject>>();

/**
 * Derives the key for a purpose, or returns `undefined` if there is no key with that id. OpenSSL takes a key object
 * as it is; preparing a cipher with the bytes of a key takes longer than encrypting a message.
 */
export function deriveKey(
  keyring: Keyring,
  keyId: string,
  purpose: Purpose,
): KeyObject | undefined {
  // Another process may have added a key since this one started, and encrypted messages with it.
  if (!keyring.keys.has(keyId)) keyring.refresh?.();
  const key = keyring.keys.get(keyId);
  if (!key) return undefined;
  const byPurpose = derivedKeys.get(key) ?? new Map<Purpose, KeyObject>();
  derivedKeys.set(key, byPurpose);
  const cached = byPurpose.get(purpose);
  if (cached) return cached;
  const bytes = hkdfSync('sha256', key, '', `skr-widgets ${purpose}`, 32);
  const derivedKey = createSecretKey(Buffer.from(bytes));
  byPurpose.set(purpose, derivedKey);
  return derivedKey;
}

/**
 * Encrypts a text with the current key. `associatedData` identifies what the text belongs to: it can be decrypted only
 * with the same value, so a stored body can't be moved to another message.
 */
export function encrypt(keyring: Keyring, text: string, associatedData: string): EncryptedText {
  refreshIfPossible(keyring);
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', getBodyKey(keyring, keyring.current), nonce);
  cipher.setAAD(Buffer.from(associatedData));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const parts = Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]);
  return { keyId: keyring.current, text: parts.toString('base64') };
}

/** Decrypts a text. Throws if its key is missing, or if the text or `associatedData` differs. */
export function decrypt(
  keyring: Keyring,
  { keyId, text }: EncryptedText,
  associatedData: string,
): string {
  const parts = Buffer.from(text, 'base64');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    getBodyKey(keyring, keyId),
    parts.subarray(0, nonceBytes),
    { authTagLength: tagBytes },
  );
  decipher.setAAD(Buffer.from(associatedData));
  decipher.setAuthTag(parts.subarray(nonceBytes, nonceBytes + tagBytes));
  const ciphertext = parts.subarray(nonceBytes + tagBytes);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

/**
 * Loads keys that have been added to the source of the keyring. After a rotation, nothing must be encrypted with the
 * previous key, which the operator may remove. A source that can't be read is reported by the maintenance task.
 */
function refreshIfPossible(keyring: Keyring): void {
  try {
    keyring.refresh?.();
  } catch {
    // The keys in memory can still be used.
  }
}

function getBodyKey(keyring: Keyring, keyId: string): KeyObject {
  const key = deriveKey(keyring, keyId, 'body');
  if (!key) throw new Error(`expected the key "${keyId}" in the keyring, got none`);
  return key;
}
