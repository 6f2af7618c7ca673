/** Pages with one element each, for frames on other sites and for those who follow a link. */
import { articleFacts, articleText } from '../dist/lib/content/article.js';
import { organisations } from '../dist/lib/content/organisations.js';
import { informationOwner } from '../dist/lib/content/people.js';
import { getAttributeNames } from '../dist/lib/ssr.js';
import { renderFragment } from './fragments.ts';
import { majorUrl, receivers } from './urls.ts';
import { escapeHtml, type Files, getLabels, locales, type Widget, widgets } from './widgets.ts';

export function createEmbedPages(): Files {
  return {
    'embed/frame.css': frameStyles,
    ...Object.fromEntries(widgets.map((widget) => [getEmbedPath(widget), renderPage(widget)])),
  };
}

/** The path of a widget's page under `dist/`, and thereby under the URL of each version. */
export function getEmbedPath({ name, locale }: Pick<Widget, 'name' | 'locale'>): string {
  return `embed/${name}.${locale}.html`;
}

/**
 * Uses system colours, since the colours behind the frame are unknown until `iframe-height.js` sends the parent page's.
 * After that the page is transparent.
 */
const frameStyles = `html {
  color-scheme: light dark;
  background: Canvas;
  color: CanvasText;
}
body {
  margin: 0;
  /* Only what a focus ring needs, so that the content is aligned with the parent page. */
  padding: 0.1875rem;
  font-family: system-ui, sans-serif;
}
#top {
  display: none;
}
/* SKR has not written words that come from the URL. */
#top:has(~ main > #words:not([hidden])) #publisher {
  display: none;
}
.alone body {
  max-inline-size: 44rem;
  margin-inline: auto;
  padding: 1.5rem 1.25rem 4rem;
  line-height: 1.6;
  box-sizing: border-box;
}
.alone #top {
  display: block;
}
#top h1 {
  margin-block: 1rem 2rem;
  padding-block-end: 0.75rem;
  border-block-end: 1px solid;
  font-size: 1.125rem;
}
/* Without scripts, only the URL can tell whether the page is in a frame. */
@media (scripting: none) {
  html:not(:has(#frame:target)) body {
    max-inline-size: 44rem;
    margin-inline: auto;
    padding: 1.5rem 1.25rem 4rem;
    line-height: 1.6;
    box-sizing: border-box;
  }
  html:not(:has(#frame:target)) #top {
    display: block;
  }
}
`;

function renderPage(widget: Widget): string {
  const { name, tag, title, href, locale, msg } = widget;
  const { back, contact, information, notSentHere, openForm, publisher, wordsOfAddress } =
    getLabels(msg);
  const isContact = tag.startsWith('contact-');
  // A person or a form may be somebody else's, so that the heading does not say whose it is.
  const publisherLink = `
      <p id="publisher"><a href="${escapeHtml(href)}">${escapeHtml(publisher)}</a></p>`;
  const [other = locale] = locales.filter((each) => each !== locale);
  const oembed = `${majorUrl}oembed/${name}.${locale}.json`;
  const options = getAttributeNames(tag).join(' ');
  return `<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <title>${escapeHtml(title)}</title>
    <meta name="viewport" content="width=device-width">
    <meta name="robots" content="noindex">
    <base target="_top">
    <link rel="canonical" href="${escapeHtml(href)}">
    <link rel="alternate" type="application/json+oembed" href="${oembed}" title="${escapeHtml(title)}">
    <link rel="alternate" hreflang="${other}" href="${name}.${other}.html">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="../skr-widgets.css">
    <link rel="stylesheet" href="frame.css">
    <script type="application/ld+json">${toJson(createJsonLd(widget))}</script>
    <script defer src="frame.js" data-tag="${tag}" data-options="${options}" data-origins="${receivers.join(' ')}"></script>
    <script defer src="../skr-widgets.js"></script>
  </head>
  <body id="frame">
    <header id="top">
      <a id="back" href="" hidden>${escapeHtml(back)}</a>
      <h1>${escapeHtml(isContact ? contact : information)}</h1>${isContact ? publisherLink : ''}
    </header>
    <main>
      <p id="words" hidden><strong>${escapeHtml(wordsOfAddress)}</strong></p>
      ${renderFragment(widget, '../', false)}
      <p id="open" hidden>${escapeHtml(notSentHere)} <a target="_blank" rel="noopener" href="">${escapeHtml(openForm)}</a></p>
    </main>
  </body>
</html>
`;
}

/** Describes the page in schema.org terms. */
function createJsonLd({ tag, attributes, title, href, locale, msg }: Widget): object {
  const { publisher: name } = getLabels(msg);
  const publisher = { '@type': 'Organization', name, url: 'https://skr.se/' };
  const shared = { '@context': 'https://schema.org', inLanguage: locale };
  switch (tag) {
    case 'skr-intl-overview':
      return {
        ...shared,
        '@type': 'Article',
        headline: title,
        abstract: articleText(msg).preamble,
        datePublished: articleFacts.published,
        mainEntityOfPage: href,
        publisher,
        ...(locale === 'sv'
          ? {}
          : { translationOfWork: { '@type': 'Article', '@id': href, inLanguage: 'sv' } }),
      };
    case 'org-card': {
      const org = 'org' in attributes && attributes.org === 'icld' ? 'icld' : 'salar-international';
      const description = organisations[org](msg).description.join('\n\n');
      return {
        '@context': shared['@context'],
        '@type': 'Organization',
        name: title,
        description,
        url: href,
      };
    }
    case 'contact-person': {
      const { name, jobTitle } = informationOwner(msg);
      return {
        '@context': shared['@context'],
        '@type': 'Person',
        name,
        jobTitle,
        worksFor: publisher,
      };
    }
    case 'contact-form':
      return { ...shared, '@type': 'ContactPage', name: title, url: href, publisher };
  }
}

/** JSON that is safe in an HTML script element. */
function toJson(value: object): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
