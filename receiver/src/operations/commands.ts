/** The operator's commands: each opens the database, does one thing and says what it did. */
import { existsSync } from 'node:fs';
import { type Config, readConfig } from '../config.ts';
import type { AppContext } from '../context.ts';
import { getSqlitePath, openDatabase } from '../database/connection.ts';
import {
  type Message,
  readMessage,
  readMessages,
  resendMessage,
} from '../messages/message-repository.ts';
import { parseReference } from '../messages/reference.ts';
import { deleteMessage } from '../messages/retention.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';
import { dismissFailedMails } from '../outbox/outbox.ts';
import { reencryptMessages, runCheck, withKeyLock } from '../security/key-rotation.ts';
import { addKeyToFile, loadKeyring, readSecret } from '../security/keyring-source.ts';
import { restoreBackup, writeBackup } from './backup.ts';

/** A command line that cannot be carried out, in words for the operator. */
export class UsageError extends Error {}

/** What a command is given. */
export interface CommandInput {
  readonly configPath: string;
  readonly operands: readonly string[];
  readonly decision?: string | undefined;
}

/** What a command works with. */
interface CommandContext {
  readonly config: Config;
  readonly context: AppContext;
  /** Where the keys are: a file or a variable. */
  readonly keySource: string;
  readonly isKeyFile: boolean;
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
      if (fault) reject(new UsageError(`expected to write what was asked for, got ${fault}`));
      else resolve();
    });
  });
}

/** The commands by name. Each settles with the exit code when it has said what it did. */
export const commands: Record<string, (request: CommandInput) => Promise<number>> = {
  list: (request) =>
    withContext(request, async ({ context }) => {
      for await (const message of readMessages(context)) await print(formatSummary(message));
    }),

  show: (request) =>
    withContext(request, async ({ context }) => {
      await print(formatMessage(await findMessage(context, request)));
    }),

  export: (request) =>
    withContext(request, async ({ context }) => {
      for await (const message of readMessages(context)) {
        await print(JSON.stringify(flattenMessage(message)));
      }
    }),

  resend: (request) =>
    withContext(request, async ({ context, config }) => {
      const { reference, form } = await findMessage(context, request);
      const recipients = config.forms.find(({ id }) => id === form)?.recipients ?? [];
      if (recipients.length === 0) throw new UsageError(`the form "${form}" has no recipients`);
      const mails = await resendMessage(context, reference, recipients);
      await print(`${reference}: ${mails} mails will be sent`);
    }),

  settle: (request) =>
    withContext(request, async ({ context }) => {
      const decision = getDecision(request);
      const reference = getReference(request);
      const mails = await dismissFailedMails(context, reference, decision);
      if (mails === 0) throw new UsageError(`${reference}: no mail of it has failed`);
      await print(`${reference}: ${mails} mails settled, the message is kept`);
    }),

  delete: (request) =>
    withContext(request, async ({ context }) => {
      const decision = getDecision(request);
      // Not read first: one that does not open any more may be deleted too.
      const reference = getReference(request);
      if (!(await deleteMessage(context, reference, decision)))
        throw new UsageError(formatNotFound(reference));
      await print(`${reference}: deleted`);
    }),

  deletions: (request) =>
    withContext(request, async ({ context }) => {
      const rows = context.db.selectFrom('deletions').selectAll().orderBy('deleted_at');
      for (const row of await rows.execute()) await print(JSON.stringify(row));
    }),

  backup: (request) =>
    withContext(request, async ({ context, keySource: source }) => {
      const path = getOperand(request, 'a file');
      await print(`${await writeBackup(context, path)} messages in ${path}`);
      console.error(`The keys are not in it. Keep a copy of ${source} somewhere else.`);
    }),

  restore: (request) =>
    withContext({ ...request, create: true }, async ({ context }) => {
      const { messages, madeAt } = await restoreBackup(context, getOperand(request, 'a file'));
      await print(`${messages} messages restored, as they were at ${madeAt}`);
    }),

  'rotate-key': (request) =>
    withContext(request, async ({ context, keySource: source, isKeyFile: isFile }) => {
      if (isFile) {
        await withKeyLock(context, () => addKeyToFile(source, context.now()));
        context.keyring.refresh?.();
      } else if (context.keyring.keys.size === 1) {
        throw new UsageError(explainKeyRotation(source));
      }
      const count = await reencryptMessages(context);
      await print(`${count} messages closed with the key ${context.keyring.current}`);
    }),

  check: (request) =>
    withContext(request, async ({ context }) => {
      const { errors: faults, info: notes } = await runCheck(context);
      for (const note of notes) await print(note);
      for (const fault of faults) console.error(`fault: ${fault}`);
      return faults.length > 0 ? 1 : 0;
    }),
};

async function withContext(
  { configPath, create = false }: CommandInput & { create?: boolean },
  task: (at: CommandContext) => Promise<number | undefined>,
): Promise<number> {
  const now = () => new Date();
  const config = readConfig(configPath, process.env);
  const place = { data: config.data, url: readSecret(process.env, 'DATABASE_URL') };
  if (!create && !place.url && !existsSync(getSqlitePath(place.data))) {
    throw new UsageError(`expected a database, got none in ${place.data}`);
  }
  const { keyring, source, isFile } = loadKeyring(place, process.env, now());
  const context = { ...(await openDatabase(place)), keyring, now };
  try {
    return (await task({ config, context, keySource: source, isKeyFile: isFile })) ?? 0;
  } finally {
    await context.db.destroy();
  }
}

/** What to do where the keys are in a variable, which only the operator can change. */
const explainKeyRotation = (source: string) =>
  `${source}: expected a new key beside the one it holds, since none can be put in a variable.
  1. Make one:  echo "$(date -I):$(openssl rand -base64 32)"
  2. Add it last in ${source} of every receiver, and start them again one by one.
  3. Move it first in ${source} of every receiver, and start them again one by one.
  4. Run rotate-key with the same ${source}.`;

function getOperand({ operands }: CommandInput, what: string): string {
  if (operands.length !== 1) throw new UsageError(`expected ${what}, got ${operands.length}`);
  return operands[0] ?? '';
}

function getDecision({ decision }: CommandInput): string {
  if (!decision) throw new UsageError('expected --decision with the decision to do it by');
  return decision;
}

function getReference(request: CommandInput): string {
  const typed = getOperand(request, 'a reference');
  const reference = parseReference(typed);
  if (!reference) throw new UsageError(`expected a reference, got "${typed}"`);
  return reference;
}

async function findMessage(context: AppContext, request: CommandInput): Promise<Message> {
  const reference = getReference(request);
  const message = await readMessage(context, reference);
  if (!message) throw new UsageError(formatNotFound(reference));
  return message;
}

const formatNotFound = (reference: string) => `there is no message ${reference}`;

function flattenMessage({ body, ...message }: Message) {
  const { fields, language } = body;
  return { ...message, language, ...fields };
}

function formatSummary({ reference, receivedAt, form, quarantine, body }: Message): string {
  const { name, subject } = body.fields;
  const mark = quarantine ? `quarantine: ${quarantine}` : '';
  const line = [reference, receivedAt, form, name, subject, mark].join('\t').trimEnd();
  return stripInvisibleCharacters(line);
}

function formatMessage(message: Message): string {
  const { message: text, ...head } = flattenMessage(message);
  const lines = Object.entries(head).filter(([, value]) => value);
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  const shown = lines.map(([name, value]) => `${name}:`.padEnd(width) + value);
  return stripInvisibleCharacters([...shown, '', text].join('\n'));
}
