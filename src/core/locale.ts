/** A language that every text is available in. */
export type Locale = 'sv' | 'en';
