import { renderToString } from 'react-dom/server';
import { renderElement } from 'skr-widgets/ssr.js';
import { Page } from './Page';

export function render() {
  const article = renderElement('skr-intl-overview', {}, 'sv', {
    styleSheet: '/skr-widgets/skr-widgets.css',
  });
  return { article, html: renderToString(<Page article={article} />) };
}
