import { html, type TemplateResult } from 'lit/html.js';
import type { Msg } from '../locale.ts';

/**
 * The address if it may become a link, else nothing. Only http and https lead to a page; what the
 * browser would run or show from the address itself (`javascript:`, `data:`) never gets there.
 * Judged by the browser's own parser, which sees through spaces and line breaks.
 */
export function safeHref(address: string | undefined): string | undefined {
  if (!address) return undefined;
  try {
    // The base only lets a relative address through; the page's own base resolves it.
    return /^https?:$/.test(new URL(address, 'http://x').protocol) ? address : undefined;
  } catch {
    return undefined; // Not an address at all.
  }
}

/** A link to another website, which says so to those who cannot see where it leads. */
export function siteLink(msg: Msg, href: string, text: string): TemplateResult {
  return html`<a part="link" href=${href}
    >${text}<span class="visually-hidden">${` (${msg('länk till annan webbplats')})`}</span></a
  >`;
}
