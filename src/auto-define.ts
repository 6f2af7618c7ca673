/**
 * For an app: registers every element, under the tags that the app writes. A script tag of ours on the same
 * page, with a prefix of its own, is another copy's.
 */
import './core/lit-in-xhtml.ts';
import { defineElements, readMeta } from './define-elements.ts';

// For who imports this: the types of the elements by their tags, and of their events.
export type {} from './contact-form/contact-form.ts';
export type {} from './contact-form/events.ts';
export type {} from './contact-person/contact-person.ts';
export type {} from './org-card/org-card.ts';
export type {} from './skr-intl-overview/skr-intl-overview.ts';

// A server that renders somebody's app imports this too, and has nowhere to show anything.
if (globalThis.document) {
  defineElements((name) => (name === 'prefix' ? undefined : readMeta(name)));
}
