import type { FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import type { Logger } from 'pino';
import type { Metrics } from '../../operations/metrics.ts';

/** Where requests are logged and counted. */
interface RequestLogOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** Logs and counts each request: by route, never by URL or client. */
export const requestLog = plugin<RequestLogOptions>(async (app, options) => {
  app.addHook('onResponse', (request, reply, done) => {
    recordRequest(request, reply, options);
    done();
  });
});

/** Logs and counts a request where no hook runs. */
export function recordRequest(
  { method, routeOptions }: FastifyRequest,
  { statusCode: status, problem, problemInstance: instance, elapsedTime }: FastifyReply,
  { log, metrics }: RequestLogOptions,
): void {
  const route = routeOptions.url ?? 'none';
  metrics.requests.inc({ route, status, problem: problem ?? '' });
  metrics.duration.observe({ route }, elapsedTime / 1000);
  const ms = Math.round(elapsedTime);
  log.info({ method, route, status, problem, instance, ms }, 'request');
}
