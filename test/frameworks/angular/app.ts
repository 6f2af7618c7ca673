import { Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import 'skr-widgets/auto-define.js';

@Component({
  selector: '#app',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <skr-intl-overview />
    <org-card [org]="org()" heading-level="3" />
    <button type="button" (click)="org.set('icld')">Visa ICLD</button>
    <contact-person name="Åsa Öberg" [jobTitle]="'Samordnare'" />
    <contact-form
      endpoint="https://receiver.example.se/v1/forms/international"
      (message-started)="status.set('Påbörjat')"
      (message-sent)="status.set('Skickat: ' + $event.reference)"
    />
    <output>{{ status() }}</output>
  `,
})
export class App {
  readonly org = signal<'salar-international' | 'icld'>('salar-international');
  readonly status = signal('');
}
