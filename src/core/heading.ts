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
  // The span is sized by the heading's own width.
  const content = kind === 'name' ? text : html`<span>${text}</span>`;
  switch (level) {
    case 2:
      return html`<h2 class=${kind} part="heading ${kind}">${content}</h2>`;
    case 3:
      return html`<h3 class=${kind} part="heading ${kind}">${content}</h3>`;
    case 4:
      return html`<h4 class=${kind} part="heading ${kind}">${content}</h4>`;
    case 5:
      return html`<h5 class=${kind} part="heading ${kind}">${content}</h5>`;
    default:
      return html`<h6 aria-level=${level} class=${kind} part="heading ${kind}">${content}</h6>`;
  }
}
