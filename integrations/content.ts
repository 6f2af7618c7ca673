/**
 * Renders the content of elements for servers that don't run Node: the same HTML as the script renders, so that the
 * script can take it over unchanged. There is one text for each combination of attributes that affects it, with
 * placeholders in double braces. The server selects a text and fills in the values.
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
  /** Whether the attribute affects the text, so that there are texts with it and without it. */
  readonly affectsText: boolean;
  /** Its description in the manifest. */
  readonly description: string;
}

export interface ElementInfo {
  readonly tag: Tag;
  readonly description: string;
  readonly attributes: readonly AttributeInfo[];
}

/** The one attribute whose type in the manifest includes a number. */
const HEADING_LEVEL = 'heading-level';

/** Reads the elements and their attributes from the manifest. */
export function readElements(): ElementInfo[] {
  const manifest: Manifest = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
  return manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName)
    .map(({ tagName, description = '', attributes = [] }) => {
      const tag = tagName as Tag;
      const all = attributes.map(describeAttribute);
      const values = all
        .filter(({ kind }) => !['boolean', 'choice', 'classes'].includes(kind))
        .map((attribute) => [attribute.name, getPlaceholder(attribute)]);
      const text = renderInside(tag, Object.fromEntries(values), 'sv');
      return {
        tag,
        description,
        attributes: all.map((attribute) => ({
          ...attribute,
          // Levels are computed from the first heading, and every text has placeholders for classes.
          affectsText:
            attribute.kind === 'endpoint' ||
            (attribute.choices
              ? attribute.name !== HEADING_LEVEL
              : attribute.kind !== 'classes' && text.includes(`{{${attribute.name}}}`)),
        })),
      };
    });
}

/** Renders an element's content for every combination of attributes, by key: `name&description`, `org=icld`. */
export function renderTexts(
  tag: Tag,
  attributes: readonly Omit<AttributeInfo, 'description'>[],
  locale: Locale,
): Record<string, string> {
  let sets: { key: string[]; values: Attributes }[] = [{ key: [], values: {} }];
  for (const attribute of attributes) {
    const { name, choices, affectsText } = attribute;
    if (!affectsText) continue;
    const more = choices
      ? choices.map((choice) => [`${name}=${choice}`, choice])
      : [[name, getPlaceholder(attribute)]];
    sets = sets.flatMap(({ key, values }) => [
      { key, values },
      ...more.map(([part = '', value = '']) => ({
        key: [...key, part],
        values: { ...values, [name]: value },
      })),
    ]);
  }
  return Object.fromEntries(
    sets.map(({ key, values }) => [key.join('&'), renderInside(tag, values, locale)]),
  );
}

interface Manifest {
  modules: { declarations?: Declaration[] }[];
}

interface Declaration {
  tagName?: string;
  description?: string;
  attributes?: { name: string; description?: string; type?: { text: string } }[];
}

function describeAttribute({
  name,
  description = '',
  type,
}: NonNullable<Declaration['attributes']>[0]): Omit<AttributeInfo, 'affectsText'> {
  const choices =
    name === HEADING_LEVEL
      ? ['2', '3', '4', '5', '6']
      : type?.text.match(/(?<=')[^' |]+(?=')/g)?.map(String);
  const kinds: readonly (readonly [AttributeInfo['kind'], unknown])[] = [
    ['choice', choices],
    ['boolean', type?.text === 'boolean'],
    ['classes', name.endsWith('-class')],
    ['endpoint', name.endsWith('endpoint')],
    ['url', /(^|-)href$/.test(name)],
    ['long', name === 'description'],
  ];
  const [kind] = kinds.find(([, matches]) => matches) ?? ['text' as const];
  return { name, kind, ...(choices ? { choices } : {}), description };
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

function renderInside(tag: Tag, attributes: Attributes, locale: Locale): string {
  const classes = Object.fromEntries(
    ['heading-class', 'text-class', 'link-class'].map((name) => [name, `{{${name}}}`]),
  );
  const options = { styleSheet: '{{style-sheet}}' };
  return renderElement(tag, { ...attributes, ...classes }, locale, options)
    .replace(/^<[^>]*>|<\/[^>]*>$/g, '')
    .replaceAll('tel:0000000001', '{{telephone-link}}')
    .replaceAll(`mailto:${placeholders.email}`, '{{email-link}}')
    .replaceAll(placeholders.telephone ?? '', '{{telephone}}')
    .replaceAll('email@<wbr>value.invalid', '{{email}}')
    .replace(/https:\/\/value\.invalid\/([a-z-]+)(?=")/g, '{{$1}}');
}
