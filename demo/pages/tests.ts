/** The pages that the tests open, for developers: what each proves, and where it can be seen. */

import { escaped, Html, html } from '../html.ts';
import type { Page, View } from '../site.ts';
import { testPages } from '../test-pages.ts';

/** What the pages under test have in common, by the first word of their names. */
const groups: Readonly<Record<string, readonly [sv: string, en: string]>> = {
  css: ['Sidor med stilmallar som stör', 'Pages with style sheets that interfere'],
  js: ['Sidor med skript som stör', 'Pages with scripts that interfere'],
  csp: ['Sidor med säkerhetspolicy (CSP)', 'Pages with a security policy (CSP)'],
  editor: ['Det som editorer har sparat', 'What editors have saved'],
  way: ['Andra sätt än elementet', 'Other ways to embed than the element'],
  script: ['Olika sätt att ta in skriptet', 'Different ways to load the script'],
  place: ['Ovanliga platser på sidan', 'Unusual places on the page'],
  company: ['Tillsammans med andras element', 'Together with other people’s elements'],
  without: ['När något inte kommer fram', 'When something fails to load'],
  builtin: ['Sidor som byter ut webbläsarens egna funktioner', 'Pages that replace built-ins'],
  event: [
    'Sidor som lyssnar på tangenter och tryck',
    'Pages that listen for key presses and clicks',
  ],
  embed: ['Sidor som ett ramverk ritar om', 'Pages that a framework renders again'],
  restore: ['Sidor som kommer tillbaka ur en kopia', 'Pages restored from a copy'],
  language: ['Sidor som översätts', 'Pages that are translated'],
  text: ['Stil som ärvs', 'Styles that are inherited'],
  colours: ['Verktyg som ändrar färger', 'Tools that change colours'],
  checker: ['Verktyg som granskar sidor', 'Tools that check pages'],
  cache: ['Sidor som svarar ur ett lager', 'Pages served from a cache'],
  frame: ['Ramar på sidan', 'Frames on the page'],
};

export function tests(view: View): Page {
  const { t, root } = view;
  const title = t('Testsidor', 'Test pages');
  const named = Object.entries(groups).map(([group, text]) => ({
    text,
    pages: testPages.filter(({ name }) => name.split('-', 1)[0] === group),
  }));
  const groupedCount = named.reduce((sum, { pages }) => sum + pages.length, 0);
  if (groupedCount !== testPages.length)
    throw new Error('A page under test is in no group of tests.ts');
  return {
    title,
    description: t(
      'För utvecklare: alla sidor som testerna öppnar i tre webbläsare.',
      'For developers: all the pages that the tests open in three browsers.',
    ),
    main: html`
      <div class="intro">
        <h1>${title}</h1>
        <p class="lead">${t(
          `För utvecklare. Före varje version öppnas de här ${testPages.length} sidorna i Chromium, Firefox och WebKit. De är avsiktligt krångliga.`,
          `For developers. Before each version is released, tests open these ${testPages.length} pages in Chromium, Firefox and WebKit. The pages are difficult on purpose.`,
        )}</p>
        <p>${t(
          'De som går att visa utan en särskild server är länkade. De andra behöver en server som svarar på ett särskilt sätt, eller program som inte finns här. Beskrivningarna är på engelska.',
          'The pages that can be shown without a special server are links. The others need a server that responds in a special way, or software that is not part of this site.',
        )} ${t(
          html`Vill ni öppna alla? Hämta källkoden och kör <code class="unbroken">npm ci</code> och <code class="unbroken">npm run hosts</code>.`,
          html`To open them all, get the source code and run <code class="unbroken">npm ci</code> and <code class="unbroken">npm run hosts</code>.`,
        )}</p>
      </div>
      ${named.map(
        (
          { text, pages },
          index,
        ) => html`<section aria-labelledby="group-${index}"><h2 id="group-${index}">${t(...text)}</h2>
        <dl class="test-pages">${pages.map(
          ({ title: name, description, path }) => html`
          <div lang="en"><dt>${path ? html`<a href="${root}${path}">${unbroken(name)}</a>` : unbroken(name)}</dt><dd>${unbroken(description)}</dd></div>`,
        )}
        </dl></section>`,
      )}
    `,
  };
}

/** A text whose `!important` stays in one piece. */
function unbroken(text: string): Html {
  return new Html(
    escaped(text).replace(/![a-z]+/g, (word) => `<span class="unbroken">${word}</span>`),
  );
}
