/**
 * Takes out what is not seen but changes what is: marks that turn the direction of a line around,
 * spaces without width, soft hyphens. For where a visitor's text is shown in a line of ours; what is
 * stored and exported keeps every character. The joiners (U+200C, U+200D) stay: emoji and whole
 * scripts are written with them.
 */
export function stripInvisibleCharacters(text: string): string {
  return text.replace(/[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff]/gu, '');
}
