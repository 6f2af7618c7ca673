/** Defines `<contact-form>`. */
import '../core/lit-in-xhtml.ts';
import { ContactFormElement } from '../contact-form/contact-form.ts';
import { defineElement } from './define-element.ts';

defineElement(ContactFormElement);

// Brings in the types of the element's events.
export type {} from '../contact-form/events.ts';
export { ContactFormElement };
