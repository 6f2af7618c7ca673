import { Directive, ElementRef, InjectionToken, inject } from '@angular/core';

/** The HTML that the server has rendered. In the browser it is read from the page. */
export const ARTICLE = new InjectionToken<string>('article');

@Directive({ selector: '[article]' })
export class Article {
  constructor() {
    const article = inject(ARTICLE, { optional: true });
    // Not [innerHTML], which replaces the HTML during hydration.
    if (article) inject<ElementRef<HTMLElement>>(ElementRef).nativeElement.innerHTML = article;
  }
}
