import { unsafeCSS } from 'lit';
import { focusRing, inherited, target } from '../core/styles.ts';

/**
 * Every selector contains the form's class, so that a page can link these styles for a server-rendered form
 * without affecting anything of its own.
 */
export const contactFormStyles = unsafeCSS(`
  .skr-form {
    ${inherited}
    --skr-em: 1em;
    --_skr-accent: #00597a;
    /* Halfway between black and white, so that it has 3:1 on light and on dark pages. */
    --_skr-accent-edge: #3b83a6;
    --_skr-error: light-dark(#a5231b, #ff9d94);
    --_skr-edge: #8c8c8c;
    overflow-wrap: anywhere;
  }
  .skr-form :where(p, ul, .panel, .field) {
    margin: 0 0 var(--_skr-space);
  }
  .skr-form > * {
    /* The same right edge for everything in a column. */
    max-inline-size: var(--_skr-measure);
  }
  .skr-form ul {
    padding: 0;
    /* Not none, with which WebKit takes it for no list. */
    list-style: '';
    /* Takes back the padding that makes the links touch targets. */
    margin-block: -0.6em 0;
  }
  .skr-form :focus-visible {
    ${focusRing}
  }
  .skr-form .skr-name {
    font-size: 1em;
    font-family: var(--skr-heading-font, inherit);
  }
  /* In the confirmation each size is one step (9:8) up: names, the reference number, the title. */
  .skr-form #confirmation > :first-child {
    font-size: 1.424em;
  }
  .skr-form a:only-child {
    ${target}
  }
  .skr-form :is(summary, .check label) {
    padding-block: 0.6em;
  }
  /* Other ways to make contact, whose links have the height of a target. */
  .skr-form form + div p {
    margin: 0;
  }
  .skr-form .skr-label {
    /* Keeps the focus ring of the link clear of it. */
    margin-inline-end: 0.25em;
  }
  /* These have a background of their own, so that red is readable whatever the page has behind it. */
  .skr-form :is(.panel, .invalid) {
    padding: 0.125em 0 0.125em var(--_skr-space);
    border: 0 solid var(--_skr-error);
    border-inline-start-width: 0.375em;
    background: Canvas;
    color: CanvasText;
  }
  .skr-form .panel {
    box-sizing: border-box;
    padding: var(--_skr-space) var(--_skr-space) 0;
    border-width: 0.125em;
    border-inline-start-width: 0.375em;
    border-radius: var(--_skr-radius);
  }
  .skr-form :is(.resolved, #confirmation) {
    border-color: var(--_skr-accent-edge);
  }
  .skr-form #confirmation {
    /* Keeps the focus ring clear of the heading above. */
    margin-block-start: var(--_skr-space);
  }
  .skr-form #confirmation strong {
    display: block;
    font-size: 1.266em;
    font-variant-numeric: tabular-nums;
    user-select: all;
  }
  .skr-form :is(.panel a, .error) {
    display: flex;
    gap: 0.5em;
    color: var(--_skr-error);
    font-weight: 700;
  }
  /* In forced colours, links keep the visitor's colour of links. */
  @media (forced-colors: none) {
    .skr-form a {
      color: var(--skr-link, inherit);
    }
    .skr-form .resolved a {
      color: inherit;
    }
  }
  .skr-form .resolved a {
    font-weight: 400;
  }
  /* The text after the slash is the alternative text: none. */
  .skr-form .error::before {
    content: '!' / '';
    box-sizing: border-box;
    inline-size: 1.5em;
    block-size: 1.5em;
    border: 0.125em solid var(--_skr-error);
    border-radius: 50%;
    background: var(--_skr-error);
    /* Not a system colour, which forced colours would keep on a background that they change. */
    color: light-dark(#fff, #000);
  }
  .skr-form .error::before,
  .skr-form .check input {
    display: grid;
    place-content: center;
    flex: none;
    line-height: 1;
  }
  .skr-form :is(.tick, .done) {
    display: flex;
    align-items: baseline;
    gap: 0.25em;
  }
  .skr-form :is(.tick, .done)::before {
    content: '✓' / '';
  }
  .skr-form :is(label, input, textarea) {
    display: block;
  }
  .skr-form :is(label, summary, .field > p) {
    margin-block: 0.5em;
  }
  .skr-form :is(label, .label) {
    font-weight: 700;
  }
  .skr-form :is(input, textarea, button) {
    box-sizing: border-box;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 0.125em solid var(--_skr-edge);
    border-radius: var(--_skr-radius);
    background: Field;
    color: FieldText;
    font: inherit;
  }
  .skr-form :is(input, textarea) {
    inline-size: 100%;
    /* Safari on iOS zooms in on fields with smaller text. */
    font-size: max(1em, 16px);
  }
  .skr-form [aria-invalid] {
    border-color: var(--_skr-error);
  }
  /* Fields have the same surface while the message is being sent. */
  .skr-form #confirmation,
  .skr-form [readonly],
  .skr-form [aria-readonly] {
    background: light-dark(#eff4f7, #1b2329);
  }
  .skr-form .check {
    display: flex;
    align-items: center;
    gap: 0.75em;
  }
  .skr-form .check label {
    margin: 0;
    font-weight: inherit;
  }
  .skr-form .check ~ p {
    margin-inline-start: 2.5em;
  }
  .skr-form .check input {
    appearance: none;
    inline-size: 1.75em;
    min-block-size: 1.75em;
    margin: 0;
    padding: 0;
  }
  .skr-form .check :checked::before {
    content: '✓' / '';
    font-weight: 700;
  }
  .skr-form :is(:checked, button) {
    --_skr-fill: var(--_skr-accent);
    background: var(--_skr-fill);
    color: #fff;
  }
  .skr-form button {
    margin: 0 0.5em 0.5em 0;
    border-color: var(--_skr-accent-edge);
    font-weight: 700;
  }
  .skr-form button:hover {
    --_skr-fill: #003d54;
  }
  .skr-form button[type='button'] {
    border-color: var(--_skr-edge);
    background: Field;
    color: FieldText;
  }
  .skr-form button[type='button']:hover {
    border-color: FieldText;
  }
  .skr-form button:active {
    translate: 0 0.0625em;
  }
  .skr-form [aria-disabled]::before {
    content: '';
    display: inline-block;
    box-sizing: border-box;
    inline-size: 1em;
    block-size: 1em;
    margin-inline-end: 0.5em;
    border: 0.1875em solid;
    /* Not transparent, which forced colours would fill in. */
    border-inline-end: 0;
    border-radius: 50%;
    vertical-align: -0.125em;
  }
  @media (forced-colors: active), (prefers-contrast: more) {
    .skr-form {
      --_skr-edge: FieldText;
    }
    /* Where it has the colour of an error's. */
    .skr-form .invalid.resolved {
      border-style: double;
    }
  }
  .skr-form #confirmation .print-only {
    white-space: pre-wrap;
  }
  @media screen {
    .skr-form .print-only {
      display: none;
    }
  }
  @media print {
    /* The copy has the number too. */
    .skr-form :is(form, button, #reference) {
      display: none;
    }
    /* It still has the focus. */
    .skr-form #confirmation {
      outline: none;
      box-shadow: none;
    }
  }
`);

