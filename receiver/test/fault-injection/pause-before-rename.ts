/**
 * Pauses a command at the worst moment: after it has written a file, and before it renames it over
 * the previous one. It reports that on standard error, and continues on `SIGCONT`. Loaded in the
 * same way as `failpoint.ts`.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { renameSync } = fs;
fs.renameSync = (from, to) => {
  fs.writeSync(2, 'held up\n');
  process.kill(process.pid, 'SIGSTOP');
  renameSync(from, to);
};
syncBuiltinESMExports();
