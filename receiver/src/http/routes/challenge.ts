import type { FastifyPluginAsync } from 'fastify';
import { issueChallenge, pickDifficulty } from '../../security/challenge.ts';
import { sendRateLimited } from '../problem.ts';
import type { FormRouteOptions } from './forms.ts';

/**
 * `POST /v1/forms/:form/challenge`: issues a challenge, valid for one message. ALTCHA's own clients use `GET`, which
 * our form doesn't, since a service worker of the page may answer it with a challenge that has been used.
 */
export const challengeRoute: FastifyPluginAsync<
  Pick<FormRouteOptions, 'context' | 'rateLimiters'>
> = async (app, { context, rateLimiters: { challenges, messages } }) => {
  app.route({
    method: ['GET', 'POST'],
    url: '/challenge',
    // It would issue a challenge that nobody reads.
    exposeHeadRoute: false,
    onRequest: async ({ ip }, reply) => {
      for (const consume of [challenges.consumeClient, challenges.consumeGlobal]) {
        const result = consume(ip);
        if ('retryAfter' in result) return sendRateLimited(reply, result);
      }
    },
    handler: ({ form }) => {
      const pressure = Math.max(challenges.getPressure(), messages.getPressure());
      return issueChallenge(context.keyring, form.id, context.now(), pickDifficulty(pressure));
    },
  });
};
