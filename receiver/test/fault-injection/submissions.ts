import { randomUUID } from 'node:crypto';
import type { Keyring } from '../../src/security/keyring.ts';
import { type Answer, fields, post, validMessage } from '../setup.ts';

/** A draft that a visitor has not given up, as the form keeps it. */
export interface Submission {
  readonly key: string;
  readonly body: unknown;
  /** The reference, once it was answered. */
  reference?: string;
}

/** A draft that no other is like. */
export async function createSubmission(keyring: Keyring): Promise<Submission> {
  const key = randomUUID();
  return {
    key,
    body: await validMessage(keyring, { fields: { ...fields, subject: `Ärende ${key}` } }),
  };
}

/** Sends a draft as the form does, and writes its reference on it. Nothing if there was no answer. */
export async function sendSubmission(url: string, sent: Submission): Promise<Answer | undefined> {
  const answer = await post(url, sent).catch(() => undefined);
  if (answer && answer.status < 300) sent.reference = String(answer.body.reference);
  return answer;
}

/**
 * Sends many drafts, so many at a time, and tells how many were answered so far. Settles with the
 * statuses that were answered.
 */
export async function sendAll(
  url: string,
  drafts: readonly Submission[],
  {
    concurrency: atOnce = 8,
    onAnswer,
  }: { concurrency?: number; onAnswer?: (answers: number) => void } = {},
) {
  const left = [...drafts];
  const statuses: number[] = [];
  const worker = async () => {
    for (let next = left.shift(); next; next = left.shift()) {
      const answer = await sendSubmission(url, next);
      if (!answer) continue;
      statuses.push(answer.status);
      onAnswer?.(statuses.length);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return statuses;
}
