/** What the texts are filled in with: what is asked once, and the parts and places of the texts that depend on it. */
import { readPublisher } from '../publish/publisher.ts';
import { type Html, html } from './html.ts';
import { type Answers, holds } from './scripts/answers.ts';
import { copyButton, copyCode, type View } from './site.ts';

type InBoth = readonly [sv: string, en: string];

/** A question with answers to choose from. The first is what one has who chooses nothing. */
interface Choice {
  readonly name: string;
  readonly label: InBoth;
  readonly options: readonly (readonly [value: string, sv: string, en: string])[];
  /** The condition under which it is asked: see `holds`. */
  readonly when?: string;
}

/** A question with an answer to write. */
interface Fact {
  readonly name: string;
  readonly label: InBoth;
  /** What stands in the texts until it is answered. */
  readonly place: InBoth;
  /** What stands for the origin of a URL that is the answer, until it is answered. */
  readonly originPlace?: InBoth;
  readonly hint?: InBoth;
  readonly type?: 'email' | 'tel' | 'url' | 'number';
  /** Whether the publisher’s text on personal data has the answer. */
  readonly isFromPublisher?: true;
  /** The answer of who changes nothing in our settings. */
  readonly value?: InBoth;
  readonly when?: string;
}

const choices: readonly Choice[] = [
  {
    name: 'script',
    label: ['Var ligger skriptet?', 'Where is the script hosted?'],
    options: [
      ['own', 'På vår egen server', 'On our own server'],
      ['publisher', 'Hos utgivaren', 'By the publisher'],
      ['none', 'Inget skript, bara texten', 'No script, only the text'],
      ['link', 'Inget skript, bara en länk', 'No script, only a link'],
    ],
  },
  {
    name: 'show',
    label: ['Vad visar ni?', 'What are you showing?'],
    options: [
      ['text', 'Hela texten', 'The whole text'],
      ['card', 'Organisation', 'Organisation'],
      ['own-card', 'Egen organisation', 'Organisation (our own content)'],
      ['person', 'Person hos SKR', 'Person at SALAR'],
      ['own', 'Egen person', 'Our own employee'],
      ['form', 'Bara formulär', 'Form only'],
    ],
    when: 'script=own|publisher|none',
  },
  {
    name: 'form',
    label: [
      'Har ni ett formulär som skickar till er?',
      'Do you have a form that sends messages to you?',
    ],
    options: [
      ['yes', 'Ja', 'Yes'],
      ['no', 'Nej', 'No'],
    ],
    when: 'script=own|publisher',
  },
  {
    name: 'receiver',
    label: ['Vem driver mottagaren?', 'Who runs the receiver?'],
    options: [
      ['own', 'Vi själva', 'We do'],
      ['other', 'Någon annan', 'Somebody else'],
    ],
    when: 'form=yes',
  },
  {
    name: 'delivery',
    label: ['Hur läses meddelandena?', 'How are the messages read?'],
    options: [
      ['mail', 'Med e-post', 'By email'],
      ['case', 'I ett ärendesystem', 'In a case system'],
      ['server', 'På servern', 'On the server'],
    ],
    when: 'form=yes',
  },
  {
    name: 'kind',
    label: ['Vilka är ni?', 'What kind of organisation are you?'],
    options: [
      ['authority', 'En myndighet', 'A public authority'],
      ['association', 'En förening', 'An association'],
    ],
    when: 'script=own|publisher or show=text|person|own',
  },
];

