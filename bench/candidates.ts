/**
 * The candidates of the benchmark: for each, the card, the form and the article as a webmaster would put them on a
 * page, with the same text. Peers are used as their documentation says, with the styles it asks for, and bundled into
 * one file with only what is used, where that is possible.
 */
import { readFileSync } from 'node:fs';
import { type Field, fields, keep, send } from './baselines/fields.ts';
import { articleStyles, cardStyles, farCardStyles, formStyles } from './baselines/styles.ts';

/** The content of a card. */
export interface Facts {
  readonly name: string;
  readonly description: readonly string[];
  readonly href: string;
}

/** One way to put something on a page. */
export interface Embed {
  /** HTML for the head. */
  readonly head?: string;
  /** The source of `/own/<name>.js`, which is loaded in the head. */
  readonly script?: string;
  /** HTML for the position in the page. */
  readonly markup: string;
  /**
   * The element a visitor waits for. ` >>> ` matches descendants at any depth, also in shadow roots, so that it doesn't
   * matter which of them contains the content.
   */
  readonly target: string;
  /** For a form with a verification: the element that shows that it is done. */
  readonly verifiedTarget?: string;
  /** For a form that sends: the element that shows that the receiver has stored the message. */
  readonly receiptTarget?: string;
}

export interface Candidate {
  readonly name: string;
  /** `baseline` is the least a page could use. */
  readonly kind: 'baseline' | 'ours' | 'peer';
  readonly card?: Embed;
  readonly form?: Embed;
  readonly article?: Embed;
  /** For lists: the initial content, if it isn't the card. */
  readonly list?: Embed;
  /** Renders a card in a list with this content. */
  readonly item?: (facts: Facts) => string;
  readonly builtIn?: (id: string) => string;
  /** Wraps its elements in what they require. */
  readonly wrap?: (inside: string) => string;
  /** The body of a function that gets all `cards`, and the English `facts` for each. */
  readonly toEnglish?: string;
}

const readText = (language: string) =>
  JSON.parse(readFileSync(`dist/content/international.${language}.json`, 'utf8'));
export const swedish = readText('sv');
export const english = readText('en');

const [salar] = swedish.organisations as [Facts];
const findFacts = (id: string): Facts =>
  swedish.organisations.find((one: { id: string }) => one.id === id);

const escapeHtml = (words: string) =>
  words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const paragraphs = (words: readonly string[]) =>
  words.map((one) => `<p>${escapeHtml(one)}</p>`).join('');
const link = ({ href, name }: Facts) => `<a href="${escapeHtml(href)}">${escapeHtml(name)}</a>`;
const attributes = ({ name, description, href }: Facts) =>
  `name="${escapeHtml(name)}" description="${escapeHtml(description.join(' '))}" href="${escapeHtml(href)}"`;

/** The article with these cards and this form, for candidates that have no element for text. */
const renderArticle = (card: (facts: Facts) => string, form: string) => `<div class="article">
  <h2>${swedish.title}</h2><p class="preamble">${swedish.preamble}</p>${paragraphs(swedish.body)}
  <h3>${swedish.section.title}</h3>${paragraphs(swedish.section.body)}
  <div class="cards">${swedish.organisations.map(card).join('')}</div>
  <h3>Informationsansvarig</h3><p>${swedish.person.name}<br>${swedish.person.jobTitle}</p>
  ${form}</div>`;

const style = (...sheets: string[]) => `<style>${sheets.join('').replace(/\s+/g, ' ')}</style>`;

/** A form, from the markup a candidate has for a field, a checkbox and a button. */
const renderForm = (field: (field: Field) => string, box: string, button: string): string =>
  `<form><h3>Kontaktformulär SKR</h3>${fields.map(field).join('')}${box}${button}</form>`;

const label = (words: string, required?: boolean) =>
  `label="${words}"${required ? ' required' : ''}`;

/** Changes the language of the page, for elements that follow it. */
const inEnglish = "document.documentElement.lang = 'en';";

