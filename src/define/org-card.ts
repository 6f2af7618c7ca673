/** Defines `<org-card>`. */
import '../core/lit-in-xhtml.ts';
import { OrgCardElement } from '../org-card/org-card.ts';
import { defineElement } from './define-element.ts';

defineElement(OrgCardElement);

export { OrgCardElement };
