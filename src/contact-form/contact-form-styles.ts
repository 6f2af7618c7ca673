import { css } from '../core/styles.ts';

export const formStyles = css`
  form,
  #confirmation {
    /* Half of it the text's own colour, so that it shows on what the text shows on. */
    --fault: color-mix(in srgb, var(--error), currentColor);
  }
  details,
  #outcome,
  .box,
  .field {
    margin-block-end: calc(var(--space) * 1.5);
  }
  .box {
    padding: var(--space) var(--space) 0;
    border: 0.25em solid var(--fault);
    border-radius: var(--radius);
  }
  .faulty {
    padding-inline-start: var(--space);
    border-inline-start: 0.25em solid var(--fault);
  }
  #summary p {
    margin: 0;
  }
  .fault,
  #summary a {
    display: grid;
  }
  .was {
    visibility: hidden;
  }
  /* What was wrong keeps its place under what is said now. */
  .was,
  .was + span {
    grid-area: 1 / 1;
  }
  label,
  input,
  textarea {
    display: block;
  }
  label,
  summary,
  .hint,
  .fault,
  .state {
    margin-block: 0.5em;
  }
  .state {
    /* Room for what will stand there, so that nothing moves. It takes the place of most of the space below. */
    min-block-size: 1.6em;
    margin-block-end: -1em;
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
  .fault,
  button,
  label {
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
    accent-color: currentColor;
    outline-offset: 0;
  }
  .fault,
  button {
    --fill: var(--error);
    align-items: center;
    inline-size: fit-content;
    padding: 0.25em 0.75em;
    border: 0.125em solid transparent;
    border-radius: var(--radius);
    background: #000;
    color: #fff;
  }
  button {
    --fill: var(--skr-accent, #00597a);
  }
  button:hover {
    text-decoration: underline;
  }
  @supports (color: color(from red xyz x y z)) {
    /* White on what is darker than a luminance of 0.179 (twice white, so that all its parts are full), black on the rest: at least 4.5 to 1. */
    .fault,
    button {
      --on: clamp(0, (0.179 - y) * 1e6, 2);
      background: var(--fill);
      color: color(from var(--fill) xyz var(--on) var(--on) var(--on));
    }
  }
  button[type='button'],
  .corrected .fault {
    background: none;
    color: inherit;
  }
  .corrected,
  #confirmation,
  button[type='button'] {
    border-color: currentColor;
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
