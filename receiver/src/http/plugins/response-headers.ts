import type { FastifyReply } from 'fastify';
import plugin from 'fastify-plugin';

/** Sets the headers of every response. */
export const responseHeaders = plugin(async (app) => {
  app.addHook('onRequest', (_request, reply, done) => {
    setResponseHeaders(reply);
    done();
  });
});

/** Sets the same headers for responses that no hook runs for. */
export function setResponseHeaders(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
  reply.header('x-content-type-options', 'nosniff');
  reply.header('access-control-expose-headers', 'Retry-After, Idempotent-Replayed');
  reply.header('vary', 'Origin');
}
