import { randomInt } from 'node:crypto';

/** Letters and digits that can't be mistaken for one another when read aloud or written by hand. */
const alphabet = 'ABCDEFGHJKLMNPRSTUVWXY23456789';

/**
 * Creates a reference for a message, such as `K7MA-P2XD`, for the sender to quote. Eight of thirty
 * characters make 6.5 × 10¹¹ references, too many to guess. Chance does not make them unique; the
 * database does.
 */
export function createReference(): string {
  let rest = randomInt(alphabet.length ** 8);
  let characters = '';
  for (let length = 0; length < 8; length++) {
    characters += alphabet[rest % alphabet.length];
    rest = Math.floor(rest / alphabet.length);
  }
  return `${characters.slice(0, 4)}-${characters.slice(4)}`;
}

/** Parses a reference as people type it: in any case, with or without the hyphen and spaces. */
export function parseReference(input: string): string | undefined {
  const letters = input.toUpperCase().replace(/[\s-]/g, '');
  const isValid = letters.length === 8 && [...letters].every((letter) => alphabet.includes(letter));
  return isValid ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}
