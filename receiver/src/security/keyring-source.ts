import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../config.ts';
import { type DatabaseOptions, getSqlitePath } from '../database/connection.ts';
import { createDirectory, createFile, replaceFile } from '../durable-fs.ts';
import { addKey, formatKeyring, type Keyring, parseKeyring } from './keyring.ts';

/** A keyring and its source. */
export interface LoadedKeyring {
  readonly keyring: Keyring;
  /** The path of the file, or the name of the environment variable. */
  readonly source: string;
  /** Whether the source is a file, to which a key can be added. */
  readonly isFile: boolean;
  /** Whether the keys were generated just now. */
  readonly isGenerated: boolean;
}

/**
 * Loads the keyring from `RECEIVER_KEYS`, from the file that `RECEIVER_KEYS_FILE` names, or from
 * `keys` in the data folder. For a new embedded database, keys are generated there if `now` is given; never for one
 * that has messages, since new keys could not decrypt them. Throws a `ConfigError`.
 */
export function loadKeyring(
  { data, url }: DatabaseOptions,
  env: NodeJS.ProcessEnv,
  now?: Date,
): LoadedKeyring {
  if (env.RECEIVER_KEYS) {
    const source = 'RECEIVER_KEYS';
    const keyring = parseKeyringFrom(source, env.RECEIVER_KEYS);
    return { keyring, source, isFile: false, isGenerated: false };
  }
  const source = env.RECEIVER_KEYS_FILE ?? join(data, 'keys');
  const isMissing = !env.RECEIVER_KEYS_FILE && !existsSync(source);
  if (isMissing && url) {
    throw new ConfigError(
      'expected RECEIVER_KEYS or RECEIVER_KEYS_FILE with DATABASE_URL, got neither',
    );
  }
  // Checked again, because another receiver that is starting may have created both by now.
  if (isMissing && existsSync(getSqlitePath(data)) && !existsSync(source)) {
    throw new ConfigError(`${source}: expected the keys of the database beside it, got no file`);
  }
  // No new key could open what is restored.
  if (isMissing && !now) {
    throw new ConfigError(
      `${source}: expected the keys that the backup was made with, got no file`,
    );
  }
  if (isMissing && now) {
    try {
      createDirectory(dirname(source));
      createFile(source, formatKeyring(addKey(undefined, now)));
    } catch (cause) {
      throw new ConfigError(`${source}: expected to create it, got ${cause}`, { cause });
    }
  }
  return { keyring: new FileKeyring(source), source, isFile: true, isGenerated: isMissing };
}

/**
 * Adds a new current key to a keyring file, where running receivers find it. Returns `false` if the file is provided by
 * the system, such as a systemd credential, and can't be changed.
 */
export function addKeyToFile(path: string, now: Date): boolean {
  const keyring = addKey(readKeyringFile(path), now);
  try {
    replaceFile(path, formatKeyring(keyring));
    return true;
  } catch (cause) {
    if (['EACCES', 'EPERM', 'EROFS'].includes((cause as NodeJS.ErrnoException).code ?? '')) {
      return false;
    }
    throw new ConfigError(`${path}: expected to add a key to it, got ${cause}`, { cause });
  }
}

/**
 * A keyring in a file that is read again when it changes, so keys can be added while receivers run.
 */
class FileKeyring implements Keyring {
  readonly #path: string;
  #keyring: Keyring;
  #modifiedAt: number;

  constructor(path: string) {
    this.#path = path;
    // Read before the file, so that a key added in between is found by the next refresh.
    this.#modifiedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    this.#keyring = readKeyringFile(path);
  }

  get current() {
    return this.#keyring.current;
  }

  get keys() {
    return this.#keyring.keys;
  }

  isSaved() {
    return existsSync(this.#path);
  }

  /** Reads the file again if it has changed. Throws a `ConfigError` if it is no longer valid. */
  refresh() {
    const modifiedAt = statSync(this.#path, { throwIfNoEntry: false })?.mtimeMs;
    if (modifiedAt === undefined || modifiedAt === this.#modifiedAt) return;
    this.#keyring = readKeyringFile(this.#path);
    this.#modifiedAt = modifiedAt;
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
