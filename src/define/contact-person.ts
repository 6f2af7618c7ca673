/** Defines `<contact-person>`. */
import '../core/lit-in-xhtml.ts';
import { ContactPersonElement } from '../contact-person/contact-person.ts';
import { register } from '../register.ts';

register([ContactPersonElement]);

export { ContactPersonElement };
