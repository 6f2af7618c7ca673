// Not a `Set`: some pages replace it.
const warnings: string[] = [];

/**
 * Logs a warning for the webmaster, once for each distinct text. Never throws.
 *
 * @param error What was thrown, for its stack.
 */
export function warn(text: string, ...error: unknown[]): void {
  if (warnings.includes(text)) return;
  warnings.push(text);
  // Old pages replace the console, sometimes with an object that lacks methods.
  globalThis.console?.warn?.(`[skr-widgets] ${text}`, ...error);
}

/**
 * Returns the value of an attribute if it matches the pattern; otherwise logs a warning. An empty value is not an
 * error.
 *
 * @param hint What the webmaster should write instead.
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

/** Logs a warning about an invalid attribute value, with a hint about what to write instead. */
export function warnInvalidAttribute(
  element: Element,
  attribute: string,
  value: string,
  hint: string,
): void {
  warn(`<${element.localName} ${attribute}="${value}">: ${hint}`);
}
