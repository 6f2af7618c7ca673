/**
 * Takes out what is not seen but changes what is: marks that turn the direction of a line around, and
 * spaces without width. For where a visitor's text is shown in a line of ours; what is stored and
 * exported keeps every character.
 */
export function withoutInvisible(text: string): string {
  return text.replace(/[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g, '');
}
