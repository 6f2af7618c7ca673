/**
 * Notifies elements when an attribute that applies to all descendants changes: `lang` or `contenteditable`. One
 * observer serves all elements.
 */

import { getShadowHost } from './closest.ts';

/** An element with Lit's `requestUpdate()`. */
interface Updatable extends Element {
  requestUpdate(): void;
}

const elements = new Set<Updatable>();
let observer: MutationObserver | undefined;

/** Requests an update of the element whenever `lang` or `contenteditable` changes on it or on an ancestor. */
export function observeInherited(element: Updatable): void {
  observer ??= new MutationObserver((records) => {
    // Not for the `lang` of our own containers.
    if (records.every(({ target }) => elements.has(target.parentNode as Updatable))) return;
    for (const each of elements) each.requestUpdate();
  });
  elements.add(element);
  // A MutationObserver doesn't see into shadow roots, so each enclosing root is observed too.
  for (let each: Element | undefined = element; each; each = getShadowHost(each)) {
    observer.observe(each.getRootNode(), {
      attributeFilter: ['lang', 'contenteditable'],
      subtree: true,
    });
  }
}

/** Stops what `observeInherited()` started. */
export function unobserveInherited(element: Updatable): void {
  elements.delete(element);
  // A MutationObserver can't stop observing a single root.
  if (!elements.size) observer?.disconnect();
}
