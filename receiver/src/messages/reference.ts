import { randomInt } from 'node:crypto';

/** Letters and digits that cannot be mistaken for another when read aloud or written by hand. */
const alphabet = 'ABCDEFGHJKLMNPRSTUVWXY23456789';

/**
 * Makes a reference for a message, such as `K7MA-P2XD`: what the sender is given to quote. Eight
 * of thirty characters are 6.5 × 10¹¹ references, too many to guess; that two messages never
 * share one is the database's promise, not chance's.
 */
export function createReference(): string {
  const characters = Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]);
  characters.splice(4, 0, '-');
  return characters.join('');
}

/** Reads a reference as a person types it: in any case, with or without the hyphen and spaces. */
export function parseReference(typed: string): string | undefined {
  const letters = typed.toUpperCase().replace(/[\s-]/g, '');
  const valid = letters.length === 8 && [...letters].every((letter) => alphabet.includes(letter));
  return valid ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}
