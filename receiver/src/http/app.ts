import { isUtf8 } from 'node:buffer';
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import type { Config, Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import { createBatchWriter } from '../messages/batch-writer.ts';
import { createNotice } from '../messages/form-notice.ts';
import { submitMessage } from '../messages/submit-message.ts';
import type { Metrics } from '../operations/metrics.ts';
import { issueChallenge, pickDifficulty } from '../security/challenge.ts';
import { buildOpenApiDocument } from './openapi.ts';
import {
  getProblemStatus,
  type ProblemCode,
  sendProblem,
  writeProblemAndClose,
} from './problem.ts';
import { createRateLimiter, type RateLimitExceeded } from './rate-limiter.ts';

/** What the server needs. It opens nothing itself. */
export interface AppOptions {
  readonly config: Pick<Config, 'forms' | 'limits' | 'trustedProxies'>;
  readonly context: AppContext;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Called when a message has been stored: there may be mail to send. */
  readonly onStored: () => void;
  /** How long a client may take to send a whole request, in milliseconds. */
  readonly requestTimeoutMs?: number;
  /** What limits are counted by, in milliseconds; by itself the clock that nobody sets. */
  readonly clock?: () => number;
}

/** The largest body: a message at its longest, in the widest letters, is about 20 kB. */
const bodyLimitBytes = 32 * 1024;

/** How long a browser may remember that a site may post, in seconds. Chromium keeps to two hours. */
const preflightMaxAgeSeconds = 7200;

/** After how many seconds to come back when something is out of order. */
const retryAfterSeconds = 5;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

declare module 'fastify' {
  interface FastifyRequest {
    /** The form of the request, once it is known. */
    form: Form;
  }
}

/** Builds the server. It listens on nothing until told to. */
export function buildApp(parts: AppOptions): FastifyInstance {
  const {
    config,
    context,
    log,
    metrics,
    onStored: stored,
    requestTimeoutMs: requestTimeout = 15_000,
  } = parts;
  // Not the time of day: set back an hour, it would have everybody wait for an hour.
  const { clock = () => performance.now() } = parts;
  const forms = new Map(config.forms.map((form) => [form.id, form]));
  const limits = {
    challenges: createRateLimiter(config.limits.challenges, clock),
    messages: createRateLimiter(config.limits.messages, clock),
  };
  const keep = createBatchWriter(context);
  const checkEvery = requestTimeout / 4;
  const description = buildOpenApiDocument();

  const app = Fastify({
    // The framework gets no logger: what is logged is what is written here, and nothing personal.
    bodyLimit: bodyLimitBytes,
    requestTimeout,
    http: { headersTimeout: requestTimeout, connectionsCheckingInterval: checkEvery },
    // One who sends fast but never reads the answers is slow too.
    connectionTimeout: 2 * requestTimeout,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    // While closing, what still comes on an open connection is answered as usual.
    return503OnClosing: false,
    frameworkErrors: (_error, _request, reply) => sendProblem(reply, 'not-found'),
    clientErrorHandler: ({ code }, socket) => {
      const problem = problemForClientError(code);
      metrics.requests.inc({ route: 'none', status: getProblemStatus(problem), problem });
      writeProblemAndClose(socket, problem);
    },
  });

  app.decorateReply('problem', undefined);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    // Decoding would replace what is not UTF-8, and the message would not be what was written.
    if (!Buffer.isBuffer(body) || !isUtf8(body)) return done(createUtf8Error());
    app.getDefaultJsonParser('error', 'error')(request, body.toString('utf8'), done);
  });

  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    reply.header('x-content-type-options', 'nosniff');
    reply.header('access-control-expose-headers', 'Retry-After, Idempotent-Replayed');
    reply.header('vary', 'Origin');
  });

  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const { statusCode: status, problem, elapsedTime } = reply;
    const route = routeOptions.url ?? 'none';
    metrics.requests.inc({ route, status, problem: problem ?? '' });
    metrics.duration.observe({ route }, elapsedTime / 1000);
    log.info({ method, route, status, problem, ms: Math.round(elapsedTime) }, 'request');
  });

  app.addHook('preClose', async () => {
    // Node no longer looks for slow clients when it closes, and would wait for them without end.
    setTimeout(() => app.server.closeAllConnections(), requestTimeout + checkEvery).unref();
  });

  app.setNotFoundHandler((_request, reply) => sendProblem(reply, 'not-found'));

  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const code = problemForError(error);
    if (code) return sendProblem(reply, code);
    log.error({ err: error }, 'request failed');
    reply.header('retry-after', retryAfterSeconds);
    return sendProblem(reply, 'unavailable');
  });

  app.get('/v1/openapi.json', () => description);

  app.register(
    async (routes) => {
      routes.decorateRequest('form');
      // Everything that can be asked before the body is read is asked before it is read.
      routes.addHook('onRequest', async (request, reply) => {
        const form = forms.get((request.params as { form: string }).form);
        if (!form) return sendProblem(reply, 'unknown-form');
        request.form = form;
        const { origin } = request.headers;
        // A browser leaves it out only when a page reads from its own server.
        if (origin === undefined && request.method === 'GET') return;
        if (origin === undefined || !form.allowedOrigins.includes(origin)) {
          return sendProblem(reply, 'origin-not-allowed');
        }
        reply.header('access-control-allow-origin', origin);
      });

      // Neither this nor the browser's question below is limited: they cost next to nothing, and a
      // browser does not let the form see why the question was refused.
      routes.get('/', ({ form }) => createNotice(form.notice, form.languages));

      routes.get('/challenge', {
        onRequest: async ({ ip }, reply) => {
          const { challenges } = limits;
          const answer = challenges.consumeClient(ip) ?? challenges.consumeGlobal(ip);
          if ('retryAfter' in answer) return sendRateLimited(reply, answer);
        },
        handler: (request) => {
          const pressure = Math.max(limits.challenges.getPressure(), limits.messages.getPressure());
          return issueChallenge(
            context.keyring,
            request.form.id,
            context.now(),
            pickDifficulty(pressure),
          );
        },
      });

      routes.options('/messages', async (_request, reply) => {
        reply.header('access-control-allow-methods', 'POST');
        reply.header('access-control-allow-headers', 'Content-Type, Idempotency-Key');
        reply.header('access-control-max-age', preflightMaxAgeSeconds);
        return reply.code(204).send();
      });

      routes.post('/messages', {
        onRequest: async (request, reply) => {
          const tooMany = limits.messages.consumeClient(request.ip);
          if (tooMany) return sendRateLimited(reply, tooMany);
          const key = request.headers['idempotency-key'];
          if (!key) return sendProblem(reply, 'idempotency-key-required');
          if (!uuid.test(String(key))) return sendProblem(reply, 'idempotency-key-invalid');
        },
        handler: async (request, reply) => {
          const key = String(request.headers['idempotency-key']).toLowerCase();
          const { form, body, ip: address } = request;
          const ways = { storeMessage: keep, rateLimiter: limits.messages };
          const answer = await submitMessage(
            context,
            form,
            { idempotencyKey: key, body, clientIp: address },
            ways,
          );
          if ('problem' in answer) {
            if (answer.retryAfter) reply.header('retry-after', answer.retryAfter);
            return sendProblem(reply, answer.problem, answer.errors);
          }
          if (answer.isReplay) reply.header('idempotent-replayed', 'true');
          else stored();
          return reply.code(answer.isReplay ? 200 : 201).send(answer.receipt);
        },
      });
    },
    { prefix: '/v1/forms/:form' },
  );

  return app;
}

/** Answers one who is over a limit. */
function sendRateLimited(reply: FastifyReply, { retryAfter }: RateLimitExceeded): FastifyReply {
  reply.header('retry-after', retryAfter);
  return sendProblem(reply, 'rate-limited');
}

/** The fault of a body in another character encoding, as the framework reports its own. */
function createUtf8Error(): Error {
  return Object.assign(new SyntaxError('expected UTF-8, got something else'), { statusCode: 400 });
}

/** The problem that Node found before there was a request. */
function problemForClientError(code: string): ProblemCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'timeout';
  return code === 'HPE_HEADER_OVERFLOW' ? 'too-large' : 'malformed';
}

/** The problem that one of the framework's own refusals is; nothing if the fault is ours. */
function problemForError({ code, statusCode = 500 }: FastifyError): ProblemCode | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'too-large';
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return 'unsupported-media-type';
  return statusCode < 500 ? 'malformed' : undefined;
}
