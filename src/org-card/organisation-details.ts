import { html, type LitElement, nothing, type TemplateResult, unsafeCSS } from 'lit';
import type { Organisation } from '../content/organisations.ts';
import { type ContentContext, externalLink, heading, paragraph } from '../core/content.ts';

/** Styles of the card's box. */
export const card = `
  box-sizing: border-box;
  display: flex;
  flex-direction: column;
  padding: var(--_skr-space) var(--_skr-space) 0;
  border: 1px solid var(--_skr-border);
  border-radius: var(--_skr-radius);
  background-color: var(--skr-surface, transparent);
`;

/** Styles of the card's content. */
export const organisationStyles = unsafeCSS(`
  .skr-content .skr-to-site {
    margin-block: auto 0;
  }
`);

/** An organisation's card: the name as a heading, the description, and a link to the website. */
export function organisationCard(
  context: ContentContext,
  level: number,
  organisation: Organisation,
): TemplateResult {
  return html`<div class="skr-card">${organisationDetails(context, level, organisation)}</div>`;
}

/** The content of an organisation's card. */
export function organisationDetails(
  context: ContentContext,
  level: number,
  organisation: Organisation,
): TemplateResult {
  const { description } = organisation;
  return html`${organisationName(context, level, organisation)}
    ${description.map((text) => paragraph(context, text, 'description'))}
    ${organisationLink(context, organisation)}`;
}

/** The line with the link to an organisation's website. */
export function organisationLink(
  context: ContentContext,
  { name, href }: Organisation,
): TemplateResult | undefined {
  return href ? paragraph(context, externalLink(context, href, name), 'to-site') : undefined;
}

/** The name of an organisation, as a heading. */
export function organisationName(
  context: ContentContext,
  level: number,
  { name }: Organisation,
): TemplateResult | undefined {
  return name ? heading(context, level, 'name', name, nothing, 'no') : undefined;
}

/**
 * Makes a click anywhere on a card follow the card's link, with the same modifier keys. The text can still be
 * selected: a click that ends a selection is ignored, as is one on a focusable element.
 *
 * The listener is on the document, because screen readers announce an element with a click listener as clickable.
 *
 * @param host The element that contains the card or cards.
 * @param isCard Whether an element is a card.
 */
export function followCardLinks(host: LitElement, isCard: (each: HTMLElement) => boolean): void {
  let page: Document;
  const onClick = (event: MouseEvent) => {
    const path = event.composedPath() as HTMLElement[];
    if (!path.includes(host) || event.defaultPrevented || `${page.getSelection()}`) return;
    // From the inside out: a focusable element, or the card.
    const clicked = path.find((each) => each.tabIndex > -1 || isCard(each));
    if (!clicked || !isCard(clicked)) return;
    const selector = '.skr-to-site a';
    const link = clicked.querySelector(selector) ?? clicked.shadowRoot?.querySelector(selector);
    // The event's own constructor: the page may have replaced the global.
    link?.dispatchEvent(new (event.constructor as typeof MouseEvent)('click', event));
  };
  host.addController({
    hostConnected() {
      page = host.ownerDocument;
      page.addEventListener('click', onClick);
    },
    hostDisconnected: () => page.removeEventListener('click', onClick),
  });
}
