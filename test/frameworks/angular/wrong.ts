import { Component, CUSTOM_ELEMENTS_SCHEMA } from '@angular/core';
import 'skr-widgets/auto-define.js';
import { OrgCard } from './org-card';

@Component({
  selector: 'with-directive',
  imports: [OrgCard],
  template: `
    <org-card org="wrong" />
    <org-card [wrong]="'icld'" />
    <org-card heading-level="wrong" />
  `,
})
export class WithDirective {}

@Component({
  selector: 'with-schema',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <contact-form (message-sent)="say($event.wrong)" />
    <org-card org="ikea" [nothing]="'of ours'" />
  `,
})
export class WithSchema {
  say(text: string) {
    console.log(text);
  }
}
