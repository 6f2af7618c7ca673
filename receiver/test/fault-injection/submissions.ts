import { randomUUID } from 'node:crypto';
import type { Keyring } from '../../src/security/keyring.ts';
import { fields, type JsonResponse, post, validMessage } from '../setup.ts';

/** A message that is sent until it is acknowledged, as the form does. */
export interface Submission {
  readonly key: string;
  readonly body: unknown;
  /** The reference, once it has been acknowledged. */
  reference?: string;
}

/** Creates a submission with a unique subject. */
export async function createSubmission(
  keyring: Keyring,
  changes: Record<string, unknown> = {},
): Promise<Submission> {
  const key = randomUUID();
  const subject = `Ärende ${key}`;
  return {
    key,
    body: await validMessage(keyring, { fields: { ...fields, subject }, ...changes }),
  };
}

/** Sends a submission and sets its reference. Resolves to `undefined` if there was no response. */
export async function sendSubmission(
  url: string,
  submission: Submission,
): Promise<JsonResponse | undefined> {
  const response = await post(url, submission).catch(() => undefined);
  if (response && response.status < 300) submission.reference = String(response.body.reference);
  return response;
}

/**
 * Sends many submissions concurrently, and reports how many have been answered so far. Resolves to
 * the status codes.
 */
export async function sendAll(
  url: string,
  submissions: readonly Submission[],
  {
    concurrency = 8,
    onResponse,
  }: { concurrency?: number; onResponse?: (responseCount: number) => void } = {},
) {
  const queue = [...submissions];
  const statuses: number[] = [];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const response = await sendSubmission(url, next);
      if (!response) continue;
      statuses.push(response.status);
      onResponse?.(statuses.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return statuses;
}
