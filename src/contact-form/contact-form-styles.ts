import { unsafeCSS } from 'lit';
import { focusRing, inherited, target } from '../core/styles.ts';

/**
 * The colours of what is filled with `--_skr-fill`. White on what is darker than a luminance of 0.179 (twice
 * white, so that all its parts are full), black on the rest: at least 4.5 to 1.
 */
const onFill = `
  --_skr-on: clamp(0, (0.179 - y) * 1e6, 2);
  background: var(--_skr-fill);
  color: color(from var(--_skr-fill) xyz var(--_skr-on) var(--_skr-on) var(--_skr-on));
`;

/**
 * Every rule is tied to the class of the form: a page may link these styles for a form that a server has
 * printed, and nothing of the page's own changes.
 */
export const contactFormStyles = unsafeCSS(`
  .skr-form {
    ${inherited}
    --skr-em: 1em;
    overflow-wrap: anywhere;
    hyphens: auto;
    hyphenate-limit-chars: 14 5;
    text-wrap: pretty;
  }
  .skr-form [hidden] {
    display: none !important;
  }
  .skr-form p,
  .skr-form ul {
    margin: 0 0 var(--_skr-space);
  }
  .skr-form p,
  .skr-form form,
  .skr-form .panel {
    /* One edge for all that stands in a column. */
    max-inline-size: var(--_skr-measure);
  }
  .skr-form ul {
    padding-inline-start: 1.25em;
  }
  .skr-form :focus-visible {
    ${focusRing}
  }
  .skr-form .skr-name {
    font-size: 1em;
    font-family: var(--skr-heading-font, inherit);
    margin: 0 0 0.5em;
  }
  .skr-form a {
    color: var(--skr-link, inherit);
    hyphens: manual;
  }
  .skr-form a:only-child {
    ${target}
  }
  .skr-form summary {
    padding-block: 0.6em;
  }
  .skr-form a:hover {
    text-decoration-thickness: 0.125em;
  }
  .skr-form details,
  .skr-form #outcome,
  .skr-form .panel,
  .skr-form .field {
    margin-block-end: calc(var(--_skr-space) * 1.5);
  }
  .skr-form .panel {
    padding: var(--_skr-space) var(--_skr-space) 0;
    border: 0.25em solid #d4351c;
    border-radius: var(--_skr-radius);
  }
  .skr-form .invalid {
    padding-inline-start: var(--_skr-space);
    border-inline-start: 0.25em solid #d4351c;
  }
  .skr-form #summary p {
    margin: 0;
  }
  .skr-form .error,
  .skr-form #summary a {
    display: grid;
  }
  .skr-form .previous {
    visibility: hidden;
  }
  /* What was wrong keeps its place under what is said now. */
  .skr-form .previous,
  .skr-form .previous + span {
    grid-area: 1 / 1;
  }
  .skr-form label,
  .skr-form input,
  .skr-form textarea {
    display: block;
  }
  .skr-form label,
  .skr-form summary,
  .skr-form .hint,
  .skr-form .error,
  .skr-form .state {
    margin-block: 0.5em;
  }
  .skr-form .state {
    /* Room for what will stand there, so that nothing moves. It takes the place of most of the space below. */
    min-block-size: 1.6em;
    margin-block-end: -1em;
  }
  .skr-form #verification-state {
    min-block-size: 3.2em;
  }
  .skr-form input,
  .skr-form textarea,
  .skr-form button {
    box-sizing: border-box;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 0.125em solid #8c8c8c;
    border-radius: var(--_skr-radius);
    background: Field;
    color: FieldText;
    font: inherit;
  }
  .skr-form .error,
  .skr-form button,
  .skr-form label {
    font-weight: 700;
  }
  .skr-form input,
  .skr-form textarea {
    inline-size: 100%;
    /* Safari on a phone zooms in on a field with smaller text. */
    font-size: max(1em, 16px);
    /* Safari lets nobody type where a page has said that nothing can be selected. */
    -webkit-user-select: text;
    user-select: text;
  }
  .skr-form .check label {
    margin: 0;
    padding-block: 0.6em;
  }
  .skr-form .check {
    display: flex;
    align-items: center;
    gap: 0.75em;
  }
  .skr-form .check input {
    flex: none;
    inline-size: 1.75em;
    min-block-size: 1.75em;
    margin: 0;
    accent-color: currentColor;
    outline-offset: 0;
  }
  .skr-form .error,
  .skr-form button {
    align-items: center;
    inline-size: fit-content;
    padding: 0.25em 0.75em;
    border: 0.125em solid transparent;
    border-radius: var(--_skr-radius);
    background: #a5231b;
    color: #fff;
  }
  .skr-form button {
    background: #00597a;
  }
  .skr-form button:hover {
    text-decoration: underline;
  }
  .skr-form button[type='button'],
  .skr-form .resolved .error {
    background: none;
    color: inherit;
  }
  .skr-form .resolved,
  .skr-form #confirmation,
  .skr-form button[type='button'] {
    border-color: currentColor;
  }
  .skr-form * {
    /* Room for a head of the page's that stays in sight. */
    scroll-margin-block: 6em;
  }
  @media screen {
    .skr-form .print-only {
      display: none;
    }
  }
  @media print {
    .skr-form form {
      display: none;
    }
  }
`);

/**
 * What a theme asks for. Colours are computed here alone: what changes the colours of a page, such as Dark
 * Reader, cannot follow a computation, and a checker cannot judge one. In a sheet of its own, as Siteimprove's
 * Alfa leaves out a whole sheet for one rule that it does not know.
 */
export const contactFormThemeStyles = unsafeCSS(`
  @supports (color: color(from red xyz x y z)) {
    @container style(--skr-error) {
      .skr-form :not(.resolved) > .error {
        --_skr-fill: var(--skr-error);
        ${onFill}
      }
    }
    @container style(--skr-accent) {
      .skr-form button:not([type='button']) {
        --_skr-fill: var(--skr-accent);
        ${onFill}
      }
    }
  }
  @container style(--skr-error) {
    .skr-form .panel,
    .skr-form .invalid {
      /* Half of it the text's own colour, so that it shows on what the text shows on. */
      border-color: color-mix(in srgb, var(--skr-error), currentColor);
    }
  }
`);
