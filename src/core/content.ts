/** Templates for what stands in the page's own DOM: headings, paragraphs and links. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Msg } from './localize.ts';

/** Whether a translator may change a text, as the attribute `translate` says it. A name or an address stays. */
export type Translate = 'no' | typeof nothing;

/** What a content template needs to know of the element that it is for. */
export interface ContentContext {
  readonly msg: Msg;
  /** The page's classes for headings; `{level}` stands for the level of the heading. */
  readonly headingClass?: string;
  /** The page's classes for paragraphs. */
  readonly textClass?: string;
  /** The page's classes for links. */
  readonly linkClass?: string;
}

/**
 * A heading at any level of the page's outline. HTML stops at `h6`; below that ARIA says the level.
 *
 * @param kind Which heading it is, for style sheets.
 * @param part What `::part` finds it by, in a shadow root.
 * @param translate Whether a translator may change it.
 */
export function heading(
  { headingClass = '' }: ContentContext,
  level: number,
  kind: 'title' | 'section' | 'name',
  text: string | TemplateResult,
  part: string | typeof nothing = nothing,
  translate: Translate = nothing,
): TemplateResult {
  const classes = joinClasses(`skr-${kind}`, headingClass.replaceAll('{level}', `${level}`));
  // The span gets a least size, so that the heading itself keeps the page's.
  const content = html`<span translate=${translate}>${text}</span>`;
  switch (level) {
    case 2:
      return html`<h2 class=${classes} part=${part}>${content}</h2>`;
    case 3:
      return html`<h3 class=${classes} part=${part}>${content}</h3>`;
    case 4:
      return html`<h4 class=${classes} part=${part}>${content}</h4>`;
    case 5:
      return html`<h5 class=${classes} part=${part}>${content}</h5>`;
    default:
      return html`<h6 aria-level=${level > 6 ? level : nothing} class=${classes} part=${part}>${content}</h6>`;
  }
}

/** A paragraph. `name` becomes its class, after `skr-`. */
export function paragraph(
  { textClass = '' }: ContentContext,
  content: unknown,
  name = 'text',
  translate: Translate = nothing,
): TemplateResult {
  return html`<p class=${joinClasses(`skr-${name}`, textClass)} translate=${translate}>${content}</p>`;
}

/** A link. */
export function link(
  { linkClass = '' }: ContentContext,
  href: string,
  content: unknown,
  translate: Translate = nothing,
  name = 'skr-link',
): TemplateResult {
  return html`<a class=${joinClasses(name, linkClass)} href=${href} translate=${translate}>${content}</a>`;
}

/** A link that says so if it leads to another website: with an arrow, and in words for those who do not see it. */
export function externalLink(context: ContentContext, href: string, text: string): TemplateResult {
  // Without a host, it stays on the page's own.
  if (!/^\s*(https?:)?\/\//i.test(href)) return link(context, href, text);
  const hint = html`<span class="skr-visually-hidden"> (${context.msg('länk till annan webbplats')})</span>`;
  return link(context, href, html`${text}${hint}`, nothing, 'skr-link skr-external');
}

function joinClasses(own: string, ofPage: string): string {
  return `${own} ${ofPage}`.trim();
}
