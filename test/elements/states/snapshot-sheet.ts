/** What the pictures of a state are, on both sides: the test that asks for them and the runner that takes them. */

/** The languages, a row each. */
export const rows = ['sv', 'en'] as const;

/** The colours that a visitor may have asked for. */
export const schemes = ['light', 'dark', 'forced'] as const;

/** How wide the page is, in pixels. */
export const widths = [320, 768, 1280] as const;

/** One picture on a sheet. */
export interface Picture {
  readonly state: string;
  readonly language: (typeof rows)[number];
  readonly scheme: (typeof schemes)[number];
  readonly width: (typeof widths)[number];
}

/** The ring of the button turns, and a picture shows one moment. */
const still = { 'prefers-reduced-motion': 'reduce' };

/** The media features of each scheme. A visitor with forced colours here has dark ones. */
export const mediaFeatures: Record<Picture['scheme'], Record<string, string>> = {
  light: { ...still, 'prefers-color-scheme': 'light' },
  dark: { ...still, 'prefers-color-scheme': 'dark' },
  forced: { ...still, 'forced-colors': 'active', 'prefers-color-scheme': 'dark' },
};
