/**
 * Public exports of SKR Widgets: the element classes, the functions that register and configure them, and the
 * types. Importing this module has no side effects; `auto-define.js` registers every element.
 */
export { ContactFormElement } from './contact-form/contact-form.ts';
export {
  MessageFailedEvent,
  MessageSendingEvent,
  MessageSentEvent,
  MessageStartedEvent,
} from './contact-form/events.ts';
export type { FailureCode } from './contact-form/message-client.ts';
export { ContactPersonElement } from './contact-person/contact-person.ts';
export { configure, type Settings } from './core/settings.ts';
export { OrgCardElement } from './org-card/org-card.ts';
export { type RegistrableElement, register } from './register.ts';
export { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';
