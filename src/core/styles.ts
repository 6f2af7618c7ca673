/**
 * The styles that the elements share, and how they get to where they apply.
 *
 * `unsafeCSS` where pieces of our own are put into a sheet: Lit's `css` does that with `Array.prototype.reduce`,
 * for which old libraries have something else.
 */
import { type CSSResult, unsafeCSS } from 'lit';

/**
 * What a page may set, each with its default. Lengths are in `em`, since a page may set the root to 62.5 %.
 * The names begin with an underscore so that they do not hide variables of the page's from what it puts inside.
 */
export const tokens = `
  --_skr-border: var(--skr-border, #8c8c8c);
  --_skr-radius: var(--skr-radius, 0.375em);
  --_skr-space: var(--skr-space, 1em);
  --_skr-measure: var(--skr-measure, 68ch);
`;

/**
 * What is inherited from the page where the rest of its rules do not reach: its typeface and colours, whether
 * the place is shown and can be used at all, and what a phone does to the size of text. Everything else that
 * CSS inherits (lines that do not wrap, capitals, indents, spacing, vertical text …) is undone, also what is
 * yet to be invented. A visitor's own style sheet still counts, as nothing here is `!important`.
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
  text-size-adjust: inherit;
  text-align: start;
`;

/** What holds for every element itself. */
export const hostStyles = unsafeCSS(`
  :host {
    ${tokens}
    display: block;
    /* Also for what the page puts into a slot. */
    overflow-wrap: anywhere;
  }
  :host([hidden]) {
    display: none !important;
  }
`);

/** The focus: white within black shows on whatever the page has behind it. */
export const focusRing = `
  outline: 0.1875em solid #fff;
  box-shadow: 0 0 0 0.375em #000;
`;

/** A link that is alone on its line is a target as large as a finger. */
export const target = `
  box-sizing: border-box;
  display: inline-block;
  min-block-size: max(2.75em, 44px);
  min-inline-size: 44px;
  padding-block: 0.6em;
`;

/**
 * How content looks that stands in the page. Typeface, colours, headings and links are the page's; layout,
 * rhythm and measure are ours, by rules of one class. What a page does to its own paragraphs it does to
 * ours too. A rule in `:where()` yields to any of the page's.
 *
 * Sizes of ours are steps of a major second, 9:8, up from text: 1.125 for names and the preamble (one step),
 * 1.266 for sections (two) and 1.602 for the title (four). Space doubles, from a half `--skr-space` under a
 * heading and one between paragraphs to two above a section.
 */
export const contentStyles = unsafeCSS(`
  .skr-content {
    ${tokens}
    /* The size of text here, for headings to be measured against, and their space. */
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
    /* Space parts paragraphs, not an indent. */
    text-indent: 0;
  }
  .skr-name {
    margin: 0 0 calc(var(--_skr-space) / 2);
    line-height: 1.25;
    text-wrap: balance;
  }
  /* A reset takes the weight of headings away with a rule for their tags; this is just above such a rule. */
  :where(.skr-name):not(i i) {
    font-weight: 700;
  }
  /* Only where --skr-em is a length: browsers that have the condition's property have @property too. */
  @supports (transition-behavior: allow-discrete) {
    .skr-name > span {
      font-size: max(1em, 1.125 * var(--skr-em));
    }
  }
  /* The browser's blue is unreadable on a dark page. Any rule of the page's for links is stronger. */
  :where(.skr-content a) {
    color: inherit;
  }
  .skr-content .skr-link {
    ${target}
    /* A hyphen would become part of an address. */
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
     * An arrow, cut out of a border: that has the link's colour, also where the visitor has chosen it. Chromium has
     * it on the line of the last word whether there is room or not: then it stands in the padding.
     */
    .skr-external {
      padding-inline-end: 0.9em;
    }
    .skr-external::after {
      content: '';
      margin-inline-start: 0.5em;
      border-inline-start: 1em solid;
      font-size: 0.6em;
      clip-path: polygon(25% 10%, 100% 10%, 100% 72%, 84% 72%, 84% 30%, 12% 90%, 0 78%, 71% 22%, 25% 22%);
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
    .skr-screen-only {
      display: none;
    }
    :is(.skr-content, .skr-form) a[href^='http']::after {
      content: ' (' attr(href) ')';
    }
  }
`);

/**
 * What is needed in a shadow root, where no rule of the page's reaches: colour, typeface, sizes and focus. It
 * comes before the rules for content everywhere, which it starts from.
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

/** The style sheets made for a document, by what they are made of. A sheet serves one document only. */
const sheetsOfDocument = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();

/**
 * Has style sheets apply in a document or a shadow root, in addition to those that do already. To call it
 * again costs little: a page may replace the list, and an element may move to another document.
 */
export function adoptStyleSheets(root: Document | ShadowRoot, styles: readonly CSSResult[]): void {
  const ownerDocument = root.ownerDocument ?? (root as Document);
  let sheets = sheetsOfDocument.get(ownerDocument);
  if (!sheets) {
    sheets = new Map();
    sheetsOfDocument.set(ownerDocument, sheets);
    registerLength(ownerDocument);
  }
  for (const style of styles) {
    let sheet = sheets.get(style);
    if (!sheet) {
      sheet = new (ownerDocument.defaultView ?? window).CSSStyleSheet();
      sheet.replaceSync(style.cssText);
      sheets.set(style, sheet);
    }
    // Not in a DOM for tests (jsdom). A browser without it makes no sheet either, and stops there.
    if (!root.adoptedStyleSheets?.includes(sheet)) root.adoptedStyleSheets?.push(sheet);
  }
}

/** In a shadow root, where an element may stand too, `@property` does not count. */
function registerLength({ defaultView }: Document): void {
  try {
    defaultView?.CSS.registerProperty({
      name: '--skr-em',
      syntax: '<length>',
      inherits: true,
      initialValue: '0px',
    });
  } catch {
    // Registered already, or a browser that cannot: the style sheet has an answer to both.
  }
}
