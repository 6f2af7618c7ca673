import { styleSheet } from 'skr-widgets/ssr.js';

export default defineEventHandler((event) => {
  setHeader(event, 'content-type', 'text/css');
  return styleSheet;
});
