/** Defines `<contact-person>`. */
import '../core/lit-in-xhtml.ts';
import { ContactPersonElement } from '../contact-person/contact-person.ts';
import { defineElement } from './define-element.ts';

defineElement(ContactPersonElement);

export { ContactPersonElement };
