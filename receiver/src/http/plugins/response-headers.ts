import type { FastifyReply } from 'fastify';
import plugin from 'fastify-plugin';

/** Sets the headers that every response has. */
export const responseHeaders = plugin(async (app) => {
  app.addHook('onRequest', (_request, reply, done) => {
    setResponseHeaders(reply);
    done();
  });
});

/** Sets these headers where no hook runs. */
export function setResponseHeaders(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
  reply.header('x-content-type-options', 'nosniff');
  reply.header('access-control-expose-headers', 'Retry-After, Idempotent-Replayed');
  reply.header('vary', 'Origin');
}
