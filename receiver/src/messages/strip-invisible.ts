/**
 * Removes invisible characters that can spoof text: bidi controls, zero-width spaces and soft hyphens. Used when a
 * visitor's text is shown within a line of our own; stored and exported messages keep every character. The joiners
 * (U+200C, U+200D) are kept, because emoji and whole scripts depend on them.
 */
export function stripInvisibleCharacters(text: string): string {
  return text.replace(/[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff]/gu, '');
}
