/**
 * Brings an element into sight, from its start on where it is larger than the window, and below what of the
 * page's stays in sight over it. How high that is no style sheet can know.
 *
 * @param block Where it is to come: as near as it takes, or at the start in any case.
 */
export function reveal(element: HTMLElement, block: 'nearest' | 'start'): void {
  const { style } = element;
  const scroll = (block: ScrollLogicalPosition) =>
    element.scrollIntoView({ block, behavior: 'instant' });
  style.scrollMarginBlockStart = '';
  scroll(block);
  if (!getHiddenHeight(element)) return;
  scroll('start');
  style.scrollMarginBlockStart = `${getHiddenHeight(element)}px`;
  scroll('start');
}

/** How much of the beginning of an element is above the window, or under something of the page's. */
function getHiddenHeight(element: HTMLElement): number {
  const root = element.getRootNode() as ShadowRoot;
  const { left, top, width, bottom } = element.getBoundingClientRect();
  for (let y = Math.max(top, 0); y < Math.min(bottom, innerHeight); y += 4) {
    if (root.contains(root.elementFromPoint(left + width / 2, y + 1))) return y - top;
  }
  // Nothing of it can be seen: a dialog of the page's is over it, or there is no room.
  return 0;
}
