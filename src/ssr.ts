/**
 * Prints an element as HTML, for a page to show before the script comes or where none runs. For Node
 * only: what is built of this has Lit's renderer in it, which the browser never loads.
 */
import { ElementRenderer, render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { type PropertyValues, unsafeCSS } from 'lit';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { contactFormStyles, contactFormThemeStyles } from './contact-form/contact-form-styles.ts';
import { beside, ContactPersonElement, photo } from './contact-person/contact-person.ts';
import type { Locale } from './core/locale.ts';
import { type Content, collapseSpace, container } from './core/page-content.ts';
import { tokens } from './core/styles.ts';
import type { ElementAttributes } from './generated/attributes.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { card } from './org-card/organisation-card.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';

const elements = {
  'skr-intl-overview': SkrIntlOverviewElement,
  'org-card': OrgCardElement,
  'contact-person': ContactPersonElement,
  'contact-form': ContactFormElement,
} as const;

/** The tag of an element. */
export type Tag = keyof ElementAttributes;

/** The values of attributes, not yet escaped: what is `undefined`, `null` or `false` is left out. */
export type Attributes<T extends Tag = Tag> = Readonly<ElementAttributes[T]> & GlobalAttributes;

/**
 * What any element of a page takes, but for its language, which has a place of its own, and for styles and
 * handlers, which a security policy may forbid.
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

/** How an element is to be printed. */
export interface RenderOptions {
  /** The URL of `skr-widgets.css`, for the shadow root of a contact form. */
  styleSheet: string;
  /** What the page puts inside the element, for its slots, as HTML that you trust. */
  children?: string;
  /** Prints the contact form before its URL is known, for who writes that into the tag later. */
  form?: boolean;
}

/**
 * An element as HTML on one line: its tag, in it the content as headings, paragraphs, lists and links, and
 * in a declarative shadow root the contact form, if it has one. There is no script and no inline style in
 * it, so it needs nothing of a content security policy but its style sheet. When the element's script
 * comes, it takes over: it shows the same in the same place, and keeps what was typed.
 *
 * @throws {TypeError} When there is no such element or language, when an attribute is not for its tag or has
 * a value that is no text, and when a form has no style sheet.
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
  const printed = Object.entries({ ...values, lang: locale }).map(
    ([name, value]) => ` ${name}="${escapeHtml(value)}"`,
  );
  return `<${tag}${printed.join('')}>${shadowRoot}${printContent(content, locale)}${children}</${tag}>`;
}

/**
 * The content of an element as HTML, without the element around it.
 *
 * @throws {TypeError} When there is no such element or language, or when an attribute is not for its tag or
 * has a value that is no text.
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

/** What is protected in an element. On a server, nothing else has it update and render. */
interface Renderable {
  willUpdate(changed: PropertyValues): void;
  render(): unknown;
  renderContent(): Content;
}

/** The attributes that an element of ours takes. */
export function getAttributeNames(tag: Tag): readonly string[] {
  if (!Object.hasOwn(elements, tag)) {
    throw new TypeError(`Expected one of ${Object.keys(elements).join(', ')}, got ${tag}`);
  }
  return elements[tag].observedAttributes;
}

/** The attributes as they will stand in the tag. */
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
  // Lit has found the properties of the class when its attributes were asked for.
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

/** Lit lets slots be only in the shadow root of something. */
class Host extends ElementRenderer {}

/** A template as HTML on one line, without the comments that Lit finds its places by. */
function print(template: unknown): string {
  const customElementHostStack = [new Host('')];
  const html = collectResultSync(render(template, { customElementHostStack }));
  return collapseSpace(html.replace(/<!--.*?-->|<\?>/gs, '')).replace(/ +(?=>)/g, '');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** What holds before the script comes, and where none does. */
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
  /* Not an element of somebody else's. */
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
  org-card > [slot='skr-content-end'] {
    margin-block-start: auto;
    order: 1;
  }
  org-card > [slot='footer'] {
    order: 2;
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
  /* The script is given four seconds before a form says that it needs one. */
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
  /* Where none ever runs, it says so at once, and shows no fields to fill in for nothing. */
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
 * The style sheet for what a server has printed: in the head of the page for the content, and in the shadow
 * root of a contact form. Each rule is tied to a class or a tag of ours.
 */
export const styleSheet: string = [
  ...new Set(Object.values(elements).flatMap(({ contentStyles }) => contentStyles)),
  contactFormStyles,
  contactFormThemeStyles,
  serverStyles,
]
  .map(({ cssText }) => cssText)
  .join('');
