/**
 * Renders an element to HTML, for a page to show before the script has loaded, or without it. For Node only:
 * the bundle includes Lit's server renderer, which the browser never loads.
 */
import { ElementRenderer, render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { type PropertyValues, unsafeCSS } from 'lit';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { contactFormStyles, contactFormThemeStyles } from './contact-form/contact-form-styles.ts';
import { beside, ContactPersonElement, photo } from './contact-person/contact-person.ts';
import type { Locale } from './core/locale.ts';
import { type Content, container } from './core/page-content.ts';
import { tokens } from './core/styles.ts';
import type { ElementAttributes } from './generated/attributes.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { card } from './org-card/organisation-details.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';

const elements = {
  'skr-intl-overview': SkrIntlOverviewElement,
  'org-card': OrgCardElement,
  'contact-person': ContactPersonElement,
  'contact-form': ContactFormElement,
} as const;

/** The tag of one of the elements. */
export type Tag = keyof ElementAttributes;

/** Attribute values, not escaped. Attributes that are `undefined`, `null` or `false` are left out. */
export type Attributes<T extends Tag = Tag> = Readonly<ElementAttributes[T]> & GlobalAttributes;

/**
 * The attributes that every element accepts. Leaves out `lang`, which is an argument of its own, and `style` and
 * event handlers, which a content security policy may forbid.
 */
export interface GlobalAttributes {
  readonly class?: string | null | undefined;
  readonly dir?: 'ltr' | 'rtl' | 'auto' | null | undefined;
  readonly hidden?: boolean | null | undefined;
  readonly id?: string | null | undefined;
  readonly part?: string | null | undefined;
  readonly role?: string | null | undefined;
  readonly slot?: string | null | undefined;
  readonly title?: string | null | undefined;
  readonly translate?: 'yes' | 'no' | null | undefined;
  readonly [name: `data-${string}` | `aria-${string}`]:
    | string
    | number
    | boolean
    | null
    | undefined;
}

const GLOBAL_ATTRIBUTE =
  /^(class|dir|hidden|id|part|role|slot|title|translate|(data|aria)-[a-z0-9-]+)$/;

/** Options for rendering an element. */
export interface RenderOptions {
  /** The URL of `skr-widgets.css`, for the shadow root of a contact form. */
  styleSheet: string;
  /** Trusted HTML for the element's slots. */
  children?: string;
  /** Renders the contact form even without an endpoint, for callers that add the attribute later. */
  form?: boolean;
}

/**
 * Renders an element to HTML on one line: its tag with its content inside, as headings, paragraphs, lists and
 * links, and its contact form, if it has one, in a declarative shadow root. The HTML has no script and no inline
 * style, so a content security policy needs to allow only the style sheet. When the element's script has loaded,
 * it shows the same content in the same place and keeps what the visitor has typed.
 *
 * @throws {TypeError} If the element or the language doesn't exist, if an attribute isn't one of the element's or
 * its value can't be text, or if there is a form but no style sheet.
 */
export function renderElement<T extends Tag>(
  tag: T,
  attributes: Attributes<T>,
  locale: Locale,
  { styleSheet, children = '', form = false }: RenderOptions,
): string {
  const values = getValues(tag, attributes);
  const placeholder = 'https://receiver.invalid/v1/forms/some';
  const endpoint = tag === 'skr-intl-overview' ? 'contact-endpoint' : 'endpoint';
  const element = createElement(
    tag,
    form ? { [endpoint]: placeholder, ...values } : values,
    locale,
  );
  const content = element.renderContent();
  const root = print(element.render());
  const shadowRoot = root.includes('<form')
    ? `<template shadowrootmode="open">${printLink(styleSheet)}${root}</template>`
    : '';
  const attributeText = Object.entries({ ...values, lang: locale }).map(
    ([name, value]) => ` ${name}="${escapeHtml(value)}"`,
  );
  // The content first: a browser that paints before it has the whole page would move the form below it.
  return `<${tag}${attributeText.join('')}>${printContent(content, locale)}${shadowRoot}${children}</${tag}>`;
}

/**
 * Renders the content of an element to HTML, without the element itself.
 *
 * @throws {TypeError} If the element or the language doesn't exist, or if an attribute isn't one of the element's
 * or its value can't be text.
 */
export function renderContent<T extends Tag>(
  tag: T,
  attributes: Attributes<T>,
  locale: Locale,
): string {
  return printContent(
    createElement(tag, getValues(tag, attributes), locale).renderContent(),
    locale,
  );
}

/** The protected members of an element that this module calls; on a server, nothing else triggers an update. */
interface Renderable {
  willUpdate(changed: PropertyValues): void;
  render(): unknown;
  renderContent(): Content;
}

/**
 * The attributes of an element, apart from the global ones.
 *
 * @throws {TypeError} If the element doesn't exist.
 */
export function getAttributeNames(tag: Tag): readonly string[] {
  if (!Object.hasOwn(elements, tag)) {
    throw new TypeError(`Expected one of ${Object.keys(elements).join(', ')}, got ${tag}`);
  }
  return elements[tag].observedAttributes;
}

/** Validates the attributes and converts their values to the strings written in the tag. */
function getValues(tag: Tag, attributes: Attributes): Record<string, string> {
  const names = getAttributeNames(tag);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (!names.includes(name) && !GLOBAL_ATTRIBUTE.test(name)) {
      throw new TypeError(
        `Expected an attribute of <${tag}> (${names.join(', ')}) or of any element, got ${name}`,
      );
    }
    if (value == null || value === false) continue;
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      throw new TypeError(`Expected a text in ${name} of <${tag}>, got ${typeof value}`);
    }
    values[name] = value === true ? '' : String(value);
  }
  return values;
}

