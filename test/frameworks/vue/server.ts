import { renderElement } from 'skr-widgets/ssr.js';
import { createSSRApp } from 'vue';
import { renderToString } from 'vue/server-renderer';
import Page from './Page.vue';

export async function render() {
  const article = renderElement('skr-intl-overview', {}, 'sv', {
    styleSheet: '/skr-widgets/skr-widgets.css',
  });
  return { article, html: await renderToString(createSSRApp(Page, { article })) };
}
