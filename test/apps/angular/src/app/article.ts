import { Directive, ElementRef, InjectionToken, inject } from '@angular/core';

/** What the server has rendered. The browser has it in the page. */
export const ARTICLE = new InjectionToken<string>('article');

@Directive({ selector: '[article]' })
export class Article {
  constructor() {
    const article = inject(ARTICLE, { optional: true });
    // Not [innerHTML], which writes its HTML anew when it hydrates.
    if (article) inject<ElementRef<HTMLElement>>(ElementRef).nativeElement.innerHTML = article;
  }
}
