/**
 * Removes invisible characters that can spoof text: bidi controls, zero-width spaces and soft
 * hyphens. For showing a visitor's text within a line of ours; what is stored and exported keeps
 * every character. The joiners (U+200C, U+200D) stay, because emoji and whole scripts depend on
 * them.
 */
export function stripInvisibleCharacters(text: string): string {
  return text.replace(/[\p{Bidi_Control}\u00ad\u200b\u2060-\u2064\ufeff]/gu, '');
}
