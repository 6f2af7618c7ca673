import { afterNextRender, Component, CUSTOM_ELEMENTS_SCHEMA, signal } from '@angular/core';
import { Article } from './article';

@Component({
  selector: 'app-root',
  imports: [Article],
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <main>
      <div article></div>
      <org-card [attr.org]="org()" heading-level="3" />
      <button type="button" (click)="org.set('icld')">Visa ICLD</button>
    </main>
  `,
})
export class App {
  readonly org = signal<'salar-international' | 'icld'>('salar-international');

  constructor() {
    afterNextRender(() => import('skr-widgets/auto-define.js'));
  }
}
