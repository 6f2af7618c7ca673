/**
 * Templates: JSON in which `{name}` in a string is replaced by a value. They contain no code, so a configuration can
 * give a case system the structure that it expects, and do nothing else.
 */

/** A value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** The values of a template, by name. An optional field that was left empty is the empty string. */
export type Values = Readonly<Record<string, string>>;

const placeholder = /\{(\w+)\}/g;

/** The member that makes an object conditional: the object is left out if the value is empty. */
const condition = '$if';

/** Fills a text. `encode` is applied to each value, but not to the text around it. */
export function fillText(text: string, values: Values, encode = (value: string) => value): string {
  return text.replace(placeholder, (_, name: string) => encode(values[name] ?? ''));
}

/**
 * Fills a template. A member or an item that consists only of a placeholder without a value is left out, as is an
 * object whose `$if` names a value that is empty.
 */
export function fillTemplate(template: Json, values: Values): Json {
  return fill(template, values) ?? null;
}

function fill(template: Json, values: Values): Json | undefined {
  if (typeof template === 'string') {
    const text = fillText(template, values);
    return text === '' && template !== '' ? undefined : text;
  }
  if (Array.isArray(template)) {
    return template.map((item) => fill(item, values)).filter((item) => item !== undefined);
  }
  if (typeof template !== 'object' || template === null) return template;
  const { [condition]: name, ...members } = template;
  if (typeof name === 'string' && !values[name]) return undefined;
  const filled = Object.entries(members).map(([key, value]) => [key, fill(value, values)] as const);
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined)) as Json;
}

/** The names of the values that a template uses, also in its conditions. */
export function getPlaceholders(template: Json): string[] {
  if (typeof template === 'string') {
    return [...template.matchAll(placeholder)].map(([, name = '']) => name);
  }
  if (Array.isArray(template)) return template.flatMap(getPlaceholders);
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    key === condition ? [String(value)] : getPlaceholders(value),
  );
}

/** Returns the value at a JSON pointer (RFC 6901), or `undefined` if there is none. */
export function readPointer(document: unknown, pointer: string): unknown {
  const steps = pointer.split('/').slice(1);
  return steps.reduce<unknown>((value, step) => {
    const key = step.replaceAll('~1', '/').replaceAll('~0', '~');
    const isObject = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    return isObject ? (value as Record<string, unknown>)[key] : undefined;
  }, document);
}

/** Whether a text occurs as a value in a document, at any depth. */
export function hasText(document: unknown, text: string): boolean {
  if (typeof document !== 'object' || document === null) return document === text;
  return Object.values(document).some((value) => hasText(value, text));
}
