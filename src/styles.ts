/** Marks a text as a style sheet, for editors and for the build, which takes the white space out. */
export const css = String.raw;

/**
 * What the elements share: tokens, type and rhythm.
 *
 * The page's font, size and colour are inherited, so the elements look at home. Lengths are in `em`,
 * since a page may set the root to 62.5 %. Lines and surfaces are mixed from the text's own colour,
 * and text stands on nothing but the page's background or a system colour with its partner, so the
 * contrast is the page's own in light and dark alike.
 */
export const baseStyles = css`
  :host {
    --accent: var(--skr-accent, #00597a);
    --accent-text: var(--skr-accent-text, #fff);
    --border: var(--skr-border, color-mix(in srgb, currentColor 35%, transparent));
    --surface: var(--skr-surface, transparent);
    --radius: var(--skr-radius, 0.375em);
    --space: var(--skr-space, 1em);
    display: block;
    container-type: inline-size;
    line-height: 1.6;
    overflow-wrap: break-word;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .root {
    text-align: start;
  }
  h2,
  h3,
  h4,
  h5,
  h6,
  [role='heading'] {
    margin: 2em 0 0.5em;
    font-family: var(--skr-heading-font, inherit);
    font-weight: 700;
    line-height: 1.25;
    text-wrap: balance;
    hyphens: auto;
  }
  .dateline {
    margin-block-end: 0.5em;
    font-size: 0.9375em;
  }
  .preamble {
    font-size: 1.15em;
    font-weight: 600;
  }
  .source {
    margin-block-start: 3em;
    padding-block-start: var(--space);
    border-block-start: 1px solid var(--border);
    max-inline-size: none;
    font-size: 0.9375em;
  }
  .title {
    margin-block-start: 0;
    font-size: clamp(1.5em, 1em + 3cqi, 2.25em);
  }
  .section {
    font-size: 1.4em;
  }
  .name {
    margin-block-start: 0;
    font-size: 1.15em;
  }
  p,
  ul {
    margin: 0 0 var(--space);
  }
  p {
    max-inline-size: var(--skr-measure, 68ch);
  }
  ul[role='list'] {
    padding: 0;
    list-style: none;
  }
  a {
    color: var(--skr-link, inherit);
    text-underline-offset: 0.15em;
  }
  :focus-visible {
    outline: 0.1875em solid Highlight;
    outline-offset: 0.125em;
    box-shadow: 0 0 0 0.125em Canvas;
    border-radius: 0.125em;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
