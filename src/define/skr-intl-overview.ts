/** Defines `<skr-intl-overview>`. */
import '../core/lit-in-xhtml.ts';
import { register } from '../register.ts';
import { SkrIntlOverviewElement } from '../skr-intl-overview/skr-intl-overview.ts';

register([SkrIntlOverviewElement]);

// For the types of its events.
export type {} from '../contact-form/events.ts';
export { SkrIntlOverviewElement };
