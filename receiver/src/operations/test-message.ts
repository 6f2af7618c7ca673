import { randomUUID } from 'node:crypto';
import { type Challenge, solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Form } from '../config.ts';

/** Thrown when the receiver, or a proxy, responds with anything but a receipt. */
export class TestMessageError extends Error {}

/**
 * Sends a message as a page does, through any proxy in front of the receiver: gets a challenge, solves it and posts.
 * Resolves to the reference; rejects with a `TestMessageError`.
 *
 * @param url The form's URL for visitors: `https://…/v1/forms/{id}`.
 */
export async function sendTestMessage(
  url: string,
  { allowedOrigins: [origin = ''], languages: [language] }: Form,
  email: string,
): Promise<string> {
  const challenge = await request<Challenge>(`${url}/challenge`, { origin });
  const solution = await solveChallenge({ challenge, deriveKey });
  const { reference } = await request<{ reference: string }>(
    `${url}/messages`,
    { origin, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    {
      fields: {
        name: 'Test',
        email,
        subject: 'Test',
        message: 'Det här är ett test av formuläret. / This is a test of the form.',
      },
      language,
      verification: { challenge, solution },
    },
  );
  return reference;
}

async function request<T>(url: string, headers: Record<string, string>, body?: object): Promise<T> {
  const response = await fetch(url, {
    method: 'POST',
    headers,
    ...(body && { body: JSON.stringify(body) }),
  }).catch((cause) => {
    throw new TestMessageError(`${url}: ${cause.cause?.message ?? cause.message}`, { cause });
  });
  const text = await response.text();
  if (response.ok) return JSON.parse(text);
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json');
  const reason = isProblem ? JSON.parse(text).title : 'not from the receiver';
  throw new TestMessageError(`${url}: HTTP ${response.status} (${reason})`);
}
