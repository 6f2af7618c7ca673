#!/usr/bin/env node
/**
 * The receiver's command line. `serve` runs the receiver; the other commands are for the operator, and can be used
 * while it runs. Results go to standard output, everything else to standard error.
 */
import { parseArgs } from 'node:util';
import { ConfigError } from './config.ts';
import { DatabaseError } from './database/database-error.ts';
import { createLog } from './log.ts';
import { BackupError } from './operations/backup.ts';
import { type CommandInput, commands, UsageError } from './operations/commands.ts';
import { startReceiver } from './server.ts';

const usage = `Usage: receiver <command> [--config FILE]

  serve          receive messages until stopped
  list           list all messages, one per line, oldest first
  show REF       show one message
  export         export all messages as JSON Lines
  resend REF     deliver a message again, and release it if it is in quarantine;
                 or all messages in a state: resend --state failed
  dismiss REF --decision TEXT
                 dismiss the failed deliveries of a message, and keep the message
  test-mail ADDRESS
                 send a mail to try the mail settings
  test-message URL
                 send a message to a form, as a page does, to try the whole way
  delete REF --decision TEXT
                 delete a message, and record the decision
  apply-retention
                 confirm that the clock is right, and delete all that is due
  deletions      list what has been deleted and why, as JSON Lines
  backup FILE    back up everything except the keys, while receivers run
  restore FILE   restore a backup into an empty database
  rotate-key     encrypt all messages with a new key
  check          check the database, the keys and the mail

list, export and resend take --form ID, --state STATE (quarantine, waiting, sent, failed or
dismissed) and --since DATE, to choose messages. With --search, list and export read a text from
standard input, and choose the messages with that text in a field.

The configuration file is ./receiver.json, unless --config names another.`;

async function run(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      config: { type: 'string', default: 'receiver.json' },
      decision: { type: 'string' },
      form: { type: 'string' },
      state: { type: 'string' },
      since: { type: 'string' },
      search: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const [name = '', ...operands] = positionals;
  const { config: configPath, help, ...options } = values;
  if (help) {
    console.log(usage);
    return 0;
  }
  const input: CommandInput = { configPath, operands, ...options };
  const { form, state, since, search } = options;
  if ((form ?? state ?? since) && !['list', 'export', 'resend'].includes(name)) {
    throw new UsageError(
      `${name || 'no command'}: --form, --state and --since choose messages for list, export and resend`,
    );
  }
  if (search && !['list', 'export'].includes(name)) {
    throw new UsageError(`${name || 'no command'}: --search chooses messages for list and export`);
  }
  if (name === 'serve') return serve(input);
  const command = Object.hasOwn(commands, name) && commands[name];
  if (!command) throw new UsageError(usage);
  return command(input);
}

/** Runs the receiver until it receives a stop signal. */
async function serve({ configPath }: CommandInput): Promise<number> {
  const log = createLog();
  // Registered first, so that a receiver that is stopped while it starts is also shut down
  // properly.
  const stopSignal = new Promise<NodeJS.Signals>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  const { close } = await startReceiver(configPath, process.env, process.stdout, log);
  const signal = await stopSignal;
  // From here on a second signal ends the process immediately, as it does by default.
  log.info({ signal }, 'stopping');
  await close();
  log.info('stopped');
  return 0;
}

/**
 * Whether the operator can fix the error, so that its message is enough. Anything else is a bug.
 */
function isUserError(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof UsageError) return true;
  if (error instanceof BackupError || error instanceof DatabaseError) return true;
  return error instanceof TypeError && 'code' in error && /PARSE_ARGS/.test(String(error.code));
}

// Files are for the operator only, even in a directory that others can read.
process.umask(0o077);
try {
  process.exitCode = await run();
} catch (error) {
  if (!isUserError(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