/**
 * Styles for custom colours and for motion. All computed colours are here: tools that change a page's colours, such
 * as Dark Reader, can't follow them, and accessibility checkers can't judge them. This is a separate sheet because
 * Siteimprove's Alfa ignores a whole sheet if it contains one rule that it doesn't support.
 */
export const contactFormThemeStyles = unsafeCSS(`
  @supports (color: color(from red xyz x y z)) {
    @container style(--skr-accent) {
      .skr-form {
        --_skr-accent: var(--skr-accent);
        --_skr-accent-edge: oklch(from var(--skr-accent) 0.58 c h);
      }
      .skr-form :is(:checked, button) {
        /* White if its contrast is at least 4.5:1 (a value of 2 gives full red, green and blue), otherwise black. */
        --_skr-on: clamp(0, (0.1833 - y) * 1e6, 2);
        color: color(from var(--_skr-fill) xyz var(--_skr-on) var(--_skr-on) var(--_skr-on));
      }
      .skr-form button:hover {
        --_skr-fill: color-mix(in srgb, var(--skr-accent), #000 20%);
      }
    }
    @container style(--skr-error) {
      .skr-form {
        /* Darkened or lightened until it is readable. */
        --_skr-error: light-dark(
          oklch(from var(--skr-error) min(l, 0.45) c h),
          oklch(from var(--skr-error) max(l, 0.78) c h)
        );
      }
    }
  }
  @media (prefers-reduced-motion: no-preference) {
    .skr-form [aria-disabled]::before {
      animation: skr-turn 1s linear infinite;
    }
  }
  @keyframes skr-turn {
    to {
      rotate: 1turn;
    }
  }
`);
