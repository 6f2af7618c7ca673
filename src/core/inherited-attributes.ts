/**
 * Tells elements when an attribute changes that applies to all that is inside: `lang`, and
 * `contenteditable`. One observer serves all elements.
 */

/** An element that updates itself. */
interface Updatable extends Element {
  requestUpdate(): void;
}

const elements = new Set<Updatable>();
let observer: MutationObserver | undefined;

/** Has the element update itself whenever such an attribute changes on it or around it. */
export function observeInherited(element: Updatable): void {
  observer ??= new MutationObserver(() => {
    for (const each of elements) each.requestUpdate();
  });
  elements.add(element);
  // An observer does not see into shadow roots, so each one around the element is observed too.
  for (let root: Node | undefined = element.getRootNode(); root; ) {
    observer.observe(root, { attributeFilter: ['lang', 'contenteditable'], subtree: true });
    root = root === element.ownerDocument ? undefined : (root as ShadowRoot).host?.getRootNode();
  }
}

/** Ends what `observeInherited` began. */
export function unobserveInherited(element: Updatable): void {
  elements.delete(element);
  // An observer cannot stop observing one root alone.
  if (!elements.size) observer?.disconnect();
}
