/** The widgets that are published as files: each element, and a card for each organisation. */
import { articleFacts, articleText } from '../dist/lib/content/article.js';
import { organisations } from '../dist/lib/content/organisations.js';
import { informationOwner } from '../dist/lib/content/people.js';
import { publicationText } from '../dist/lib/content/publication.js';
import { createMsg, type Locale, type Msg } from '../dist/lib/core/localize.js';
import type { Attributes, Tag } from '../dist/lib/ssr.js';

/** File contents by path under `dist/`. */
export type Files = Record<string, string>;

/** A widget in one language. */
export interface Widget {
  /** The start of its file name: the tag, with a suffix if several widgets have that tag. */
  readonly name: string;
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly locale: Locale;
  readonly msg: Msg;
  readonly title: string;
  /** The web page that it is about or comes from. */
  readonly href: string;
}

export const locales: readonly Locale[] = ['sv', 'en'];

/** Every widget in every language. */
export const widgets: readonly Widget[] = locales.flatMap((locale) => {
  const msg = createMsg(locale);
  const { person, form } = getLabels(msg);
  const article = articleFacts.href;
  const card = (name: string, org: keyof typeof organisations, attributes: Attributes) => {
    const { name: title, href = article } = organisations[org](msg);
    return { name, tag: 'org-card', attributes, title, href } as const;
  };
  const all = [
    {
      name: 'skr-intl-overview',
      tag: 'skr-intl-overview',
      attributes: {},
      title: articleText(msg).title,
      href: article,
    },
    card('org-card', 'salar-international', {}),
    card('org-card-icld', 'icld', { org: 'icld' }),
    { name: 'contact-person', tag: 'contact-person', attributes: {}, title: person, href: article },
    { name: 'contact-form', tag: 'contact-form', attributes: {}, title: form, href: article },
  ] as const;
  return all.map((widget) => ({ ...widget, locale, msg }));
});

/** The texts around the elements. */
export function getLabels(msg: Msg) {
  return publicationText(msg, informationOwner(msg).name);
}

/** The language of the page at `href`, which may differ from that of the widget. */
export function getHrefLang({ href, locale }: Widget): Locale {
  return href === articleFacts.href ? 'sv' : locale;
}

/** Escapes a text for HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
