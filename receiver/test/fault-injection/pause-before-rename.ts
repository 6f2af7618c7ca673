/**
 * Holds a command up at the worst moment: where it has written a file and is about to put it in place
 * of the one before. It says so on standard error, and goes on when it gets `SIGCONT`. Loaded as
 * `failpoint.ts` is.
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
