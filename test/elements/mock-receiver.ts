/**
 * A mock of the receiver behind `fetch`. Its challenges are real but easy, and altcha verifies the solutions.
 */
import { createChallenge, type Payload, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { MessageFailedEvent } from '../../dist/lib/index.js';
import { cleanups } from './fixture.ts';

export const ENDPOINT = 'https://receiver.invalid/v1/forms/international';

const secrets = { hmacSignatureSecret: 'a', hmacKeySignatureSecret: 'b' };

/** A message as posted. */
interface Submission {
  key: string | null;
  body: {
    fields: Record<string, string>;
    language: string;
    verification: Payload;
    website: string;
  };
  verified: boolean;
}

/** A response: immediate, delayed, or a network error. */
type Answer = () => Response | Promise<Response>;

/** A problem document, as the receiver writes them. */
export const createProblem = (
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Response =>
  Response.json({ type: `urn:skr-widgets:problem:${code}`, status, ...more }, { status, headers });

export const acceptMessage: Answer = () =>
  Response.json(
    { reference: 'ABCD-2345', receivedAt: '2026-11-23T10:00:00.000Z' },
    { status: 201 },
  );

export const failNetwork: Answer = () => Promise.reject(new TypeError('Failed to fetch'));

/** A response for each reason not to take a message that is the receiver's or the network's. */
export const failureAnswers: Record<
  Exclude<MessageFailedEvent['code'], 'offline' | 'verification' | 'invalid'>,
  Answer
> = {
  unknown: failNetwork,
  'rate-limited': () => createProblem(429, 'rate-limited', {}, { 'retry-after': '150' }),
  unavailable: () => createProblem(503, 'unavailable'),
  closed: () => createProblem(403, 'origin-not-allowed'),
  language: () => createProblem(403, 'language-not-accepted'),
  'too-large': () => createProblem(413, 'too-large'),
  refused: () => createProblem(400, 'malformed'),
};

/**
 * Responds until the end of the test: to each message with the next response, and finally with the last one again.
 * Requests for the notice are not in `paths`.
 */
export function mockReceiver({
  messages = [acceptMessage] as Answer[],
  /** Responds instead of a challenge, if it does. */
  challenge = (): ReturnType<Answer> | undefined => undefined,
  /** Delays the challenge until it resolves. */
  delay = () => Promise.resolve(),
  lifetime = 1200,
  notice = {},
  /** Responds instead of the notice, if it does. */
  noticeResponse = (): Response | undefined => undefined,
} = {}) {
  const submissions: Submission[] = [];
  const paths: string[] = [];
  /** All requests, including those for the notice, with their options. */
  const requests: Request[] = [];
  const { fetch } = window;
  cleanups.push(() => {
    window.fetch = fetch;
  });
  window.fetch = async (input, init) => {
    const address = String(input);
    if (!address.startsWith(ENDPOINT)) return fetch(input, init);
    requests.push(new Request(input, init));
    if (address === ENDPOINT) return noticeResponse() ?? Response.json(notice);
    paths.push(address.slice(ENDPOINT.length));
    if (address === `${ENDPOINT}/challenge`) {
      await delay();
      const response = challenge();
      if (response) return response;
      return Response.json(
        await createChallenge({
          algorithm: 'PBKDF2/SHA-256',
          cost: 10,
          counter: 7,
          deriveKey,
          expiresAt: Math.floor(Date.now() / 1000) + lifetime,
          ...secrets,
        }),
      );
    }
    const body: Submission['body'] = JSON.parse(String(init?.body));
    const { verified } = await verifySolution({ ...body.verification, deriveKey, ...secrets });
    submissions.push({ key: new Headers(init?.headers).get('idempotency-key'), body, verified });
    const answer = messages[Math.min(submissions.length, messages.length) - 1];
    if (!answer) throw new Error('The receiver has no answer');
    return answer();
  };
  return { submissions, paths, requests };
}
