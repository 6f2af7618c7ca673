import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { renderElement } from 'skr-widgets/ssr.js';

const files = dirname(fileURLToPath(import.meta.resolve('skr-widgets/skr-widgets.js')));
const base = '/skr-widgets/';
const styleSheet = `${base}skr-widgets.css`;
const endpoint = 'https://receiver.example.se/v1/forms/international';

export const site = express();
site.use(base, express.static(files));
site.get('/', (_request, response) => {
  response.send(`<!doctype html>
<html lang="sv">
  <head>
    <meta charset="utf-8">
    <title>Internationellt</title>
    <link rel="stylesheet" href="${styleSheet}">
    <script defer src="${base}skr-widgets.js"></script>
  </head>
  <body>
    ${renderElement('skr-intl-overview', {}, 'sv', { styleSheet })}
    ${renderElement('org-card', { org: 'icld', 'heading-level': '3' }, 'sv', { styleSheet })}
    ${renderElement('contact-person', { name: 'Åsa Öberg', 'job-title': 'Samordnare' }, 'sv', { styleSheet })}
    ${renderElement('contact-form', { endpoint }, 'sv', { styleSheet })}
  </body>
</html>`);
});
