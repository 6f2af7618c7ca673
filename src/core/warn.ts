// Not a `Set`: there are pages that call something else so.
const warnings: string[] = [];

/** Tells the webmaster about a mistake, once however often it is met, and never throws. */
export function warn(text: string): void {
  if (warnings.includes(text)) return;
  warnings.push(text);
  // Old pages replace the console, sometimes with one that lacks methods.
  globalThis.console?.warn?.(`[skr-widgets] ${text}`);
}

/**
 * Gives the value of an attribute if it matches, and otherwise warns.
 *
 * @param hint Tells the webmaster what to write instead.
 */
export function getValidValue(
  element: Element,
  attribute: string,
  value: string | null | undefined,
  pattern: RegExp,
  hint: string,
): string | undefined {
  if (!value) return undefined;
  if (pattern.test(value)) return value;
  warnInvalidAttribute(element, attribute, value, hint);
  return undefined;
}

/** Warns about an attribute whose value cannot be used, and says what to write instead. */
export function warnInvalidAttribute(
  element: Element,
  attribute: string,
  value: string,
  hint: string,
): void {
  warn(`<${element.localName} ${attribute}="${value}">: ${hint}`);
}
