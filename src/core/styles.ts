/**
 * The styles that the elements share, and the functions that apply them.
 *
 * Style sheets that include other pieces use `unsafeCSS`: Lit's `css` calls `Array.prototype.reduce`, which some
 * old libraries replace with a function of their own.
 */
import { type CSSResult, unsafeCSS } from 'lit';

/**
 * The custom properties a page may set, with their defaults. Lengths are in `em`, since some pages set the root's
 * size to 62.5 %. The internal names begin with an underscore, so that they don't override the page's own variables
 * for slotted content.
 */
export const tokens = `
  --_skr-border: var(--skr-border, #8c8c8c);
  --_skr-radius: var(--skr-radius, 0.375em);
  --_skr-space: var(--skr-space, 1em);
  --_skr-measure: var(--skr-measure, 68ch);
`;

/**
 * What is inherited from the page where its rules don't reach: typeface and colours, visibility and whether the
 * element can be used at all, and how a phone adjusts the size of text. Every other inherited property (nowrap,
 * capitals, indents, spacing, vertical text …) is reset, including any that CSS may add. Nothing is `!important`,
 * so a visitor's own style sheet still applies.
 */
export const inherited = `
  all: initial;
  display: block;
  color: var(--skr-text, inherit);
  color-scheme: inherit;
  font: inherit;
  font-family: var(--skr-font, inherit);
  font-variant-caps: normal;
  line-height: 1.6;
  visibility: inherit;
  pointer-events: inherit;
  -webkit-font-smoothing: inherit;
  -moz-text-size-adjust: inherit;
  -webkit-text-size-adjust: inherit;
`;

/** Styles of every element's host. */
export const hostStyles = unsafeCSS(`
  :host {
    ${tokens}
    display: block;
    /* Also for slotted content. */
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none !important;
  }
`);

/** The focus indicator. White next to black is visible on any background. */
export const focusRing = `
  outline: 0.1875em solid #fff;
  /* Chromium has a pixel between a link and its outline. */
  outline-offset: 0;
  box-shadow: 0 0 0 0.375em #000;
`;

/** Makes a link on a line of its own a target large enough for a finger. */
export const target = `
  box-sizing: border-box;
  display: inline-block;
  min-block-size: max(2.75em, 44px);
  min-inline-size: 44px;
  padding-block: 0.6em;
`;

/**
 * Styles of content in the page. Typeface, colours, headings and links are the page's; layout, rhythm and measure
 * are ours, set by rules with a single class. Whatever a page does to its own paragraphs it does to ours too. A
 * rule in `:where()` gives way to any rule of the page.
 *
 * Our font sizes are steps of a major second (9:8) up from the text: 1.125 for names and the preamble (one step),
 * 1.266 for sections (two) and 1.602 for the title (four). Spacing doubles: half of `--skr-space` below a heading,
 * one between paragraphs, two above a section.
 */