function createElement(tag: Tag, values: Record<string, string>, locale: Locale): Renderable {
  if (locale !== 'sv' && locale !== 'en') {
    throw new TypeError(`Expected the language sv or en, got ${locale}`);
  }
  // Lit finalized the class when `getAttributeNames()` read `observedAttributes`.
  const element = new elements[tag]();
  Object.defineProperty(element, 'localName', { value: tag });
  for (const [name, value] of Object.entries({ ...values, lang: locale })) {
    element.setAttribute(name, value);
    element.attributeChangedCallback(name, null, value);
  }
  const renderable = element as unknown as Renderable;
  renderable.willUpdate(new Map());
  return renderable;
}

function printLink(styleSheet: string): string {
  if (typeof styleSheet !== 'string') {
    throw new TypeError(
      `Expected the URL of skr-widgets.css in styleSheet, for the form, got ${styleSheet}`,
    );
  }
  return `<link rel="stylesheet" href="${escapeHtml(styleSheet)}">`;
}

function printContent(content: Content, locale: Locale): string {
  return Object.entries(content)
    .map(([slot, template]) => print(container(slot, locale, template)))
    .join('');
}

/** Stands in for the element: Lit renders `<slot>` only inside the shadow root of a host. */
class Host extends ElementRenderer {}

/** Renders a template to HTML, without Lit's marker comments. */
function print(template: unknown): string {
  const customElementHostStack = [new Host('')];
  const html = collectResultSync(render(template, { customElementHostStack }));
  return (
    html
      .replace(/<!--.*?-->|<\?>/gs, '')
      // An attribute that isn't there leaves its space.
      .replace(/<[^>]*>/g, (tag) => tag.replace(/("[^"]*")| +(?=[ >])/g, '$1'))
  );
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Rules that apply until the script has loaded, or if it never does. */
const serverStyles = unsafeCSS(`
  @property --skr-em {
    syntax: '<length>';
    inherits: true;
    initial-value: 0px;
  }
  skr-intl-overview,
  org-card,
  contact-person,
  contact-form {
    ${tokens}
    display: block;
  }
  /* Only cards of ours: the tag may be defined by something else. */
  org-card:has(> .skr-content) {
    ${card}
  }
  org-card:has(> .skr-content):only-child {
    block-size: 100%;
  }
  org-card > :not(.skr-content) {
    max-inline-size: 100%;
    margin-block: 0 var(--_skr-space);
  }
  org-card > img {
    align-self: start;
    block-size: auto;
  }
  org-card > [slot='skr-content'] {
    display: flex;
    flex-direction: column;
    flex: auto;
  }
  org-card > [slot='footer'] {
    order: 1;
  }
  :is(org-card, contact-person) > :is([slot='media'], [slot='photo']) {
    order: -1;
  }
  contact-person:not(:defined):has(> [slot='photo']) {
    ${beside}
  }
  contact-person > .skr-content {
    flex: 1 1 12em;
  }
  contact-person > [slot='photo'] {
    ${photo}
  }
  /* A form waits four seconds for the script before it says that it needs one. */
  .skr-form .until-script {
    position: relative;
  }
  .skr-form .until-script > :last-child {
    position: absolute;
    inset: 0 0 auto;
    visibility: hidden;
    animation: skr-show 0s 4s forwards;
  }
  .skr-form .until-script > :first-child,
  .skr-form button[disabled] {
    animation: skr-hide 0s 4s forwards;
  }
  @keyframes skr-show {
    to {
      visibility: visible;
    }
  }
  @keyframes skr-hide {
    to {
      visibility: hidden;
    }
  }
  /* Without scripting it says so at once, and hides the fields, which would be filled in for nothing. */
  @media (scripting: none) {
    .skr-form .until-script > :last-child {
      position: static;
      visibility: visible;
    }
    .skr-form .until-script > :first-child,
    .skr-form .field,
    .skr-form button[disabled] {
      display: none;
    }
  }
`);

/**
 * The style sheet for server-rendered HTML. It goes in the page's head for the content, and in the shadow root of
 * a contact form. Every selector contains a class or a tag of ours.
 */
export const styleSheet: string = [
  ...new Set(Object.values(elements).flatMap(({ contentStyles }) => contentStyles)),
  contactFormStyles,
  contactFormThemeStyles,
  serverStyles,
]
  .map(({ cssText }) => cssText)
  .join('');
