const warned = new Set<string>();

/** Tells the webmaster about a mistake, once however often it is met, and never throws. */
export function warn(text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  // Old pages replace the console, sometimes with one that lacks methods.
  globalThis.console?.warn?.(`[skr-widgets] ${text}`);
}

/** Warns about an attribute that cannot be used as it is, and says what to write instead. */
export function warnAbout(element: Element, attribute: string, value: unknown, cure: string): void {
  warn(`<${element.localName} ${attribute}="${value}">: ${cure}`);
}
