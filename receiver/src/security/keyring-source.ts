import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config.ts';
import { type DatabaseOptions, getSqlitePath } from '../database/connection.ts';
import { createDirectory, createFile, replaceFile } from '../durable-fs.ts';
import { addKey, formatKeyring, type Keyring, parseKeyring } from './keyring.ts';

/** A ring, and where it came from. */
export interface LoadedKeyring {
  readonly keyring: Keyring;
  /** The file or the variable that holds it. */
  readonly source: string;
  /** Whether it is a file, where a key can be added. */
  readonly isFile: boolean;
  /** Whether it was made just now. */
  readonly isGenerated: boolean;
}

/**
 * Finds the receiver's keys: in `RECEIVER_KEYS`, in the file that `RECEIVER_KEYS_FILE` names, or in
 * `keys` in the data folder. For a new embedded database they are made there; for one that has
 * messages, never: new keys would not open them. Throws a `ConfigError`.
 */
export function loadKeyring(
  { data, url }: DatabaseOptions,
  env: NodeJS.ProcessEnv,
  now: Date,
): LoadedKeyring {
  const given = env.RECEIVER_KEYS;
  if (given) {
    const source = 'RECEIVER_KEYS';
    return { keyring: parseKeyringFrom(source, given), source, isFile: false, isGenerated: false };
  }
  const source = env.RECEIVER_KEYS_FILE ?? join(data, 'keys');
  const generated = !env.RECEIVER_KEYS_FILE && !existsSync(source);
  if (generated && url) {
    throw new ConfigError('RECEIVER_KEYS or RECEIVER_KEYS_FILE: expected with DATABASE_URL');
  }
  // Looked for again, since another receiver may be starting and have made both by now.
  if (generated && existsSync(getSqlitePath(data)) && !existsSync(source)) {
    throw new ConfigError(`${source}: expected the keys of the database beside it, got no file`);
  }
  if (generated) {
    createDirectory(dirname(source));
    createFile(source, formatKeyring(addKey(undefined, now)));
  }
  return { keyring: new FileKeyring(source), source, isFile: true, isGenerated: generated };
}

/**
 * Puts a new key first in a ring's file, where running receivers find it. Throws a `ConfigError` if
 * the file is not ours to write, as a secret that the system hands us.
 */
export function addKeyToFile(path: string, now: Date): void {
  const ring = addKey(readKeyringFile(path), now);
  try {
    replaceFile(path, formatKeyring(ring));
  } catch (cause) {
    throw new ConfigError(`${path}: expected to put a new key in it, got ${cause}`, { cause });
  }
}

/**
 * Reads a secret: from a variable, or from the file that the variable with `_FILE` after its name
 * tells of. Nothing if there is neither. Throws a `ConfigError` if the file cannot be read.
 */
export function readSecret(
  env: NodeJS.ProcessEnv,
  name: 'DATABASE_URL' | 'SMTP_PASSWORD',
): string | undefined {
  const path = env[`${name}_FILE`];
  if (env[name] || !path) return env[name] || undefined;
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (cause) {
    throw new ConfigError(`${name}_FILE: expected a file, got ${cause}`, { cause });
  }
}

/** The ring in a file. It can be read again, so keys may be added while a receiver runs. */
class FileKeyring implements Keyring {
  readonly #path: string;
  #ring: Keyring;
  #readAt: number;

  constructor(path: string) {
    this.#path = path;
    // Asked first: a key that is added in between is then looked for again.
    this.#readAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    this.#ring = readKeyringFile(path);
  }

  get current() {
    return this.#ring.current;
  }

  get keys() {
    return this.#ring.keys;
  }

  /** Reads the file again if it has changed. Throws a `ConfigError` if it has become faulty. */
  refresh() {
    const changedAt = statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs;
    if (changedAt === undefined || changedAt === this.#readAt) return;
    this.#ring = readKeyringFile(this.#path);
    this.#readAt = changedAt;
  }
}

function readKeyringFile(path: string): Keyring {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${path}: expected a file with keys, got ${cause}`, { cause });
  }
  return parseKeyringFrom(path, text);
}

function parseKeyringFrom(source: string, text: string): Keyring {
  try {
    return parseKeyring(text);
  } catch (cause) {
    throw new ConfigError(`${source}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}
