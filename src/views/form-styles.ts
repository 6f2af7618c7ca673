import { css } from '../styles.ts';

export const formStyles = css`
  form,
  #confirmation {
    max-inline-size: 40em;
  }
  .field {
    margin-block-end: calc(var(--space) * 1.5);
  }
  label {
    display: block;
    font-weight: 700;
  }
  .hint {
    margin-block-end: 0.25em;
    font-size: 0.9375em;
  }
  input,
  textarea,
  button {
    box-sizing: border-box;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 0.125em solid color-mix(in srgb, FieldText 65%, Field);
    border-radius: var(--radius);
    font: inherit;
  }
  input,
  textarea {
    display: block;
    inline-size: 100%;
    background: Field;
    color: FieldText;
  }
  textarea {
    resize: vertical;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.75em;
  }
  .check input {
    flex: none;
    inline-size: 1.75em;
    min-block-size: 0;
    block-size: 1.75em;
    margin: 0.5em 0;
    accent-color: var(--accent);
  }
  button {
    padding-inline: 1.25em;
    border-color: currentColor;
    background: var(--accent);
    color: var(--accent-text);
    font-weight: 700;
    cursor: pointer;
  }
  .fault {
    margin-block-end: 0.25em;
    font-weight: 700;
  }
  .field:has(.fault) {
    padding-inline-start: var(--space);
    border-inline-start: 0.3125em solid var(--skr-error, #d4351c);
  }
  #summary,
  .failure,
  #confirmation {
    padding: var(--space) var(--space) 0.01em;
    margin-block-end: calc(var(--space) * 1.5);
    border: 0.25em solid var(--skr-error, #d4351c);
    border-radius: var(--radius);
  }
  #confirmation {
    border-color: var(--accent);
  }
  @media print {
    form {
      display: none;
    }
  }
`;
