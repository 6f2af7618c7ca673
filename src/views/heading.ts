import { html, type TemplateResult } from 'lit/html.js';

/**
 * A heading at any level of the page's outline. HTML stops at `h6`; below that ARIA
 * says the level.
 *
 * @param kind Which of our headings it is, for style sheets and `::part`.
 */
export function heading(
  level: number,
  kind: 'title' | 'section' | 'name',
  text: string,
): TemplateResult {
  switch (level) {
    case 2:
      return html`<h2 class=${kind} part="heading ${kind}"><span>${text}</span></h2>`;
    case 3:
      return html`<h3 class=${kind} part="heading ${kind}"><span>${text}</span></h3>`;
    case 4:
      return html`<h4 class=${kind} part="heading ${kind}"><span>${text}</span></h4>`;
    case 5:
      return html`<h5 class=${kind} part="heading ${kind}"><span>${text}</span></h5>`;
    default:
      return html`<h6 aria-level=${level} class=${kind} part="heading ${kind}"><span>${text}</span></h6>`;
  }
}
