import { getShadowHost } from '../core/closest.ts';

/**
 * Scrolls an element into view, aligned to its start if it is larger than the window, and clear of any fixed or
 * sticky part of the page. The height of those parts can't be known in a style sheet.
 *
 * @param block Where to align it: `nearest` scrolls no further than necessary, `start` always aligns to the start.
 */
export function reveal(element: HTMLElement, block: 'nearest' | 'start'): void {
  // Test DOMs, such as jsdom, have no layout.
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

/** How much of the start of an element is above the window or behind fixed or sticky parts of the page. */
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
    // An ancestor of the element doesn't cover it.
    const bottom = !cover || cover.contains(own) ? 0 : cover.getBoundingClientRect().bottom;
    if (bottom <= y) break;
    y = bottom;
  }
  // If the whole window is covered, as by a dialog of the page, there is nowhere to scroll to.
  return y < innerHeight ? Math.ceil(y - top) : 0;
}
