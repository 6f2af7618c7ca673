/** Hands the choices on that a page was opened with, to the page of texts. */
for (const link of document.querySelectorAll<HTMLAnchorElement>('main a[href]')) {
  if (/\/(texter|texts)\.html$/.test(link.pathname) && !link.search) link.search = location.search;
}