/** Replaces the text with a script of the page, for elements with slotted content. */
const inLight = (heading: string) => `cards.forEach((card, at) => {
  const { name, description, href } = facts[at];
  ${heading}
  card.querySelectorAll('p, [slot=description]').forEach((one, which) => {
    if (!one.querySelector('a') && description[which]) one.textContent = description[which];
  });
  const link = card.querySelector('[href]');
  link.href = href;
  link.textContent = name;
});`;
const h3 = "card.querySelector('h3').textContent = name;";

const plainCard = (one: Facts) =>
  `<div class="card"><h3>${escapeHtml(one.name)}</h3>${paragraphs(one.description)}<p>${link(one)}</p></div>`;
const plainForm = renderForm(
  ({ name, label, type, hint, multiline, required }) => {
    const attributes = `id="${name}" name="${name}"${required ? ' required' : ''}`;
    return `<div class="field"><label for="${name}">${label}</label>${hint ? `<p>${hint}</p>` : ''}${
      multiline
        ? `<textarea ${attributes} rows="8"></textarea>`
        : `<input ${attributes} type="${type ?? 'text'}">`
    }</div>`;
  },
  `<div class="field"><input id="keep" type="checkbox"><label for="keep" style="display: inline">${keep}</label></div>`,
  `<p><button>${send}</button></p>`,
);

const litForm = `import { LitForm } from '../baselines/lit-form.js'; customElements.define('lit-form', LitForm);`;

const webAwesomeCard = (one: Facts) =>
  `<wa-card with-header with-footer><h3 slot="header">${escapeHtml(one.name)}</h3>${paragraphs(one.description)}<div slot="footer">${link(one)}</div></wa-card>`;
const webAwesomeForm = renderForm(
  ({ name, label: words, type, hint, multiline, required }) =>
    `<wa-${multiline ? 'textarea rows="8"' : `input type="${type ?? 'text'}"`} name="${name}" ${label(words, required)}${hint ? ` hint="${hint}" with-hint` : ''}></wa-${multiline ? 'textarea' : 'input'}>`,
  `<wa-checkbox>${keep}</wa-checkbox>`,
  `<wa-button type="submit">${send}</wa-button>`,
);

const shoelaceCard = (one: Facts) =>
  `<sl-card><h3 slot="header">${escapeHtml(one.name)}</h3>${paragraphs(one.description)}<div slot="footer">${link(one)}</div></sl-card>`;
const shoelaceForm = renderForm(
  ({ name, label: words, type, hint, multiline, required }) =>
    `<sl-${multiline ? 'textarea rows="8"' : `input type="${type ?? 'text'}"`} name="${name}" ${label(words, required)}${hint ? ` help-text="${hint}"` : ''}></sl-${multiline ? 'textarea' : 'input'}>`,
  `<sl-checkbox>${keep}</sl-checkbox>`,
  `<sl-button type="submit">${send}</sl-button>`,
);

const kolibriCard = (one: Facts) =>
  `<kol-card _label="${escapeHtml(one.name)}" _level="3">${paragraphs(one.description)}<p>${link(one)}</p></kol-card>`;
const kolibriForm = renderForm(
  ({ name, label: words, type, hint, multiline, required }) => {
    const tag = multiline
      ? 'kol-textarea'
      : type === 'email'
        ? 'kol-input-email'
        : 'kol-input-text';
    const attributes = [
      type === 'tel' && '_type="tel"',
      multiline && '_rows="8"',
      required && '_required',
    ];
    return `<${tag} _name="${name}" _label="${words}" ${hint ? `_hint="${hint}"` : ''} ${attributes.filter(Boolean).join(' ')}></${tag}>`;
  },
  `<kol-input-checkbox _label="${keep}"></kol-input-checkbox>`,
  `<kol-button _type="submit" _label="${send}"></kol-button>`,
);
const kolibri = `import { register } from '@public-ui/components';
  import { defineCustomElements } from '@public-ui/components/loader';
  import { DEFAULT } from '@public-ui/theme-default';
  register(DEFAULT, defineCustomElements);`;

