/**
 * A municipality that does not exist, in four looks. Each has the widgets the way its webmaster would:
 * printed by an app, by a plugin and by a template, and pasted into the middle of it all.
 */
import { readFileSync } from 'node:fs';
import { type Html, html } from '../html.ts';
import { type Files, widget } from '../release.ts';
import {
  type Locale,
  locales,
  pathOf,
  policyOf,
  type Settings,
  type View,
  viewOf,
} from '../site.ts';
import { coordinator, twinTowns } from './start.ts';

/** A look, and how the widgets came there. */
export interface Look {
  readonly name: string;
  readonly title: readonly [sv: string, en: string];
  readonly way: readonly [sv: string, en: string];
  /** The languages that there is such a page in. */
  readonly locales: readonly Locale[];
  /** A style sheet of others', which its own adds to. */
  readonly under?: string;
  /** The title of its page, and what is on it. */
  readonly pageTitle: readonly [sv: string, en: string];
  readonly body: (view: View) => Html;
}

export const looks: readonly Look[] = [
  {
    name: 'sitevision',
    title: ['Som en sida i Sitevision', 'Like a page in Sitevision'],
    way: [
      'Hela texten i mitten, samordnaren och ett kort i sidospalten. Servern skriver texten.',
      'The whole text in the main column, the coordinator and a card in the sidebar. The server renders the text.',
    ],
    locales,
    pageTitle: [
      'Internationellt arbete – Exempelkommunen',
      'International work – Example Municipality',
    ],
    body: sitevision,
  },
  {
    name: 'wordpress',
    title: ['Som ett tema för WordPress', 'Like a theme for WordPress'],
    way: [
      'Kort mitt i ett inlägg, inlagda med kortkod, och ett formulär sist.',
      'Cards in the middle of a post, added by shortcode, and a form at the end.',
    ],
    locales,
    pageTitle: [
      'Vi söker partnerskap – Exempelkommunen berättar',
      'We are looking for partnerships – News from Example Municipality',
    ],
    body: wordpress,
  },
  {
    name: 'bootstrap',
    title: ['Byggd med Bootstrap, på engelska', 'Built with Bootstrap, in English'],
    way: [
      'Widgetarna i ett rutnät. Sidan är på engelska, så widgetarna är det också.',
      'The widgets in a grid. The page is in English, so the widgets are too.',
    ],
    locales: ['en'],
    under: 'bootstrap.min.css',
    pageTitle: ['', 'International cooperation – Example Municipality'],
    body: bootstrap,
  },
  {
    name: 'dreadful',
    title: ['Med stökig CSS', 'With messy CSS'],
    way: [
      'Regler för allt, med !important. Innehållet håller ihop ändå.',
      'Rules for everything, with !important. The content holds up anyway.',
    ],
    locales,
    pageTitle: ['Välkommen till kommunens hemsida!', 'Welcome to the municipality’s home page!'],
    body: dreadful,
  },
];

/** Where a look is shown, from the top of the site: in the reader's language, if it is there in it. */
export function hostPath({ name, locales: [first = 'sv', ...others] }: Look, reader: Locale) {
  const locale = others.includes(reader) ? reader : first;
  return { path: `${locale === 'sv' ? '' : 'en/'}hosts/${name}.html`, locale };
}

/** Where all of them are. */
export const hostPaths: readonly string[] = looks.flatMap((look) =>
  look.locales.map((locale) => hostPath(look, locale).path),
);

/** The pages, with their style sheets. */
export function hostPages(settings: Settings): Files {
  const files: Files = {
    'hosts/bootstrap.min.css': readFileSync('node_modules/bootstrap/dist/css/bootstrap.min.css'),
  };
  for (const look of looks) {
    for (const locale of look.locales) {
      files[hostPath(look, locale).path] = page(look, locale, settings).text;
    }
    files[`hosts/${look.name}.css`] = readFileSync(`demo/looks/${look.name}.css`);
  }
  return files;
}

