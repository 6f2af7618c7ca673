#!/usr/bin/env node
/**
 * The receiver's one command: `serve` runs it, the others are for the operator and may be used
 * while it runs. What was asked for goes to standard output, everything else to standard error.
 */
import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';
import { createLog } from './log.ts';
import { BackupError } from './operations/backup.ts';
import { type CommandInput, commands, UsageError } from './operations/commands.ts';
import { startReceiver } from './server.ts';

const usage = `Usage: receiver <command> [--config FILE]

  serve          receive messages until stopped
  list           one line for each message, oldest first
  show REF       one message, whole
  export         every message as JSON Lines
  resend REF     mail a message again, also one in quarantine
  settle REF --decision TEXT
                 let the mails of a message that have failed be, and keep the message
  delete REF --decision TEXT
                 delete a message, and keep which decision it was by
  deletions      what has been deleted and why, as JSON Lines
  backup FILE    write everything to a file while receivers run; without the keys
  restore FILE   read a backup into an empty database
  rotate-key     close every message with a new key
  check          see that the database is sound, messages can be read and mail goes out

The configuration file is receiver.json here, unless --config names another.`;

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      config: { type: 'string', default: 'receiver.json' },
      decision: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [name = '', ...operands] = positionals;
  const { config: configPath, decision, help } = values;
  if (help) {
    console.log(usage);
    return 0;
  }
  const request: CommandInput = { configPath, operands, decision };
  if (name === 'serve') return serveUntilStopped(request);
  const command = Object.hasOwn(commands, name) && commands[name];
  if (!command) throw new UsageError(usage);
  return command(request);
}

async function serveUntilStopped({ configPath }: CommandInput): Promise<number> {
  const log = createLog();
  // Heard from the start, so that one who stops a receiver that has just begun stops it in order.
  const stopping = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const { close } = await startReceiver(configPath, process.env, process.stdout, log);
  const signal = await stopping;
  // From here a second signal ends the process at once, as it does by default.
  log.info({ signal }, 'stopping');
  await close();
  log.info('stopped');
  return 0;
}

/** A mistake of the operator's, to be said in its own words; anything else is a bug or a fault. */
function isUserError(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof UsageError) return true;
  if (error instanceof BackupError) return true;
  return error instanceof TypeError && 'code' in error && /PARSE_ARGS/.test(String(error.code));
}

// What is written here is for the one who runs the receiver, also in a folder that others can read.
process.umask(0o077);
try {
  process.exitCode = await run();
} catch (error) {
  if (!isUserError(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
