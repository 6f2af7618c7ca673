import styleSheet from 'skr-widgets/skr-widgets.css?url';
import { renderElement } from 'skr-widgets/ssr.js';

export const prerender = false;

export function load() {
  const endpoint = 'https://receiver.example.se/v1/forms/international';
  return {
    styleSheet,
    article: renderElement('skr-intl-overview', { 'contact-endpoint': endpoint }, 'sv', {
      styleSheet,
    }),
  };
}
