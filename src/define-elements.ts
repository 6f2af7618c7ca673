import { embedElements } from './auto-embed.ts';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { ContactPersonElement } from './contact-person/contact-person.ts';
import { configure } from './core/settings.ts';
import { parseUrl } from './core/url.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { hasNeededBuiltIns, register } from './register.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';

/**
 * Registers every element, and embeds elements for links and `<div>` placeholders.
 *
 * @param read Returns the page's value for a setting, such as `link-class`.
 * @param url The URL of the script.
 * @param schedule Schedules the registration of each element. The default is to run it at once: frameworks
 * choose between properties and attributes by looking at the element when they create it.
 */
export function defineElements(
  read: (name: string) => string | undefined,
  url = location.href,
  schedule: (task: () => void) => void = (task) => task(),
): void {
  if (!hasNeededBuiltIns()) return;
  const prefix = read('prefix') ?? '';
  const origins = read('origins') ?? '';

  configure({
    isolated: read('isolated') != null,
    headingClass: read('heading-class') ?? '',
    textClass: read('text-class') ?? '',
    linkClass: read('link-class') ?? '',
  });
  for (const element of [
    OrgCardElement,
    ContactPersonElement,
    ContactFormElement,
    SkrIntlOverviewElement,
  ]) {
    schedule(() => register([element], prefix));
  }

  const start = () => {
    const all = [location.origin, parseUrl(url).origin, ...(origins.match(/\S+/g) ?? [])];
    setTimeout(embedElements, 0, prefix, all);
  };
  // Until the paragraph has been parsed, we can't tell whether a link is alone in it.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}

/** Reads a setting from the page's head, for pages without our script tag: `<meta name="skr-origins" content="…">`. */
export function readMeta(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="skr-${name}"]`)?.content;
}
