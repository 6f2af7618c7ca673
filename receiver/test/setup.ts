import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Challenge, solveChallenge as solve } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Form } from '../src/config.ts';
import type { AppContext } from '../src/context.ts';
import { openDatabase } from '../src/database/connection.ts';
import { type AppOptions, buildApp } from '../src/http/app.ts';
import { createLog } from '../src/log.ts';
import { readMessages } from '../src/messages/message-repository.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { issueChallenge } from '../src/security/challenge.ts';
import { addKey, type Keyring } from '../src/security/keyring.ts';

/** The site that the tests post from. */
export const origin = 'https://www.exempelkommun.se';

/** The form that the tests post to. */
export const form: Form = {
  id: 'international',
  allowedOrigins: [origin],
  recipients: [],
  languages: ['sv', 'en'],
  notice: {},
};

/** Limits that no test comes near, unless it is about them. */
export const limits = {
  challenges: { perAddress: 1_000_000, total: 1_000_000 },
  messages: { perAddress: 1_000_000, total: 1_000_000 },
};

/** What a visitor would write; Swedish letters and a line break are part of every test. */
export const fields = {
  name: 'Åsa Öberg',
  organisation: 'Exempelkommun',
  email: 'asa.oberg@exempelkommun.se',
  telephone: '08-123 45 67',
  subject: 'Vänort i Moçambique',
  message: 'Hej!\nVi söker en vänort.',
};

/** A problem document, or a receipt. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** What a test may send in place of an honest message. */
export interface PostOptions {
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Solves a challenge as the browser does. */
export async function solveChallenge(challenge: Challenge) {
  const solution = await solve({ challenge, deriveKey });
  if (!solution) throw new Error('expected a solution, got none');
  return { challenge, solution };
}

/** A signed challenge with its solution, a hundred times less work than a visitor's. */
export async function createSolvedChallenge(
  keyring: Keyring,
  formId: string = form.id,
  now = new Date(),
) {
  return solveChallenge(await issueChallenge(keyring, formId, now, 1));
}

/** A message as the form would post it. */
export async function validMessage(keyring: Keyring, changes: Record<string, unknown> = {}) {
  return {
    fields,
    language: 'sv',
    verification: await createSolvedChallenge(keyring),
    website: '',
    ...changes,
  };
}

/** A challenge from the receiver's own endpoint. */
export async function getChallenge(url: string, formId: string = form.id): Promise<Challenge> {
  const response = await fetch(`${url}/v1/forms/${formId}/challenge`, { headers: { origin } });
  return (await response.json()) as Challenge;
}

/** Posts to a receiver and reads its answer. */
export async function post(url: string, { key, body, headers }: PostOptions): Promise<Answer> {
  const response = await fetch(`${url}/v1/forms/${form.id}/messages`, {
    method: 'POST',
    headers: {
      origin,
      'content-type': 'application/json',
      'idempotency-key': key ?? randomUUID(),
      ...headers,
    },
    body: typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body),
  });
  return readAnswer(response);
}

/** A request whose body is sent as it comes. The types of browsers do not know the setting. */
export const streaming = (init: RequestInit): RequestInit =>
  Object.assign(init, { duplex: 'half' });

/** Reads an answer; every answer to a post is JSON. */
export async function readAnswer(response: Response): Promise<Answer> {
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as Answer['body'] };
}

/** What a test may have otherwise in its receiver. */
export interface SetupOptions extends Partial<Pick<AppOptions, 'requestTimeoutMs' | 'clock'>> {
  readonly config?: Partial<AppOptions['config']>;
  readonly now?: () => Date;
  /** The address of an empty PostgreSQL database, in place of the embedded one. */
  readonly database?: string;
}

/** A receiver in this process with a database of its own, listening on a free port. */
export async function setup({
  config,
  now = () => new Date(),
  database,
  ...changes
}: SetupOptions = {}) {
  const data = await mkdtemp(join(tmpdir(), 'receiver-'));
  const logLines: string[] = [];
  const context: AppContext = {
    ...(await openDatabase({ data, url: database })),
    keyring: addKey(undefined, new Date()),
    now,
  };
  const log = createLog({ write: (line) => logLines.push(line) });
  const app = buildApp({
    config: { forms: [form], limits, trustedProxies: [], ...config },
    context,
    log,
    metrics: createMetrics(context),
    onStored: () => {},
    ...changes,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  return {
    url,
    app,
    context,
    log,
    logLines,
    keyring: context.keyring,
    post: (sent: PostOptions) => post(url, sent),
    messages: () => Array.fromAsync(readMessages(context)),
    async [Symbol.asyncDispose]() {
      await app.close();
      await context.db.destroy();
      await rm(data, { recursive: true });
    },
  };
}
