/** Finds ancestors across shadow roots. */

/** `closest()` across shadow roots. */
export function findClosest(element: Element, selector: string): Element | undefined {
  for (let host: Element | undefined = element; host; host = getShadowHost(host)) {
    const closest = host.closest(selector);
    if (closest) return closest;
  }
  return undefined;
}

/**
 * The host of the shadow root that contains an element. The document is excluded before reading `host`, because
 * `<img name="host">` shadows it.
 */
export function getShadowHost(element: Element): Element | undefined {
  const root = element.getRootNode();
  return root === element.ownerDocument ? undefined : (root as ShadowRoot).host;
}
