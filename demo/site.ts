/** What all pages of the site share: where they are, in which language, and what stands around them. */
import { type Html, html } from './html.ts';

export type Locale = 'sv' | 'en';
export const locales: readonly Locale[] = ['sv', 'en'];

/** Where the site will be, and what stands beside it. */
export interface Settings {
  /** The folder on the web that has a folder for each version. */
  readonly address: string;
  readonly version: string;
  /** The origin of the receiver, where it has one of its own; else it is looked for beside the site. */
  readonly receiver: string | undefined;
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
  choose: { sv: 'valj', en: 'choose' },
  guides: { sv: 'guider', en: 'guides' },
  texts: { sv: 'texter', en: 'texts' },
  hosts: { sv: 'exempel', en: 'examples' },
  reference: { sv: 'referens', en: 'reference' },
  trust: { sv: 'trygghet', en: 'trust' },
  operators: { sv: 'drift', en: 'operators' },
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

/** A whole page. */
export function pageAround(name: PageName, view: View, page: Page): Html {
  const { locale, root, t, to } = view;
  const other = locale === 'sv' ? 'en' : 'sv';
  const heading = page.title;
  const title = name === 'start' ? heading : `${heading} – SKR Widgets`;
  const links: readonly [PageName, string][] = [
    ['choose', t('Välj och hämta', 'Choose and copy')],
    ['guides', t('Så gör du', 'How to')],
    ['hosts', t('Exempel', 'Examples')],
    ['reference', t('Referens', 'Reference')],
    ['texts', t('Texter', 'Texts')],
    ['trust', t('Trygghet', 'Trust')],
    ['operators', t('Drift', 'Operations')],
  ];
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
    ${['copy', ...(page.scripts ?? [])].map((script) => html`<script type="module" src="${root}scripts/${script}.js"></script>`)}
  </head>
  <body>
    <a class="skip" href="#main">${t('Hoppa till innehållet', 'Skip to content')}</a>
    <header class="top">
      <a class="brand" href="${to('start')}"><img src="${root}logotype.svg" alt="" width="32" height="32"> SKR Widgets</a>
      <a class="language" lang="${other}" hreflang="${other}" href="${root}${pathOf(name, other)}">${t('English', 'Svenska')}</a>
      <nav aria-label="${t('Webbplatsens sidor', 'Pages of this site')}">
        <details class="menu">
          <summary>${t('Meny', 'Menu')}</summary>
          <ul>${links.map(
            ([page, text]) =>
              html`<li><a href="${to(page)}"${page === name && html` aria-current="page"`}>${text}</a></li>`,
          )}</ul>
        </details>
      </nav>
    </header>
    <main id="main" tabindex="-1" class="${name}">
      ${page.main}
    </main>
    <footer>
      <p>${t(
        'Texten om internationella samarbeten är SKR:s. Exempelkommunen, dess organisationer och Kim Andersson är påhittade.',
        'The text on international cooperation is SALAR’s. Example Municipality, its organisations and Kim Andersson are made up.',
      )}</p>
      <p>SKR Widgets ${view.version} · ${t('Den här webbplatsen sätter inga kakor och hämtar inget från någon annan.', 'This site sets no cookies and loads nothing from anyone else.')}</p>
    </footer>
    <p id="status-message" role="status" class="visually-hidden"></p>
  </body>
</html>
`;
}

/** A piece of code, or of prose, with a button that copies it. */
export function copyable(
  id: string,
  code: string,
  { t }: View,
  name: string,
  kind: 'code' | 'words' = 'code',
): Html {
  return html`<div class="code${kind === 'words' && ' words'}">
  <pre tabindex="0" role="group" aria-label="${name}"><code id="${id}">${code}</code></pre>
  ${copyButton(id, { t }, name)}
</div>`;
}

/** A button that copies what stands in an element. */
export function copyButton(id: string, { t }: Pick<View, 't'>, name: string): Html {
  return html`<button type="button" class="copy" data-copies="${id}" data-copied="${t('Kopierat', 'Copied')}" data-failed="${t('Markera och kopiera själv', 'Select it and copy')}">${t('Kopiera', 'Copy')}<span class="visually-hidden"> ${name}</span></button>`;
}
