import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { Metrics } from '../operations/metrics.ts';
import { errorHandler, problemForClientError } from './plugins/error-handler.ts';
import { jsonParser } from './plugins/json-parser.ts';
import { recordRequest, requestLog } from './plugins/request-log.ts';
import { responseHeaders, setResponseHeaders } from './plugins/response-headers.ts';
import { getProblemStatus, sendProblem, writeProblemAndClose } from './problem.ts';
import { createRateLimiter } from './rate-limiter.ts';
import { formRoutes } from './routes/forms.ts';
import { openApiRoutes } from './routes/openapi.ts';

/**
 * Dependencies and settings of the application. The application itself opens no database or mail connection.
 */
export interface AppOptions {
  readonly config: Pick<Config, 'forms' | 'limits' | 'trustedProxies' | 'api'>;
  readonly context: AppContext;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Called after a message has been stored, since there may be mail to send. */
  readonly onStored: () => void;
  /** The timeout for a client to send a complete request. */
  readonly requestTimeoutMs?: number;
  /** The clock of the rate limits, in milliseconds. Defaults to a monotonic clock. */
  readonly clock?: () => number;
}

/** The largest request body. The longest message takes about 20 kB in the widest letters. */
const bodyLimitBytes = 32 * 1024;

/** The number of sites that may have mail at once. Used only to compute the limit of a single IPv6 site. */
const mailingSites = 100;

/** Builds the application. It does not listen until `listen()` is called. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { config, context, log, metrics, onStored, requestTimeoutMs = 15_000 } = options;
  // Not the time of day: if the clock were set back an hour, everyone would have to wait an hour.
  const { clock = () => performance.now() } = options;
  const { mailedPerHour } = config.limits;
  const connectionsCheckingInterval = requestTimeoutMs / 4;

  const app = Fastify({
    // Fastify gets no logger: `requestLog` writes the log, so that nothing personal gets into it.
    bodyLimit: bodyLimitBytes,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval },
    // A client that sends quickly but never reads the responses is slow too.
    connectionTimeout: 2 * requestTimeoutMs,
    trustProxy: config.trustedProxies.length > 0 ? config.trustedProxies : false,
    forceCloseConnections: 'idle',
    // While closing, requests on connections that are still open get their usual response.
    return503OnClosing: false,
    // For URLs that can't be decoded: no hook runs for them.
    frameworkErrors: (_error, request, reply) => {
      setResponseHeaders(reply);
      sendProblem(reply, 'not-found');
      recordRequest(request, reply, { log, metrics });
    },
    clientErrorHandler: ({ code }, socket) => {
      // The client is gone, so there was no response.
      if (code === 'ECONNRESET' || socket.destroyed) return;
      const problem = problemForClientError(code);
      metrics.requests.inc({ route: 'none', status: getProblemStatus(problem), problem });
      writeProblemAndClose(socket, problem);
    },
  });

  app.addHook('preClose', async () => {
    // Node stops checking for slow clients when the server closes, and would wait for them forever.
    const graceMs = requestTimeoutMs + connectionsCheckingInterval;
    setTimeout(() => app.server.closeAllConnections(), graceMs).unref();
  });

  // Logged once, because anybody can send the header.
  let isProxyReported = false;
  const reportUnknownProxy = (request: FastifyRequest) => {
    if (isProxyReported || !request.headers['x-forwarded-for']) return;
    // The header is ignored unless it comes from a trusted proxy.
    if ((request.ips ?? []).length > 1) return;
    isProxyReported = true;
    log.warn(
      'X-Forwarded-For came from a proxy that is not in trustedProxies: all visitors behind it count as one',
    );
  };
  app.addHook('onRequest', (request, _reply, done) => {
    reportUnknownProxy(request);
    done();
  });

  app.register(jsonParser);
  app.register(responseHeaders);
  app.register(requestLog, { log, metrics });
  app.register(errorHandler, { log, metrics });

  app.register(openApiRoutes, { config });
  app.register(formRoutes, {
    prefix: '/v1/forms/:form',
    forms: config.forms,
    context,
    onStored,
    rateLimiters: {
      challenges: createRateLimiter(config.limits.challenges, clock),
      messages: createRateLimiter(config.limits.messages, clock),
      mails: createRateLimiter(
        { perAddress: mailedPerHour, total: mailedPerHour * mailingSites },
        clock,
        3_600_000,
      ),
    },
  });

  return app;
}
