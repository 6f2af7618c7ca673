import type { FastifyPluginAsync } from 'fastify';
import { createBatchWriter } from '../../messages/batch-writer.ts';
import { submitMessage } from '../../messages/submit-message.ts';
import { ProblemError, sendProblem, sendRateLimited } from '../problem.ts';
import { parseSubmission, type Submission, submissionSchema } from '../submission-schema.ts';
import type { FormRouteOptions } from './forms.ts';

/** How long a browser may cache a preflight response, in seconds. Chromium's maximum. */
const preflightMaxAgeSeconds = 7200;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** `POST /v1/forms/:form/messages`, and the preflight request that a browser sends before it. */
export const messageRoutes: FastifyPluginAsync<FormRouteOptions> = async (
  app,
  { context, rateLimiters, onStored },
) => {
  const rateLimiter = rateLimiters.messages;
  const storeMessage = createBatchWriter(context);

  // Not rate-limited: it costs next to nothing, and browsers don't tell the form why a preflight request failed.
  app.options('/messages', async (_request, reply) => {
    reply.header('access-control-allow-methods', 'POST');
    reply.header('access-control-allow-headers', 'Content-Type, Idempotency-Key');
    reply.header('access-control-max-age', preflightMaxAgeSeconds);
    return reply.code(204).send();
  });

  app.post<{ Body: Submission }>('/messages', {
    schema: { body: submissionSchema },
    // `validateBody` knows its schema and ignores the given one, so it must not be used for anything but the body.
    validatorCompiler: ({ httpPart }) => {
      if (httpPart !== 'body') throw new Error(`expected a schema for the body, got ${httpPart}`);
      return validateBody;
    },
    // Before the body is read.
    onRequest: async ({ ip, headers }, reply) => {
      const result = rateLimiter.consumeClient(ip);
      if ('retryAfter' in result) return sendRateLimited(reply, result);
      const key = headers['idempotency-key'];
      if (!key) return sendProblem(reply, 'idempotency-key-required');
      if (!uuidPattern.test(String(key))) return sendProblem(reply, 'idempotency-key-invalid');
    },
    handler: async ({ form, body, ip, headers }, reply) => {
      const idempotencyKey = String(headers['idempotency-key']).toLowerCase();
      // Counts towards the limit of all clients together; `consumeClient()` above counted this one.
      const attempt = { idempotencyKey, submission: body, clientIp: ip };
      const result = await submitMessage(context, form, attempt, {
        storeMessage,
        rateLimiter,
        mailLimiter: rateLimiters.mails,
      });
      if ('problem' in result) {
        if (result.retryAfter) reply.header('retry-after', result.retryAfter);
        return sendProblem(reply, result.problem);
      }
      if (result.isReplay) reply.header('idempotent-replayed', 'true');
      else onStored();
      return reply.code(result.isReplay ? 200 : 201).send(result.receipt);
    },
  });
};

function validateBody(body: unknown) {
  const result = parseSubmission(body);
  if ('submission' in result) return { value: result.submission };
  return { error: new ProblemError(result.problem, result.errors) };
}