const facts: readonly Fact[] = [
  {
    name: 'board',
    label: ['Nämnd eller styrelse', 'Board'],
    place: ['nämndens namn', 'the name of the board'],
    hint: [
      'Den som svarar för webbplatsen, som ”kommunstyrelsen”.',
      'The body responsible for the website, such as “the municipal executive board”.',
    ],
    when: 'script=own|publisher or show=text|person|own',
  },
  {
    name: 'municipality',
    label: ['Kommun, region eller förening', 'Municipality, region or association'],
    place: ['kommunens namn', 'the municipality’s name'],
    when: 'script=own|publisher or show=text|person|own',
  },
  {
    name: 'email',
    label: ['E-post till er', 'Your email address'],
    place: ['e-postadress', 'email address'],
    type: 'email',
    when: 'script=own|publisher or show=text|person|own',
  },
  {
    name: 'telephone',
    label: ['Telefon till er', 'Your telephone number'],
    place: ['telefonnummer', 'telephone number'],
    type: 'tel',
    when: 'script=own|publisher or show=text|person|own',
  },
  {
    name: 'dpo',
    label: ['Dataskyddsombudets e-post', 'The data protection officer’s email address'],
    place: ['dataskyddsombudets e-postadress', 'the data protection officer’s email address'],
    hint: ['Står på er sida om personuppgifter.', 'It is on your page on personal data.'],
    type: 'email',
    when: 'script=own|publisher or show=text|person|own',
  },
  {
    name: 'page',
    label: ['Adressen till sidan där det visas', 'The address of the page that shows it'],
    place: ['adressen till sidan', 'the address of the page'],
    originPlace: ['webbplatsens adress', 'the website’s address'],
    type: 'url',
    when: 'script=own|publisher|none',
  },
  {
    name: 'privacyPage',
    label: [
      'Adressen till er sida om personuppgifter',
      'The address of your page on personal data',
    ],
    place: [
      'adressen till er sida om personuppgifter',
      'the address of your page on personal data',
    ],
    type: 'url',
    when: 'form=yes',
  },
  {
    name: 'mailbox',
    label: ['Brevlådan som får meddelandena', 'The mailbox that receives the messages'],
    place: ['brevlådans e-postadress', 'the mailbox’s email address'],
    hint: [
      'Till exempel registratorns e-postadress.',
      'For example the registrar’s email address.',
    ],
    type: 'email',
    when: 'delivery=mail',
  },
  {
    name: 'system',
    label: ['Ärendesystemet som får meddelandena', 'The case system that receives the messages'],
    place: ['ärendesystemets namn', 'the case system’s name'],
    when: 'delivery=case',
  },
  {
    name: 'copyPeriod',
    label: ['Hur länge ett meddelande sparas där', 'How long a message is kept there'],
    place: ['hur länge', 'how long'],
    hint: [
      'Om registratorn registrerar ur brevlådan: ”tills det är registrerat, men i högst 30 dagar”. I ett ärendesystem till exempel ”så länge som ärendet”.',
      'If the registrar registers messages from the mailbox: “until it is registered, but for at most 30 days”. In a case system, for example, “as long as the case”.',
    ],
    when: 'delivery=mail|case',
  },
  {
    name: 'provider',
    label: [
      'Den som driver brevlådan eller ärendesystemet åt er',
      'Who runs the mailbox or case system for you',
    ],
    place: ['leverantörens namn', 'the provider’s name'],
    hint: ['Lämna tomt om ni själva driver det.', 'Leave empty if you run it yourself.'],
    when: 'delivery=mail|case',
  },
  {
    name: 'processor',
    label: ['Den som driver mottagaren', 'Who runs the receiver'],
    place: ['biträdets namn', 'the processor’s name'],
    when: 'receiver=other',
  },
  {
    name: 'days',
    label: ['Dagar tills mottagaren gallrar', 'Days until the receiver deletes messages'],
    place: ['antal dagar', 'number of days'],
    hint: [
      'Till exempel 90, om registratorn har ett eget exemplar.',
      'For example 90, if the registrar has a copy.',
    ],
    type: 'number',
    when: 'form=yes',
  },
  {
    name: 'decision',
    label: ['Gallringsbeslut', 'Retention decision'],
    place: ['gallringsbeslut', 'retention decision'],
    hint: [
      'Till exempel ”beslut KS 2026-123”. Utan det gallras inget.',
      'For example “decision KS 2026-123”. Without it, nothing is deleted.',
    ],
    when: 'form=yes',
  },
  {
    name: 'replyDays',
    label: ['Arbetsdagar tills ni svarar', 'Working days until you reply'],
    place: ['antal arbetsdagar', 'number of working days'],
    hint: [
      'Till exempel 2. Den som har skickat får läsa det. Lämna tomt om ni inte lovar något.',
      'For example 2. People who have sent a message are shown it. Leave empty if you make no promise.',
    ],
    type: 'number',
    when: 'form=yes',
  },
  {
    name: 'reader',
    label: [
      'Den som läser karantänen varje arbetsdag',
      'Who reads the quarantine every working day',
    ],
    place: ['den som läser karantänen', 'whoever reads the quarantine'],
    hint: [
      'Det som liknar skräppost läses med ett kommando på servern: av den som sköter den, enligt beställningen till it.',
      'Messages that look like spam are read on the server, with a command. According to the request to IT, whoever runs the server reads them.',
    ],
    value: ['den som sköter servern', 'whoever runs the server'],
    when: 'form=yes',
  },
  {
    name: 'logDays',
    label: ['Dagar som serverns systemlogg sparas', 'System log retention on the server (days)'],
    place: ['30', '30'],
    hint: ['30 i beställningen till it.', 'The request to IT says 30.'],
    type: 'number',
    value: ['30', '30'],
    when: 'form=yes',
  },
  {
    name: 'webLogDays',
    label: ['Dagar som webbserverns logg sparas', 'Web server log retention (days)'],
    place: ['15', '15'],
    hint: [
      '15 i Debian 12 om inget är ändrat. Caddy sparar ingen.',
      'The default in Debian 12 is 15. Caddy keeps no log.',
    ],
    type: 'number',
    value: ['15', '15'],
    when: 'script=own or form=yes',
  },
  {
    name: 'backupDays',
    label: ['Dagar som säkerhetskopior finns kvar', 'Backup retention (days)'],
    place: ['32', '32'],
    hint: [
      '32 i beställningen till it, också för brevlådan.',
      '32 in the request to IT, for the mailbox too.',
    ],
    type: 'number',
    value: ['32', '32'],
    when: 'form=yes',
  },
  {
    name: 'transfer',
    label: [
      'Land utanför EU och EES dit det som skickas förs, och stödet för det',
      'Country outside the EU and the EEA that what is sent goes to, and the legal basis',
    ],
    place: [
      'land utanför EU och EES, med stöd av',
      'country outside the EU and the EEA, on the basis of',
    ],
    hint: [
      'Där servern, brevlådan, ärendesystemet eller säkerhetskopiorna finns. Lämna tomt om det inte finns något.',
      'Where the server, the mailbox, the case system or the backups are. Leave empty if there is none.',
    ],
    when: 'form=yes',
  },
  {
    name: 'country',
    label: ['Landet där utgivarens server finns', 'The country of the publisher’s server'],
    place: ['landet', 'the country'],
    isFromPublisher: true,
    when: 'script=publisher',
  },
  {
    name: 'publisherTransfer',
    label: [
      'Stödet för överföringen, om det landet är utanför EU och EES',
      'The legal basis of the transfer, if that country is outside the EU and the EEA',
    ],
    place: ['stödet för överföringen', 'the legal basis of the transfer'],
    hint: [
      'Till exempel ”kommissionens beslut om adekvat skyddsnivå”. Lämna tomt om landet är i EU eller EES.',
      'For example “the Commission’s adequacy decision”. Leave empty if the country is in the EU or the EEA.',
    ],
    when: 'script=publisher',
  },
  {
    name: 'publisherLogDays',
    label: ['Dagar som utgivarens logg sparas', 'The publisher’s log retention (days)'],
    place: ['antal dagar hos utgivaren', 'number of days with the publisher'],
    isFromPublisher: true,
    type: 'number',
    when: 'script=publisher',
  },
  {
    name: 'publisherRole',
    label: ['Utgivarens roll, enligt utgivaren', 'The publisher’s role, in its own view'],
    place: ['själv personuppgiftsansvarig för loggen', 'itself the controller of the log'],
    isFromPublisher: true,
    value: ['själv personuppgiftsansvarig för loggen', 'itself the controller of the log'],
    when: 'script=publisher',
  },
];

