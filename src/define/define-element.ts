import { warn } from '../core/warn.ts';
import { type RegistrableElement, register } from '../register.ts';

/**
 * Defines the element of a module that an app imports. Warns if another copy of the library, such as a script tag of
 * the page, has defined it: it renders the same, but the app's class isn't the element's.
 */
export function defineElement(element: RegistrableElement): void {
  register([element]);
  const { tag } = element;
  const existing = globalThis.customElements?.get(tag) as Partial<RegistrableElement> | undefined;
  if (existing?.tag !== tag || existing === element) return;
  warn('Another copy of skr-widgets is on this page: use createElement, not new');
}
