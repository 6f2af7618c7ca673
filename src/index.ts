/**
 * SKR Widgets for those who build with them: the element classes, how to register them, and the
 * types. Importing this does nothing; `embed.js` registers all.
 */
export { ContactFormElement } from './elements/contact-form.ts';
export { ContactPersonElement } from './elements/contact-person.ts';
export { OrgCardElement } from './elements/org-card.ts';
export { SkrIntlOverviewElement } from './elements/skr-intl-overview.ts';
export type { FailureCode } from './form/delivery.ts';
export {
  MessageBegunEvent,
  MessageFailedEvent,
  MessageSendingEvent,
  MessageSentEvent,
} from './form/events.ts';
export { type RegistrableElement, register } from './register.ts';