/** The questions, and what they lead to: a script puts the answers in the texts. */
export function factsForm(view: View): Html {
  const { t } = view;
  return html`<form id="facts">
    <p>${t(
      'Inget av det ni skriver sparas eller skickas. Era val står i sidans adress.',
      'Nothing that you enter is stored or sent. Your choices are in the page’s URL.',
    )}</p>
    <div class="fields">
      ${choices.map((choice) => fieldset(choice, view))}
      ${facts.map((fact) => field(fact, view))}
    </div>
    <p class="tools"><span id="remaining" data-some="${t('Kvar att fylla i:', 'Left to fill in:')}" data-none="${t('Allt är ifyllt.', 'Everything is filled in.')}" data-others="${t('platser inom hakparentes, som ni fyller i när ni har kopierat ({texts}): {}', 'places in brackets, which you fill in after copying ({texts}): {}')}" data-by-it="${t('It fyller i det som är märkt it.', 'IT fills in what is marked IT.')}"></span> ${copyButton('', view, t('alla texter', 'all texts'), 'visible')}</p>
  </form>`;
}

function fieldset({ name, label, options, when }: Choice, view: View): Html {
  const { t } = view;
  const radios = options.map(
    ([value, sv, en], index) =>
      html`<label><input type="radio" name="${name}" value="${value}"${index === 0 && html` checked`}> ${t(sv, en)}</label>`,
  );
  return html`<fieldset${when && conditional(when, view)}><legend>${t(...label)}</legend><div class="choices">${radios}</div></fieldset>`;
}

/** Where the publisher says it, or whom to ask. */
function publisherHint({ t, publisher = readPublisher() }: View): Html {
  const { privacyPolicy: url } = publisher;
  if (!url) return t(html`Fråga utgivaren.`, html`Ask the publisher.`);
  return t(
    html`Står i <a href="${url}">utgivarens text om personuppgifter</a>.`,
    html`It is in <a href="${url}">the publisher’s text on personal data</a>.`,
  );
}

