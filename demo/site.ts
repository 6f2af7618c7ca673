/** What all pages of the site share: where they are, in which language, and what stands around them. */
import { readFileSync } from 'node:fs';
import { type Publisher, readPublisher, toBeFilledIn } from '../publish/publisher.ts';
import { type Html, html } from './html.ts';
import { findLicence } from './licence.ts';

export type Locale = 'sv' | 'en';
export const locales: readonly Locale[] = ['sv', 'en'];

/** Where the site will be, and what stands beside it. */
export interface Settings {
  /** The folder on the web that has a folder for each version. */
  readonly address: string;
  readonly version: string;
  /** The origin of the receiver, where it has one of its own; else it is looked for beside the site. */
  readonly receiver: string | undefined;
  /** Who publishes the site and answers for it: `publisher.json`, unless a test says otherwise. */
  readonly publisher?: Publisher;
}

/** A page, in one language. */
export interface View extends Settings {
  readonly locale: Locale;
  /** The way from the page to the top of the site: empty, or `../`. */
  readonly root: string;
  /** The address of the form at the receiver, as seen from the page. */
  readonly endpoint: string;
  /** Chooses between the languages. */
  readonly t: <T extends string | Html>(sv: T, en: T) => T;
  /** The way to another page in the same language. */
  readonly to: (page: PageName) => string;
}

/** The pages, with their file's name in each language. */
export const files = {
  start: { sv: 'index', en: 'index' },
  goLive: { sv: 'ta-i-bruk', en: 'go-live' },
  choose: { sv: 'valj', en: 'choose' },
  guides: { sv: 'guider', en: 'guides' },
  texts: { sv: 'texter', en: 'texts' },
  hosts: { sv: 'exempel', en: 'examples' },
  reference: { sv: 'referens', en: 'reference' },
  trust: { sv: 'trygghet', en: 'trust' },
  operators: { sv: 'drift', en: 'operators' },
  tests: { sv: 'testsidor', en: 'test-pages' },
} as const;

export type PageName = keyof typeof files;

/** What a page says, for the frame around it. */
export interface Page {
  readonly title: string;
  readonly description: string;
  readonly main: Html;
  /** Whether it shows widgets of ours, and so needs what a webmaster pastes. */
  readonly hasWidgets?: boolean;
  /** The names of the scripts that it needs beside that. */
  readonly scripts?: readonly string[];
}

/** Where a page is, from the top of the site. */
export function pathOf(name: PageName, locale: Locale): string {
  return `${locale === 'sv' ? '' : 'en/'}${files[name][locale]}.html`;
}

/** Where a page is on the web: search engines want to know the languages of a page by whole addresses. */
function addressOf(name: PageName, locale: Locale, { address }: Settings): string {
  return new URL(`../${pathOf(name, locale)}`, address).href;
}

/** The page as its template sees the site. */
export function viewOf(locale: Locale, settings: Settings): View {
  const root = locale === 'sv' ? '' : '../';
  return {
    ...settings,
    locale,
    root,
    endpoint: `${settings.receiver ? `${settings.receiver}/` : root}v1/forms/international`,
    t: (sv, en) => (locale === 'sv' ? sv : en),
    to: (page) => `${files[page][locale]}.html`,
  };
}

/** The policy that the pages keep to, in each page, so that it holds on any web server. */
export function policyOf({ receiver }: Settings): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "frame-src 'self'",
    `connect-src 'self'${receiver ? ` ${receiver}` : ''}`,
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}

/** The pages by whom they are for. */
export function audiences({
  t,
}: Pick<View, 't'>): readonly (readonly [
  string,
  readonly (readonly [PageName, string, place?: string])[],
])[] {
  return [
    [
      t('Webbredaktör', 'Web editor'),
      [
        ['choose', t('Välj och hämta', 'Choose and copy')],
        ['guides', t('Guider', 'Guides')],
        ['hosts', t('Exempel', 'Examples')],
      ],
    ],
    [
      t('It', 'IT'),
      [
        ['goLive', t('Ta i bruk', 'Go live')],
        ['operators', t('Ta emot meddelanden', 'Receive messages')],
      ],
    ],
    [
      t('Dataskydd', 'Data protection'),
      [
        ['trust', t('Trygghet', 'Trust')],
        ['texts', t('Texter', 'Texts')],
        [
          'operators',
          t('Det som sparas', 'What is stored'),
          t('#more-personuppgifter-i-mottagaren', '#more-personal-data-in-the-receiver'),
        ],
      ],
    ],
    [
      t('Utvecklare', 'Developer'),
      [
        ['reference', t('Referens', 'Reference')],
        ['tests', t('Testsidor', 'Test pages')],
      ],
    ],
  ];
}

