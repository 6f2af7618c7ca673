/** The dimensions of the snapshots, for both the test that requests them and the runner that takes them. */

/** The languages, one per row. */
export const rows = ['sv', 'en'] as const;

/** The colour schemes and contrast that a visitor may prefer. */
export const schemes = ['light', 'dark', 'forced'] as const;

/** The widths of the page, in pixels. */
export const widths = [320, 768, 1280] as const;

/** One picture on a sheet. */
export interface Picture {
  readonly state: string;
  readonly language: (typeof rows)[number];
  readonly scheme: (typeof schemes)[number];
  readonly width: (typeof widths)[number];
}

/** Stops the rotation of the button's ring, so that screenshots are the same. */
const still = { 'prefers-reduced-motion': 'reduce' };

/** The media features of each scheme. Forced colours are combined with a dark scheme. */
export const mediaFeatures: Record<Picture['scheme'], Record<string, string>> = {
  light: { ...still, 'prefers-color-scheme': 'light' },
  dark: { ...still, 'prefers-color-scheme': 'dark' },
  forced: { ...still, 'forced-colors': 'active', 'prefers-color-scheme': 'dark' },
};
