/** A separate module, so that importing only a card, which has no sections, doesn't bring in these styles. */
import { unsafeCSS } from 'lit';

/** Styles of the article's title and section headings. */
export const sectionStyles = unsafeCSS(`
  .skr-title,
  .skr-section {
    margin: 0 0 calc(var(--_skr-space) / 2);
    line-height: 1.25;
    text-wrap: balance;
  }
  .skr-title {
    --_skr-step: 1.602;
    /* The same right edge as the paragraphs below. */
    max-inline-size: var(--_skr-measure);
  }
  .skr-section {
    --_skr-step: 1.266;
    margin-block-start: calc(var(--_skr-space) * 2);
  }
  .skr-content > :first-child {
    margin-block-start: 0;
  }
  /* Their links have the height of a target. */
  .skr-content :is(.skr-telephone, .skr-email) {
    margin: 0;
  }
  :where(.skr-title, .skr-section):not(i i) {
    font-weight: 700;
  }
  /*
   * A heading keeps the size that the page gives it. One that a reset has made as small as the text gets our size:
   * the second value of min() is far below zero as soon as the heading is a tenth larger than the text.
   */
  @supports (transition-behavior: allow-discrete) {
    :is(.skr-title, .skr-section) > span {
      font-size: max(1em, min(var(--_skr-step) * var(--skr-em), (1.1 * var(--skr-em) - 1em) * 1000));
    }
  }
  @media print {
    .skr-screen-only {
      display: none;
    }
  }
  @container style(--skr-text) {
    .skr-content :is(.skr-title, .skr-section) {
      color: var(--skr-text);
    }
  }
  @container style(--skr-heading-font) {
    .skr-content :is(.skr-title, .skr-section) {
      font-family: var(--skr-heading-font);
    }
  }
`);
