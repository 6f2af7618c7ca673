/**
 * Files that must outlive a power cut: written whole under another name, synced, and only then given
 * their own; then the folder is synced, or the name might be gone.
 */
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder for its owner alone. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  // Not a fault if it is there by now: two receivers may be starting at once.
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncFolder(dirname(path));
}

/** Writes a file in place of one with that name, for that one's owner alone. */
export function replaceFile(path: string, text: string): void {
  const { uid, gid } = statSync(path);
  const draft = writeDraft(path, text);
  // The superuser's command must not take the file from the receiver, which is somebody else.
  if (process.getuid?.() === 0) chownSync(draft, uid, gid);
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** Writes a file for its owner alone, unless one has that name: then that one stays. */
export function createFile(path: string, text: string): void {
  const draft = writeDraft(path, text);
  try {
    linkSync(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
}

/** Makes sure that the names in a folder are on the disk. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}

function writeDraft(path: string, text: string): string {
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, 'w', 0o600);
  writeFileSync(file, text);
  fsyncSync(file);
  closeSync(file);
  return draft;
}
