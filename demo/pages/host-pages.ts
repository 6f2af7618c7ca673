/**
 * A municipality that does not exist, in four looks. Each has the widgets the way its webmaster would:
 * printed by an app, by a plugin and by a template, and pasted into the middle of it all.
 */
import { readFileSync } from 'node:fs';
import { type Html, html } from '../html.ts';
import { type Files, widget } from '../release.ts';
import { type Locale, pathOf, policyOf, type Settings, type View, viewOf } from '../site.ts';
import { coordinator, twinTowns } from './start.ts';

/** A look, and how the widgets came there. */
export interface Look {
  readonly name: string;
  readonly title: readonly [sv: string, en: string];
  readonly way: readonly [sv: string, en: string];
  readonly locale: Locale;
  /** A style sheet of others', which its own adds to. */
  readonly under?: string;
  /** The title of its page, and what is on it. */
  readonly pageTitle: string;
  readonly body: (view: View) => Html;
}

export const looks: readonly Look[] = [
  {
    name: 'sitevision',
    title: ['Som en sida i Sitevision', 'Like a page in Sitevision'],
    way: [
      'Hela texten i mitten, samordnaren och ett kort i sidospalten. Servern skriver texten.',
      'The whole text in the middle, the coordinator and a card in the sidebar. The server writes the text.',
    ],
    locale: 'sv',
    pageTitle: 'Internationellt arbete – Exempelkommunen',
    body: sitevision,
  },
  {
    name: 'wordpress',
    title: ['Som ett tema för WordPress', 'Like a theme for WordPress'],
    way: [
      'Kort mitt i ett inlägg, inlagda med kortkod, och ett formulär sist.',
      'Cards in the middle of a post, added by shortcode, and a form at the end.',
    ],
    locale: 'sv',
    pageTitle: 'Vi söker partnerskap – Exempelkommunen berättar',
    body: wordpress,
  },
  {
    name: 'bootstrap',
    title: ['Byggd med Bootstrap, på engelska', 'Built with Bootstrap, in English'],
    way: [
      'Widgetarna i ett rutnät. Sidan är på engelska, så widgetarna är det också.',
      'The widgets in a grid. The page is in English, so the widgets are too.',
    ],
    locale: 'en',
    under: 'bootstrap.min.css',
    pageTitle: 'International cooperation – Example Municipality',
    body: bootstrap,
  },
  {
    name: 'dreadful',
    title: ['Med stökig CSS', 'With messy CSS'],
    way: [
      'Regler för allt, med !important. Innehållet håller ihop ändå.',
      'Rules for everything, with !important. The content holds together all the same.',
    ],
    locale: 'sv',
    pageTitle: 'Välkommen till kommunens hemsida!',
    body: dreadful,
  },
];

/** The pages, with their style sheets. */
export function hostPages(settings: Settings): Files {
  const files: Files = {
    'hosts/bootstrap.min.css': readFileSync('node_modules/bootstrap/dist/css/bootstrap.min.css'),
  };
  for (const look of looks) {
    files[`hosts/${look.name}.html`] = page(look, settings).text;
    files[`hosts/${look.name}.css`] = readFileSync(`demo/looks/${look.name}.css`);
  }
  return files;
}

function page({ name, way, locale, under, pageTitle, body }: Look, settings: Settings): Html {
  const view: View = { ...viewOf(locale, settings), root: '../' };
  const { version, t } = view;
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policyOf(view)}">
    <title>${pageTitle}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="description" content="${t(...way)}">
    <meta name="robots" content="noindex">
    <link rel="icon" href="../logotype.svg" type="image/svg+xml">
    ${under && html`<link rel="stylesheet" href="${under}">`}
    <link rel="stylesheet" href="../skr-widgets/v${version}/skr-widgets.css">
    <link rel="stylesheet" href="${name}.css">
    <script defer src="../skr-widgets/v1/skr-widgets.js"></script>
  </head>
  <body>
    <div class="demo-note" role="region" aria-label="${t('Om exemplet', 'About the example')}"><a href="../${pathOf('hosts', locale)}">${t('SKR Widgets: exempel', 'SKR Widgets: examples')}</a> <span>${t('Kommunen finns inte.', 'The municipality does not exist.')}</span></div>
    ${body(view)}
  </body>
