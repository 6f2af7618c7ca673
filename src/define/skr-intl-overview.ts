/** Defines `<skr-intl-overview>`. */
import '../core/lit-in-xhtml.ts';
import { SkrIntlOverviewElement } from '../skr-intl-overview/skr-intl-overview.ts';
import { defineElement } from './define-element.ts';

defineElement(SkrIntlOverviewElement);

// Brings in the types of the element's events.
export type {} from '../contact-form/events.ts';
export { SkrIntlOverviewElement };
