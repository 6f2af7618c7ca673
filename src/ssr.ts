/**
 * Writes an element as HTML, for a page to show before the script comes or where none runs. For Node
 * only: it needs `@lit-labs/ssr`, which the browser never loads.
 */

import { str } from '@lit/localize';
import { ElementRenderer, render } from '@lit-labs/ssr';
import { collectResultSync } from '@lit-labs/ssr/lib/render-result.js';
import { html, type TemplateResult } from 'lit/html.js';
import { articleFacts } from './content/article.ts';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { ContactPersonElement } from './contact-person/contact-person.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';
import { createMsg, type Locale, type Msg } from './core/localize.ts';
import { css } from './core/styles.ts';
import { safeHref, siteLink } from './core/link.ts';

/** The classes of the elements, by tag. */
export const elements = {
  'skr-intl-overview': SkrIntlOverviewElement,
  'org-card': OrgCardElement,
  'contact-person': ContactPersonElement,
  'contact-form': ContactFormElement,
} as const;

/** The tag of an element that can be written. */
export type Tag = keyof typeof elements;

/** What stands in the tag of an element: attributes and their values, not yet escaped. */
export type Attributes = Readonly<Record<string, string>>;

/** How an element is to be written. */
export interface PrerenderOptions {
  /** The address of the folder that `skr-widgets.css` lies in, with a slash at its end. */
  base: string;
  /**
   * What goes inside the tag, as HTML that you trust: what fills the slots, and what shows in a
   * browser that knows no declarative shadow root.
   */
  children?: string;
  /** Shows the contact form before its address is known, for who writes that into the tag later. */
  form?: boolean;
}

/**
 * An element as HTML on one line: its tag, and in a declarative shadow root what it shows. There is
 * no script and no inline style in it, so it needs nothing of a content security policy but its style
 * sheet. When the element's script comes, it takes over: it shows the same in the same place, and
 * keeps what was typed.
 *
 * @throws {TypeError} When there is no such element or language, or when an attribute is not for its tag.
 */
export function prerender(
  tag: Tag,
  attributes: Attributes,
  locale: Locale,
  { base, children = '', form = false }: PrerenderOptions,
): string {
  if (locale !== 'sv' && locale !== 'en') throw new TypeError(`A language ${locale}`);
  const written = Object.entries({ ...attributes, lang: locale }).map(([name, value]) => {
    if (!/^(?!on|style$)[a-z][a-z0-9-]*$/.test(name)) throw new TypeError(`An attribute ${name}`);
    return ` ${name}="${escaped(value)}"`;
  });
  const sheet = `<link rel="stylesheet" href="${escaped(base)}skr-widgets.css">`;
  const content = form ? unsentForm(tag, attributes, locale) : shown(tag, attributes, locale);
  const root = `<div class="root" lang="${locale}" dir="ltr">${content}</div>`;
  return `<${tag}${written.join('')}><template shadowrootmode="open">${sheet}${root}</template>${children}</${tag}>`;
}

/**
 * What an element shows, as HTML without anything around it.
 *
 * @throws {TypeError} When there is no such element.
 */
export function prerenderContent(tag: Tag, attributes: Attributes, locale: Locale): string {
  if (!Object.hasOwn(elements, tag)) {
    throw new TypeError(`No element ${tag}: write ${Object.keys(elements).join(', ')}`);
  }
  const element = Object.assign(new elements[tag](), {
    locale,
    localName: tag,
    getAttribute: (name: string) => attributes[name] ?? null,
  });
  return asHtml((element as unknown as Shows).content());
}

/** What we use of an element: how it shows itself is otherwise its own business. */
interface Shows {
  content(): TemplateResult;
}

/** What goes into the shadow root; a form there is kept from harm until the script comes. */
function shown(tag: Tag, attributes: Attributes, locale: Locale): string {
  const content = prerenderContent(tag, attributes, locale);
  if (!content.includes('<form ')) return content;
  return untilScript(createMsg(locale), content, hrefInstead(tag, attributes));
}

/** The same, with a form that does not know yet where its messages go. */
function unsentForm(tag: Tag, attributes: Attributes, locale: Locale): string {
  const endpoint = tag === 'skr-intl-overview' ? 'contact-endpoint' : 'endpoint';
  const somewhere = 'https://receiver.invalid/v1/forms/some';
  return shown(tag, { [endpoint]: somewhere, ...attributes }, locale);
}

