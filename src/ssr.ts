/**
 * Prints an element as HTML, for a page to show before the script comes or where none runs. For Node
 * only: it needs `@lit-labs/ssr`, which the browser never loads.
 */
import { ElementRenderer, render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { type PropertyValues, unsafeCSS } from 'lit';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { contactFormStyles, contactFormThemeStyles } from './contact-form/contact-form-styles.ts';
import { beside, ContactPersonElement, photo } from './contact-person/contact-person.ts';
import type { Locale } from './core/localize.ts';
import { type Content, collapseSpace, container } from './core/page-content.ts';
import { tokens } from './core/styles.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { card } from './org-card/organisation-card.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';

/** The classes of the elements, by tag. */
export const elements = {
  'skr-intl-overview': SkrIntlOverviewElement,
  'org-card': OrgCardElement,
  'contact-person': ContactPersonElement,
  'contact-form': ContactFormElement,
} as const;

/** The tag of an element. */
export type Tag = keyof typeof elements;

/** Attributes and their values, not yet escaped. */
export type Attributes = Readonly<Record<string, string>>;

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
 * @throws {TypeError} When there is no such element or language, or when an attribute is not for its tag.
 */
export function renderElement(
  tag: Tag,
  attributes: Attributes,
  locale: Locale,
  { styleSheet, children = '', form = false }: RenderOptions,
): string {
  if (locale !== 'sv' && locale !== 'en') {
    throw new TypeError(`Expected the language sv or en, got ${locale}`);
  }
  const printed = Object.entries({ ...attributes, lang: locale }).map(([name, value]) => {
    if (!/^(?!on|style$)[a-z][a-z0-9-]*$/.test(name)) {
      throw new TypeError(`Expected the name of an attribute, got ${name}`);
    }
    return ` ${name}="${escapeHtml(value)}"`;
  });
  const placeholder = 'https://receiver.invalid/v1/forms/some';
  const endpoint = tag === 'skr-intl-overview' ? 'contact-endpoint' : 'endpoint';
  const element = createElement(
    tag,
    form ? { [endpoint]: placeholder, ...attributes } : attributes,
    locale,
  );
  const content = element.renderContent();
  const root = print(element.render());
  const sheet = `<link rel="stylesheet" href="${escapeHtml(styleSheet)}">`;
  const shadowRoot = root.includes('<form')
    ? `<template shadowrootmode="open">${sheet}${root}</template>`
    : '';
  return `<${tag}${printed.join('')}>${shadowRoot}${printContent(content, locale)}${children}</${tag}>`;
}

/**
 * The content of an element as HTML, without the element around it.
 *
 * @throws {TypeError} When there is no such element.
 */
export function renderContent(tag: Tag, attributes: Attributes, locale: Locale): string {
  return printContent(createElement(tag, attributes, locale).renderContent(), locale);
}

/** What is protected in an element. On a server, nothing else has it update and render. */
interface Renderable {
  willUpdate(changed: PropertyValues): void;
  render(): unknown;
  renderContent(): Content;
}

function createElement(tag: Tag, attributes: Attributes, locale: Locale): Renderable {
  if (!Object.hasOwn(elements, tag)) {
    throw new TypeError(`Expected one of ${Object.keys(elements).join(', ')}, got ${tag}`);
  }
  const Element = elements[tag];
  // Lit finds its properties when the attributes are first asked for.
  Element.observedAttributes;
  const element = new Element();
  Object.defineProperty(element, 'localName', { value: tag });
  for (const [name, value] of Object.entries({ ...attributes, lang: locale })) {
    element.setAttribute(name, value);
    element.attributeChangedCallback(name, null, value);
  }
  const renderable = element as unknown as Renderable;
  renderable.willUpdate(new Map());
  return renderable;
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
