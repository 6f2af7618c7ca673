/**
 * Searching messages for what a person wrote, as when that person asks what there is. The text to
 * search for is personal data, so it is read from standard input: a command line ends up in the
 * system's logs.
 */
import { createInterface } from 'node:readline';
import { fieldNames } from '../messages/fields.ts';
import type { Message } from '../messages/message-repository.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';

/** Reads the text to search for: the first line of standard input, or nothing if there is none. */
export async function readSearchText(input: NodeJS.ReadStream = process.stdin): Promise<string> {
  if (input.isTTY) process.stderr.write('Text to search for: ');
  try {
    for await (const line of createInterface({ input })) return line.trim();
    return '';
  } finally {
    // Otherwise the process goes on for as long as whoever writes to it.
    input.destroy();
  }
}

/** Whether any field of a message contains a text, in whatever case. */
export function containsText({ body }: Message, text: string): boolean {
  return fieldNames.some((name) => fold(body.fields[name]).includes(fold(text)));
}

/** Makes texts equal that look equal to a reader, but for their case. */
const fold = (text: string) => stripInvisibleCharacters(text).normalize('NFKC').toLowerCase();