</html>
`;
}

function endpointOf({ receiver }: View): string {
  return `${receiver ?? '..'}/v1/forms/international`;
}

function sitevision(view: View): Html {
  return html`<div class="sv-page">
      <header class="sv-top">
        <a class="sv-brand" href="#innehall"><img src="../logotype.svg" alt="" width="40" height="40"> Exempelkommunen</a>
        <ul><li><a href="#innehall">Lyssna</a></li><li><a href="#innehall">Kontakt</a></li><li><a href="#innehall">Sök</a></li></ul>
      </header>
      <nav class="sv-menu" aria-label="Huvudmeny"><ul>
        <li><a href="#innehall">Barn och utbildning</a></li><li><a href="#innehall">Omsorg och stöd</a></li><li><a href="#innehall">Bygga och bo</a></li><li><a href="#innehall" aria-current="true">Kommun och politik</a></li>
      </ul></nav>
      <nav class="sv-crumbs" aria-label="Brödsmulor"><ol><li><a href="#innehall">Start</a></li><li><a href="#innehall">Kommun och politik</a></li><li>Internationellt arbete</li></ol></nav>
      <div class="sv-columns">
        <nav class="sv-side" aria-label="Undermeny"><ul>
          <li><a href="#innehall">Så styrs kommunen</a></li><li><a href="#innehall">Möten och protokoll</a></li><li><a href="#innehall" aria-current="page">Internationellt arbete</a></li><li><a href="#innehall">Statistik</a></li>
        </ul></nav>
        <main class="sv-text" id="innehall">
          <h1>Internationellt arbete</h1>
          <p class="sv-lead">Kommunen samarbetar med kommuner i andra länder. Här är bakgrunden, i SKR:s ord.</p>
          ${widget(view, 'skr-intl-overview', {}, { endpoint: endpointOf(view) })}
          <p class="sv-meta">Senast ändrad 3 november 2026</p>
        </main>
        <aside class="sv-aside" aria-label="Mer om ämnet">
          <div class="sv-portlet">${widget(view, 'contact-person', { ...coordinator(view) })}</div>
          <div class="sv-portlet">${widget(view, 'org-card', { ...twinTowns(view), name: 'Våra vänorter' })}</div>
        </aside>
      </div>
      <footer class="sv-foot"><p>Exempelkommunen · Storgatan 1 · <a href="#innehall">Tillgänglighet</a></p></footer>
    </div>`;
}

function wordpress(view: View): Html {
  return html`<header class="wp-header">
      <p class="wp-site-title"><a href="#post">Exempelkommunen berättar</a></p>
      <nav aria-label="Meny"><ul><li><a href="#post">Nyheter</a></li><li><a href="#post">Evenemang</a></li><li><a href="#post">Om oss</a></li></ul></nav>
    </header>
    <main class="wp-main" id="post">
      <article class="wp-post">
        <p class="wp-meta">12 oktober 2026 · Kommunikation</p>
        <h1>Vi söker partnerskap för lokal demokrati</h1>
        <p>I höst söker vi en kommun att lära av och lära ut till. Skolor, föreningar och förvaltningar är med och planerar.</p>
        <p>Två organisationer hjälper svenska kommuner som vill samarbeta med andra länder:</p>
        <div class="wp-columns">
          <div>${widget(view, 'org-card', {})}</div>
          <div>${widget(view, 'org-card', { org: 'icld' })}</div>
        </div>
        <blockquote class="wp-quote"><p>Det vi lär oss tar vi hem igen.</p></blockquote>
        <p>Vill du vara med? Hör av dig till vår samordnare, eller skriv direkt.</p>
        <div>${widget(view, 'contact-person', { ...coordinator(view) })}</div>
        <div>${widget(
          view,
          'contact-form',
          { recipient: 'Exempelkommunen', telephone: '08-465 004 00', email: 'kontakt@example.se' },
          { endpoint: endpointOf(view) },
        )}</div>
      </article>
    </main>
    <footer class="wp-footer"><p>Exempelkommunen berättar</p></footer>`;
}

function bootstrap(view: View): Html {
  return html`<nav class="navbar navbar-expand-sm bg-primary" data-bs-theme="dark" aria-label="Main"><div class="container">
      <a class="navbar-brand" href="#content">Example Municipality</a>
      <ul class="navbar-nav flex-wrap"><li class="nav-item"><a class="nav-link text-white" href="#content">Services</a></li><li class="nav-item"><a class="nav-link active" aria-current="page" href="#content">International</a></li></ul>
    </div></nav>
    <main class="container py-4" id="content">
      <div class="p-4 p-md-5 mb-4 rounded-3 bg-body-tertiary"><h1 class="display-5 fw-bold">International cooperation</h1><p class="col-md-8 fs-5">We work with municipalities in other countries, and with two Swedish organisations that support us.</p></div>
      <div class="row g-4 mb-5">
        <div class="col-md-6 col-lg-4">${widget(view, 'org-card', { 'heading-class': 'h5' })}</div>
        <div class="col-md-6 col-lg-4">${widget(view, 'org-card', { org: 'icld', 'heading-class': 'h5' })}</div>
        <div class="col-md-6 col-lg-4"><div class="card h-100"><div class="card-body">${widget(view, 'contact-person', { ...coordinator(view), 'heading-class': 'h5' })}</div></div></div>
      </div>
      <div class="row"><div class="col-lg-8">
        ${widget(
          view,
          'contact-form',
          {
            recipient: 'Example Municipality',
            telephone: '+46 8 465 004 00',
            email: 'kontakt@example.se',
          },
          { endpoint: endpointOf(view) },
        )}
      </div></div>
    </main>
    <footer class="bg-body-tertiary py-4"><div class="container">Example Municipality</div></footer>`;
}

function dreadful(view: View): Html {
  return html`<div id="wrapper"><header id="header"><h1>EXEMPELKOMMUNEN</h1><div class="slogan">~ Kommunen där allt är möjligt ~</div></header>
    <main>
    <div class="box"><div class="inner"><h2>Internationellt</h2><p>Här kan man läsa om det internationella!!!</p>
    <skr-intl-overview heading-level="3" contact-endpoint="${endpointOf(view)}"><a href="https://skr.se/">Läs texten hos SKR</a></skr-intl-overview></div></div>
    <div class="box narrow"><div class="inner"><h2>Länkar</h2>
    <org-card org="icld" heading-level="3"><a href="https://icld.se/">ICLD</a></org-card>
    <contact-person heading-level="3"></contact-person></div></div>
    </main>
    <footer id="footer">Sidan ses bäst i 1024 × 768</footer></div>`;
}
