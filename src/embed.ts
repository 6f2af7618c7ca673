/** The script tag: registers every element. The one module that does something when imported. */
import { ContactFormElement } from './elements/contact-form.ts';
import { ContactPersonElement } from './elements/contact-person.ts';
import { OrgCardElement } from './elements/org-card.ts';
import { SkrIntlOverviewElement } from './elements/skr-intl-overview.ts';
import { register } from './register.ts';

register([SkrIntlOverviewElement, OrgCardElement, ContactPersonElement, ContactFormElement]);
