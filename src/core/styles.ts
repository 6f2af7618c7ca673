/** Marks a text as a style sheet, for editors and for the build, which takes the white space out. */
export const css = String.raw;

/**
 * What the elements share: tokens, type and rhythm.
 *
 * The page's font, size and colour are inherited, so the elements look at home. Lengths are in `em`,
 * since a page may set the root to 62.5 %. Lines are mixed from the text's own colour, and text stands
 * on the page's background, on a system colour with its partner, or on a colour that its own is made
 * from, so no theme can take its contrast away.
 */
export const baseStyles = css`
  :host {
    --border: var(--skr-border, color-mix(in srgb, currentColor 40%, transparent));
    --error: var(--skr-error, #a5231b);
    --radius: var(--skr-radius, 0.375em);
    --space: var(--skr-space, 1em);
    --measure: var(--skr-measure, 68ch);
    color: var(--skr-text, inherit);
    display: block;
    font-family: var(--skr-font, inherit);
    line-height: 1.6;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .root {
    /* Here, and not on the host, what the page's reset has no reach to. */
    overflow-wrap: anywhere;
    hyphens: auto;
    hyphenate-limit-chars: 14 5;
    text-wrap: pretty;
    text-align: start;
  }
  .title,
  .section,
  .name {
    margin: 0 0 0.5em;
    font-family: var(--skr-heading-font, inherit);
    font-size: 1.1em;
    font-weight: 700;
    line-height: 1.25;
  }
  .section {
    margin-block-start: 2em;
    font-size: 1.35em;
  }
  .root > :first-child {
    margin-block-start: 0;
  }
  .title {
    /* Sized by the column, not by the page. Its own width counts for nothing in it. */
    margin-block-end: 1em;
    font-size: 1em;
    container-type: inline-size;
  }
  .title span {
    font-size: clamp(1.4em, 1em + 3cqi, 2.25em);
  }
  p,
  ul {
    margin: 0 0 var(--space);
  }
  p,
  form,
  .box,
  .card,
  .title {
    /* One edge for all that stands in a column. */
    max-inline-size: var(--measure);
  }
  .preamble {
    max-inline-size: calc(var(--measure) / 1.15);
    font-size: 1.15em;
    font-weight: 600;
  }
  .source {
    margin-block-start: 3em;
  }
  .card,
  li {
    break-inside: avoid;
  }
  ul {
    padding-inline-start: 1.25em;
  }
  ul[role='list'] {
    padding: 0;
    list-style: none;
  }
  a {
    color: var(--skr-link, inherit);
    /* A hyphen would become part of an address. */
    hyphens: manual;
  }
  a:only-child,
  .source a {
    /* Alone on its line, it is a target as large as a finger. */
    display: inline-block;
  }
  a:only-child,
  .source a,
  summary {
    padding-block: 0.6em;
  }
  a:hover {
    text-decoration-thickness: 0.125em;
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
  @media (prefers-contrast: more) {
    :host {
      --border: currentColor;
    }
  }
  @media print {
    a[href^='http']::after {
      content: ' (' attr(href) ')';
    }
  }
`;
