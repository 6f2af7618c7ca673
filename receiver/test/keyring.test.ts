import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReference, parseReference } from '../src/messages/reference.ts';
import { addKey, decrypt, encrypt, formatKeyring, parseKeyring } from '../src/security/keyring.ts';

const day = new Date('2026-01-02T03:04:05Z');

test('an encrypted text can be decrypted with the same keyring, even when a newer key is current', () => {
  const keyring = addKey(undefined, day);
  const sealed = encrypt(keyring, 'Åsa', 'form/AAAA-BBBB');
  const rotated = addKey(keyring, day);

  assert.equal(decrypt(keyring, sealed, 'form/AAAA-BBBB'), 'Åsa');
  assert.equal(decrypt(rotated, sealed, 'form/AAAA-BBBB'), 'Åsa');
  assert.notEqual(encrypt(rotated, 'Åsa', 'x').keyId, sealed.keyId);
});

test('a changed text, other associated data and another key cannot be decrypted', () => {
  const keyring = addKey(undefined, day);
  const sealed = encrypt(keyring, 'Åsa', 'form/AAAA-BBBB');
  const changed = Buffer.from(sealed.text, 'base64');
  changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;

  assert.throws(() =>
    decrypt(keyring, { ...sealed, text: changed.toString('base64') }, 'form/AAAA-BBBB'),
  );
  assert.throws(() => decrypt(keyring, { ...sealed, text: 'AAAA' }, 'form/AAAA-BBBB'));
  assert.throws(() => decrypt(keyring, sealed, 'form/AAAA-CCCC'));
  assert.throws(() => decrypt(addKey(undefined, day), sealed, 'form/AAAA-BBBB'));
});

test('a keyring is formatted and parsed as text, its current key first', () => {
  const keyring = addKey(addKey(undefined, day), day);
  assert.deepEqual(parseKeyring(formatKeyring(keyring)), keyring);
  assert.deepEqual(parseKeyring(formatKeyring(keyring).replaceAll('\n', ',')), keyring);
});

test('an invalid keyring is rejected with the position of the error and without the key', () => {
  const key = 'c2VjcmV0'.repeat(8);
  assert.throws(() => parseKeyring(''), /at least one key/);
  assert.throws(
    () => parseKeyring(`a:${key}`),
    (error: Error) => {
      return /^key 1: expected/.test(error.message) && !error.message.includes(key);
    },
  );
  const zeros = Buffer.alloc(32).toString('base64');
  assert.throws(() => parseKeyring(`a:${zeros}`), /key 1: expected random bytes/);
  const [entry = ''] = formatKeyring(addKey(undefined, day)).split('\n');
  assert.throws(() => parseKeyring(`${entry}\n${entry}`), /key 2: .* already in use/);
});

test('a reference has eight unambiguous characters, and is parsed as people type it', () => {
  for (let n = 0; n < 1000; n++) {
    assert.match(createReference(), /^[A-HJ-NPR-Y2-9]{4}-[A-HJ-NPR-Y2-9]{4}$/);
  }
  assert.equal(parseReference(' k7ma p2xd'), 'K7MA-P2XD');
  assert.equal(parseReference('K7MA-P2XD'), 'K7MA-P2XD');
  assert.equal(parseReference('K7MA-P2X'), undefined);
  assert.equal(parseReference('K7MA-P2X0'), undefined);
});