/** A field without a name: what is written in it can never be in a URL. */
function field(fact: Fact, view: View): Html {
  const { name, label, type, value, when } = fact;
  const { t } = view;
  const hint = fact.isFromPublisher ? publisherHint(view) : fact.hint && t(...fact.hint);
  const id = `fact-${name}`;
  const kind = type === 'number' ? html` inputmode="numeric"` : html` type="${type ?? 'text'}"`;
  return html`<div class="field"${when && conditional(when, view)}>
    <label for="${id}">${t(...label)}</label>
    ${hint && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <input id="${id}" data-fact="${name}"${kind}${value && html` value="${t(...value)}"`}${hint && html` aria-describedby="${id}-hint"`}>
  </div>`;
}

/**
 * A text with its places and its parts marked: `{when form=yes}…{else}…{end}`, and `[e-postadress]`.
 *
 * @param isJson Whether the text is JSON, in which what is filled in is escaped.
 */
export function copyTemplate(
  id: string,
  template: string,
  view: View,
  name: string,
  isJson = false,
): Html {
  const { t } = view;
  const open: string[] = [];
  // What begins with a quotation mark or has one in it is a list of JSON.
  const pieces = template.split(/(\{when [^}]+\}|\{else\}|\{end\}|\[[^\]["]+\])/).map((piece) => {
    const [, when] = /^\{when (.+)\}$/.exec(piece) ?? [];
    if (when) {
      open.push(when);
      return partStart(when, describe(when, view), view);
    }
    const current = open.at(-1) ?? '';
    if (piece === '{else}') {
      return html`${partEnd}${partStart(`!${current}`, t('Annars', 'Otherwise'), view)}`;
    }
    if (piece === '{end}') {
      open.pop();
      return partEnd;
    }
    return piece.startsWith('[') ? place(piece, view) : html`${piece}`;
  });
  if (open.length > 0) throw new Error(`expected {end} in a text, got its end: ${open.join(', ')}`);
  return copyCode(id, html`${pieces}`, view, name, isJson ? 'template json' : 'words template');
}

/** What an element has that is there under a condition. */
export function conditional(when: string, view: View): Html {
  // What is left out of the first page is so before a script runs: nothing moves then.
  const isLeftOut = !holds(when, getFirstAnswers(view));
  return html` data-when="${when}"${isLeftOut && html` data-left-out`}`;
}

function partStart(when: string, description: string, view: View): Html {
  return html`<span${conditional(when, view)}><i class="note">[${description}: </i>`;
}

const partEnd = html`<i class="note">]</i></span>`;

/** A place to fill in, with the name of the fact that is the answer, if one is. */
function place(text: string, { t }: View): Html {
  const own = text.slice(1, -1).toLowerCase();
  const isOwn = (each: InBoth | undefined) => each && t(...each).toLowerCase() === own;
  const fact = facts.find((each) => isOwn(each.place) || isOwn(each.originPlace));
  const isByIt = own.startsWith('it: ');
  return html`<mark${fact && html` data-fact="${fact.name}"`}${isOwn(fact?.originPlace) && html` data-origin`}${isByIt && html` data-by-it`}>${text}</mark>`;
}

/** A condition to those who have no script, as the questions and their answers. */
function describe(condition: string, { t }: View): string {
  const parts = condition.split(' or ').map((part) => {
    const [, name, sign, value = ''] = /^(\w+)(?:([=<])(.+))?$/.exec(part) ?? [];
    const choice = choices.find((each) => each.name === name);
    const answers = value.split('|').map((answer) => {
      const [, ...texts] = choice?.options.find(([option]) => option === answer) ?? [];
      return texts.length === 2 && t(...texts);
    });
    if (choice && answers.every(Boolean)) {
      return `${t(...choice.label)} ${answers.join(t(' eller ', ' or '))}`;
    }
    const fact = facts.find((each) => each.name === name);
    if (!fact || sign === '=') throw new Error(`expected a condition on an answer, got “${part}”`);
    return t(...fact.label) + (sign ? `: ${t('färre än', 'fewer than')} ${value}` : '');
  });
  return parts.join(t(' eller ', ' or '));
}

function getFirstAnswers({ t }: View): Answers {
  const answers = new Map<string, string>();
  for (const { name, when, options } of choices) {
    if (!when || holds(when, answers)) answers.set(name, options[0]?.[0] ?? '');
  }
  for (const { name, value } of facts) if (value) answers.set(name, t(...value));
  return answers;
}
