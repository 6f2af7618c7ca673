/** A language that every text exists in. */
export type Locale = 'sv' | 'en';
