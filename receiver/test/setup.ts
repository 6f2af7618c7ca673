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
import { type MessageRow, readMessages } from '../src/messages/message-repository.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { issueChallenge } from '../src/security/challenge.ts';
import { addKey, type Keyring } from '../src/security/keyring.ts';

/** The origin that the tests post from. Not the example's, which `check` tells of. */
export const origin = 'https://www.kommun.test';

/** The form that the tests post to. */
export const form: Form = {
  id: 'international',
  allowedOrigins: [origin],
  recipients: [],
  languages: ['sv', 'en'],
  notice: {},
};

/** Limits that only tests of the rate limits reach. */
export const limits = {
  challenges: { perAddress: 1_000_000, total: 1_000_000 },
  messages: { perAddress: 1_000_000, total: 1_000_000 },
  mailedPerHour: 1_000_000,
};

/** The fields of a message, with Swedish letters and a line break. */
export const fields = {
  name: 'Åsa Öberg',
  organisation: 'Exempelkommun',
  email: 'asa.oberg@exempelkommun.se',
  telephone: '08-123 45 67',
  subject: 'Vänort i Moçambique',
  message: 'Hej!\nVi söker en vänort.',
};

/** Every message in a test can be decrypted, unless the test says otherwise. */
export function failOnUnreadable({ reference }: MessageRow): void {
  throw new Error(`expected to decrypt ${reference}`);
}

/** A response with a problem document or a receipt. */
export interface JsonResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** The parts of a post that a test may change. */
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

/** Creates a signed challenge with its solution, with a hundredth of a visitor's work. */
export async function createSolvedChallenge(
  keyring: Keyring,
  formId: string = form.id,
  now = new Date(),
) {
  return solveChallenge(await issueChallenge(keyring, formId, now, 1));
}

/** Creates a body as the form posts it. */
export async function validMessage(keyring: Keyring, changes: Record<string, unknown> = {}) {
  return {
    fields,
    language: 'sv',
    verification: await createSolvedChallenge(keyring),
    website: '',
    ...changes,
  };
}

/** Gets a challenge from the receiver. */
export async function getChallenge(url: string, formId: string = form.id): Promise<Challenge> {
  const response = await fetch(`${url}/v1/forms/${formId}/challenge`, { headers: { origin } });
  return (await response.json()) as Challenge;
}

/** Posts to a receiver and reads its response. */
export async function post(
  url: string,
  { key, body, headers }: PostOptions,
): Promise<JsonResponse> {
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
  return readJsonResponse(response);
}

/** Creates a request with a streamed body. The DOM's types do not have the option. */
export const streaming = (init: RequestInit): RequestInit =>
  Object.assign(init, { duplex: 'half' });

/** Reads a response; every response to a post is JSON. */
export async function readJsonResponse(response: Response): Promise<JsonResponse> {
  const { status, headers } = response;
  return { status, headers, body: (await response.json()) as JsonResponse['body'] };
}

/** The options of `setup()`. */
export interface SetupOptions extends Partial<Pick<AppOptions, 'requestTimeoutMs' | 'clock'>> {
  readonly config?: Partial<AppOptions['config']>;
  readonly now?: () => Date;
  /** The connection string of an empty PostgreSQL database, to use instead of the embedded one. */
  readonly database?: string;
  /** How long the database may take for a statement. */
  readonly databaseTimeoutMs?: number;
}

/** Starts a receiver in this process, with its own database, on a free port. */
export async function setup({
  config,
  now = () => new Date(),
  database,
  databaseTimeoutMs,
  ...changes
}: SetupOptions = {}) {
  const data = await mkdtemp(join(tmpdir(), 'receiver-'));
  const logLines: string[] = [];
  const context: AppContext = {
    ...(await openDatabase({
      data,
      url: database,
      ...(databaseTimeoutMs && { timeoutMs: databaseTimeoutMs }),
    })),
    keyring: addKey(undefined, new Date()),
    now,
  };
  const log = createLog({ write: (line) => logLines.push(line) });
  const metrics = createMetrics(context);
  const app = buildApp({
    config: { forms: [form], limits, trustedProxies: [], ...config },
    context,
    log,
    metrics,
    onStored: () => {},
    ...changes,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  return {
    url,
    data,
    app,
    context,
    log,
    logLines,
    metrics,
    keyring: context.keyring,
    post: (sent: PostOptions) => post(url, sent),
    messages: () => Array.fromAsync(readMessages(context, {}, failOnUnreadable)),
    async [Symbol.asyncDispose]() {
      await app.close();
      await context.db.destroy();
      await rm(data, { recursive: true });
    },
  };
}
