import { Directive, input } from '@angular/core';
import type { OrgCardElement } from 'skr-widgets';

@Directive({
  selector: 'org-card',
  host: { '[attr.org]': 'org()', '[attr.heading-level]': 'headingLevel()' },
})
export class OrgCard {
  readonly org = input<OrgCardElement['org']>();
  readonly headingLevel = input<OrgCardElement['headingLevel']>(undefined, {
    alias: 'heading-level',
  });
}
