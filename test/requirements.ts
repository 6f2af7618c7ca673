/**
 * What test files need on this machine, as their code has it and that of the files they import: the programs that are
 * asked for with `getProgramPath`, and the lock files whose packages are. So a part of the tests installs no more.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isProgram, type Program } from './browsers/programs.ts';
import { isLockFileFolder, type LockFileFolder } from './lock-files.ts';

/** What some files need to run. */
export interface Requirements {
  /** The files themselves, and those that they import. */
  readonly files: ReadonlySet<string>;
  readonly programs: ReadonlySet<Program>;
  readonly lockFiles: ReadonlySet<LockFileFolder>;
}

/** Finds out what some files need, given their paths from the project's folder. */
export function findRequirements(paths: readonly string[]): Requirements {
  const files = new Set(paths);
  const programs = new Set<Program>();
  const lockFiles = new Set<LockFileFolder>();
  // Includes what is added on the way.
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const imported = join(dirname(file), path);
      // What the build has yet to write needs nothing.
      if (existsSync(imported)) files.add(imported);
    }
    for (const [, name = ''] of text.matchAll(/\bgetProgramPath\('(\w+)'/g)) {
      if (isProgram(name)) programs.add(name);
    }
    for (const [, name = ''] of text.matchAll(/\b(?:getPackagesFolder|resolvePackage)\('(\w+)'/g)) {
      if (isLockFileFolder(name)) lockFiles.add(name);
    }
  }
  return { files, programs, lockFiles };
}
