import { Component } from '@angular/core';
import { OrgCard } from './org-card';

/** Without the schema, so that the card's attributes are type-checked. */
@Component({
  selector: '#checked',
  imports: [OrgCard],
  template: `<org-card org="icld" heading-level="4" />`,
})
export class Checked {}
