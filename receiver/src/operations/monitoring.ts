import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { AppContext } from '../context.ts';
import { getOutboxState, type Metrics } from './metrics.ts';

/** What the operator's server needs. */
export interface MonitoringOptions {
  readonly context: AppContext;
  readonly metrics: Metrics;
  readonly log: Logger;
}

interface MonitoringResponse {
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
export function buildMonitoringServer(parts: MonitoringOptions): Server {
  return createServer(async (request, response) => {
    const { url = '/', headers } = request;
    const asked = isLoopbackHost(headers.host) ? respond(parts, url) : Promise.resolve(misdirected);
    const { status, type, text } = await asked.catch((err) => {
      parts.log.error({ err }, 'the operator could not be answered');
      return createJsonResponse(503, { database: 'down' });
    });
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
  });
}

const misdirected = createJsonResponse(421, { status: 'ask for 127.0.0.1 or localhost' });

const isLoopbackHost = (host = '') => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);

async function respond(
  { context, metrics }: MonitoringOptions,
  path: string,
): Promise<MonitoringResponse> {
  switch (path) {
    case '/healthz':
      return createJsonResponse(200, { status: 'ok' });
    case '/readyz': {
      const { waiting, failed, oldestSeconds: oldest } = await getOutboxState(context);
      const mail = { waiting, failed, oldestSeconds: Math.round(oldest) };
      // Mail that does not go out is no reason to take no messages: they are safe until it does. And
      // were it one, a sender whose mail is always refused could have the form closed for all.
      return createJsonResponse(200, { database: 'up', mail });
    }
    case '/metrics': {
      const text = await metrics.registry.metrics();
      return { status: 200, type: metrics.registry.contentType, text };
    }
    default:
      return createJsonResponse(404, { status: 'not found' });
  }
}

function createJsonResponse(status: number, content: object): MonitoringResponse {
  return { status, type: 'application/json', text: `${JSON.stringify(content)}\n` };
}
