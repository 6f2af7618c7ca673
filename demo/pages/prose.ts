/** Pages of prose, from Markdown. */
import { readFileSync } from 'node:fs';
import {
  formatAffected,
  getAdvisoryText,
  getListExpiry,
  readAdvisories,
} from '../../publish/advisories.ts';
import { type Publisher, readPublisher, toBeFilledIn } from '../../publish/publisher.ts';
import { readSigningKeys, toPem } from '../../publish/signature.ts';
import { readCommitDate } from '../../publish/source.ts';
import { conditional, factsForm } from '../facts.ts';
import { escaped, Html, html } from '../html.ts';
import { findLicence } from '../licence.ts';
import { type Heading, prose } from '../markdown.ts';
import { releaseOf } from '../release.ts';
import { articleTerms, type Page, type PageName, publisherSentence, type View } from '../site.ts';
import { getFormNotice, getReceiverSettings, quoteForm, quoteReplyTime } from './form-texts.ts';
import { fillGuides } from './guides.ts';
import { orderForm, privacyMailForm } from './order.ts';
import { describeShortcomings, readReport } from './shortcomings.ts';

/** What each page is about, in a sentence for search engines. */
const descriptions: Partial<Record<PageName, readonly [sv: string, en: string]>> = {
  guides: [
    'Så lägger ni in widgetarna i Sitevision, WordPress, Optimizely, Umbraco, Drupal, TYPO3, Joomla och vanlig HTML.',
    'How to add the widgets in Sitevision, WordPress, Optimizely, Umbraco, Drupal, TYPO3, Joomla and plain HTML.',
  ],
  goLive: [
    'Från att prova till att ha widgetarna på er webbplats: ett beslut, tre roller och en beställning till it.',
    'From trial to production: one decision, three roles and a request to IT.',
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
    'How to run the receiver that the form sends messages to.',
  ],
};

/** What a page needs beside the scripts of every page. */
const scripts: Partial<Record<PageName, readonly string[]>> = {
  goLive: ['go-live'],
  texts: ['facts'],
  trust: ['support', 'list-signatures', 'keep-choices'],
};

/** What stands in the repository for those who run and follow it: it ends the page. */
const manuals: Partial<Record<PageName, Readonly<Record<View['locale'], string>>>> = {
  trust: { en: 'CHANGELOG.md', sv: 'demo/prose/changes.sv.md' },
  operators: { en: 'docs/receiver.md', sv: 'demo/prose/receiver.sv.md' },
};

/** What sentences can depend on: some are true only where the publisher has filled it in, and others only until then. */
type Detail = Exclude<keyof Publisher, 'securityUpdatesUntil'>;

