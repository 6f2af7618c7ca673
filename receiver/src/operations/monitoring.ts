import { createServer, type Server } from 'node:http';
import type { Logger } from 'pino';
import type { AppContext } from '../context.ts';
import { DatabaseError, toDatabaseError } from '../database/database-error.ts';
import { assertIsWritable } from '../database/write-probe.ts';
import { getOutboxState } from '../outbox/outbox-repository.ts';
import type { Metrics } from './metrics.ts';

/** Dependencies of the monitoring server. */
export interface MonitoringOptions {
  readonly context: AppContext;
  readonly metrics: Metrics;
  readonly log: Logger;
}

interface MonitoringResponse {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Builds the monitoring server for the operator: `/healthz` responds as long as the process does, `/readyz` tells
 * whether messages can be stored, with the state of the outbox, and `/metrics` is for Prometheus. It listens on a
 * separate port on this machine only, so that no proxy exposes it. It responds only to this machine's own host names,
 * so that no page in a browser here can read it through a name that points to this machine (DNS rebinding).
 */
export function buildMonitoringServer(options: MonitoringOptions): Server {
  return createServer(async (request, response) => {
    const { status, type, body } = await respond(options, request.headers.host, request.url).catch(
      (err) => {
        const error = toDatabaseError(err, 'database');
        const reason = error instanceof DatabaseError ? error.problem : 'unknown';
        options.log.error({ err, reason }, 'the monitoring request failed');
        return createJsonResponse(503, { database: 'down', reason });
      },
    );
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  });
}

async function respond(
  { context, metrics }: MonitoringOptions,
  host = '',
  path = '/',
): Promise<MonitoringResponse> {
  if (!isLoopbackHost(host)) {
    return createJsonResponse(421, { status: 'use 127.0.0.1 or localhost' });
  }
  // Some load balancers add a query string to bypass caches.
  switch (path.split('?', 1)[0]) {
    case '/healthz':
      return createJsonResponse(200, { status: 'ok' });
    case '/readyz': {
      if (context.keyring.isSaved?.() === false) {
        return createJsonResponse(503, { database: 'up', reason: 'keys-missing' });
      }
      await assertIsWritable(context);
      const { waiting, failed, oldestSeconds } = await getOutboxState(context);
      const outbox = { waiting, failed, oldestSeconds: Math.round(oldestSeconds) };
      // Unsent mail is no reason to reject messages: they are stored safely until it is sent. Besides, a sender whose
      // mail is always rejected could then close the form for everyone.
      return createJsonResponse(200, { database: 'up', outbox });
    }
    case '/metrics': {
      return { status: 200, type: metrics.contentType, body: await metrics.render() };
    }
    default:
      return createJsonResponse(404, { status: 'not found' });
  }
}

const isLoopbackHost = (host: string) => /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);

function createJsonResponse(status: number, content: object): MonitoringResponse {
  return { status, type: 'application/json', body: `${JSON.stringify(content)}\n` };
}
