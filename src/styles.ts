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
    --error: var(--skr-error, #d4351c);
    --radius: var(--skr-radius, 0.375em);
    --space: var(--skr-space, 1em);
    display: block;
    line-height: 1.6;
    overflow-wrap: anywhere;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .root {
    text-align: start;
  }
  .title,
  .section,
  .name {
    margin: 0 0 0.5em;
    font-family: var(--skr-heading-font, inherit);
    font-size: 1.15em;
    font-weight: 700;
    line-height: 1.25;
    text-wrap: balance;
  }
  .section {
    margin-block-start: 2em;
    font-size: 1.4em;
  }
  .root > :first-child {
    margin-block-start: 0;
  }
  .title {
    font-size: clamp(1.5em, 1em + 3vw, 2.25em);
  }
  p,
  ul {
    margin: 0 0 var(--space);
  }
  p {
    max-inline-size: var(--skr-measure, 68ch);
  }
  .preamble {
    font-size: 1.15em;
    font-weight: 600;
  }
  .source {
    margin-block-start: 3em;
  }
  ul[role='list'] {
    padding: 0;
    list-style: none;
  }
  a {
    color: var(--skr-link, inherit);
  }
  :focus-visible {
    /* White within black shows on whatever the page has behind it. */
    outline: 0.1875em solid #fff;
    box-shadow: 0 0 0 0.375em #000;
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