export const contentStyles = unsafeCSS(`
  .skr-content {
    ${tokens}
    /* The size of the text here, which headings are compared with, and which their spacing is based on. */
    --skr-em: 1em;
    --_skr-space: var(--skr-space, var(--skr-em));
    color: var(--skr-text, inherit);
    font-family: var(--skr-font, inherit);
    overflow-wrap: anywhere;
    hyphens: auto;
    hyphenate-limit-chars: 14 5;
    text-align: start;
    white-space: normal;
  }
  .skr-content p {
    max-inline-size: var(--_skr-measure);
    margin: 0 0 var(--_skr-space);
    /* Paragraphs are separated by space, not by an indent. */
    text-indent: 0;
  }
  .skr-name {
    margin: 0 0 calc(var(--_skr-space) / 2);
    line-height: 1.25;
    text-wrap: balance;
  }
  /* Resets remove the weight of headings with a type selector; this has just above its specificity. */
  :where(.skr-name):not(i i) {
    font-weight: 700;
  }
  /* Only if --skr-em is registered as a length: browsers that support the property tested here support @property. */
  @supports (transition-behavior: allow-discrete) {
    .skr-name > span {
      font-size: max(1em, 1.125 * var(--skr-em));
    }
  }
  /*
   * The browser's default blue is unreadable on a dark page. Any rule of the page for links takes precedence, and in
   * forced colours the visitor's colour of links.
   */
  @media (forced-colors: none) {
    :where(.skr-content a) {
      color: inherit;
    }
  }
  .skr-content .skr-link {
    ${target}
    /* A hyphen would look like part of the address. */
    hyphens: manual;
  }
  .skr-visually-hidden {
    position: absolute;
    inline-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media screen {
    /*
     * An arrow cut out of a border, so that it has the colour of the link, including colours set by the visitor.
     * Chromium keeps it on the line of the last word whether it fits or not; if not, it goes into the padding.
     */
    .skr-external {
      padding-inline-end: 0.9em;
    }
    .skr-external::after {
      content: '';
      margin-inline-start: 0.5em;
      border-inline-start: 1em solid;
      font-size: 0.6em;
      clip-path: polygon(20% 10%, 100% 10%, 100% 70%, 80% 70%, 80% 30%, 10% 90%, 0 80%, 70% 20%, 20% 20%);
    }
  }
  @container style(--skr-text) {
    .skr-content :is(p, a, .skr-name) {
      color: var(--skr-text);
    }
  }
  @container style(--skr-link) {
    .skr-content .skr-link {
      color: var(--skr-link);
    }
  }
  @container style(--skr-font) {
    .skr-content p {
      font-family: var(--skr-font);
    }
  }
  @container style(--skr-heading-font) {
    .skr-content .skr-name {
      font-family: var(--skr-heading-font);
    }
  }
  @media print {
    :is(.skr-content, .skr-form) a[href^='http']::after {
      content: ' (' attr(href) ')';
    }
  }
`);

/**
 * What content needs in a shadow root, where none of the page's rules apply: colour, typeface, sizes and focus.
 * Must come before the content styles, which build on it.
 */
export const isolatedStyles = unsafeCSS(`
  .skr-content {
    ${inherited}
  }
  .skr-content * {
    font-size: 1em;
  }
  .skr-content :focus-visible {
    ${focusRing}
  }
`);

/** The constructed style sheets of each document, by source. A constructed style sheet belongs to one document. */
const sheetsOfDocument = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();

/**
 * Applies style sheets to a document or a shadow root, in addition to those it has. Calling it again is cheap, and
 * necessary: a page may replace the list, and an element may move to another document.
 */
export function adoptStyleSheets(root: Document | ShadowRoot, styles: readonly CSSResult[]): void {
  const ownerDocument = root.ownerDocument ?? (root as Document);
  let sheets = sheetsOfDocument.get(ownerDocument);
  if (!sheets) {
    sheets = new Map();
    sheetsOfDocument.set(ownerDocument, sheets);
    registerLength(ownerDocument);
  }
  const { adoptedStyleSheets } = root;
  const missing: CSSStyleSheet[] = [];
  for (const style of styles) {
    let sheet = sheets.get(style);
    if (!sheet) {
      sheet = new (ownerDocument.defaultView ?? window).CSSStyleSheet();
      sheet.replaceSync(style.cssText);
      sheets.set(style, sheet);
    }
    // Test DOMs (jsdom) lack the property. Browsers without it can't construct a style sheet and have thrown above.
    if (!adoptedStyleSheets?.includes(sheet)) missing.push(sheet);
  }
  // All at once: each change of the list makes the browser go through the styles.
  if (missing.length) adoptedStyleSheets?.push(...missing);
}

/** Registers `--skr-em` as a length. `@property` is ignored in shadow roots, and an element may be in one. */
function registerLength({ defaultView }: Document): void {
  try {
    defaultView?.CSS.registerProperty({
      name: '--skr-em',
      syntax: '<length>',
      inherits: true,
      initialValue: '0px',
    });
  } catch {
    // Already registered, or not supported. The style sheet handles both.
  }
}
