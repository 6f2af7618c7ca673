/**
 * Renders the content of elements for servers that don't run Node: the same HTML as the script renders, so that the
 * script can take it over unchanged. There is one text for each combination of the attributes that it depends on, with
 * placeholders in double braces. The server selects a text and fills in the values. Which attributes these are is found
 * out by rendering, so that what an attribute hides is not printed. Each of them doubles the number of texts.
 *
 * - `{{name}}` is the value of an attribute as text, or the URL of a link.
 * - ` {{heading-class}}`, ` {{text-class}}` and ` {{link-class}}`, including the space before them, are replaced with
 *   classes, or with nothing.
 * - `{{telephone-link}}` and `{{email-link}}` are the URLs of the links. A value that isn't valid gets no link.
 * - `{{email}}` in a link has a `<wbr>` after its `@`.
 * - `{{style-sheet}}` is the URL of `skr-widgets.css`, for a form.
 * - The first heading is at level 2.
 */
import { readFileSync } from 'node:fs';
import rewritePattern from 'regexpu-core';
import { EXTENSION } from '../dist/lib/contact-form/contact-details.js';
import { fieldRules, INVISIBLE } from '../dist/lib/contact-form/message.js';
import type { Locale } from '../dist/lib/core/localize.js';
import { type Attributes, renderElement, type Tag } from '../dist/lib/ssr.js';

const locales: readonly Locale[] = ['sv', 'en'];

/** The formats of telephone numbers and email addresses that become links, and what is removed from them. */
const formats = {
  telephone: fieldRules.telephone.format,
  email: fieldRules.email.format,
  extension: EXTENSION,
  invisible: INVISIBLE,
};

/**
 * Converts the formats for regular expression engines that don't support Unicode property escapes, or only those of
 * an older Unicode version: each character class is expanded.
 *
 * @param unit What the engine treats as one character: in Rhino a UTF-16 code unit, in PCRE a code point.
 */
export function expandFormats(unit: 'code unit' | 'code point'): Record<string, string> {
  const expand = ({ source }: RegExp) =>
    rewritePattern(source, 'su', {
      dotAllFlag: 'transform',
      unicodePropertyEscapes: 'transform',
      ...(unit === 'code unit' ? { unicodeFlag: 'transform' } : {}),
      // `[^]` matches any character only in JavaScript.
    }).replaceAll('[^]', '[\\s\\S]');
  return Object.fromEntries(
    Object.entries(formats).map(([name, format]) => [name, expand(format)]),
  );
}

export interface AttributeInfo {
  readonly name: string;
  readonly kind: 'boolean' | 'choice' | 'classes' | 'endpoint' | 'long' | 'text' | 'url';
  readonly choices?: readonly string[];
  /** Whether the text depends on the attribute, so that there are texts with it and without it. */
  readonly affectsText: boolean;
  /** Its description in the manifest. */
  readonly description: string;
}

export interface ElementInfo {
  readonly tag: Tag;
  readonly description: string;
  readonly attributes: readonly AttributeInfo[];
}

/** What is read here of an element's declaration in the manifest. */
export interface Declaration {
  readonly tagName?: string;
  readonly description?: string;
  readonly attributes?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly type?: { readonly text: string };
  }[];
}

/** Its text is computed by the server: all headings move with the first. */
const HEADING_LEVEL = 'heading-level';

/** Reads the elements and their attributes from the manifest. */
export function readElements(): ElementInfo[] {
  const manifest: { modules: { declarations?: Declaration[] }[] } = JSON.parse(
    readFileSync('dist/custom-elements.json', 'utf8'),
  );
  return manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName)
    .map((declaration) => describeElement(declaration));
}

/**
 * Describes an element and its attributes. Whether the text depends on an attribute is found out by rendering every
 * combination of them, in each language.
 *
 * @throws {Error} If an attribute is of a type that servers can't render.
 */
