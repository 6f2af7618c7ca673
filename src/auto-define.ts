/**
 * Entry point for apps: registers every element under its own tag, without a prefix, because that is the tag
 * the app writes. If the page also has our script tag with a prefix, that is a separate copy of the library.
 */
import './core/lit-in-xhtml.ts';
import { defineElements, readMeta } from './define-elements.ts';

// Brings in the tag name map and the event types for anyone who imports this module.
export type {} from './contact-form/contact-form.ts';
export type {} from './contact-form/events.ts';
export type {} from './contact-person/contact-person.ts';
export type {} from './org-card/org-card.ts';
export type {} from './skr-intl-overview/skr-intl-overview.ts';

// Server-rendered apps import this module too, and have no document.
if (globalThis.document) {
  defineElements((name) => (name === 'prefix' ? undefined : readMeta(name)));
}
