/**
 * A case system to deliver to, which can misbehave on request. As a webhook it honours the message's id, as Standard
 * Webhooks requires. As `errands` it behaves like Sundsvall's support management
 * (Sundsvallskommun/api-service-support-management): it has no idempotency, so the same post twice creates two cases;
 * it responds with an empty body and a relative `Location`; and it can be searched.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { createCertificate } from '../certificate.ts';

/** The system's behaviour for a post. */
export type PostBehaviour =
  | 'create'
  /** Creates, and responds after a while. */
  | 'create-late'
  /** Creates, and never responds. */
  | 'create-and-hang'
  | 'create-and-drop'
  | 'create-and-500'
  | 'drop'
  | 500
  | 400
  | 429
  | 302;

/** A case in the system. */
export interface Case {
  readonly id: string;
  readonly number: string;
  readonly messageId: string;
  readonly body: Record<string, unknown>;
}

/** A received post. */
export interface ReceivedPost {
  /** When it was received, by a monotonic clock. */
  readonly atMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The secret of the webhook. */
export const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

const lateMs = 300;

/** Starts a case system. `pickBehaviour` is asked for each post. */
export async function startCaseSystem(
  kind: 'webhook' | 'errands',
  pickBehaviour: () => PostBehaviour = () => 'create',
) {
  const folder = await mkdtemp(join(tmpdir(), 'case-system-'));
  const { key, cert, certPath } = createCertificate(folder);
  const cases: Case[] = [];
  const posts: ReceivedPost[] = [];
  const requests: string[] = [];
  const system = {
    behave: pickBehaviour,
    /** The valid tokens. The token endpoint returns the last one. */
    tokens: ['first'],
    /** What a search returns instead of the cases found. */
    searchResult: undefined as unknown,
    /** The number of searches that have found a case. */
    foundCount: 0,
    onPost: () => {},
    /** The value of `Retry-After` with status 429. */
    retryAfter: '1',
  };

  const server = createServer({ key, cert }, async (request, response) => {
    const { method = '', url = '' } = request;
    requests.push(`${method} ${url}`);
    const { pathname, searchParams } = new URL(url, 'https://localhost');
    if (pathname === '/token') {
      return json(response, 200, { access_token: system.tokens.at(-1), expires_in: 3600 });
    }
    const { authorization } = request.headers;
    if (kind === 'errands' && !system.tokens.some((one) => authorization === `Bearer ${one}`)) {
      return json(response, 401, {});
    }
    if (method === 'POST') return receive(request, response);
    if (pathname.endsWith('/errands')) {
      return json(response, 200, system.searchResult ?? search(searchParams.get('filter') ?? ''));
    }
    const errand = cases.find(({ id }) => pathname.endsWith(`/errands/${id}`));
    return json(response, errand ? 200 : 404, errand ? toErrand(errand) : {});
  });

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      // The client died in the middle of its request.
      return;
    }
    const text = Buffer.concat(chunks).toString('utf8');
    const headers = request.headers as Record<string, string>;
    posts.push({ atMs: performance.now(), headers, text });
    system.onPost();
    const behaviour = system.behave();
    if (behaviour === 'drop') return void request.socket.destroy();
    if (behaviour === 429) response.setHeader('Retry-After', system.retryAfter);
    if (behaviour === 302) response.setHeader('Location', '/elsewhere');
    if (typeof behaviour === 'number') return json(response, behaviour, { title: text });
    const messageId = headers['webhook-id'] ?? '';
    const body = JSON.parse(text);
    if (kind === 'webhook') {
      const timestamp = new Date(Number(headers['webhook-timestamp']) * 1000);
      const expected = new Webhook(secret).sign(messageId, timestamp, text);
      if (!headers['webhook-signature']?.split(' ').includes(expected)) {
        return json(response, 401, {});
      }
    } else {
      const violations = validateErrand(body);
      if (violations.length > 0) return json(response, 400, { violations });
    }
    const earlier = kind === 'webhook' && cases.find((one) => one.messageId === messageId);
    const current = earlier || create(messageId, body);
    if (behaviour === 'create-and-drop') return void request.socket.destroy();
    if (behaviour === 'create-and-hang') return;
    if (behaviour === 'create-and-500') return json(response, 500, {});
    if (behaviour === 'create-late') await new Promise((done) => setTimeout(done, lateMs));
    if (kind === 'webhook') return json(response, 201, { caseNumber: current.number });
    response.writeHead(201, { Location: `/2281/CONTACTCENTER/errands/${current.id}` }).end();
  }

  function create(messageId: string, body: Record<string, unknown>): Case {
    const number = `KC-2611${String(cases.length + 1).padStart(4, '0')}`;
    const created = { id: randomUUID(), number, messageId, body };
    cases.push(created);
    return created;
  }

  function search(filter: string) {
    const [, tagKey, tagValue] =
      /^externalTags\.key:'([\w-]+)' and externalTags\.value:'([\w-]+)'$/.exec(filter) ?? [];
    const content = cases.filter(({ body }) =>
      (body.externalTags as { key: string; value: string }[]).some(
        ({ key: name, value }) => name === tagKey && value === tagValue,
      ),
    );
    if (content.length > 0) system.foundCount++;
    return { content: content.map(toErrand), totalElements: content.length };
  }

  server.on('tlsClientError', () => {
    // A client was killed, or doesn't trust the certificate.
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  return Object.assign(system, {
    origin,
    ca: certPath,
    cases,
    posts,
    requests,
    /** Stops responding, like a system that is down. `restart()` brings it back on the same port. */
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
    async restart() {
      const { port } = new URL(origin);
      await new Promise<void>((resolve) => server.listen(Number(port), '127.0.0.1', resolve));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  });
}

const toErrand = ({ id, number, body }: Case) => ({ ...body, id, errandNumber: number });

/** The members that Sundsvall's model requires on creation; its API description marks none as required. */
function validateErrand(errand: Record<string, unknown>): string[] {
  const isBlank = (value: unknown) => typeof value !== 'string' || value.trim() === '';
  const tags = (errand.externalTags ?? []) as { key: string; value: string }[];
  const keys = tags.map(({ key }) => key.toLowerCase());
  return [
    ...['title', 'reporterUserId', 'status'].filter((name) => isBlank(errand[name])),
    ...(['LOW', 'MEDIUM', 'HIGH'].includes(String(errand.priority)) ? [] : ['priority']),
    ...['id', 'errandNumber', 'created', 'version'].filter((name) => name in errand),
    ...(tags.some(({ key, value }) => isBlank(key) || isBlank(value)) ? ['externalTags'] : []),
    ...(new Set(keys).size < keys.length ? ['externalTags'] : []),
  ];
}

function json(response: ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}
