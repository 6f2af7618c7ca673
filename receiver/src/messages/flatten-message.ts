import type { Message } from './message-repository.ts';

/** A message without nesting: what `export` prints, and what a webhook gets. */
export function flattenMessage({ body, ...message }: Message) {
  const { fields, language } = body;
  return { ...message, language, ...fields };
}
