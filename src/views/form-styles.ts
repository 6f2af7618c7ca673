import { css } from '../styles.ts';

export const formStyles = css`
  form,
  #confirmation {
    /* Half of it the text's own colour, so that it shows on what the text shows on. */
    --fault: color-mix(in srgb, var(--error), currentColor);
    max-inline-size: 40em;
  }
  .field,
  .box,
  details {
    margin-block-end: calc(var(--space) * 1.5);
  }
  .box {
    padding: var(--space) var(--space) 0;
    border: 0.25em solid var(--fault);
    border-radius: var(--radius);
  }
  .faulty,
  .corrected {
    padding-inline-start: var(--space);
    border-inline-start: 0.25em solid var(--fault);
  }
  .corrected,
  #confirmation {
    border-color: currentColor;
  }
  .fault,
  #summary a {
    display: grid;
  }
  /* What was wrong keeps its place under what is said now. */
  .was,
  .was + span {
    grid-area: 1 / 1;
  }
  .was {
    visibility: hidden;
  }
  label,
  input,
  textarea {
    display: block;
  }
  label,
  .hint,
  .fault,
  .state,
  summary {
    margin-block: 0.375em;
  }
  .state {
    /* Room for what will stand there, so that nothing moves. */
    min-block-size: 1.6em;
  }
  #verification-state {
    min-block-size: 3.2em;
  }
  input,
  textarea,
  button {
    box-sizing: border-box;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 0.125em solid color-mix(in srgb, FieldText 65%, Field);
    border-radius: var(--radius);
    background: Field;
    color: FieldText;
    font: inherit;
  }
  label,
  .fault,
  button {
    font-weight: 700;
  }
  input,
  textarea {
    inline-size: 100%;
  }
  .check label {
    margin: 0;
    padding-block: 0.6em;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.75em;
  }
  .check input {
    flex: none;
    inline-size: 1.75em;
    min-block-size: 1.75em;
    margin: 0;
  }
  button,
  .faulty .fault {
    --fill: var(--error);
    inline-size: fit-content;
    padding-inline: 0.75em;
    border: 0.125em solid transparent;
    border-radius: var(--radius);
    background: #000;
    color: #fff;
  }
  .corrected .fault {
    /* As much room as what was wrong had. */
    padding: 0.125em 1.75em 0.125em 0;
  }
  button {
    --fill: var(--skr-accent, #00597a);
    margin: 0 0.5em 0.5em 0;
  }
  button:hover {
    text-decoration: underline;
  }
  @supports (color: color(from red xyz x y z)) {
    /* White on what is darker than a luminance of 0.179 (twice white, so that all its parts are full), black on the rest: at least 4.5 to 1. */
    button,
    .faulty .fault {
      --on: clamp(0, (0.179 - y) * 1e6, 2);
      background: var(--fill);
      color: color(from var(--fill) xyz var(--on) var(--on) var(--on));
    }
  }
  button[type='button'] {
    border-color: currentColor;
    background: none;
    color: inherit;
  }
  .root * {
    /* Room for a head of the page's that stays in sight. */
    scroll-margin-block: 6em;
  }
  @media screen {
    .on-paper {
      display: none;
    }
  }
  @media print {
    form,
    .section:has(+ form + :empty) {
      display: none;
    }
  }
`;
