import { getValidValue } from './warn.ts';

/** Matches an http or https URL, or one without a scheme: no colon before the path begins. */
const SAFE_URL = /^\s*https?:\/\/.|^[^:]*([/?#]|$)/i;

/**
 * The URL if it is safe in a link, or else `undefined`. Only http and https URLs are, since they lead to a page;
 * those that the browser would run or render as content (`javascript:`, `data:`) are rejected. Hiding a scheme
 * behind spaces and line breaks doesn't help: whatever isn't known to be safe is rejected.
 */
export function getSafeUrl(url: string | null | undefined): string | undefined {
  return url && SAFE_URL.test(url) ? url : undefined;
}

/** The URL in an attribute if it is safe in a link. Otherwise logs a warning and returns `undefined`. */
export function getSafeUrlAttribute(
  element: Element,
  attribute: string,
  value: string | null | undefined,
): string | undefined {
  return getValidValue(element, attribute, value, SAFE_URL, 'write a URL with https://');
}
