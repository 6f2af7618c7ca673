/** The examples: a municipality's pages in four looks, and the bench of pages that the tests open. */
import { bench } from '../bench.ts';
import { html } from '../html.ts';
import type { Page, View } from '../site.ts';
import { looks } from './host-pages.ts';

/** What the pages of the bench have in common, by the first word of their names. */
const groups: Readonly<Record<string, readonly [sv: string, en: string]>> = {
  css: ['Sidor med stilmallar som stör', 'Pages with style sheets that interfere'],
  js: ['Sidor med skript som stör', 'Pages with scripts that interfere'],
  csp: ['Sidor med säkerhetspolicy (CSP)', 'Pages with a security policy (CSP)'],
  editor: ['Det som redigerare har sparat', 'What editors have saved'],
  way: ['Andra sätt än elementet', 'Other ways in than the element'],
  script: ['Olika sätt att ta in skriptet', 'Different ways to bring in the script'],
  place: ['Ovanliga platser på sidan', 'Unusual places on the page'],
  company: ['Tillsammans med andras element', 'In the company of others’ elements'],
  without: ['När något inte kommer fram', 'When something does not arrive'],
  builtin: ['Sidor som byter ut webbläsarens egna funktioner', 'Pages that replace built-ins'],
  event: ['Sidor som lyssnar på tangenter och tryck', 'Pages that listen for keys and presses'],
  embed: ['Sidor som ett ramverk ritar om', 'Pages that a framework draws again'],
  restore: ['Sidor som kommer tillbaka ur en kopia', 'Pages that come back from a copy'],
  language: ['Sidor som översätts', 'Pages that are translated'],
  text: ['Stil som ärvs', 'Styles that are inherited'],
  colours: ['Verktyg som ändrar färger', 'Tools that change colours'],
  checker: ['Verktyg som granskar sidor', 'Tools that check pages'],
  cache: ['Sidor som svarar ur ett lager', 'Pages that answer from a cache'],
  frame: ['Ramar på sidan', 'Frames on the page'],
};

export function hosts(view: View): Page {
  const { t, root } = view;
  const title = t('Exempel på kommunens sidor', 'Examples on a municipality’s pages');
  const named = Object.entries(groups).map(([group, text]) => ({
    text,
    pages: bench.filter(({ name }) => name.split('-', 1)[0] === group),
  }));
  const groupedCount = named.reduce((sum, { pages }) => sum + pages.length, 0);
  if (groupedCount !== bench.length)
    throw new Error('A page of the bench is in no group of hosts.ts');
  return {
    title,
    description: t(
      'En påhittad kommuns webbplats i fyra utseenden, och alla sidor som proven öppnar.',
      'A made-up municipality’s website in four looks, and all the pages that the tests open.',
    ),
    main: html`
      <div class="intro">
        <h1>${title}</h1>
        <p class="lead">${t(
          'Exempelkommunen finns inte, men dess webbplats har fyra utseenden. På varje sida ligger widgetarna så som den webbansvariga skulle lägga dem.',
          'Example Municipality does not exist, but its website has four looks. On each page the widgets are where its webmaster would put them.',
        )}</p>
      </div>
      <ul class="looks">
        ${looks.map(
          ({ name, title, way }) => html`<li class="look look-${name}">
          <a href="${root}hosts/${name}.html">${t(...title)}</a>
          <p>${t(...way)}</p>
        </li>`,
        )}
      </ul>
      <section aria-labelledby="bench">
        <h2 id="bench">${t('Provsidorna', 'The test pages')}</h2>
        <p>${t(
          `Före varje version öppnas de här ${bench.length} sidorna i Chromium, Firefox och WebKit. De är gjorda för att vara svåra. De som går att visa utan en särskild server är länkade. De andra behöver en server som svarar på ett särskilt sätt, eller program som inte hör hit.`,
          `Before each version, these ${bench.length} pages are opened in Chromium, Firefox and WebKit. They are made to be difficult. Those that can be shown without a server of their own are links. The others need a server that answers in a special way, or software that is not part of this site.`,
        )}${t(' Beskrivningarna är på engelska.', '')}</p>
        <p>${t(
          html`Vill du öppna alla? Hämta källkoden och kör <code>npm ci</code> och <code>npm run hosts</code>.`,
          html`Would you like to open them all? Get the source code and run <code>npm ci</code> and <code>npm run hosts</code>.`,
        )}</p>
        ${named.map(
          ({ text, pages }) => html`<h3>${t(...text)}</h3>
        <dl class="bench">${pages.map(
          ({ title: name, description, path }) => html`
          <div lang="en"><dt>${path ? html`<a href="${root}${path}">${name}</a>` : name}</dt><dd>${description}</dd></div>`,
        )}
        </dl>`,
        )}
      </section>
    `,
  };
}
