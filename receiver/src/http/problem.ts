import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * The problems that a request can have, as problem details (RFC 9457). A response has a code, never a sentence for the
 * visitor: the form has those, in the visitor's language. `title` and `detail` are for developers of clients.
 * `retryable` says whether the same message may be sent again without the visitor changing it.
 */
const problems = {
  malformed: {
    status: 400,
    title: 'The request is malformed',
    detail: 'The body does not match the API description.',
    retryable: false,
  },
  'idempotency-key-required': {
    status: 400,
    title: 'The Idempotency-Key header is missing',
    detail:
      'Send the header with a UUID of your own, the same for every attempt to send one message.',
    retryable: false,
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'The Idempotency-Key header is not a UUID',
    detail: 'Send a UUID, such as those that crypto.randomUUID() creates.',
    retryable: false,
  },
  'origin-not-allowed': {
    status: 403,
    title: 'The site may not use this form',
    detail: "The page's origin is not among allowedOrigins of the form.",
    retryable: false,
  },
  'verification-required': {
    status: 403,
    title: 'The solution is missing',
    detail: 'Get a challenge, solve it, and send the message with the solution.',
    retryable: true,
  },
  'verification-failed': {
    status: 403,
    title: 'The solution is wrong',
    detail: 'Get a new challenge, solve it, and send the message again.',
    retryable: true,
  },
  'verification-expired': {
    status: 403,
    title: 'The challenge has expired',
    detail: 'Get a new challenge, solve it, and send the message again.',
    retryable: true,
  },
  'verification-used': {
    status: 403,
    title: 'The challenge has been used',
    detail: 'Get a new challenge, solve it, and send the message again.',
    retryable: true,
  },
  'language-not-accepted': {
    status: 403,
    title: 'The form does not accept messages in this language',
    detail: 'Send the message in one of the languages that the form has a notice in.',
    retryable: false,
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this URL',
    detail: 'The paths are in the API description, at /v1/openapi.json.',
    retryable: false,
  },
  'unknown-form': {
    status: 404,
    title: 'There is no such form',
    detail: 'The name in the path is not the id of a form in the configuration.',
    retryable: false,
  },
  timeout: {
    status: 408,
    title: 'The request took too long',
    detail: 'Send the whole request without a pause.',
    retryable: true,
  },
  'too-large': {
    status: 413,
    title: 'The request is too large',
    detail: 'The longest valid message fits in 32 KiB.',
    retryable: false,
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The request is not application/json',
    detail: 'Send the header Content-Type: application/json, and no Content-Encoding.',
    retryable: false,
  },
  'invalid-fields': {
    status: 422,
    title: 'Some fields are not valid',
    detail: 'The member errors says which fields, and what is wrong with each.',
    retryable: false,
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another message',
    detail: 'Send the message with a new key.',
    retryable: true,
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    detail: 'Wait for as many seconds as the header Retry-After says.',
    retryable: true,
  },
  unavailable: {
    status: 503,
    title: 'The message cannot be stored right now',
    detail:
      'Wait for as many seconds as the header Retry-After says, and send the same request again.',
    retryable: true,
  },
} as const;

/** The code of a problem: the last part of its `type`. */
export type ProblemCode = keyof typeof problems;

/** An invalid value in the request body: where, as a JSON pointer, and what is wrong with it. */
export interface ValidationError {
  readonly pointer: string;
  readonly code: string;
}

/** The media type of problem details. */
export const problemMediaType = 'application/problem+json';

/** All codes, for the OpenAPI document. */
export const problemCodes = Object.keys(problems) as ProblemCode[];

/** The title of a problem, for the OpenAPI document. */
export const getProblemTitle = (code: ProblemCode): string => problems[code].title;

/** The HTTP status of a problem. */
export const getProblemStatus = (code: ProblemCode): number => problems[code].status;

/** Throw it to respond with a problem. */
export class ProblemError extends Error {
  readonly problem: ProblemCode;
  readonly errors: readonly ValidationError[] | undefined;

  constructor(problem: ProblemCode, errors?: readonly ValidationError[]) {
    super(problems[problem].title);
    this.problem = problem;
    this.errors = errors;
  }
}

/** Responds with a problem, and keeps its code for the log. */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  errors?: readonly ValidationError[],
): FastifyReply {
  reply.problem = code;
  // Any site may read a problem. Otherwise a form on a site that isn't allowed couldn't say what is wrong. The response
  // contains nothing but the code.
  if (!reply.hasHeader('access-control-allow-origin')) {
    reply.header('access-control-allow-origin', '*');
  }
  const document = createProblemDocument(code);
  reply.problemInstance = document.instance;
  return reply
    .code(document.status)
    .type(problemMediaType)
    .send({ ...document, ...(errors && { errors }) });
}

/** Responds to a client that has exceeded a rate limit. */
export function sendRateLimited(
  reply: FastifyReply,
  { retryAfter }: { readonly retryAfter: number },
): FastifyReply {
  reply.header('retry-after', retryAfter);
  return sendProblem(reply, 'rate-limited');
}

/** Writes a problem to a connection that has no request to respond to, and closes it. */
export function writeProblemAndClose(socket: Duplex, code: ProblemCode): void {
  const status = getProblemStatus(code);
  const body = JSON.stringify(createProblemDocument(code));
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${body.length}`,
    'Access-Control-Allow-Origin: *',
    'Connection: close',
  ];
  // The client may have closed the connection already.
  if (socket.writable) socket.write([...head, '', body].join('\r\n'));
  socket.destroy();
}

/**
 * Creates the document of a problem. `instance` identifies this response, and is also in the log. It isn't a URL, which
 * could contain anything that a client has put there.
 */
export function createProblemDocument(code: ProblemCode) {
  const { status, title, detail, retryable } = problems[code];
  const type = `urn:skr-widgets:problem:${code}`;
  return { type, title, status, detail, instance: `urn:uuid:${randomUUID()}`, retryable };
}

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem in the response, if it is one. */
    problem: ProblemCode | undefined;
    /** The `instance` of that problem. */
    problemInstance: string | undefined;
  }
}
