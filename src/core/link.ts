import { html, type TemplateResult } from 'lit/html.js';
import type { Msg } from './localize.ts';
import { usable } from './warn.ts';

/** An address of a page on the web, or one without a scheme: no colon before its path begins. */
const SAFE = /^\s*https?:\/\/.|^[^:]*([/?#]|$)/i;

/**
 * The address if it may become a link, else nothing. Only http and https lead to a page; what the
 * browser would run or show from the address itself (`javascript:`, `data:`) never gets there. It is
 * no use to hide a scheme behind spaces and line breaks: what is not known is not let through.
 */
export function safeHref(address: string | undefined): string | undefined {
  return address && SAFE.test(address) ? address : undefined;
}

/** The address in an attribute, if it may become a link. */
export function hrefOf(element: Element, attribute: string): string | undefined {
  return usable(element, attribute, SAFE, 'write an address with https://');
}

/** A link to another website, which says so to those who cannot see where it leads. */
export function siteLink(msg: Msg, href: string, text: string): TemplateResult {
  return html`<a part="link" href=${href}
    >${text}<span class="visually-hidden">${` (${msg('länk till annan webbplats')})`}</span></a
  >`;
}
