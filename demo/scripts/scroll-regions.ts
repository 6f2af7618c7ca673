/** Lets the keyboard into tables and code that scroll, and only while they do. */

const observer = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const region = target.closest<HTMLElement>('[data-scrolls]');
    if (region) update(region);
  }
});

for (const region of document.querySelectorAll<HTMLElement>('[data-scrolls]')) {
  observer.observe(region);
  // What is in it may grow while it keeps its size.
  if (region.firstElementChild) observer.observe(region.firstElementChild);
}

function update(region: HTMLElement): void {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = region;
  // Browsers round sizes, so that a pixel more is no reason to scroll.
  if (scrollWidth - clientWidth > 1 || scrollHeight - clientHeight > 1) {
    region.tabIndex = 0;
    region.setAttribute('role', 'group');
    region.setAttribute('aria-label', region.dataset.scrolls ?? '');
  } else {
    for (const name of ['tabindex', 'role', 'aria-label']) region.removeAttribute(name);
  }
}
