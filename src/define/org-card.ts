/** Defines `<org-card>`. */
import '../core/lit-in-xhtml.ts';
import { OrgCardElement } from '../org-card/org-card.ts';
import { register } from '../register.ts';

register([OrgCardElement]);

export { OrgCardElement };
