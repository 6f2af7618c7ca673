/** The operator's commands: each opens the database, does one thing and says what it did. */
import { existsSync } from 'node:fs';
import { type Config, readConfig } from '../config.ts';
import { openDatabase, sqliteFile } from '../database/connection.ts';
import {
  type Message,
  readMessage,
  readMessages,
  resend,
  type Store,
} from '../messages/message-repository.ts';
import { parseReference } from '../messages/reference.ts';
import { deleteMessage } from '../messages/retention.ts';
import { withoutInvisible } from '../messages/strip-invisible.ts';
import { settle } from '../outbox/outbox.ts';
import { alone, check, resealMessages } from '../security/key-rotation.ts';
import { addKeyToFile, loadKeyring, readSecret } from '../security/keyring-source.ts';
import { backup, restore } from './backup.ts';

/** A command line that cannot be carried out, in words for the operator. */
export class UsageError extends Error {}

/** What a command is given. */
export interface Request {
  readonly configPath: string;
  readonly operands: readonly string[];
  readonly decision?: string | undefined;
}

/** What a command works with. */
interface Workplace {
  readonly config: Config;
  readonly store: Store;
  /** Where the keys are: a file or a variable. */
  readonly source: string;
  readonly isFile: boolean;
}

// Told to the one who writes, below.
process.stdout.on('error', () => {});

/**
 * Writes a line of what was asked for. `console.log` says nothing of a full disk, and half an export
 * would pass for a whole one.
 */
function print(line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(`${line}\n`, (fault) => {
      if (fault) reject(new UsageError(`expected to write what was asked for, came ${fault}`));
      else resolve();
    });
  });
}

/** The commands by name. Each settles with the exit code when it has said what it did. */
export const commands: Record<string, (request: Request) => Promise<number>> = {
  list: (request) =>
    work(request, async ({ store }) => {
      for await (const message of readMessages(store)) await print(summarize(message));
    }),

  show: (request) =>
    work(request, async ({ store }) => {
      await print(describe(await find(store, request)));
    }),

  export: (request) =>
    work(request, async ({ store }) => {
      for await (const message of readMessages(store)) {
        await print(JSON.stringify(flatten(message)));
      }
    }),

  resend: (request) =>
    work(request, async ({ store, config }) => {
      const { reference, form } = await find(store, request);
      const recipients = config.forms.find(({ id }) => id === form)?.recipients ?? [];
      if (recipients.length === 0) throw new UsageError(`the form "${form}" has no recipients`);
      const mails = await resend(store, reference, recipients);
      await print(`${reference}: ${mails} mails will be sent`);
    }),

  settle: (request) =>
    work(request, async ({ store }) => {
      const decision = decisionOf(request);
      const reference = referenceOf(request);
      const mails = await settle(store, reference, decision);
      if (mails === 0) throw new UsageError(`${reference}: no mail of it has failed`);
      await print(`${reference}: ${mails} mails settled, the message is kept`);
    }),

  delete: (request) =>
    work(request, async ({ store }) => {
      const decision = decisionOf(request);
      // Not read first: one that does not open any more may be deleted too.
      const reference = referenceOf(request);
      if (!(await deleteMessage(store, reference, decision)))
        throw new UsageError(noMessage(reference));
      await print(`${reference}: deleted`);
    }),

  deletions: (request) =>
    work(request, async ({ store }) => {
      const rows = store.db.selectFrom('deletions').selectAll().orderBy('deleted_at');
      for (const row of await rows.execute()) await print(JSON.stringify(row));
    }),

  backup: (request) =>
    work(request, async ({ store, source }) => {
      const path = operand(request, 'a file');
      await print(`${await backup(store, path)} messages in ${path}`);
      console.error(`The keys are not in it. Keep a copy of ${source} somewhere else.`);
    }),

  restore: (request) =>
    work({ ...request, create: true }, async ({ store }) => {
      const { messages, madeAt } = await restore(store, operand(request, 'a file'));
      await print(`${messages} messages restored, as they were at ${madeAt}`);
    }),

  'rotate-key': (request) =>
    work(request, async ({ store, source, isFile }) => {
      if (isFile) {
        await alone(store, () => addKeyToFile(source, store.now()));
        store.keyring.refresh?.();
      } else if (store.keyring.keys.size === 1) {
        throw new UsageError(missingKey(source));
      }
      const count = await resealMessages(store);
      await print(`${count} messages closed with the key ${store.keyring.current}`);
    }),

  check: (request) =>
    work(request, async ({ store }) => {
      const { faults, notes } = await check(store);
      for (const note of notes) await print(note);
      for (const fault of faults) console.error(`fault: ${fault}`);
      return faults.length > 0 ? 1 : 0;
    }),
};

async function work(
  { configPath, create = false }: Request & { create?: boolean },
  task: (at: Workplace) => Promise<number | undefined>,
): Promise<number> {
  const now = () => new Date();
  const config = readConfig(configPath, process.env);
  const place = { data: config.data, url: readSecret(process.env, 'DATABASE_URL') };
  if (!create && !place.url && !existsSync(sqliteFile(place.data))) {
    throw new UsageError(`expected a database, came none in ${place.data}`);
  }
  const { keyring, source, isFile } = loadKeyring(place, process.env, now());
  const store = { ...(await openDatabase(place)), keyring, now };
  try {
    return (await task({ config, store, source, isFile })) ?? 0;
  } finally {
    await store.db.destroy();
  }
}

/** What to do where the keys are in a variable, which only the operator can change. */
const missingKey = (source: string) =>
  `${source}: expected a new key beside the one it holds, since none can be put in a variable.
  1. Make one:  echo "$(date -I):$(openssl rand -base64 32)"
  2. Add it last in ${source} of every receiver, and start them again one by one.
  3. Move it first in ${source} of every receiver, and start them again one by one.
  4. Run rotate-key with the same ${source}.`;

function operand({ operands }: Request, what: string): string {
  if (operands.length !== 1) throw new UsageError(`expected ${what}, came ${operands.length}`);
  return operands[0] ?? '';
}

function decisionOf({ decision }: Request): string {
  if (!decision) throw new UsageError('expected --decision with the decision to do it by');
  return decision;
}

function referenceOf(request: Request): string {
  const typed = operand(request, 'a reference');
  const reference = parseReference(typed);
  if (!reference) throw new UsageError(`expected a reference, came "${typed}"`);
  return reference;
}

async function find(store: Store, request: Request): Promise<Message> {
  const reference = referenceOf(request);
  const message = await readMessage(store, reference);
  if (!message) throw new UsageError(noMessage(reference));
  return message;
}

const noMessage = (reference: string) => `there is no message ${reference}`;

function flatten({ body, ...message }: Message) {
  const { fields, language } = body;
  return { ...message, language, ...fields };
}

function summarize({ reference, receivedAt, form, quarantine, body }: Message): string {
  const { name, subject } = body.fields;
  const mark = quarantine ? `quarantine: ${quarantine}` : '';
  const line = [reference, receivedAt, form, name, subject, mark].join('\t').trimEnd();
  return withoutInvisible(line);
}

function describe(message: Message): string {
  const { message: text, ...head } = flatten(message);
  const lines = Object.entries(head).filter(([, value]) => value);
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  const shown = lines.map(([name, value]) => `${name}:`.padEnd(width) + value);
  return withoutInvisible([...shown, '', text].join('\n'));
}
