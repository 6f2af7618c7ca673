import plugin from 'fastify-plugin';
import type { Logger } from 'pino';
import type { Metrics } from '../../operations/metrics.ts';

/** Logs and counts each request: by route, never by URL or client. */
export const requestLog = plugin<{ log: Logger; metrics: Metrics }>(
  async (app, { log, metrics }) => {
    app.addHook('onResponse', async (request, reply) => {
      const { method, routeOptions } = request;
      const { statusCode: status, problem, problemInstance: instance, elapsedTime } = reply;
      const route = routeOptions.url ?? 'none';
      metrics.requests.inc({ route, status, problem: problem ?? '' });
      metrics.duration.observe({ route }, elapsedTime / 1000);
      const ms = Math.round(elapsedTime);
      log.info({ method, route, status, problem, instance, ms }, 'request');
    });
  },
);
