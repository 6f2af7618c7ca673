import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply } from 'fastify';

/**
 * Every way a request can fail, as RFC 9457 describes it. The wire carries the code, never a
 * sentence for the visitor: that is the form's, in the visitor's language. `retryable` says whether
 * the same draft may be sent again without the visitor changing anything.
 */
const problems = {
  malformed: { status: 400, title: 'The request is not a message', retryable: false },
  'idempotency-key-required': {
    status: 400,
    title: 'The Idempotency-Key header is missing',
    retryable: false,
  },
  'idempotency-key-invalid': {
    status: 400,
    title: 'The Idempotency-Key header is not a UUID',
    retryable: false,
  },
  'origin-not-allowed': { status: 403, title: 'The site may not use this form', retryable: false },
  'verification-required': { status: 403, title: 'The solution is missing', retryable: true },
  'verification-failed': { status: 403, title: 'The solution is wrong', retryable: true },
  'verification-expired': { status: 403, title: 'The challenge has expired', retryable: true },
  'verification-used': { status: 403, title: 'The challenge has been used', retryable: true },
  'language-not-taken': {
    status: 403,
    title: 'The form takes no messages in this language',
    retryable: false,
  },
  'not-found': { status: 404, title: 'There is nothing at this address', retryable: false },
  'unknown-form': { status: 404, title: 'There is no such form', retryable: false },
  timeout: { status: 408, title: 'The request took too long to come', retryable: true },
  'too-large': { status: 413, title: 'The request is too large', retryable: false },
  'unsupported-media-type': {
    status: 415,
    title: 'The request is not application/json',
    retryable: false,
  },
  'invalid-fields': { status: 422, title: 'Some fields are not valid', retryable: false },
  'idempotency-key-reused': {
    status: 422,
    title: 'The Idempotency-Key belongs to another message',
    retryable: true,
  },
  'rate-limited': { status: 429, title: 'Too many requests', retryable: true },
  unavailable: { status: 503, title: 'The message cannot be stored right now', retryable: true },
} as const;

/** The code of a problem: the last part of its `type`. */
export type ProblemCode = keyof typeof problems;

/** Where in the request body a fault is, as a JSON pointer, and which. */
export interface ValidationError {
  readonly pointer: string;
  readonly code: string;
}

/** The media type of every problem. */
export const problemMediaType = 'application/problem+json';

/** Every code, for the description of the interface. */
export const problemCodes = Object.keys(problems) as ProblemCode[];

/** The status a problem is answered with. */
export const getProblemStatus = (code: ProblemCode): number => problems[code].status;

/** Answers with a problem, and remembers its code for the log. */
export function sendProblem(
  reply: FastifyReply,
  code: ProblemCode,
  errors?: readonly ValidationError[],
): FastifyReply {
  reply.problem = code;
  // Any site may read a refusal, or its form could not say what is wrong; it holds only the code.
  if (!reply.hasHeader('access-control-allow-origin')) {
    reply.header('access-control-allow-origin', '*');
  }
  return reply
    .code(getProblemStatus(code))
    .type(problemMediaType)
    .send({ ...createProblemDocument(code), ...(errors && { errors }) });
}

/** Answers with a problem on a connection where there is no request to reply to, and closes it. */
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
  // A connection that is gone has nobody to tell.
  if (socket.writable) socket.write([...head, '', body].join('\r\n'));
  socket.destroy();
}

function createProblemDocument(code: ProblemCode) {
  const { status, title, retryable } = problems[code];
  return { type: `urn:skr-widgets:problem:${code}`, title, status, retryable };
}

declare module 'fastify' {
  interface FastifyReply {
    /** The code of the problem that was answered, if one was. */
    problem: ProblemCode | undefined;
  }
}
