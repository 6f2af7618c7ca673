#!/usr/bin/env node
/**
 * The receiver's one command: `serve` runs it, the others are for the operator and may be used
 * while it runs. What was asked for goes to standard output, everything else to standard error.
 */
import { parseArgs } from 'node:util';
import { ConfigError, readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { createLog } from './log.ts';
import { parseReference } from './reference.ts';
import { loadKeyring } from './secrets.ts';
import { serve } from './serve.ts';
import { type Message, readMessage, readMessages, type Store } from './store.ts';

const usage = `Usage: receiver <command> [--config FILE]

  serve       receive messages until stopped
  list        one line for each message, oldest first
  show REF    one message, whole
  export      every message as JSON Lines

The configuration file is receiver.json here, unless --config names another.`;

/** A command line that cannot be carried out. */
class UsageError extends Error {}

type Command = (configPath: string, operands: readonly string[]) => Promise<void>;

const commands: Record<string, Command> = {
  async serve(configPath) {
    const log = createLog();
    const running = await serve(configPath, process.env, process.stdout, log);
    let stopping = false;
    const stop = (signal: NodeJS.Signals) => {
      if (stopping) return;
      stopping = true;
      log.info({ signal }, 'stopping');
      running.close().then(
        () => log.info('stopped'),
        (err) => {
          log.error({ err }, 'stopping failed');
          process.exitCode = 1;
        },
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  },

  list: (configPath) =>
    withStore(configPath, async (store) => {
      for await (const message of readMessages(store)) console.log(summarize(message));
    }),

  show: (configPath, [typed = '']) =>
    withStore(configPath, async (store) => {
      const reference = parseReference(typed);
      if (!reference) throw new UsageError(`expected a reference, came "${typed}"`);
      const message = await readMessage(store, reference);
      if (!message) throw new UsageError(`there is no message ${reference}`);
      console.log(describe(message));
    }),

  export: (configPath) =>
    withStore(configPath, async (store) => {
      for await (const message of readMessages(store))
        console.log(JSON.stringify(flatten(message)));
    }),
};

async function withStore(configPath: string, work: (store: Store) => Promise<void>): Promise<void> {
  const now = () => new Date();
  const config = readConfig(configPath, process.env);
  const { keyring } = loadKeyring(config.data, process.env, now());
  const db = await openDatabase(config.data);
  try {
    await work({ db, keyring, now });
  } finally {
    await db.destroy();
  }
}

function flatten({ body, ...message }: Message) {
  const { fields, language } = body;
  return { ...message, language, ...fields };
}

/** A control character would move the cursor; a line break here would end the line. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ');

function summarize({ reference, receivedAt, form, quarantine, body }: Message): string {
  const { name, subject } = body.fields;
  const mark = quarantine ? `quarantine: ${quarantine}` : '';
  return [reference, receivedAt, form, oneLine(name), oneLine(subject), mark].join('\t').trimEnd();
}

function describe(message: Message): string {
  const { message: text, ...head } = flatten(message);
  const lines = Object.entries(head).filter(([, value]) => value);
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  return [...lines.map(([name, value]) => `${name}:`.padEnd(width) + value), '', text].join('\n');
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { config: { type: 'string', default: 'receiver.json' }, help: { type: 'boolean' } },
  });
  const [name = '', ...operands] = positionals;
  if (values.help) return console.log(usage);
  const command = Object.hasOwn(commands, name) && commands[name];
  if (!command) throw new UsageError(usage);
  await command(values.config, operands);
}

/** A mistake of the operator's, to be said in its own words; anything else is a bug or a fault. */
function isMistake(error: unknown): error is Error {
  if (error instanceof ConfigError || error instanceof UsageError) return true;
  return error instanceof TypeError && 'code' in error && /PARSE_ARGS/.test(String(error.code));
}

// What is written here is for the one who runs the receiver, also in a folder that others can read.
process.umask(0o077);
try {
  await run();
} catch (error) {
  if (!isMistake(error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