/** A whole page. */
export function pageAround(name: PageName, view: View, page: Page): Html {
  const { locale, root, t, to } = view;
  const other = locale === 'sv' ? 'en' : 'sv';
  const heading = page.title;
  const title = name === 'start' ? heading : `${heading} – SKR Widgets`;
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policyOf(view)}">
    <title>${title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="description" content="${page.description}">
    <link rel="icon" href="${root}logotype.svg" type="image/svg+xml">
    ${locales.map((each) => html`<link rel="alternate" hreflang="${each}" href="${addressOf(name, each, view)}">`)}
    <link rel="stylesheet" href="${root}site.css">
    ${page.hasWidgets && html`<link rel="stylesheet" href="${root}skr-widgets/v${view.version}/skr-widgets.css"><script defer src="${root}skr-widgets/v${view.version}/skr-widgets.js"></script>`}
    ${['copy', 'scroll-regions', ...(page.scripts ?? [])].map((script) => html`<script type="module" src="${root}scripts/${script}.js"></script>`)}
  </head>
  <body>
    <a class="skip" href="#main">${t('Hoppa till innehållet', 'Skip to content')}</a>
    <header class="top">
      <a class="brand" href="${to('start')}"><img src="${root}logotype.svg" alt="" width="32" height="32"> SKR Widgets</a>
      <a class="language" lang="${other}" hreflang="${other}" href="${root}${pathOf(name, other)}">${t('English', 'Svenska')}</a>
      <nav aria-label="${t('Webbplatsens sidor', 'Pages of this site')}">
        <details class="menu">
          <summary>${t('Meny', 'Menu')}</summary>
          <div class="audiences">${audiences(view).map(
            ([audience, links], index) =>
              html`<div><p id="audience-${index}">${audience}</p><ul aria-labelledby="audience-${index}">${links.map(
                ([page, text, place]) =>
                  html`<li><a href="${to(page)}${place ?? ''}"${page === name && !place && html` aria-current="page"`}>${text}</a></li>`,
              )}</ul></div>`,
          )}</div>
        </details>
      </nav>
    </header>
    <main id="main" tabindex="-1" class="${name}">
      ${page.main}
    </main>
    ${footer(view)}
    <p id="status-message" role="status" class="visually-hidden"></p>
  </body>
</html>
`;
}

/** Who answers for the site, what it has, and on which terms. */
function footer(view: View): Html {
  const { t, root, version } = view;
  return html`<footer>
      <p>${publisherSentence(view)}</p>
      <p>SKR Widgets ${version}, ${stateOf(version, view)} ${t('Koden får användas fritt', 'The code is free to use')} (<a href="${root}skr-widgets/v${version}/LICENSE.txt">${t('MIT-licens', 'MIT licence')}</a>). ${t(
        html`Texten om internationella samarbeten är SKR:s. Villkor för att återge den: ${termsLink(view)}. Exempelkommunen, dess organisationer och Kim Andersson är påhittade.`,
        html`The text on international cooperation belongs to SALAR (SKR in Swedish). Terms for reproducing it: ${termsLink(view)}. Example Municipality, its organisations and Kim Andersson are fictitious.`,
      )}</p>
      <p>${t('Den här webbplatsen sätter inga kakor och laddar inget från tredje part.', 'This site sets no cookies and loads nothing from third parties.')}</p>
    </footer>`;
}

/**
 * On which terms SKR lets its text be reproduced: the code's licence does not cover it. Without a full
 * stop, since it stands in sentences of ours.
 */
export function articleTerms({ t, publisher = readPublisher() }: Pick<View, 't' | 'publisher'>) {
  return publisher.articleLicense.replace(/\.$/, '') || toBeFilledIn('articleLicense', t);
}

/** The terms, with a link to them where they are a licence that is published somewhere. */
function termsLink(view: View): Html {
  const terms = articleTerms(view);
  const licence = findLicence(terms, view.locale);
  return licence ? html`<a href="${licence.url}">${terms}</a>` : html`${terms}`;
}

/** Who publishes the site, and how to reach them; or that nobody does. */
export function publisherSentence({
  t,
  publisher = readPublisher(),
}: Pick<View, 't' | 'publisher'>): Html {
  const { name, website, maintainer, maintainerEmail, repository } = publisher;
  if (!name) {
    return t(
      html`<strong>Det här är en demonstration.</strong> Den har ingen utgivare, och ingen svarar för den.`,
      html`<strong>This is a demonstration.</strong> It has no publisher, and nobody is responsible for it.`,
    );
  }
  const who = website ? html`<a href="${website}">${name}</a>` : name;
  const mail = html`<a href="mailto:${maintainerEmail}">${maintainer || maintainerEmail}</a>`;
  return html`${t('Utgivare:', 'Publisher:')} ${who}. ${
    maintainerEmail && html`${t('Frågor:', 'Questions:')} ${mail}. `
  }${repository && html`<a href="${repository}">${t('Källkod', 'Source code')}</a>.`}`;
}

/** When a version was released, if it has been: the changelog says it. */
export function releaseDate(version: string): string | undefined {
  const heading = readFileSync('CHANGELOG.md', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`## [${version}]`));
  return /\d{4}-\d{2}-\d{2}/.exec(heading ?? '')?.[0];
}

