import { getValidValue } from './warn.ts';

/** An http or https URL, or one without a scheme: no colon before its path begins. */
const SAFE_URL = /^\s*https?:\/\/.|^[^:]*([/?#]|$)/i;

/**
 * The URL if it may become a link, else nothing. Only http and https lead to a page; what the browser
 * would run or show from the URL itself (`javascript:`, `data:`) never gets there. It is no use to hide a
 * scheme behind spaces and line breaks: what is not known to be safe is not let through.
 */
export function getSafeUrl(url: string | null | undefined): string | undefined {
  return url && SAFE_URL.test(url) ? url : undefined;
}

/** The URL in an attribute if it may become a link. Otherwise it warns. */
export function getSafeUrlAttribute(
  element: Element,
  attribute: string,
  value: string | null | undefined,
): string | undefined {
  return getValidValue(element, attribute, value, SAFE_URL, 'write a URL with https://');
}
