import { renderElement } from 'skr-widgets/ssr.js';
import { render as renderPage } from 'svelte/server';
import Page from './Page.svelte';

export function render() {
  const article = renderElement('skr-intl-overview', {}, 'sv', {
    styleSheet: '/skr-widgets/skr-widgets.css',
  });
  return { article, html: renderPage(Page, { props: { article } }).body };
}
