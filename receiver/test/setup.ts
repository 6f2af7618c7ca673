import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Form } from '../src/config.ts';
import { openDatabase } from '../src/database/connection.ts';
import { buildServer, type ServerParts } from '../src/http/app.ts';
import { createLog } from '../src/log.ts';
import { readMessages, type Store } from '../src/messages/message-repository.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { makeChallenge } from '../src/security/challenge.ts';
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
export interface Sent {
  readonly key?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Solves a challenge as the browser does. */
export async function solve(challenge: Challenge) {
  const solution = await solveChallenge({ challenge, deriveKey });
  if (!solution) throw new Error('expected a solution, came none');
  return { challenge, solution };
}

/** A signed challenge with its solution, a hundred times less work than a visitor's. */
export async function solved(keyring: Keyring, formId: string = form.id, now = new Date()) {
  return solve(await makeChallenge(keyring, formId, now, 1));
}

/** A message as the form would post it. */
export async function honest(keyring: Keyring, changes: Record<string, unknown> = {}) {
  return {
    fields,
    language: 'sv',
    verification: await solved(keyring),
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
export async function post(url: string, { key, body, headers }: Sent): Promise<Answer> {
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
export interface Changes extends Partial<Pick<ServerParts, 'requestTimeout' | 'clock'>> {
  readonly config?: Partial<ServerParts['config']>;
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
}: Changes = {}) {
  const data = await mkdtemp(join(tmpdir(), 'receiver-'));
  const logged: string[] = [];
  const store: Store = {
    ...(await openDatabase({ data, url: database })),
    keyring: addKey(undefined, new Date()),
    now,
  };
  const log = createLog({ write: (line) => logged.push(line) });
  const app = buildServer({
    config: { forms: [form], limits, trustedProxies: [], ...config },
    store,
    log,
    metrics: createMetrics(store),
    stored: () => {},
    ...changes,
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });

  return {
    url,
    app,
    store,
    log,
    logged,
    keyring: store.keyring,
    post: (sent: Sent) => post(url, sent),
    messages: () => Array.fromAsync(readMessages(store)),
    async [Symbol.asyncDispose]() {
      await app.close();
      await store.db.destroy();
      await rm(data, { recursive: true });
    },
  };
}
