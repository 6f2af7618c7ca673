/**
 * Copies an element without shadow roots, which the virtual screen reader does not look into: slots are replaced by
 * what is slotted, values that were typed are written out, and what a closed `<details>` hides is left out, as are
 * Lit's markers.
 */
export function flattenShadowDom(node: Node): Node {
  // A copy of one of our elements would render again.
  const isOurs = node instanceof Element && node.shadowRoot;
  const copy = isOurs ? document.createElement('div') : node.cloneNode(false);
  if (!(node instanceof Element && copy instanceof Element)) return copy;
  if (node instanceof HTMLInputElement && copy instanceof HTMLInputElement) {
    copy.setAttribute('value', node.value);
    if (node.type === 'checkbox') {
      copy.setAttribute('aria-checked', node.indeterminate ? 'mixed' : String(node.checked));
    }
  }
  if (node instanceof HTMLTextAreaElement) {
    copy.append(node.value);
    return copy;
  }
  copy.append(...getChildren(node).filter(isShown).map(flattenShadowDom));
  return copy;
}

function getChildren(element: Element): Node[] {
  if (element.shadowRoot) return [...element.shadowRoot.childNodes];
  if (element instanceof HTMLSlotElement) return element.assignedNodes({ flatten: true });
  if (element instanceof HTMLDetailsElement && !element.open)
    return [...element.children].slice(0, 1);
  return [...element.childNodes];
}

function isShown(node: Node): boolean {
  if (node instanceof Element)
    return node instanceof HTMLSlotElement || node.checkVisibility({ visibilityProperty: true });
  return node instanceof Text;
}
