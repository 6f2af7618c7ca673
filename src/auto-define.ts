/**
 * The script tag: registers every element and upgrades what stands in for one. The one module that
 * does something when imported.
 */
import { ContactFormElement, warmUp } from './contact-form/contact-form.ts';
import { ContactPersonElement } from './contact-person/contact-person.ts';
import { OrgCardElement } from './org-card/org-card.ts';
import { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';
import { register } from './register.ts';
import { upgrade } from './upgrade-links.ts';

// For who imports this: the types of the elements by their tags, and of their events.
export type {} from './contact-form/contact-form.ts';
export type {} from './contact-person/contact-person.ts';
export type {} from './org-card/org-card.ts';
export type {} from './skr-intl-overview/skr-intl-overview.ts';
export type {} from './contact-form/events.ts';

// A server that renders somebody's app imports this too, and has nowhere to show anything.
if (globalThis.document) {
  // Not `document.currentScript`: a module has none, and an `<img name="currentScript">` would be it.
  const script = document.querySelector<HTMLScriptElement>('script[src*="skr-widgets"]');
  const { prefix = '', origins = '' } = script?.dataset ?? {};

  register([OrgCardElement, ContactPersonElement], prefix);
  // What is large is drawn in tasks of its own where the visitor sees the page already, or a prerendered
  // element. Else at once: nobody is kept waiting yet, and the browser may paint before the next task,
  // so that the page would move. Until an element is defined, a place that is reserved for it stays.
  for (const element of [ContactFormElement, SkrIntlOverviewElement]) {
    const define = () => register([element], prefix);
    const there = document.getElementsByTagName(prefix + element.tag)[0];
    if (
      there?.matches(':not(:defined)') &&
      (there.shadowRoot || performance?.getEntriesByType?.('paint')?.[0])
    ) {
      warmUp();
      setTimeout(define);
    } else define();
  }

  const begin = () => {
    const own = new URL(script?.src ?? location.href).origin;
    setTimeout(upgrade, 0, prefix, [location.origin, own, ...(origins.match(/\S+/g) ?? [])]);
  };
  // A paragraph that is still being parsed does not show yet what a link shares it with.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
}
