/**
 * Files that must outlive a power cut: written whole under another name, synced, and only then given
 * their own; then the folder is synced, or the name might be gone.
 */
import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fchownSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder for its owner alone. */
export function createDirectory(path: string): void {
  if (existsSync(path)) return;
  createDirectory(dirname(path));
  // Not a fault if it is there by now: two receivers may be starting at once.
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncDirectory(dirname(path));
}

/** Writes a file in place of one with that name, for that one's owner alone. */
export function replaceFile(path: string, text: string): void {
  // The superuser's command must not take the file from the receiver, which is somebody else.
  const owner = process.getuid?.() === 0 ? statSync(path) : undefined;
  renameSync(writeTempFile(path, text, owner), path);
  syncDirectory(dirname(path));
}

/** Writes a file for its owner alone, unless one has that name: then that one stays. */
export function createFile(path: string, text: string): void {
  const draft = writeTempFile(path, text);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  syncDirectory(dirname(path));
}

/** Makes sure that the names in a folder are on the disk. */
export function syncDirectory(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

/**
 * Writes a new file and nothing else: the folder may be another's than ours, who lays a link where
 * the superuser is about to write. So a name that is taken is not opened, and the owner is set on the
 * file that was opened, not on whatever has its name by then.
 */
function writeTempFile(path: string, text: string, owner?: { uid: number; gid: number }): string {
  const draft = `${path}.${randomUUID()}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    if (owner) fchownSync(file, owner.uid, owner.gid);
    fsyncSync(file);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return draft;
}
