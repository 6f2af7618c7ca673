/**
 * Files that must survive a power cut. A file is written completely under a temporary name and
 * synced before it gets its own name; then the directory is synced, without which the name might be
 * lost.
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

/** Creates a directory and its parents, accessible by the owner only. */
export function createDirectory(path: string): void {
  if (existsSync(path)) return;
  createDirectory(dirname(path));
  try {
    // Not `recursive`, which never returns in places where no folder can be created (such as /proc).
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Two receivers may be starting at once.
    if (!isExistsError(error)) throw error;
  }
  syncDirectory(dirname(path));
}

/** Replaces a file. The new one is accessible by the old one's owner only. */
export function replaceFile(path: string, text: string): void {
  // A command run by root must not change the owner of a file that belongs to the receiver's user.
  const owner = process.getuid?.() === 0 ? statSync(path) : undefined;
  renameSync(writeTempFile(path, text, owner), path);
  syncDirectory(dirname(path));
}

/**
 * Creates a file that is accessible by the owner only. A file that already exists is left as it is.
 */
export function createFile(path: string, text: string): void {
  const tempPath = writeTempFile(path, text);
  try {
    linkSync(tempPath, path);
  } catch (error) {
    if (!isExistsError(error)) throw error;
  } finally {
    unlinkSync(tempPath);
  }
  syncDirectory(dirname(path));
}

const isExistsError = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';

/** Syncs a directory, so that the names in it are on the disk. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

/**
 * Writes a new file next to `path`, and returns its path. The directory may belong to another user, who could place a
 * link where root is about to write. So an existing file is never opened, and the owner is set on the open file
 * descriptor, not by name.
 */
function writeTempFile(path: string, text: string, owner?: { uid: number; gid: number }): string {
  const tempPath = `${path}.${randomUUID()}`;
  const file = openSync(tempPath, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    if (owner) fchownSync(file, owner.uid, owner.gid);
    fsyncSync(file);
  } catch (error) {
    rmSync(tempPath, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return tempPath;
}
