import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { readCertificates } from '../security/read-certificates.ts';
import type { WebhookConfig } from './webhook-config.ts';

/** The total timeout of a request. */
const requestTimeoutMs = 20_000;

/** The maximum length of a response. */
const maxResponseBytes = 1024 * 1024;

/** The longest wait that a `Retry-After` header can ask for: the maximum between any two attempts. */
const maxRetryAfterMs = 3_600_000;

/** A request to another system. */
export interface HttpsRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Its response. */
export interface HttpsResponse {
  readonly status: number;
  readonly location: string | undefined;
  /** The wait that the other system asks for. */
  readonly retryAfterMs: number | undefined;
  /** The content, if it is JSON. */
  readonly content: unknown;
}

/** A request without a response. */
export class HttpsError extends Error {
  readonly code: string;
  /** Whether the other system may have received the request. */
  readonly isSent: boolean;

  constructor(code: string, isSent: boolean, cause: unknown) {
    super(code, { cause });
    this.code = code;
    this.isSent = isSent;
  }
}

/** Sends one request. Rejects with an `HttpsError` if there is no response. */
export type SendRequest = (request: HttpsRequest) => Promise<HttpsResponse>;

/**
 * Creates a client that uses only HTTPS, follows no redirects, and rejects addresses in private networks unless they
 * are listed in `privateAddresses`, whatever a name resolves to. Every request has its own connection: if the other
 * side is about to close a shared one, we can't know whether it received the request.
 */
export function createHttpsClient(
  setting: string,
  { ca, privateAddresses }: Pick<WebhookConfig, 'ca' | 'privateAddresses'>,
  timeoutMs = requestTimeoutMs,
): SendRequest {
  const agent = new RequestFilteringHttpsAgent({
    allowIPAddressList: privateAddresses,
    ...(ca && { ca: readCertificates(`${setting}.ca`, ca) }),
  });
  return ({ method, url, headers, body }) =>
    new Promise((resolve, reject) => {
      let isSent = false;
      const signal = AbortSignal.timeout(timeoutMs);
      const length =
        body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const outgoing = request(url, { agent, method, headers: { ...headers, ...length }, signal });
      outgoing.on('socket', (socket) => {
        socket.once('secureConnect', () => {
          isSent = true;
        });
      });
      outgoing.on('response', (response) => {
        readResponse(response).then(resolve, (error) => {
          reject(new HttpsError(getCode(error, signal), true, error));
        });
      });
      outgoing.on('error', (error) => {
        reject(new HttpsError(getCode(error, signal), isSent, error));
      });
      outgoing.end(body);
    });
}

async function readResponse(response: IncomingMessage): Promise<HttpsResponse> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    if (size > maxResponseBytes) break;
    chunks.push(chunk);
  }
  const { statusCode = 0, headers } = response;
  return {
    status: statusCode,
    location: headers.location,
    retryAfterMs: parseRetryAfter(headers['retry-after']),
    content: parseJson(Buffer.concat(chunks).toString('utf8')),
  };
}

/** Parses a `Retry-After` header: seconds, or a date. */
function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return ms > 0 ? Math.min(ms, maxRetryAfterMs) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function getCode(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'TIMEOUT';
  const { code, message } = error as Error & { code?: string };
  // The agent's own errors have no code.
  if (/^DNS lookup .* is not allowed/.test(message)) return 'PRIVATE_ADDRESS';
  return code ?? 'unknown';
}