/** Where else to write, as the elements say it when they have no form. */
function hrefInstead(tag: Tag, attributes: Attributes): string | undefined {
  const { recipient, 'source-href': source } = attributes;
  if (recipient) return undefined;
  return (tag === 'skr-intl-overview' && safeHref(source)) || articleFacts.href;
}

/**
 * Has a form do no harm, and say what it needs, as long as there is no script. It must never be sent
 * by the browser itself, which would put what was typed into an address. A button that is disabled
 * keeps the Enter key from that, and the method `dialog` keeps everything else.
 *
 * What it says takes the place of sentences that are longer, so that nothing moves when the script
 * takes over.
 */
function untilScript(msg: Msg, content: string, href: string | undefined): string {
  const recipient = msg('SKR');
  const changes: [string, string][] = [
    ['<form part="form"', '<form method="dialog" part="form"'],
    ['<button type="submit"', '<button disabled type="submit"'],
    instead(
      msg('Skriv till oss, så svarar vi så snart vi kan.'),
      msg('Formuläret fungerar bara med JavaScript.', {
        desc: 'Takes the place of: Skriv till oss, så svarar vi så snart vi kan. No longer than that.',
      }),
    ),
  ];
  if (href) {
    changes.push(
      instead(
        msg('Du måste fylla i fält som är märkta med * (obligatorisk).'),
        siteLink(msg, href, msg(str`Kontaktformulär ${recipient}`)),
      ),
    );
  }
  return changes.reduce((result, [from, to]) => {
    const [before, after, ...more] = result.split(from);
    if (after === undefined || more.length > 0) {
      throw new Error(`The form must have this once, for prerender.ts to change: ${from}`);
    }
    return before + to + after;
  }, content);
}

/** A paragraph of the form, and the same with what takes its place. */
function instead(sentence: string, other: string | TemplateResult): [string, string] {
  return [
    asHtml(html`<p>${sentence}</p>`),
    asHtml(html`<p class="until-script"><span>${sentence}</span><span>${other}</span></p>`),
  ];
}

/**
 * The script is given four seconds before a form says that it needs one. Where none ever runs it says
 * so at once, and shows no fields to fill in for nothing.
 */
const untilScriptStyles = css`
  .until-script {
    position: relative;
  }
  .until-script > :last-child {
    position: absolute;
    inset: 0 0 auto;
    visibility: hidden;
    animation: shows 0s 4s forwards;
  }
  .until-script > :first-child,
  button[disabled] {
    animation: hides 0s 4s forwards;
  }
  @keyframes shows {
    to {
      visibility: visible;
    }
  }
  @keyframes hides {
    to {
      visibility: hidden;
    }
  }
  @media (scripting: none) {
    .until-script > :last-child {
      position: static;
      visibility: visible;
    }
    .until-script > :first-child,
    .field,
    button[disabled] {
      display: none;
    }
  }
`;

/**
 * The style sheet that prerendered elements link: that of all elements, and of the time before the
 * script.
 *
 * Each rule is tied to a shadow root, so a page can link the sheet in its head too, and nothing of the
 * page changes. Firefox shows what is prerendered without its style until the sheet has come; one in
 * the head it waits for, as all browsers do.
 */
export const styleSheet: string = [
  ...new Set(Object.values(elements).flatMap(({ styles }) => styles)),
  untilScriptStyles,
]
  .join('')
  .replace(/([^{}]+)\{/g, (rule, selectors: string) =>
    /^@|^to$/.test(selectors.trim())
      ? rule
      : `${selectors.replace(/(^|,)\s*(?!:host\b|\s)/g, '$1:host ')}{`,
  );

/** Lit lets slots be only in the shadow root of something. */
class Host extends ElementRenderer {}

/** A template as HTML, without the marks that Lit leaves to find its places again. */
function asHtml(template: TemplateResult): string {
  const customElementHostStack = [new Host('')];
  return collectResultSync(render(template, { customElementHostStack }))
    .replace(/<!--.*?-->|<\?>/gs, '')
    .replace(/ +(?=[ >])/g, '');
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
