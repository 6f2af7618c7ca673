import type { IncomingMessage } from 'node:http';
import type { FastifyError } from 'fastify';
import plugin from 'fastify-plugin';
import type { Logger } from 'pino';
import type { Metrics } from '../../operations/metrics.ts';
import { type ProblemCode, ProblemError, sendProblem } from '../problem.ts';

/** The number of seconds before a retry when the receiver itself is at fault. */
const retryAfterSeconds = 5;

/** Responds to every error with a problem document. */
export const errorHandler = plugin<{ log: Logger; metrics: Metrics }>(
  async (app, { log, metrics }) => {
    app.decorateReply('problem', undefined);
    app.decorateReply('problemInstance', undefined);

    app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'));

    app.setErrorHandler(async (error: FastifyError, request, reply) => {
      if (error instanceof ProblemError) return sendProblem(reply, error.problem, error.errors);
      const problem = problemForError(error);
      if (problem === 'too-large') await discardBody(request.raw);
      if (problem) return sendProblem(reply, problem);
      log.error({ err: error }, 'request failed');
      metrics.errors.inc();
      reply.header('retry-after', retryAfterSeconds);
      return sendProblem(reply, 'unavailable');
    });
  },
);

/** How much of a body that is too large is read, and for how long. */
const maxDiscardedBytes = 1024 * 1024;
const discardTimeoutMs = 2_000;

/**
 * Drains a body that is too large. Closing the connection with part of it unread could lose the response, and a web
 * server in front would answer 502 instead.
 */
async function discardBody(body: IncomingMessage): Promise<void> {
  let size = 0;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, discardTimeoutMs);
    const onEnd = () => {
      clearTimeout(timer);
      resolve();
    };
    body.once('end', onEnd).once('close', onEnd);
    body.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxDiscardedBytes) onEnd();
    });
    if (body.readableEnded) onEnd();
  });
  body.removeAllListeners('data');
}

/** The problem for an error that Node reports before there is a request. */
export function problemForClientError(code: string): ProblemCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'timeout';
  return code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : 'malformed';
}

/** The problem for one of Fastify's errors, or `undefined` if the receiver is at fault. */
function problemForError({ code, statusCode = 500 }: FastifyError): ProblemCode | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'too-large';
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'unsupported-media-type';
  return statusCode < 500 ? 'malformed' : undefined;
}
