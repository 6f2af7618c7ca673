import { getShadowHost } from '../core/language-controller.ts';

/**
 * Brings an element into sight, from its start on where it is larger than the window, and below what of the
 * page's stays in sight over it. How high that is no style sheet can know.
 *
 * @param block Where it is to come: as near as it takes, or at the start in any case.
 */
export function reveal(element: HTMLElement, block: 'nearest' | 'start'): void {
  // What runs integrators' tests, such as jsdom, lays nothing out.
  if (!element.scrollIntoView || !document.elementFromPoint) return;
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

/** How much of the beginning of an element is above the window, or under what of the page's stays in sight. */
function getHiddenHeight(element: HTMLElement): number {
  let own: Element = element;
  for (let host: Element | undefined = own; host; host = getShadowHost(host)) own = host;
  const { left, top, width } = element.getBoundingClientRect();
  let y = Math.max(top, 0);
  for (;;) {
    let cover = document.elementFromPoint(left + width / 2, y + 1);
    while (cover && !/fixed|sticky/.test(getComputedStyle(cover).position)) {
      cover = cover.parentElement;
    }
    // What we stand in is over nothing of ours.
    const bottom = !cover || cover.contains(own) ? 0 : cover.getBoundingClientRect().bottom;
    if (bottom <= y) break;
    y = bottom;
  }
  // Where all of the window is covered, by a dialog of the page's, there is nowhere to go.
  return y < innerHeight ? Math.ceil(y - top) : 0;
}
