/**
 * SKR Widgets for those who build with them: the element classes, how to register them, and the
 * types. Importing this does nothing; `auto-define.js` registers all.
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
