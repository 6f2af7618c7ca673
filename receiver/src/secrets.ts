import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from './config.ts';
import { makeFolder, sqliteFile, syncFolder } from './database.ts';
import { addKey, formatKeyring, type Keyring, parseKeyring } from './keys.ts';

/** A ring, and what to tell the operator about where it came from. */
export interface LoadedKeyring {
  readonly keyring: Keyring;
  readonly source: string;
  readonly generated: boolean;
}

/**
 * Finds the receiver's keys: in `RECEIVER_KEYS`, in the file that `RECEIVER_KEYS_FILE` names, or in
 * `keys` in the data folder. For a new embedded database they are made there; for one that has
 * messages, never: new keys would not open them. Throws a `ConfigError`.
 */
export function loadKeyring(data: string, env: NodeJS.ProcessEnv, now: Date): LoadedKeyring {
  const { RECEIVER_KEYS: given, RECEIVER_KEYS_FILE: named } = env;
  if (given) return { ...parse('RECEIVER_KEYS', given), generated: false };
  const path = named ?? join(data, 'keys');
  const generated = !named && !existsSync(path);
  if (generated) {
    if (existsSync(sqliteFile(data))) {
      throw new ConfigError(`${path}: expected the keys of the database beside it, came no file`);
    }
    makeFolder(data);
    writeNewFile(path, formatKeyring(addKey(undefined, now)));
  }
  try {
    return { ...parse(path, readFileSync(path, 'utf8')), generated };
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw new ConfigError(`${path}: expected a file with keys, came ${cause}`, { cause });
  }
}

function parse(source: string, text: string): { keyring: Keyring; source: string } {
  try {
    return { keyring: parseKeyring(text), source };
  } catch (cause) {
    throw new ConfigError(`${source}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

/**
 * Writes a file for its owner alone that is whole and on the disk before it has its name: keys that
 * a power cut took would take every message with them. If the name is taken, what is there stays.
 */
function writeNewFile(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
    linkSync(draft, path);
  } catch (error) {
    // Another receiver was first: its keys are the ones to use.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
}
