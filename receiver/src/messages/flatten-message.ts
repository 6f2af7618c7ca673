import type { Message } from './message-repository.ts';

/** Flattens a message, for `export` and for webhooks. */
export function flattenMessage({ body, ...message }: Message) {
  const { fields, language } = body;
  return { ...message, language, ...fields };
}