const utrechtCard = (one: Facts) =>
  `<utrecht-article class="card"><utrecht-heading-3><span>${escapeHtml(one.name)}</span></utrecht-heading-3>${one.description
    .map((words) => `<utrecht-paragraph><span>${escapeHtml(words)}</span></utrecht-paragraph>`)
    .join(
      '',
    )}<utrecht-link href="${one.href}">${escapeHtml(one.name)}</utrecht-link></utrecht-article>`;
const utrechtForm = renderForm(
  ({ name, label: words, type, hint, multiline, required }) =>
    `<utrecht-form-field-${multiline ? 'textarea rows="8"' : `textbox type="${type ?? 'text'}"`} name="${name}" ${label(words, required)}>${hint ? `<p>${hint}</p>` : ''}</utrecht-form-field-${multiline ? 'textarea' : 'textbox'}>`,
  `<utrecht-form-field-checkbox label="${keep}"></utrecht-form-field-checkbox>`,
  `<utrecht-button type="submit">${send}</utrecht-button>`,
);
const utrecht = (...tags: string[]) =>
  tags
    .map(
      (tag, at) =>
        `import { defineCustomElement as define${at} } from '@utrecht/web-component-library-stencil/dist/components/utrecht-${tag}.js'; define${at}();`,
    )
    .join('\n');
const utrechtCardTags = ['article', 'heading-3', 'paragraph', 'link'];
const utrechtFormTags = [
  'form-field-textbox',
  'form-field-textarea',
  'form-field-checkbox',
  'button',
];

const punktCard = (one: Facts) =>
  `<pkt-card heading="${escapeHtml(one.name)}" headinglevel="3">${paragraphs(one.description)}<p>${link(one)}</p></pkt-card>`;
const punktForm = renderForm(
  ({ name, label: words, type, hint, multiline, required }) => {
    const tag = multiline ? 'pkt-textarea' : 'pkt-textinput';
    const own = multiline ? 'rows="8"' : `type="${type ?? 'text'}"`;
    return `<${tag} id="${name}" name="${name}" ${own} ${label(words, required)}${hint ? ` helptext="${hint}"` : ''}></${tag}>`;
  },
  `<pkt-checkbox id="keep" ${label(keep)}></pkt-checkbox>`,
  `<pkt-button type="submit">${send}</pkt-button>`,
);
const punkt = (...names: string[]) =>
  names.map((name) => `import '@oslokommune/punkt-elements/dist/pkt-${name}.js';`).join('\n');
/** The whole style sheet, as its documentation says for a page without a Sass compiler. */
const punktStyles =
  '<link rel="stylesheet" href="/peers/@oslokommune/punkt-css/dist/css/pkt.min.css">';
const punktFormNames = ['textinput', 'textarea', 'checkbox', 'button'];

const theme = (inside: string) =>
  `<sp-theme system="spectrum" color="light" scale="medium" lang="sv">${inside}</sp-theme>`;
const spectrumCard = (one: Facts) =>
  `<sp-card><h3 slot="heading">${escapeHtml(one.name)}</h3><div slot="description">${paragraphs(one.description)}</div><div slot="footer">${link(one)}</div></sp-card>`;
const spectrumForm = renderForm(
  ({ name, label, type, hint, multiline, required }) =>
    `<sp-field-label for="${name}"${required ? ' required' : ''}>${label}</sp-field-label><sp-textfield id="${name}" name="${name}" type="${type ?? 'text'}"${multiline ? ' multiline rows="8"' : ''}${required ? ' required' : ''}>${hint ? `<sp-help-text slot="help-text">${hint}</sp-help-text>` : ''}</sp-textfield>`,
  `<sp-checkbox>${keep}</sp-checkbox>`,
  `<sp-button type="submit">${send}</sp-button>`,
);
const spectrum = (...names: string[]) =>
  ['theme/sp-theme', 'theme/scale-medium', 'theme/theme-light', ...names]
    .map((name) => `import '@spectrum-web-components/${name}.js';`)
    .join('\n');
