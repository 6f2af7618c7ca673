import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { prerender } from 'skr-widgets/ssr.js';

const files = dirname(fileURLToPath(import.meta.resolve('skr-widgets/skr-widgets.js')));
const base = '/skr-widgets/';
const endpoint = 'https://receiver.example.se/v1/forms/international';

export const site = express();
site.use(base, express.static(files));
site.get('/', (_request, response) => {
  response.send(`<!doctype html>
<html lang="sv">
  <head>
    <meta charset="utf-8">
    <title>Internationellt</title>
    <link rel="stylesheet" href="${base}skr-widgets.css">
    <script defer src="${base}skr-widgets.js"></script>
  </head>
  <body>
    ${prerender('skr-intl-overview', {}, 'sv', { base })}
    ${prerender('org-card', { org: 'icld', 'heading-level': '3' }, 'sv', { base })}
    ${prerender('contact-person', { name: 'Åsa Öberg', 'job-title': 'Samordnare' }, 'sv', { base })}
    ${prerender('contact-form', { endpoint }, 'sv', { base })}
  </body>
</html>`);
});