/** A page of prose. */
export function prosePage(name: PageName, view: View): Page {
  const { locale, t, publisher = readPublisher() } = view;
  const source = readFileSync(`demo/prose/${name}.${locale}.md`, 'utf8');
  const markdown = (name === 'guides' ? fillGuides(source, view) : source)
    .replace(/\{form: (.+?)\}/g, (_, text) => quoteForm(text, locale))
    .replace('{notice}', () => getFormNotice(locale))
    .replace('{settings}', () => getReceiverSettings(locale))
    .replace('{shortcomings}', () => describeShortcomings(readReport(), locale))
    .replace('{replyTime}', () => quoteReplyTime(locale))
    .replace(/\{if (\w+)\}(.*?)\{else\}(.*?)\{end\}/gs, (_, name: Detail, set, unset) =>
      publisher[name].length > 0 ? set : unset,
    )
    // A test site's own files are not what anybody follows.
    .replaceAll('{publisherAddress}', () => publisher.publisherUrl || view.address)
    .replaceAll('{contact}', () => contact(view))
    .replaceAll('{privacyPolicy}', () => privacyPolicy(view))
    .replaceAll('{publisherName}', () => publisherName(view))
    .replaceAll('{maintainer}', () => maintainer(view))
    .replaceAll(
      '{maintainerEmail}',
      () => publisher.maintainerEmail || toBeFilledIn('maintainerEmail', t),
    )
    .replaceAll('{articleLicense}', () => articleTerms(view))
    .replaceAll('{articleTerms}', () => termsLink(view))
    .replaceAll(/^( *)\{attribution\}$/gm, (_, start) =>
      attribution(view).replace(/^(?=.)/gm, start),
    )
    .replaceAll('{articleUrl}', () => articleUrl(view))
    .replace('{repository}', () => repository(view))
    .replace('{support}', () => support(view))
    .replace('{advisories}', () => advisories(view))
    .replace('{keys}', () => keys(view));
  const title = /(?<=^# ).+/m.exec(markdown)?.[0].replace('&shy;', '') ?? '';
  // What the page is comes first, then what is on it.
  const [opening = ''] = markdown.split(/^(?=## )/m, 1);
  const { body, headings } = prose(markdown.slice(opening.length), view);
  const ending = manual(name, view);
  // Few who ask whether they can trust it want to read every change.
  const end =
    name === 'trust'
      ? html`<details class="more"><summary>${t('Visa ändringarna i varje version', 'Show the changes in each version')}</summary>${ending.body}</details>`
      : ending.body;
  // A changelog has its versions for headings, and nobody looks for those.
  const listed = name === 'operators' ? [...headings, ...ending.headings] : headings;
  const parts = {
    publisher: html`<p>${publisherSentence(view)}</p>`,
    order: orderForm(view),
    privacyMail: privacyMailForm(view),
    facts: factsForm(view),
  };
  const filled = body.text.replace(
    /<p>\{(publisher|order|privacyMail|facts)\}<\/p>/g,
    (_, part: keyof typeof parts) => parts[part].text,
  );
  const [sv, en] = descriptions[name] ?? ['', ''];
  return {
    title,
    description: t(sv, en),
    scripts: scripts[name] ?? [],
    main: html`<div class="prose">
      <div class="opening">${prose(opening, view).body}</div>
      ${contents(listed, view)}
      <div class="text">${new Html(filled)}${end}</div>
    </div>`,
  };
}

/** Who publishes the release, in a text to copy. */
function publisherName({ t, publisher = readPublisher() }: View): string {
  return publisher.name || toBeFilledIn('name', t);
}

/** Who answers questions on the text, and on the person in it. */
function maintainer({ t, publisher = readPublisher() }: View): string {
  const { maintainer: person, maintainerEmail } = publisher;
  return maintainerEmail
    ? `[${person || maintainerEmail}](mailto:${maintainerEmail})`
    : toBeFilledIn('maintainerEmail', t);
}

/** The terms for SKR's text, with a link to them where they are a licence. */
function termsLink(view: View): string {
  const licence = findLicence(articleTerms(view), view.locale);
  return licence ? `[${articleTerms(view)}](${licence.url})` : articleTerms(view);
}

/** What the terms want beside SKR's text, as HTML to paste: in a licence's words, where they are one that we know. */
function attribution(view: View): string {
  const { t } = view;
  const author = t(
    'Sveriges Kommuner och Regioner (SKR)',
    'the Swedish Association of Local Authorities and Regions (SALAR)',
  );
  const source = `<a href="${articleUrl(view)}">${author}</a>`;
  const licence = findLicence(articleTerms(view), view.locale);
  if (!licence) {
    return t(
      `Widgeten anger källan, före *Kontakta oss*, men inte villkoren. Klistra in det här i källkoden, under koden:

\`\`\`html
<p>Texten kommer från ${source}. Villkor: ${escaped(articleTerms(view))}. Den är inte ändrad.</p>
\`\`\``,
      `The widget names the source, above *Contact us*, but not the terms. Paste this into the source view, below the code:

\`\`\`html
<p>This text comes from ${source}. Terms: ${escaped(articleTerms(view))}. It has been translated from Swedish.</p>
\`\`\``,
    );
  }
  if (!licence.requiresAttribution) {
    return t(
      'Licensen kräver inget av er. Widgeten anger källan ändå, före *Kontakta oss*.',
      'The licence requires nothing of you. The widget names the source anyway, above *Contact us*.',
    );
  }
  const { name, url } = licence;
  return t(
    `Licensen kräver att upphovet och licensen står vid texten. Widgeten anger källan, före *Kontakta oss*, men inte licensen. Klistra in det här i källkoden, under koden:

\`\`\`html
<p>Texten kommer från ${source} och får återges enligt <a href="${url}">${name}</a>. Den är inte ändrad.</p>
\`\`\``,
    `The licence requires the author and the licence to be named beside the text. The widget names the source, above *Contact us*, but not the licence. Paste this into the source view, below the code:

\`\`\`html
<p>This text comes from ${source} and may be reproduced under <a href="${url}">${name}</a>. It has been translated from Swedish.</p>
\`\`\``,
  );
}

/** Where vulnerabilities are reported. */
function contact({ t, publisher = readPublisher() }: View): string {
  const { securityContact: url } = publisher;
  return url
    ? `[${url.replace(/^(mailto|tel):/, '')}](${url})`
    : toBeFilledIn('securityContact', t);
}

/** What the publisher's servers keep of visitors. */
function privacyPolicy({ t, publisher = readPublisher() }: View): string {
  const { privacyPolicy: url } = publisher;
  const text = t('utgivarens text om personuppgifter', 'the publisher’s text on personal data');
  return url ? `[${text}](${url})` : toBeFilledIn('privacyPolicy', t);
}

/** Where the source code is. */
function repository({ t, publisher = readPublisher() }: View): string {
  const { repository: url } = publisher;
  return url ? `[${url}](${url})` : toBeFilledIn('repository', t);
}

/** The page that the article comes from. It is in Swedish. */
function articleUrl(view: View): string {
  return releaseOf(view).links['skr-intl-overview.sv']?.href ?? '';
}

/**
 * Until when there are security updates. A script writes the second sentence when that day has passed: not
 * every reader of HTML knows what is hidden.
 */
function support({ version, t, publisher = readPublisher() }: View): string {
  const [major = ''] = version.split('.', 1);
  const until = publisher.securityUpdatesUntil[major];
  if (!until) return toBeFilledIn('securityUpdatesUntil', t);
  return t(
    `Säkerhetsuppdateringar av version ${major} görs till och med <time>${until}</time>.<strong data-after="${until}" data-text=" Den tiden är över: byt till en senare version."></strong>`,
    `Version ${major} gets security updates until <time>${until}</time>.<strong data-after="${until}" data-text=" That date has passed: upgrade to a later version."></strong>`,
  );
}

/**
 * The known vulnerabilities, each with the versions that have it; of when the list is, and whether it is
 * signed. Scripts write what only the reader's day and browser can tell.
 */
function advisories({ locale, address, t, publisher = readPublisher() }: View): string {
  const { publisherUrl, publicKeys } = publisher;
  const items = readAdvisories().map((advisory) => {
    const { summary, details } = getAdvisoryText(advisory, locale);
    const affected = formatAffected(advisory, t('före', 'before'), t('från', 'since'));
    return `- **${advisory.id}** (${advisory.published.slice(0, 10)}): ${summary} ${details} ${t('Gäller', 'Affects')} ${affected}.`;
  });
  const list = items.join('\n');
  if (!publisherUrl) {
    const nobody = t(
      '**Ingen ger ut säkerhetsnotiser ännu.** Att ingen säkerhetsbrist står här betyder inte att det inte finns någon.',
      '**Nobody publishes advisories yet.** An empty list here does not mean that there are no vulnerabilities.',
    );
    return [nobody, list].filter(Boolean).join('\n\n');
  }
  const date = readCommitDate();
  const expires = getListExpiry(date).slice(0, 10);
  const file = `[advisories.json](${address}advisories.json)`;
  const dated = t(
    `Listan (${file}) är från <time>${date.slice(0, 10)}</time> och gäller till och med <time>${expires}</time>.<strong data-after="${expires}" data-text=" Den tiden är över: fråga utgivaren."></strong>`,
    `The list (${file}) is from <time>${date.slice(0, 10)}</time> and valid until <time>${expires}</time>.<strong data-after="${expires}" data-text=" That date has passed: ask the publisher."></strong>`,
  );
  const isSigned = readSigningKeys().length > 0;
  const signature = isSigned
    ? `<span id="list-signatures" data-keys="${publicKeys.join(' ')}" data-date="${date}">${t(
        'Den är signerad av utgivaren. <span data-state="valid" data-text="Er webbläsare har kontrollerat signaturen, och den stämmer."></span><strong data-state="invalid" data-text="Signaturen stämmer inte. Lita inte på listan, och kontakta utgivaren."></strong><strong data-state="newer" data-text="Den här sidan är äldre än listan. Läs listan i stället."></strong><span data-state="unknown" data-text="Er webbläsare kan inte kontrollera signaturen."></span>',
        'It is signed by the publisher. <span data-state="valid" data-text="Your browser has verified the signature."></span><strong data-state="invalid" data-text="The signature is not valid. Do not trust the list, and contact the publisher."></strong><strong data-state="newer" data-text="This page is older than the list. Read the list instead."></strong><span data-state="unknown" data-text="Your browser cannot verify the signature."></span>',
      )}</span>`
    : t('Den är inte signerad.', 'It is not signed.');
  const elsewhere = t(
    `Säkerhetsbrister står också i [utgivarens flöde](${address}v1/content/changes.sv.atom). WordPress-tillägget och mottagarens kommando \`check\` frågar utgivaren, även när filerna ligger hos er, och säger till när er version har en.`,
    `Vulnerabilities are also announced in [the publisher’s feed](${address}v1/content/changes.en.atom). The WordPress plugin and the receiver’s \`check\` command ask the publisher, even when the files are on your own server, and tell you when your version has one.`,
  );
  return [
    list || t('Inga kända säkerhetsbrister.', 'No known vulnerabilities.'),
    `${dated} ${signature}`,
    elsewhere,
  ].join('\n\n');
}

/** The publisher's public keys, as OpenSSL reads them. */
function keys({ t, publisher = readPublisher() }: View): string {
  const all = publisher.publicKeys.map((key) => `\`\`\`pem\n${toPem(key)}\`\`\``);
  if (all.length === 0) return t('Utgåvorna är inte signerade.', 'The releases are not signed.');
  const use = t(
    'Med den här nyckeln kontrollerar ni en utgåva som helhet, och listan över säkerhetsbrister. README.txt i zip-filen säger hur.',
    'With this key you verify a release as a whole, and the list of vulnerabilities. README.txt in the zip file explains how.',
  );
  return [use, ...all].join('\n\n');
}

function manual(name: PageName, view: View): ReturnType<typeof prose> {
  const files = manuals[name];
  if (!files) return { body: html``, headings: [] };
  const [original, translation] = [outline(files.en), outline(files.sv)];
  const at = original.findIndex(({ kind }, i) => kind !== translation[i]?.kind);
  if (at >= 0) {
    const [there, here] = [original[at]?.text, translation[at]?.text];
    throw new Error(`${files.sv} has “${here}” where ${files.en} has “${there}”`);
  }
  return prose(textOf(files[view.locale]), view, 1);
}

/** A manual without its own first heading, which has one of the page's in its place. */
function textOf(file: string): string {
  return readFileSync(file, 'utf8').replace(/^# .*\n+/, '');
}

/** What a translation has in the order of its original: headings, list items, table rows and code. */
function outline(file: string) {
  const parts = textOf(file).matchAll(/^(```[\s\S]*?^```|#+ |- |\|).*/gm);
  const end = ['nothing more', 'nothing more'];
  // Comments in code are prose too.
  return [...parts, end].map(([text, kind]) => ({
    text,
    kind: kind?.replace(/(^| +)# .*$/gm, ''),
  }));
}

function contents(headings: readonly Heading[], view: View): Html {
  return html`<nav class="toc" aria-label="${view.t('På den här sidan', 'On this page')}"><ul>
    ${headings.map(({ id, text, when }) => html`<li${when && conditional(when, view)}><a href="#${id}">${text}</a></li>`)}
  </ul></nav>`;
}