const spectrumFormNames = [
  'field-label/sp-field-label',
  'textfield/sp-textfield',
  'help-text/sp-help-text',
  'checkbox/sp-checkbox',
  'button/sp-button',
];

const materialCard = (one: Facts) =>
  `<md-outlined-card><h3>${escapeHtml(one.name)}</h3>${paragraphs(one.description)}<p>${link(one)}</p></md-outlined-card>`;
const materialForm = renderForm(
  ({ name, label: words, type, hint, multiline, required }) =>
    `<md-outlined-text-field type="${multiline ? 'textarea" rows="8' : (type ?? 'text')}" name="${name}" ${label(words, required)}${hint ? ` supporting-text="${hint}"` : ''}></md-outlined-text-field>`,
  `<label><md-checkbox></md-checkbox>${keep}</label>`,
  `<md-filled-button type="submit">${send}</md-filled-button>`,
);
const material = (...names: string[]) =>
  names.map((name) => `import '@material/web/${name}.js';`).join('\n');
const materialFormNames = [
  'textfield/outlined-text-field',
  'checkbox/checkbox',
  'button/filled-button',
];

const ourFile = '<script defer src="/skr-widgets.js"></script>';
/** Placeholder for the form's URL at the receiver, which is known once that has started. */
export const endpoint = '{endpoint}';

