/** Pages of prose, from Markdown. */
import { readFileSync } from 'node:fs';
import { type Html, html } from '../html.ts';
import { type Heading, prose } from '../markdown.ts';
import type { Page, PageName, View } from '../site.ts';

/** What each page is about, in a sentence for search engines. */
const descriptions: Partial<Record<PageName, readonly [sv: string, en: string]>> = {
  guides: [
    'Så lägger du in widgetarna i Sitevision, WordPress, Optimizely, Umbraco, Drupal, TYPO3, Joomla och vanlig HTML.',
    'How to put the widgets into Sitevision, WordPress, Optimizely, Umbraco, Drupal, TYPO3, Joomla and plain HTML.',
  ],
  texts: [
    'Texter om personuppgifter, kakor och tillgänglighet att kopiera till er webbplats.',
    'Texts on personal data, cookies and accessibility to copy to your website.',
  ],
  trust: [
    'Vad som laddas och sparas, versioner, vad ni kan räkna med och hur ni anmäler fel.',
    'What is loaded and stored, versions, what you can count on and how to report a fault.',
  ],
  operators: [
    'Så driver ni mottagaren som formuläret skickar till.',
    'How to run the receiver that the form sends to.',
  ],
};

/** What stands in the repository for those who run and follow it: it ends the page. */
const manuals: Partial<Record<PageName, { readonly en: string; readonly sv?: string }>> = {
  trust: { en: 'CHANGELOG.md', sv: 'demo/prose/changes.sv.md' },
  operators: { en: 'docs/receiver.md' },
};

/** A page of prose. */
export function prosePage(name: PageName, view: View): Page {
  const { locale, t } = view;
  const markdown = readFileSync(`demo/prose/${name}.${locale}.md`, 'utf8').replace(
    /^\{text: (.+)\}$/gm,
    (_, heading) => textToCopy(heading),
  );
  const [title = ''] = /(?<=^# ).+/m.exec(markdown) ?? [];
  // What the page is comes first, then what is on it.
  const [opening = ''] = markdown.split(/^(?=## )/m, 1);
  const { body, headings } = prose(markdown.slice(opening.length), view);
  const [sv, en] = descriptions[name] ?? ['', ''];
  return {
    title,
    description: t(sv, en),
    main: html`<div class="prose">
      <div class="opening">${prose(opening, view).body}</div>
      ${contents(headings, view)}
      <div class="text">${body}${manual(name, view)}</div>
    </div>`,
  };
}

/** A text of `docs/texts-for-your-site.md`, to copy: what is quoted under a heading there. */
function textToCopy(heading: string): string {
  const [, section = ''] = readFileSync('docs/texts-for-your-site.md', 'utf8').split(
    `\n## ${heading}\n`,
  );
  const [own = ''] = section.split('\n## ', 1);
  const lines = [...own.matchAll(/^> ?(.*)/gm)].map(([, line]) => line);
  if (lines.length === 0) throw new Error(`docs/texts-for-your-site.md has no text: ${heading}`);
  return `\`\`\`text\n${lines.join('\n').replaceAll('**', '')}\n\`\`\``;
}

function manual(name: PageName, view: View): Html {
  const file = manuals[name];
  if (!file) return html``;
  const english = readFileSync(file.en, 'utf8');
  const swedish = file.sv && readFileSync(file.sv, 'utf8');
  if (swedish && itemsOf(swedish) !== itemsOf(english)) {
    throw new Error(`${file.sv} does not have the items of ${file.en}`);
  }
  const inSwedish = view.locale === 'sv' && swedish;
  // Its own first heading has one of the page's in its place.
  const { body } = prose((inSwedish || english).replace(/^# .*\n+/, ''), view, 1);
  return inSwedish || view.locale === 'en' ? body : html`<div lang="en">${body}</div>`;
}

/** How many items the lists have: as many in each language. */
function itemsOf(markdown: string): number {
  return markdown.match(/^- /gm)?.length ?? 0;
}

function contents(headings: readonly Heading[], { t }: View): Html {
  return html`<nav class="toc" aria-label="${t('På den här sidan', 'On this page')}"><ul>
    ${headings.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}
  </ul></nav>`;
}
