import { css } from '../styles.ts';

export const formStyles = css`
  form,
  #confirmation {
    max-inline-size: 40em;
  }
  .field,
  .box {
    margin-block-end: calc(var(--space) * 1.5);
  }
  .box {
    padding: var(--space) var(--space) 0;
    border: 0.25em solid var(--error);
    border-radius: var(--radius);
  }
  #confirmation {
    border-color: currentColor;
  }
  .faulty {
    padding-inline-start: var(--space);
    border-inline-start: 0.25em solid var(--error);
  }
  label,
  .fault,
  button {
    font-weight: 700;
  }
  label,
  input,
  textarea {
    display: block;
  }
  .hint,
  .fault,
  #summary li {
    margin-block-end: 0.25em;
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
  input,
  textarea {
    inline-size: 100%;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 0.75em;
    min-block-size: 2.75em;
  }
  .check input {
    flex: none;
    inline-size: 1.75em;
    min-block-size: 1.75em;
    margin: 0;
    accent-color: var(--accent);
  }
  button {
    border-color: transparent;
    background: var(--accent);
    color: var(--accent-text);
    font-weight: 700;
  }
  @media print {
    form {
      display: none;
    }
  }
`;
