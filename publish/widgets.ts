/** What is published beside the script: each of the elements, and the card of each organisation. */
import { articleFacts, articleText } from '../dist/lib/content/article.js';
import { organisations } from '../dist/lib/content/organisations.js';
import { informationOwner } from '../dist/lib/content/people.js';
import { publicationText } from '../dist/lib/content/publication.js';
import { createMsg, type Locale, type Msg } from '../dist/lib/core/localize.js';
import type { Attributes, Tag } from '../dist/lib/ssr.js';

/** Files by their path under `dist/`. */
export type Files = Record<string, string>;

/** Something that can be put on a page, in one language. */
export interface Widget {
  /** The start of its file's name: the tag, and what tells it from others with that tag. */
  readonly name: string;
  readonly tag: Tag;
  readonly attributes: Attributes;
  readonly locale: Locale;
  readonly msg: Msg;
  readonly title: string;
  /** The page on the web that it is about or comes from. */
  readonly href: string;
}

export const locales: readonly Locale[] = ['sv', 'en'];

/** Every widget in every language. */
export const widgets: readonly Widget[] = locales.flatMap((locale) => {
  const msg = createMsg(locale);
  const { person, form } = labelsFor(msg);
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

/** The words around the elements. */
export function labelsFor(msg: Msg) {
  return publicationText(msg, informationOwner(msg).name);
}

/** The language of a page on the web, where it is not that of the widget. */
export function getHrefLang({ href, locale }: Widget): Locale {
  return href === articleFacts.href ? 'sv' : locale;
}

/** A text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
