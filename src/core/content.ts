/** Templates for content in the page's own DOM: headings, paragraphs and links. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Msg } from './localize.ts';

/** Value of the `translate` attribute. `no` is for names, addresses and the like, which translators must not change. */
export type Translate = 'no' | typeof nothing;

/** What content templates need to know about their element. */
export interface ContentContext {
  readonly msg: Msg;
  /** The page's classes for headings; `{level}` is replaced with the level of the heading. */
  readonly headingClass?: string;
  /** The page's classes for paragraphs. */
  readonly textClass?: string;
  /** The page's classes for links. */
  readonly linkClass?: string;
}

/**
 * A heading at any level of the page's outline. HTML ends at `h6`; deeper levels are given by `aria-level`.
 *
 * @param kind The kind of heading, which becomes its class after `skr-`.
 * @param part The name for `::part()`, if the heading is in a shadow root.
 * @param translate Whether translation tools may change the text.
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
  // The minimum size is set on the span, so that the page's own size on the heading still applies.
  switch (level) {
    case 2:
      return html`<h2 class=${classes} part=${part}><span translate=${translate}>${text}</span></h2>`;
    case 3:
      return html`<h3 class=${classes} part=${part}><span translate=${translate}>${text}</span></h3>`;
    case 4:
      return html`<h4 class=${classes} part=${part}><span translate=${translate}>${text}</span></h4>`;
    case 5:
      return html`<h5 class=${classes} part=${part}><span translate=${translate}>${text}</span></h5>`;
    default:
      return html`<h6 aria-level=${level > 6 ? level : nothing} class=${classes} part=${part}><span translate=${translate}>${text}</span></h6>`;
  }
}

/** A paragraph. Its class is `name` after `skr-`. */
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

/** A link. If it leads to another website it has an arrow, and says so to screen reader users. */
export function externalLink(context: ContentContext, href: string, text: string): TemplateResult {
  // A URL without a host stays on the page's own site.
  if (!/^\s*(https?:)?\/\//i.test(href)) return link(context, href, text);
  const content = html`${text}<span class="skr-visually-hidden"> (${context.msg('länk till annan webbplats')})</span>`;
  return link(context, href, content, nothing, 'skr-link skr-external');
}

function joinClasses(own: string, ofPage: string): string {
  return `${own} ${ofPage}`.trim();
}
