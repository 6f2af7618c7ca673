/**
 * The script tag: registers every element and upgrades what stands in for one. The one module that
 * does something when imported.
 */
import { ContactFormElement } from './elements/contact-form.ts';
import { ContactPersonElement } from './elements/contact-person.ts';
import { OrgCardElement } from './elements/org-card.ts';
import { SkrIntlOverviewElement } from './elements/skr-intl-overview.ts';
import { register } from './register.ts';
import { upgrade } from './upgrade.ts';

// For who imports this: the types of the elements by their tags, and of their events.
export type {} from './elements/contact-form.ts';
export type {} from './elements/contact-person.ts';
export type {} from './elements/org-card.ts';
export type {} from './elements/skr-intl-overview.ts';
export type {} from './form/events.ts';

// A server that renders somebody's app imports this too, and has nowhere to show anything.
if (globalThis.document) embed();

function embed() {
  // Not `document.currentScript`: a module has none, and an `<img name="currentScript">` would be it.
  const script = document.querySelector<HTMLScriptElement>('script[src*="skr-widgets"]');
  const { prefix = '', origins = '' } = script?.dataset ?? {};

  register([OrgCardElement, ContactPersonElement], prefix);
  // What is large and stands on the page already is drawn in a task of its own, each. The one that runs
  // deferred scripts is long without them: in it the browser ends the page and lays it out.
  for (const element of [ContactFormElement, SkrIntlOverviewElement]) {
    const isThere = document.getElementsByTagName(prefix + element.tag).length > 0;
    const define = () => register([element], prefix);
    if (isThere) setTimeout(define);
    else define();
  }

  const begin = () => {
    const own = new URL(script?.src ?? location.href).origin;
    setTimeout(upgrade, 0, prefix, [location.origin, own, ...(origins.match(/\S+/g) ?? [])]);
  };
  // A paragraph that is still being parsed does not show yet what a link shares it with.
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
}