export function describeElement(
  { tagName, description = '', attributes = [] }: Declaration,
  render = renderElement,
): ElementInfo {
  const tag = tagName as Tag;
  const all = attributes.map((attribute) => ({
    name: attribute.name,
    ...classify(tag, attribute.name, attribute.type?.text ?? ''),
    description: attribute.description ?? '',
  }));
  const candidates = all
    // Every text has placeholders for classes.
    .filter(({ name, kind }) => kind !== 'classes' && name !== HEADING_LEVEL)
    .map((attribute) => ({ ...attribute, affectsText: true }));
  const texts = locales.map((locale) => renderTexts(tag, candidates, locale, render));
  const affects = ({ name }: { name: string }) =>
    texts.some((each) =>
      Object.entries(each).some(([key, text]) => {
        const parts = key.split('&');
        const others = parts.filter((part) => part.split('=')[0] !== name);
        return others.length < parts.length && each[others.join('&')] !== text;
      }),
    );
  for (const { name, kind } of all.filter(affects)) {
    const isPrinted = texts.some((each) => Object.values(each).join().includes(`{{${name}}}`));
    if (/^(text|long|url)$/.test(kind) && !isPrinted) {
      throw new Error(
        `Expected the value of ${name} in the text of <${tag}>, which depends on it: integrations/content.ts must know where it is, or its type must list its values`,
      );
    }
  }
  return {
    tag,
    description,
    attributes: all.map((attribute) => ({ ...attribute, affectsText: affects(attribute) })),
  };
}

/** Renders an element's content for every combination of attributes, by key: `name&description`, `org=icld`. */
export function renderTexts(
  tag: Tag,
  attributes: readonly Omit<AttributeInfo, 'description'>[],
  locale: Locale,
  render = renderElement,
): Record<string, string> {
  let sets: { key: string[]; values: Attributes }[] = [{ key: [], values: {} }];
  for (const attribute of attributes) {
    const { name, kind, choices, affectsText } = attribute;
    if (!affectsText) continue;
    const options: [string, string | true][] = choices
      ? choices.map((choice) => [`${name}=${choice}`, choice])
      : [[name, kind === 'boolean' || getPlaceholder(attribute)]];
    sets = sets.flatMap(({ key, values }) => [
      { key, values },
      ...options.map(([part, value]) => ({
        key: [...key, part],
        values: { ...values, [name]: value },
      })),
    ]);
  }
  return Object.fromEntries(
    sets.map(({ key, values }) => [key.join('&'), renderInside(tag, values, locale, render)]),
  );
}

/**
 * The kind of an attribute, by its type in the manifest, and for a string by its name.
 *
 * A string must be printed as it is. A value that selects something else must have a type that lists the values.
 */
function classify(
  tag: string,
  name: string,
  type: string,
): Pick<AttributeInfo, 'kind' | 'choices'> {
  const types = type.split(/\s*\|\s*/).filter((each) => !/^(null|undefined)$/.test(each));
  const choices = types.flatMap((each) => each.match(/^'([^']+)'$/)?.[1] ?? []);
  // A number beside literals is one of them.
  if (choices.length > 0 && types.every((each) => each === 'number' || each.startsWith("'"))) {
    return { kind: 'choice', choices };
  }
  if (type && types.every((each) => each === 'boolean')) return { kind: 'boolean' };
  if (type && types.every((each) => each === 'string')) {
    if (name.endsWith('-class')) return { kind: 'classes' };
    if (name.endsWith('endpoint')) return { kind: 'endpoint' };
    if (/(^|-)href$/.test(name)) return { kind: 'url' };
    return { kind: name === 'description' ? 'long' : 'text' };
  }
  throw new Error(
    `Expected string, boolean or literals as the type of ${name} of <${tag}>, got ${type || 'none'}: integrations/content.ts must know how servers render it`,
  );
}

/** Values that stand in for real ones while rendering. They must be valid, so that they become links. */
const placeholders: Readonly<Record<string, string>> = {
  telephone: '000 000 00 01',
  email: 'email@value.invalid',
};

function getPlaceholder({ name, kind }: Pick<AttributeInfo, 'name' | 'kind'>): string {
  if (kind === 'endpoint') return 'https://value.invalid/v1/forms/form';
  return placeholders[name] ?? (kind === 'url' ? `https://value.invalid/${name}` : `{{${name}}}`);
}

function renderInside(
  tag: Tag,
  attributes: Attributes,
  locale: Locale,
  render: typeof renderElement,
): string {
  const classes = Object.fromEntries(
    ['heading-class', 'text-class', 'link-class'].map((name) => [name, `{{${name}}}`]),
  );
  const options = { styleSheet: '{{style-sheet}}' };
  return render(tag, { ...attributes, ...classes }, locale, options)
    .replace(/^<[^>]*>|<\/[^>]*>$/g, '')
    .replaceAll('tel:0000000001', '{{telephone-link}}')
    .replaceAll(`mailto:${placeholders.email}`, '{{email-link}}')
    .replaceAll(placeholders.telephone ?? '', '{{telephone}}')
    .replaceAll('email@<wbr>value.invalid', '{{email}}')
    .replace(/https:\/\/value\.invalid\/([a-z-]+)(?=")/g, '{{$1}}');
}
