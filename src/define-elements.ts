import { embedElements } from './auto-embed.ts';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { ContactPersonElement } from './contact-person/contact-person.ts';
import { configure } from './core/settings.ts';
import { parseUrl } from './core/url.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { hasNeededBuiltIns, register } from './register.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';

/**
 * Registers every element, and puts elements where an editor could write no more than a link or a `<div>`.
 *
 * @param read Gives what the page says, by the name of the setting: `link-class`.
 * @param url Where the script comes from.
 * @param schedule When each element is registered: by default at once, since frameworks set properties or attributes
 * by what an element has when they create it.
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
  // A paragraph that is still being parsed does not show yet what a link shares it with.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}

/** What a page says where there is no tag of ours to say it in: `<meta name="skr-origins" content="…">`. */
export function readMeta(name: string): string | undefined {
  return document.querySelector<HTMLMetaElement>(`meta[name="skr-${name}"]`)?.content;
}
