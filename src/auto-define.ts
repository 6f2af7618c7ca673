/**
 * The script tag: registers every element, and puts elements where an editor could write no more than a
 * link or a `<div>`. The one module that does something when imported.
 */

import { embedElements } from './auto-embed.ts';
import { ContactFormElement } from './contact-form/contact-form.ts';
import { ContactPersonElement } from './contact-person/contact-person.ts';
import { configure } from './core/settings.ts';
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
  // Not `document.currentScript`: a module has none, and an `<img name="currentScript">` would be it.
  const script = document.querySelector<HTMLScriptElement>('script[src*="skr-widgets"]');
  const {
    prefix = '',
    origins = '',
    isolated,
    headingClass,
    textClass,
    linkClass,
  } = script?.dataset ?? {};

  configure({
    isolated: isolated != null,
    headingClass: headingClass ?? '',
    textClass: textClass ?? '',
    linkClass: linkClass ?? '',
  });
  register(
    [OrgCardElement, ContactPersonElement, ContactFormElement, SkrIntlOverviewElement],
    prefix,
  );

  const start = () => {
    const own = new URL(script?.src ?? location.href).origin;
    setTimeout(embedElements, 0, prefix, [location.origin, own, ...(origins.match(/\S+/g) ?? [])]);
  };
  // A paragraph that is still being parsed does not show yet what a link shares it with.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}
