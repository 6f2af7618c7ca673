import type { FastifyPluginAsync } from 'fastify';
import type { Form } from '../../config.ts';
import type { AppContext } from '../../context.ts';
import { sendProblem } from '../problem.ts';
import type { RateLimiter } from '../rate-limiter.ts';
import { challengeRoute } from './challenge.ts';
import { messageRoutes } from './messages.ts';
import { noticeRoute } from './notice.ts';

/** Dependencies of a form's routes. */
export interface FormRouteOptions {
  readonly context: AppContext;
  readonly rateLimiters: {
    readonly challenges: RateLimiter;
    readonly messages: RateLimiter;
    /** The limit on messages that are mailed at once. */
    readonly mails: RateLimiter;
  };
  /** Called after a message has been stored. */
  readonly onStored: () => void;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The form in the URL. */
    form: Form;
  }
}

/** The routes of all forms, under the prefix `/v1/forms/:form`. */
export const formRoutes: FastifyPluginAsync<
  FormRouteOptions & { readonly forms: readonly Form[] }
> = async (app, { forms, context, rateLimiters, onStored }) => {
  const formsById = new Map(forms.map((form) => [form.id, form]));
  app.decorateRequest('form');

  // Everything that can be checked without the body is checked before it is read.
  app.addHook<{ Params: { form: string } }>('onRequest', async (request, reply) => {
    const form = formsById.get(request.params.form);
    if (!form) return sendProblem(reply, 'unknown-form');
    request.form = form;
    const { origin } = request.headers;
    // A browser omits the header only when a page reads from its own server.
    if (origin === undefined && ['GET', 'HEAD'].includes(request.method)) return;
    if (origin === undefined || !form.allowedOrigins.includes(origin)) {
      return sendProblem(reply, 'origin-not-allowed');
    }
    reply.header('access-control-allow-origin', origin);
  });

  app.register(noticeRoute);
  app.register(challengeRoute, { context, rateLimiters });
  app.register(messageRoutes, { context, rateLimiters, onStored });
};
