/** In a module of its own: whoever imports one card, which has no sections, carries none of it. */
import { unsafeCSS } from 'lit';

/** How the headings of an article look, and of its sections. */
export const sectionStyles = unsafeCSS(`
  .skr-title,
  .skr-section {
    margin: 0 0 calc(var(--_skr-space) / 2);
    line-height: 1.25;
    text-wrap: balance;
  }
  .skr-title {
    --_skr-step: 1.602;
    /* One edge for all that stands in a column. */
    max-inline-size: var(--_skr-measure);
  }
  .skr-section {
    --_skr-step: 1.266;
    margin-block-start: calc(var(--_skr-space) * 2);
  }
  .skr-content > :first-child {
    margin-block-start: 0;
  }
  :where(.skr-title, .skr-section):not(i i) {
    font-weight: 700;
  }
  /*
   * A heading whose size a page has chosen keeps it. One that a reset has made as small as text gets a size
   * of ours: the second value is far below nought as soon as the heading is a tenth larger than text.
   */
  @supports (transition-behavior: allow-discrete) {
    :is(.skr-title, .skr-section) > span {
      font-size: max(1em, min(var(--_skr-step) * var(--skr-em), (1.1 * var(--skr-em) - 1em) * 1000));
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