function page(
  { name, way, under, pageTitle, body }: Look,
  locale: Locale,
  settings: Settings,
): Html {
  const root = locale === 'sv' ? '../' : '../../';
  const view: View = { ...viewOf(locale, settings), root };
  const { version, t } = view;
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policyOf(view)}">
    <title>${t(...pageTitle)}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="description" content="${t(...way)}">
    <meta name="robots" content="noindex">
    <link rel="icon" href="${root}logotype.svg" type="image/svg+xml">
    ${under && html`<link rel="stylesheet" href="${root}hosts/${under}">`}
    <link rel="stylesheet" href="${root}skr-widgets/v${version}/skr-widgets.css">
    <link rel="stylesheet" href="${root}hosts/${name}.css">
    <script defer src="${root}skr-widgets/v1/skr-widgets.js"></script>
  </head>
  <body>
    <div class="demo-note" role="region" aria-label="${t('Om exemplet', 'About the example')}"><a href="${root}${pathOf('hosts', locale)}">${t('SKR Widgets: exempel', 'SKR Widgets: examples')}</a> <span>${t('Kommunen finns inte.', 'The municipality does not exist.')}</span></div>
    ${body(view)}
  </body>
</html>
`;
}

function endpointOf({ receiver, root }: View): string {
  return `${receiver ? `${receiver}/` : root}v1/forms/international`;
}

function sitevision(view: View): Html {
  const { t, root } = view;
  return html`<div class="sv-page">
      <header class="sv-top">
        <a class="sv-brand" href="#content"><img src="${root}logotype.svg" alt="" width="40" height="40"> ${t('Exempelkommunen', 'Example Municipality')}</a>
        <ul><li><a href="#content">${t('Lyssna', 'Listen')}</a></li><li><a href="#content">${t('Kontakt', 'Contact')}</a></li><li><a href="#content">${t('Sök', 'Search')}</a></li></ul>
      </header>
      <nav class="sv-menu" aria-label="${t('Huvudmeny', 'Main menu')}"><ul>
        <li><a href="#content">${t('Barn och utbildning', 'Children and education')}</a></li><li><a href="#content">${t('Omsorg och stöd', 'Care and support')}</a></li><li><a href="#content">${t('Bygga och bo', 'Building and housing')}</a></li><li><a href="#content" aria-current="true">${t('Kommun och politik', 'Municipality and politics')}</a></li>
      </ul></nav>
      <nav class="sv-crumbs" aria-label="${t('Brödsmulor', 'Breadcrumbs')}"><ol><li><a href="#content">Start</a></li><li><a href="#content">${t('Kommun och politik', 'Municipality and politics')}</a></li><li>${t('Internationellt arbete', 'International work')}</li></ol></nav>
      <div class="sv-columns">
        <nav class="sv-side" aria-label="${t('Undermeny', 'Submenu')}"><ul>
          <li><a href="#content">${t('Så styrs kommunen', 'How we are governed')}</a></li><li><a href="#content">${t('Möten och protokoll', 'Meetings and minutes')}</a></li><li><a href="#content" aria-current="page">${t('Internationellt arbete', 'International work')}</a></li><li><a href="#content">${t('Statistik', 'Statistics')}</a></li>
        </ul></nav>
        <main class="sv-text" id="content">
          <h1>${t('Internationellt arbete', 'International work')}</h1>
          <p class="sv-lead">${t('Kommunen samarbetar med kommuner i andra länder. Här är bakgrunden, i SKR:s ord.', 'We cooperate with municipalities in other countries. This is the background, in SALAR’s words.')}</p>
          ${widget(view, 'skr-intl-overview', { recipient: t('Exempelkommunen', 'Example Municipality') }, { endpoint: endpointOf(view) })}
          <p class="sv-meta">${t('Senast ändrad 3 november 2026', 'Last changed 3 November 2026')}</p>
        </main>
        <aside class="sv-aside" aria-label="${t('Mer om ämnet', 'More on the subject')}">
          <div class="sv-portlet">${widget(view, 'contact-person', { ...coordinator(view) })}</div>
          <div class="sv-portlet">${widget(view, 'org-card', { ...twinTowns(view), name: t('Våra vänorter', 'Our twin towns') })}</div>
        </aside>
      </div>
      <footer class="sv-foot"><p>${t('Exempelkommunen', 'Example Municipality')} · Storgatan 1 · <a href="#content">${t('Tillgänglighet', 'Accessibility')}</a></p></footer>
    </div>`;
}

function wordpress(view: View): Html {
  const { t } = view;
  const site = t('Exempelkommunen berättar', 'News from Example Municipality');
  return html`<header class="wp-header">
      <p class="wp-site-title"><a href="#post">${site}</a></p>
      <nav aria-label="${t('Meny', 'Menu')}"><ul><li><a href="#post">${t('Nyheter', 'News')}</a></li><li><a href="#post">${t('Evenemang', 'Events')}</a></li><li><a href="#post">${t('Om oss', 'About us')}</a></li></ul></nav>
    </header>
    <main class="wp-main" id="post">
      <article class="wp-post">
        <p class="wp-meta">${t('12 oktober 2026 · Kommunikation', '12 October 2026 · Communications')}</p>
        <h1>${t('Vi söker partnerskap för lokal demokrati', 'We are looking for partnerships for local democracy')}</h1>
        <p>${t('I höst söker vi en kommun att lära av och lära ut till. Skolor, föreningar och förvaltningar är med och planerar.', 'This autumn we are looking for a municipality to learn from and to teach. Schools, associations and our own departments are planning with us.')}</p>
        <p>${t('Två organisationer hjälper svenska kommuner som vill samarbeta med andra länder:', 'Two organisations help Swedish municipalities that want to cooperate with other countries:')}</p>
        <div class="wp-columns">
          <div>${widget(view, 'org-card', {})}</div>
          <div>${widget(view, 'org-card', { org: 'icld' })}</div>
        </div>
        <blockquote class="wp-quote"><p>${t('Det vi lär oss tar vi hem igen.', 'What we learn, we bring home.')}</p></blockquote>
        <p>${t('Vill du vara med? Hör av dig till vår samordnare, eller skriv direkt.', 'Would you like to take part? Contact our coordinator, or write directly.')}</p>
        <div>${widget(view, 'contact-person', { ...coordinator(view) })}</div>
        <div>${widget(
          view,
          'contact-form',
          {
            recipient: t('Exempelkommunen', 'Example Municipality'),
            telephone: t('08-465 004 00', '+46 8 465 004 00'),
            email: 'kontakt@example.se',
          },
          { endpoint: endpointOf(view) },
        )}</div>
      </article>
    </main>
    <footer class="wp-footer"><p>${site}</p></footer>`;
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
  const { t } = view;
  return html`<div id="wrapper"><header id="header"><h1>${t('EXEMPELKOMMUNEN', 'EXAMPLE MUNICIPALITY')}</h1><div class="slogan">~ ${t('Kommunen där allt är möjligt', 'The municipality where everything is possible')} ~</div></header>
    <main>
    <div class="box"><div class="inner"><h2>${t('Internationellt', 'International')}</h2><p>${t('Här kan man läsa om det internationella!!!', 'Here you can read about international things!!!')}</p>
    <skr-intl-overview heading-level="3" contact-endpoint="${endpointOf(view)}" recipient="${t('Exempelkommunen', 'Example Municipality')}"><a href="https://skr.se/">${t('Läs texten hos SKR', 'Read the text at SALAR')}</a></skr-intl-overview></div></div>
    <div class="box narrow"><div class="inner"><h2>${t('Länkar', 'Links')}</h2>
    <org-card org="icld" heading-level="3"><a href="https://icld.se/">ICLD</a></org-card>
    <contact-person heading-level="3"></contact-person></div></div>
    </main>
    <footer id="footer">${t('Sidan ses bäst i 1024 × 768', 'Best viewed in 1024 × 768')}</footer></div>`;
}