/** In which state a version is. What has not been released is only for trying. */
function stateOf(version: string, { t }: Pick<View, 't'>): string {
  const date = releaseDate(version);
  return date
    ? t(`utgiven ${date}.`, `released ${date}.`)
    : t(
        'ännu inte utgiven. Prova den, men publicera inte skriptet förrän den är utgiven: då står datumet här.',
        'not yet released. You can try it, but do not publish its script until it has been released: the date will then be shown here.',
      );
}

/** A piece of code, or of prose, with a button that copies it. */
export function copyable(
  id: string,
  code: string,
  { t }: View,
  name: string,
  kind: 'code' | 'words' = 'code',
): Html {
  if (kind === 'words') return copyCode(id, html`${marked(code)}`, { t }, name, 'words');
  // Beside its button there is room for a line or two.
  const isShort = !code.includes('\n') && code.length < 160;
  return copyCode(id, html`${code}`, { t }, name, isShort ? 'short' : '');
}

/** What a button copies, with the button. */
export function copyCode(
  id: string,
  code: Html,
  { t }: Pick<View, 't'>,
  name: string,
  kinds: string,
): Html {
  return html`<div class="code${kinds && ` ${kinds}`}">
  ${copyButton(id, { t }, name)}
  <pre data-scrolls="${name}"><code id="${id}">${code}</code></pre>
</div>`;
}

/** A text with what is to be filled in marked. */
function marked(text: string): Html[] {
  return text
    .split(/(\[[^\]]*\])/)
    .map((piece) => (piece.startsWith('[') ? html`<mark>${piece}</mark>` : html`${piece}`));
}

/**
 * A button that copies what stands in an element, or in several: their ids, with spaces between.
 *
 * @param nameClass Whether one sees the name of what it copies, or what stands beside it says that.
 */
export function copyButton(
  ids: string,
  { t }: Pick<View, 't'>,
  name: string,
  nameClass: 'visible' | 'visually-hidden' = 'visually-hidden',
): Html {
  return html`<button type="button" class="quiet copy" data-copies="${ids}" data-copied="${t('Kopierat', 'Copied')}" data-failed="${t('Texten är markerad. Tryck Ctrl+C (Cmd+C).', 'The text is selected. Press Ctrl+C (Cmd+C).')}">${t('Kopiera', 'Copy')}<span class="${nameClass}"> ${name}</span></button>`;
}
