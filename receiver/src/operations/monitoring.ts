import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { Store } from '../messages/message-repository.ts';
import { type Metrics, outboxState } from './metrics.ts';

/** What the operator's server needs. */
export interface OperatorParts {
  readonly store: Store;
  readonly metrics: Metrics;
  readonly log: Logger;
}

interface Page {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/**
 * Builds the server for the operator's own watch: `/healthz` says that the process answers,
 * `/readyz` that it can store, and how long the oldest mail has waited, `/metrics` is for Prometheus.
 * It has a port of its own, on this machine only, so that no proxy shows it to the world; and it
 * answers by this machine's own names only, so that no page in a browser here reads it through a name
 * that it has pointed at us (DNS rebinding).
 */
export function buildOperatorServer(parts: OperatorParts): Server {
  return createServer(async (request, response) => {
    const { url = '/', headers } = request;
    const asked = isOurs(headers.host) ? answer(parts, url) : Promise.resolve(misdirected);
    const { status, type, text } = await asked.catch((err) => {
      parts.log.error({ err }, 'the operator could not be answered');
      return json(503, { database: 'down' });
    });
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  });
}

const misdirected = json(421, { status: 'ask for 127.0.0.1 or localhost' });

const isOurs = (host = '') => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);

async function answer({ store, metrics }: OperatorParts, path: string): Promise<Page> {
  switch (path) {
    case '/healthz':
      return json(200, { status: 'ok' });
    case '/readyz': {
      const { waiting, failed, oldest } = await outboxState(store);
      const mail = { waiting, failed, oldestSeconds: Math.round(oldest) };
      // Mail that does not go out is no reason to take no messages: they are safe until it does. And
      // were it one, a sender whose mail is always refused could have the form closed for all.
      return json(200, { database: 'up', mail });
    }
    case '/metrics': {
      const text = await metrics.registry.metrics();
      return { status: 200, type: metrics.registry.contentType, text };
    }
    default:
      return json(404, { status: 'not found' });
  }
}

function json(status: number, content: object): Page {
  return { status, type: 'application/json', text: `${JSON.stringify(content)}\n` };
}
