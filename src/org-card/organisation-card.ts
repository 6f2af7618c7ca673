import { html, type LitElement, nothing, type TemplateResult, unsafeCSS } from 'lit';
import type { Organisation } from '../content/organisations.ts';
import { type ContentContext, externalLink, heading, paragraph } from '../core/content.ts';

/** The box of a card. */
export const card = `
  box-sizing: border-box;
  display: flex;
  flex-direction: column;
  padding: var(--_skr-space) var(--_skr-space) calc(var(--_skr-space) / 2);
  border: 1px solid var(--_skr-border);
  border-radius: var(--_skr-radius);
  background-color: var(--skr-surface, transparent);
`;

/** How what is on a card looks. */
export const organisationStyles = unsafeCSS(`
  .skr-content .skr-to-site {
    margin-block: auto 0;
  }
`);

/**
 * Has a click anywhere on a card in an element follow its link, with the keys that were held down. The text can
 * still be selected: the click that ends a selection follows nothing, nor does one on what can have the focus.
 *
 * The document listens: a screen reader calls an element clickable that listens itself.
 */
export function followCardLinks(host: LitElement, isCard: (each: HTMLElement) => boolean): void {
  let page: Document;
  const onClick = (event: MouseEvent) => {
    const path = event.composedPath() as HTMLElement[];
    if (!path.includes(host) || event.defaultPrevented || `${getSelection()}`) return;
    // From inside out: what can have the focus, or the card.
    const clicked = path.find((each) => each.tabIndex > -1 || isCard(each));
    if (!clicked || !isCard(clicked)) return;
    const selector = '.skr-to-site a';
    const link = clicked.querySelector(selector) ?? clicked.shadowRoot?.querySelector(selector);
    // The event's own class: the page may have another by that name.
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

/**
 * An organisation's card: its name as a heading, what it does, and the way to its website.
 *
 * @param level The heading level of the name.
 */
export function organisationCard(
  context: ContentContext,
  level: number,
  { name, description, href }: Organisation,
): TemplateResult {
  return html`<div class="skr-card">
    ${heading(context, level, 'name', name, nothing, 'no')} ${organisationDescription(context, description)}
    ${href ? organisationLink(context, name, href) : nothing}
  </div>`;
}

/** What an organisation does, a paragraph each. */
export function organisationDescription(
  context: ContentContext,
  description: readonly string[],
): TemplateResult[] {
  return description.map((text) => paragraph(context, text, 'description'));
}

/** The way to an organisation's website. */
export function organisationLink(
  context: ContentContext,
  name: string,
  href: string,
): TemplateResult {
  return paragraph(context, externalLink(context, href, name), 'to-site');
}
