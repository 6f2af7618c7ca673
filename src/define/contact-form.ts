/** Defines `<contact-form>`. */
import '../core/lit-in-xhtml.ts';
import { ContactFormElement } from '../contact-form/contact-form.ts';
import { register } from '../register.ts';

register([ContactFormElement]);

// For the types of its events.
export type {} from '../contact-form/events.ts';
export { ContactFormElement };
