/**
 * The script tag: registers every element, and puts elements where an editor could write no more than a
 * link or a `<div>`. The one module that does something when imported.
 */
import './core/lit-in-xhtml.ts';
import { embedElements } from './auto-embed.ts';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { ContactPersonElement } from './contact-person/contact-person.ts';
import { configure } from './core/settings.ts';
import { parseUrl } from './core/url.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { register } from './register.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';

// For who imports this: the types of the elements by their tags, and of their events.
export type {} from './contact-form/contact-form.ts';
export type {} from './contact-form/events.ts';
export type {} from './contact-person/contact-person.ts';
export type {} from './org-card/org-card.ts';
export type {} from './skr-intl-overview/skr-intl-overview.ts';

// A server that renders somebody's app imports this too, and has nowhere to show anything.
if (globalThis.document) {
  const script = findScript();
  const read = (name: string) => script?.dataset[toCamelCase(name)] ?? readMeta(name);
  const prefix = read('prefix') ?? '';
  const origins = read('origins') ?? '';

  configure({
    isolated: read('isolated') != null,
    headingClass: read('heading-class') ?? '',
    textClass: read('text-class') ?? '',
    linkClass: read('link-class') ?? '',
  });
  // Each in a task of its own: in one, they kept a page on a slow phone from answering for up to 75 ms.
  for (const element of [
    OrgCardElement,
    ContactPersonElement,
    ContactFormElement,
    SkrIntlOverviewElement,
  ]) {
    setTimeout(register, 0, [element], prefix);
  }

  const start = () => {
    const { origin } = parseUrl(script?.src || location.href);
    const all = [location.origin, origin, ...(origins.match(/\S+/g) ?? [])];
    setTimeout(embedElements, 0, prefix, all);
  };
  // A paragraph that is still being parsed does not show yet what a link shares it with.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}

/**
 * The tag that we are running from, by whatever name: tools join scripts in files of other names, or write
 * them into the page. A module does not know its tag, so it is found by the name that our file has.
 */
function findScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  // `<img name="currentScript">` would be it.
  return currentScript?.localName === 'script'
    ? (currentScript as HTMLScriptElement)
    : document.querySelector('script[src*="skr-widgets"]');
}

/** What a page says where there is no tag of ours to say it in: `<meta name="skr-origins" content="…">`. */
function readMeta(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="skr-${name}"]`)?.content;
}

function toCamelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}
