/**
 * SKR Widgets for those who build with them: the element classes, how to register them, and the
 * types. Importing this does nothing; `embed.js` registers all.
 */
export { ContactFormElement } from './contact-form/contact-form.ts';
export { ContactPersonElement } from './contact-person/contact-person.ts';
export { OrgCardElement } from './org-card/org-card.ts';
export { SkrIntlOverviewElement } from './skr-intl-overview/skr-intl-overview.ts';
export type { FailureCode } from './contact-form/message-client.ts';
export {
  MessageStartedEvent,
  MessageFailedEvent,
  MessageSendingEvent,
  MessageSentEvent,
} from './contact-form/events.ts';
export { type RegistrableElement, register } from './register.ts';
