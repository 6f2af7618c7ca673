const warned = new Set<string>();

/** Tells the webmaster about a mistake, once however often it is met, and never throws. */
export function warn(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  // Old pages replace the console, sometimes with one that lacks methods.
  globalThis.console?.warn?.(`[skr-widgets] ${text}`);
}

/**
 * The value of an attribute, if it can be used. If it cannot, the webmaster is told what to write
 * instead.
 */
export function usable(
  element: Element,
  attribute: string,
  pattern: RegExp,
  cure: string,
): string | undefined {
  const value = element.getAttribute(attribute);
  if (!value) return undefined;
  if (pattern.test(value)) return value;
  warnAbout(element, attribute, value, cure);
  return undefined;
}

/** Warns about an attribute that cannot be used as it is, and says what to write instead. */
export function warnAbout(element: Element, attribute: string, value: unknown, cure: string): void {
  warn(`<${element.localName} ${attribute}="${value}">: ${cure}`);
}