/** The server-rendered article, with its style sheet linked and inlined. */
const fragment = readFileSync('dist/fragments/skr-intl-overview.sv.html', 'utf8').replaceAll(
  /https:[^"]*(?=skr-widgets\.css)/g,
  '/',
);
const prerendered = fragment.replace('<skr-intl-overview', `$& contact-endpoint="${endpoint}"`);
/** The content of the form's declarative shadow root. */
const [shadowRoot = '', form = ''] = /<template[^>]*>(.*)<\/template>/s.exec(fragment) ?? [];
/** The same HTML without custom elements and shadow roots. */
const sameHtml = fragment
  .replace(shadowRoot, '')
  .replace('</skr-intl-overview>', `${form.replaceAll(/<link[^>]*>|<slot[^>]*><\/slot>/g, '')}$&`)
  .replaceAll(/(<\/?)skr-intl-overview\b/g, '$1div');
const prerenderedCard = readFileSync('dist/fragments/org-card.sv.html', 'utf8')
  .replace('<org-card', '$& heading-level="3"')
  .replaceAll('h2', 'h3');
const linkedSheet = '<link rel="stylesheet" href="/skr-widgets.css">';
const inlinedSheet = `<style>${readFileSync('dist/skr-widgets.css', 'utf8')}</style>`;
/** The space that the documentation says to reserve until the script has loaded. */
const reserve = style('skr-intl-overview:not(:defined) { display: block; min-block-size: 100vh }');

/** Modules. Paths are relative to `bench/peers`. */
const litCard = `import { LitCard } from '../baselines/lit-card.js'; customElements.define('lit-card', LitCard);`;
const oneCard = `import { register } from '../../dist/lib/register.js';
  import { OrgCardElement } from '../../dist/lib/org-card/org-card.js';
  register([OrgCardElement]);`;

const allElements = {
  item: (one: Facts) => `<org-card heading-level="3" ${attributes(one)}></org-card>`,
  builtIn: (id: string) => `<org-card heading-level="3" org="${id}"></org-card>`,
  toEnglish: inEnglish,
};
const ourCard = {
  markup: '<org-card heading-level="3" org="salar-international"></org-card>',
  target: 'org-card >>> h3',
};

export const candidates: readonly Candidate[] = [
  {
    name: 'plain HTML',
    kind: 'baseline',
    card: { head: style(cardStyles), markup: plainCard(salar), target: '.card' },
    form: { head: style(formStyles), markup: plainForm, target: 'form button' },
    article: {
      head: style(cardStyles, formStyles, articleStyles),
      markup: renderArticle(plainCard, plainForm),
      target: '.article button',
    },
    item: plainCard,
    builtIn: (id) => plainCard(findFacts(id)),
    toEnglish: inLight(h3),
  },
  {
    name: 'plain HTML, far cards skipped',
    kind: 'baseline',
    list: {
      head: style(cardStyles, farCardStyles('.card:nth-child(n + 13)')),
      markup: plainCard(salar),
      target: '.card',
    },
    item: plainCard,
    builtIn: (id) => plainCard(findFacts(id)),
    toEnglish: inLight(h3),
  },
  {
    name: 'same HTML without ours',
    kind: 'baseline',
    article: { head: inlinedSheet, markup: sameHtml, target: '#embed h2' },
  },
  {
    name: 'vanilla element',
    kind: 'baseline',
    card: {
      script: `import { VanillaCard } from '../baselines/vanilla.js'; customElements.define('vanilla-card', VanillaCard);`,
      markup: '<vanilla-card org="salar-international"></vanilla-card>',
      target: 'vanilla-card >>> .card',
    },
    item: (one) => `<vanilla-card ${attributes(one)}></vanilla-card>`,
    builtIn: (id) => `<vanilla-card org="${id}"></vanilla-card>`,
    toEnglish: "cards.forEach((card) => { card.locale = 'en'; });",
  },
  {
    name: 'bare Lit',
    kind: 'baseline',
    card: {
      script: litCard,
      markup: '<lit-card org="salar-international"></lit-card>',
      target: 'lit-card >>> .card',
    },
    form: {
      script: litForm,
      markup: '<lit-form></lit-form>',
      target: 'lit-form >>> button',
    },
    article: {
      script: `import { LitArticle } from '../baselines/lit-article.js'; customElements.define('lit-article', LitArticle);`,
      markup: '<lit-article></lit-article>',
      target: 'lit-article >>> button',
    },
    item: (one) => `<lit-card ${attributes(one)}></lit-card>`,
    builtIn: (id) => `<lit-card org="${id}"></lit-card>`,
    toEnglish: "cards.forEach((card) => { card.locale = 'en'; });",
  },
  {
    name: 'bare Lit, far cards skipped',
    kind: 'baseline',
    list: {
      head: style(farCardStyles('lit-card:nth-child(n + 13)')),
      script: litCard,
      markup: '<lit-card org="salar-international"></lit-card>',
      target: 'lit-card >>> .card',
    },
    item: (one) => `<lit-card ${attributes(one)}></lit-card>`,
    builtIn: (id) => `<lit-card org="${id}"></lit-card>`,
    toEnglish: "cards.forEach((card) => { card.locale = 'en'; });",
  },
  {
    name: 'ours',
    kind: 'ours',
    card: { head: ourFile, ...ourCard },
    form: {
      head: ourFile,
      markup: `<contact-form endpoint="${endpoint}"></contact-form>`,
      target: 'contact-form >>> button[type=submit]',
      verifiedTarget: 'contact-form >>> #verification-state.done',
      receiptTarget: 'contact-form >>> #confirmation',
    },
    article: {
      head: ourFile,
      markup: `<skr-intl-overview contact-endpoint="${endpoint}"></skr-intl-overview>`,
      target: 'skr-intl-overview >>> button[type=submit]',
    },
    ...allElements,
  },
  {
    name: 'ours, one element from npm',
    kind: 'ours',
    card: {
      script: oneCard,
      ...ourCard,
    },
    form: {
      script: `import { register } from '../../dist/lib/register.js';
        import { ContactFormElement } from '../../dist/lib/contact-form/contact-form.js';
        register([ContactFormElement]);`,
      markup: `<contact-form endpoint="${endpoint}"></contact-form>`,
      target: 'contact-form >>> button[type=submit]',
    },
  },
  {
    name: 'ours, prerendered, sheet linked',
    kind: 'ours',
    card: {
      head: `${linkedSheet}${ourFile}`,
      markup: prerenderedCard,
      target: ourCard.target,
    },
    article: {
      head: `${linkedSheet}${ourFile}`,
      markup: prerendered,
      target: 'skr-intl-overview >>> h2',
    },
  },
  {
    name: 'ours, prerendered, sheet inlined',
    kind: 'ours',
    article: {
      head: `${inlinedSheet}${ourFile}`,
      markup: prerendered,
      target: 'skr-intl-overview >>> h2',
    },
  },
  {
    name: 'ours, with a reserve',
    kind: 'ours',
    article: {
      head: `${reserve}${ourFile}`,
      markup: `<skr-intl-overview contact-endpoint="${endpoint}"></skr-intl-overview>`,
      target: 'skr-intl-overview >>> button[type=submit]',
    },
  },
  {
    name: 'Punkt',
    kind: 'peer',
    card: {
      head: punktStyles,
      script: punkt('card'),
      markup: punktCard(salar),
      target: 'pkt-card >>> article',
    },
    form: {
      head: punktStyles,
      script: punkt(...punktFormNames),
      markup: punktForm,
      target: 'pkt-button >>> button',
    },
    article: {
      head: `${style(articleStyles)}${punktStyles}`,
      script: punkt('card', ...punktFormNames),
      markup: renderArticle(punktCard, punktForm),
      target: 'pkt-button >>> button',
    },
    item: punktCard,
    builtIn: (id) => punktCard(findFacts(id)),
    toEnglish: inLight('card.heading = name;'),
  },
  {
    name: 'Utrecht',
    kind: 'peer',
    card: {
      head: style(cardStyles),
      script: utrecht(...utrechtCardTags),
      markup: utrechtCard(salar),
      target: 'utrecht-heading-3 >>> h3',
    },
    form: {
      script: utrecht(...utrechtFormTags),
      markup: utrechtForm,
      target: 'utrecht-button >>> button',
    },
    article: {
      head: style(cardStyles, articleStyles),
      script: utrecht(...utrechtCardTags, ...utrechtFormTags),
      markup: renderArticle(utrechtCard, utrechtForm),
      target: 'utrecht-button >>> button',
    },
    item: utrechtCard,
    builtIn: (id) => utrechtCard(findFacts(id)),
    toEnglish: `cards.forEach((card, at) => {
      const { name, description, href } = facts[at];
      const [heading, ...rest] = card.children;
      const link = rest.pop();
      heading.firstChild.textContent = name;
      rest.forEach((one, which) => { one.firstChild.textContent = description[which]; });
      link.href = href;
      link.textContent = name;
    });`,
  },
  {
    name: 'Material Web',
    kind: 'peer',
    card: {
      script: material('labs/card/outlined-card'),
      markup: materialCard(salar),
      target: 'md-outlined-card >>> slot',
    },
    form: {
      script: material(...materialFormNames),
      markup: materialForm,
      target: 'md-filled-button >>> button',
    },
    article: {
      head: style(articleStyles),
      script: material('labs/card/outlined-card', ...materialFormNames),
      markup: renderArticle(materialCard, materialForm),
      target: 'md-filled-button >>> button',
    },
    item: materialCard,
    builtIn: (id) => materialCard(findFacts(id)),
    toEnglish: inLight(h3),
  },
  {
    name: 'Shoelace',
    kind: 'peer',
    card: {
      head: '<link rel="stylesheet" href="/peers/@shoelace-style/shoelace/cdn/themes/light.css">',
      script: "import '@shoelace-style/shoelace/dist/components/card/card.js';",
      markup: shoelaceCard(salar),
      target: 'sl-card >>> .card',
    },
    form: {
      head: '<link rel="stylesheet" href="/peers/@shoelace-style/shoelace/cdn/themes/light.css">',
      script: ['input', 'textarea', 'checkbox', 'button']
        .map((name) => `import '@shoelace-style/shoelace/dist/components/${name}/${name}.js';`)
        .join('\n'),
      markup: shoelaceForm,
      target: 'sl-button >>> button',
    },
    article: {
      head: `${style(articleStyles)}<link rel="stylesheet" href="/peers/@shoelace-style/shoelace/cdn/themes/light.css">`,
      script: ['card', 'input', 'textarea', 'checkbox', 'button']
        .map((name) => `import '@shoelace-style/shoelace/dist/components/${name}/${name}.js';`)
        .join('\n'),
      markup: renderArticle(shoelaceCard, shoelaceForm),
      target: 'sl-button >>> button',
    },
    item: shoelaceCard,
    builtIn: (id) => shoelaceCard(findFacts(id)),
    toEnglish: inLight(h3),
  },
  {
    name: 'Web Awesome',
    kind: 'peer',
    card: {
      head: '<link rel="stylesheet" href="/own/webawesome.css">',
      script: "import '@awesome.me/webawesome/dist/components/card/card.js';",
      markup: webAwesomeCard(salar),
      target: 'wa-card >>> [part~=body]',
    },
    form: {
      head: '<link rel="stylesheet" href="/own/webawesome.css">',
      script: ['input', 'textarea', 'checkbox', 'button']
        .map((name) => `import '@awesome.me/webawesome/dist/components/${name}/${name}.js';`)
        .join('\n'),
      markup: webAwesomeForm,
      target: 'wa-button >>> button',
    },
    article: {
      head: `${style(articleStyles)}<link rel="stylesheet" href="/own/webawesome.css">`,
      script: ['card', 'input', 'textarea', 'checkbox', 'button']
        .map((name) => `import '@awesome.me/webawesome/dist/components/${name}/${name}.js';`)
        .join('\n'),
      markup: renderArticle(webAwesomeCard, webAwesomeForm),
      target: 'wa-button >>> button',
    },
    item: webAwesomeCard,
    builtIn: (id) => webAwesomeCard(findFacts(id)),
    toEnglish: inLight(h3),
  },
  {
    name: 'Spectrum',
    kind: 'peer',
    card: {
      script: spectrum('card/sp-card'),
      markup: theme(spectrumCard(salar)),
      target: 'sp-card >>> slot[name=description]',
    },
    form: {
      script: spectrum(...spectrumFormNames),
      markup: theme(spectrumForm),
      target: 'sp-button >>> slot',
    },
    article: {
      head: style(articleStyles),
      script: spectrum('card/sp-card', ...spectrumFormNames),
      markup: theme(renderArticle(spectrumCard, spectrumForm)),
      target: 'sp-button >>> slot',
    },
    item: spectrumCard,
    builtIn: (id) => spectrumCard(findFacts(id)),
    wrap: theme,
    toEnglish: inLight(h3),
  },
  {
    name: 'KoliBri',
    kind: 'peer',
    card: { script: kolibri, markup: kolibriCard(salar), target: 'kol-card >>> .kol-card' },
    form: { script: kolibri, markup: kolibriForm, target: 'kol-button >>> button' },
    article: {
      head: style(articleStyles),
      script: kolibri,
      markup: renderArticle(kolibriCard, kolibriForm),
      target: 'kol-button >>> button',
    },
    item: kolibriCard,
    builtIn: (id) => kolibriCard(findFacts(id)),
    toEnglish: inLight("card.setAttribute('_label', name);"),
  },
  {
    name: 'bare Lit with altcha',
    kind: 'peer',
    form: {
      script: `import 'altcha'; ${litForm}`,
      markup: `<lit-form></lit-form><altcha-widget challenge="${endpoint}/challenge"></altcha-widget>`,
      target: 'lit-form >>> button',
      verifiedTarget: 'altcha-widget [data-state=verified]',
    },
  },
];
