/** What shows where there is no page: nobody knows from where, so it is in both languages and links from the root. */
import { type Html, html } from '../html.ts';
import { locales, pathOf, policyOf, type Settings, viewOf } from '../site.ts';

export function notFound(settings: Settings): Html {
  const root = new URL('..', settings.address).pathname;
  return html`<!doctype html>
<html lang="sv">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policyOf(settings)}">
    <title>Sidan finns inte / Page not found – SKR Widgets</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="robots" content="noindex">
    <link rel="icon" href="${root}logotype.svg" type="image/svg+xml">
    <link rel="stylesheet" href="${root}site.css">
  </head>
  <body>
    <header class="top"><a class="brand" href="${root}index.html"><img src="${root}logotype.svg" alt="" width="32" height="32"> SKR Widgets</a></header>
    <main id="main">${locales.map((locale) => {
      const { t } = viewOf(locale, settings);
      const to = (name: Parameters<typeof pathOf>[0]) => `${root}${pathOf(name, locale)}`;
      return html`
      <section lang="${locale}">
        ${t(html`<h1>Sidan finns inte</h1>`, html`<h2>Page not found</h2>`)}
        <p>${t('Adressen kan vara felskriven, eller sidan flyttad.', 'The web address may be wrong, or the page may have moved.')}</p>
        <ul class="plain">
          <li><a href="${to('start')}">${t('Startsidan', 'Start page')}</a></li>
          <li><a href="${to('choose')}">${t('Välj och hämta koden', 'Choose and copy the code')}</a></li>
          <li><a href="${to('goLive')}">${t('Ta i bruk', 'Go live')}</a></li>
        </ul>
      </section>`;
    })}
    </main>
  </body>
</html>
`;
}
