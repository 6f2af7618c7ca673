/**
 * What a webmaster pastes: from what is chosen to the code, and back and forth to an address. Nothing
 * here touches a page, so what the configurator gives out is what the tests paste.
 */

import { removeInvisible } from '../../dist/lib/contact-form/message.js';
import { parseBaseUrl } from '../../publish/target.ts';

/** What can be chosen. The first of each is what one has who chooses nothing. */
export const options = {
  widget: ['skr-intl-overview', 'org-card', 'contact-person', 'contact-form'],
  facts: ['skr', 'icld', 'own'],
  language: ['page', 'sv', 'en'],
  level: ['2', '3', '4', '5', '6'],
  theme: ['page', 'light', 'dark'],
  way: ['element', 'text', 'link', 'div', 'iframe', 'wordpress', 'oembed', 'fragment'],
  channel: ['evergreen', 'signed', 'exact', 'self-hosted'],
  content: ['text', 'link'],
  isolated: ['no', 'yes'],
  /** Whether a form is wanted, and a receiver for it is to be set up. */
  'new-receiver': ['no', 'yes'],
} as const;

/**
 * The systems that the site has a guide for, with the ways in that it describes. First the one that works
 * for whoever does not know more of theirs: the text in the code stays, also where an editor strips the
 * rest, and without WordPress's plugin, a shortcode is shown as it is.
 */
export const tools = {
  sitevision: ['element', 'link'],
  wordpress: ['element', 'wordpress', 'oembed', 'link'],
  optimizely: ['element', 'link'],
  umbraco: ['element', 'link'],
  drupal: ['element', 'link'],
  typo3: ['element', 'link'],
  joomla: ['element', 'link'],
  html: ['element', 'fragment'],
} as const satisfies Readonly<Record<string, readonly (typeof options.way)[number][]>>;

export type Tool = keyof typeof tools;

type Options = { readonly [name in keyof typeof options]: (typeof options)[name][number] };

/** The form's address at a receiver, as the elements want it. No user name, which passes for a host. */
export const receiverAddress =
  /^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/])[^?#@]*\/v1\/forms\/[^/?#@]+$/;

/** What `parseBaseUrl` takes, as far as a field can tell while somebody writes in it. */
export const folderAddress =
  /^(https:\/\/|http:\/\/(?=(localhost|127\.0\.0\.1)[:/]))[^\s/?#@"'<>]+(\/[^?#@"'<>&\\;,$(){}|^`[\]!*+=:]*)?$/;

/** What is free to write. `accent` is a colour as `#00597a`, `folder` an address with a slash at its end. */
export const texts = [
  'name',
  'description',
  'href',
  'heading',
  'job-title',
  'telephone',
  'email',
  'recipient',
  'endpoint',
  'accent',
  'folder',
  'heading-class',
  'text-class',
  'link-class',
] as const;

type Text = (typeof texts)[number];

/** All that a webmaster has chosen and written. */
export type Choice = Options & { readonly [name in Text]: string };

/** What each widget takes of its own: the facts it can show instead of SKR's. */
export const ownFacts: Readonly<Record<Choice['widget'], readonly Text[]>> = {
  'skr-intl-overview': [],
  'org-card': ['name', 'description', 'href'],
  'contact-person': ['heading', 'name', 'job-title', 'telephone', 'email'],
  'contact-form': ['telephone', 'email'],
};

/** What a release has, as far as the code needs to know. */
export interface Release {
  /** The folder that each version has its own folder in. */
  readonly address: string;
  readonly version: string;
  /** The hashes of its files. */
  readonly integrity: Readonly<Record<string, string>>;
  /** The publisher's keys, as `integrity` has them. None where nothing is signed. */
  readonly publicKeys: readonly string[];
  /** `features` of `csp.json`. */
  readonly policies: Readonly<Record<string, { directives: Readonly<Record<string, string[]>> }>>;
  /** The attributes of each element. */
  readonly attributes: Readonly<Record<string, readonly string[]>>;
  /** The page that each widget is about, by the name of its own page: `org-card-icld.sv`. */
  readonly links: Readonly<Record<string, { href: string; title: string; language: string }>>;
}

/**
 * Where a piece of code goes. `sheet` is in the head too, but may be left out, and `still` in the style
 * sheet.
 */
export type Place =
  | 'page'
  | 'head'
  | 'sheet'
  | 'link-text'
  | 'link-url'
  | 'editor'
  | 'shortcode'
  | 'address'
  | 'server'
  | 'style'
  | 'still';

/** Something to copy. */
export interface Part {
  readonly place: Place;
  readonly code: string;
}

/** What to copy, and what a content security policy must let through for it. */
export interface Code {
  readonly parts: readonly Part[];
  readonly policy: readonly string[];
}

/** The system that an address names. Plain HTML if it names none that we know. */
export function toolFrom(query: URLSearchParams): Tool {
  const name = query.get('tool') ?? '';
  return Object.hasOwn(tools, name) ? (name as Tool) : 'html';
}

/**
 * A choice from an address. What it does not say, or says wrongly, is as if nobody had chosen.
 *
 * @param locale The language of what cannot follow the page's: the reader's.
 */
export function choiceFrom(query: URLSearchParams, locale: 'sv' | 'en' = 'sv'): Choice {
  const chosen = Object.entries(options).map(([name, values]) => {
    const value = query.get(name) ?? '';
    if ((values as readonly string[]).includes(value)) return [name, value];
    return [name, name === 'way' ? tools[toolFrom(query)][0] : values[0]];
  });
  const textEntries = texts.map((name) => [name, cleanText(name, query.get(name) ?? '')]);
  const choice: Choice = Object.fromEntries([...chosen, ...textEntries]);
  const asItIs = {
    // A reader of oEmbed takes the page as it is, whatever the address says beside it.
    ...(choice.way === 'oembed' ? ({ level: '2', endpoint: '' } as const) : {}),
    // A form needs the script.
    ...(choice.way === 'text' ? ({ endpoint: '' } as const) : {}),
  };
  const facts = factsOf({ ...choice, ...asItIs });
  return {
    ...choice,
    ...asItIs,
    language: follows(choice) || choice.language !== 'page' ? choice.language : locale,
    facts: facts.includes(choice.facts) ? choice.facts : (facts[0] ?? 'skr'),
    'new-receiver': canOrderReceiver({ ...choice, ...asItIs }) ? choice['new-receiver'] : 'no',
    accent: /^#[\da-f]{6}$/i.test(choice.accent) ? choice.accent : '',
  };
}

/** The address that leads back to a choice: only what differs from having chosen but the system. */
export function queryOf(
  choice: Choice,
  tool: Tool = 'html',
  locale: 'sv' | 'en' = 'sv',
): URLSearchParams {
  const named = new URLSearchParams(tool === 'html' ? {} : { tool });
  const standard = {
    ...choiceFrom(named, locale),
    // A language that nobody has chosen is not in the URL of the page in the other one.
    language: follows(choice) ? 'page' : locale,
  };
  const names = Object.keys(choice) as (keyof Choice)[];
  return new URLSearchParams([
    ...named,
    ...names.filter((name) => choice[name] !== standard[name]).map((name) => [name, choice[name]]),
  ]);
}

/** What may say who somebody is. In a URL it is in the fragment, which no browser sends to a server. */
const personalTexts: readonly string[] = ['name', 'job-title', 'telephone', 'email'];

/**
 * Puts a choice in the URL of a page: `valj.html?widget=contact-person#name=Kim`.
 *
 * @param target The id of the place in the page that the URL leads to: `#code-name&name=Kim`.
 */
export function writeUrl(
  url: Pick<URL, 'search' | 'hash'>,
  query: URLSearchParams,
  target = '',
): void {
  const [personal, others] = [true, false].map((isPersonal) =>
    new URLSearchParams(
      [...query].filter(([name]) => personalTexts.includes(name) === isPersonal),
    ).toString(),
  );
  url.search = others ?? '';
  url.hash = [target, personal].filter(Boolean).join('&');
}

/** Reads the choice in a URL of this site, and the id of the place in the page that the URL leads to. */
export function readUrl({ search, hash }: Pick<URL, 'search' | 'hash'>) {
  const fragment = hash.slice(1);
  const [first = ''] = fragment.split('&', 1);
  const query = new URLSearchParams(search);
  for (const [name, value] of new URLSearchParams(fragment)) {
    if (personalTexts.includes(name) && value) query.set(name, value);
  }
  return { query, target: first.includes('=') ? '' : first };
}

/** What the page of texts asks of a choice: where the script is, what is shown and whether it has a form. */
export function textsQueryOf(choice: Choice): URLSearchParams {
  const { widget, facts } = choice;
  const widgets = {
    'skr-intl-overview': 'text',
    'org-card': facts === 'own' ? 'own-card' : 'card',
    'contact-person': facts === 'own' ? 'own' : 'person',
    'contact-form': 'form',
  } as const;
  const hasForm = isReceiver(choice) || choice['new-receiver'] === 'yes';
  return new URLSearchParams({
    script: scriptHost(choice),
    show: widgets[widget],
    form: hasForm ? 'yes' : 'no',
  });
}

/** Whose server has the script. The plugin has it on the website itself. */
function scriptHost(choice: Choice): 'none' | 'own' | 'publisher' {
  if (choice.way === 'text') return 'none';
  return isSelfHosted(choice) || choice.way === 'wordpress' ? 'own' : 'publisher';
}

/** Whose facts a widget can show, by a way in. A form to a receiver of one's own is never SKR's. */
export function factsOf(
  choice: Pick<Choice, 'widget' | 'way' | 'endpoint'>,
): readonly Choice['facts'][] {
  const { widget, way } = choice;
  if (widget === 'contact-form' && isReceiver(choice)) return ['own'];
  const builtIn = widget === 'org-card' ? (['skr', 'icld'] as const) : (['skr'] as const);
  return ownFacts[widget].length > 0 && way !== 'oembed' ? [...builtIn, 'own'] : builtIn;
}

/** The page's classes, where it styles text by class. */
const classes = ['heading-class', 'text-class', 'link-class'] as const;

/** What is another matter in a frame, where no style sheet of the page reaches. */
const looks = ['theme', 'accent', 'isolated', ...classes] as const;

/** What each way in takes no account of. */
const ignoredChoices: Readonly<Record<Choice['way'], readonly (keyof Choice)[]>> = {
  element: [],
  text: ['content', 'endpoint', 'channel', 'folder', 'theme', 'accent', 'isolated'],
  div: [],
  link: ['content'],
  wordpress: ['content', 'channel', 'folder'],
  iframe: ['content', ...looks],
  oembed: ['content', ...looks, 'level', 'endpoint'],
  fragment: ['content'],
};

/** What a choice has no use for, since the way in decides it, or since there is no form to send. */
export function unused(choice: Choice): readonly (keyof Choice)[] {
  const { widget, way, facts, isolated } = choice;
  const names = widget === 'contact-form' ? facts === 'own' : isReceiver(choice);
  return [
    ...ignoredChoices[way],
    ...(names ? [] : ['recipient' as const]),
    ...(canOrderReceiver(choice) ? [] : ['new-receiver' as const]),
    // Nothing but the form's button has it.
    ...(receiverOf(choice) ? [] : ['accent' as const]),
    // No rule of the page's for its classes reaches what is isolated.
    ...(isolated === 'yes' ? classes : []),
  ];
}

/** Who a form in a frame must be let send to. */
export function receiverOrigin(choice: Choice): string {
  return originOf(receiverOf(choice));
}

/** Whether the widget has a form, and there is an address that it can be sent to. */
function isReceiver({ widget, endpoint }: Pick<Choice, 'widget' | 'endpoint'>): boolean {
  const hasForm = widget === 'skr-intl-overview' || widget === 'contact-form';
  return hasForm && receiverAddress.test(endpoint) && originOf(endpoint) !== '';
}

/** Whether the widget could have a form, and has no receiver yet. */
function canOrderReceiver(choice: Pick<Choice, 'widget' | 'way' | 'endpoint'>): boolean {
  const { widget, way } = choice;
  const hasForm = widget === 'skr-intl-overview' || widget === 'contact-form';
  return hasForm && way !== 'oembed' && way !== 'text' && !isReceiver(choice);
}

/**
 * Where the widget's form sends. Nowhere until it is said who reads what is sent: the form would say that
 * it is SKR.
 */
function receiverOf(choice: Choice): string {
  return isReceiver(choice) && choice.recipient ? choice.endpoint : '';
}

/** What is still to be written, so that the code shows what was chosen. */
export function missing(
  choice: Choice,
): readonly ('own' | 'contact' | 'recipient' | 'folder' | 'receiver')[] {
  const { widget, facts, folder, recipient } = choice;
  const isEmpty = ownFacts[widget].every((name) => !choice[name]);
  // With a receiver, the form is theirs whatever they write.
  const own: 'own' | 'contact' =
    widget === 'contact-form' && isReceiver(choice) ? 'contact' : 'own';
  return [
    ...(facts === 'own' && isEmpty ? [own] : []),
    ...(isReceiver(choice) && !recipient ? ['recipient' as const] : []),
    ...(isSelfHosted(choice) && !folderUrl(folder) ? ['folder' as const] : []),
    ...(choice['new-receiver'] === 'yes' ? ['receiver' as const] : []),
  ];
}

/** The origin of an address. Browsers take names that would end a directive of a policy: not we. */
function originOf(address: string): string {
  const origin = URL.parse(address)?.origin ?? '';
  return /^https?:\/\/[\w.:[\]-]+$/.test(origin) ? origin : '';
}

/** HTML that the code has in it, and that comes from elsewhere: a file of the release, or an element's content. */
export type Source =
  | { readonly path: string }
  | {
      readonly tag: Choice['widget'];
      readonly attributes: Readonly<Record<string, string>>;
      readonly locale: 'sv' | 'en';
    };

/**
 * Where the HTML in the code comes from, if there is any.
 *
 * @param pageLocale The language of the text where the element follows the page that it will stand on.
 */
export function sourceOf(choice: Choice, pageLocale: 'sv' | 'en' = 'sv'): Source | undefined {
  const { way, content, widget } = choice;
  if (way === 'fragment') {
    return isReady(choice) ? { path: `fragments/${pageName(choice)}.html` } : undefined;
  }
  if (way !== 'text' && (content === 'link' || ignoredChoices[way].includes('content'))) {
    return undefined;
  }
  // The element would name SKR's form, and this one is not SKR's.
  const isUnreachable = !choice.telephone && !choice.email;
  if (widget === 'contact-form' && receiverOf(choice) && isUnreachable) return undefined;
  // A form is in a template that no editor keeps. Where no script runs, there are other ways to make contact.
  const { lang, isolated, endpoint, 'contact-endpoint': _, ...others } = attributesOf(choice);
  // The article keeps its link to SKR's form, which is SKR's: with a recipient there is a heading alone.
  const { recipient, ...anonymous } = others;
  const attributes = widget === 'skr-intl-overview' ? anonymous : others;
  const locale = lang ? (lang === 'en' ? 'en' : 'sv') : pageLocale;
  return { tag: widget, attributes, locale };
}

/**
 * What to copy.
 *
 * @param html What there is at `sourceOf`.
 */
export function codeFor(choice: Choice, release: Release, html = ''): Code {
  const style = styleOf(choice);
  const still = stillRule(choice);
  return {
    parts: [
      ...partsOf(choice, release, html),
      ...(style ? [{ place: 'style', code: style } as const] : []),
      ...(still ? [{ place: 'still', code: still } as const] : []),
    ],
    policy: policyOf(choice, release),
  };
}

function partsOf(choice: Choice, release: Release, html: string): Part[] {
  const { widget, way } = choice;
  const embed = new URL(`${baseOf(choice, release)}embed/${pageName(choice)}.html`);
  const { lang, org, ...options } = attributesOf(choice);
  // It says to the page that it is in a frame, also where no script may tell it.
  writeUrl(embed, new URLSearchParams(options), way === 'iframe' ? 'frame' : '');
  const page = embed.href;
  const { title } = linkOf(choice, release);
  const script = scriptTag(choice, release, 'skr-widgets.js');
  const sheet = sheetTag(choice, release);
  const inside = html.trim() || fallbackLink(choice, release);
  switch (way) {
    case 'element': {
      const page: Part = {
        place: 'page',
        code: script + tag(widget, attributesOf(choice), inside),
      };
      return hasSheet(choice) ? [page, { place: 'sheet', code: sheet }] : [page];
    }
    case 'text':
      return [{ place: 'page', code: html.trim() }];
    case 'link':
      return [
        { place: 'head', code: script },
        { place: 'link-text', code: title },
        { place: 'link-url', code: page },
        { place: 'editor', code: `<p>${tag('a', { href: page }, escaped(title))}</p>` },
      ];
    case 'div': {
      const data = Object.entries(attributesOf(choice)).map(([name, value]) => [
        `data-${name}`,
        value,
      ]);
      const attributes = { 'data-skr-widget': widget, ...Object.fromEntries(data) };
      return [
        { place: 'head', code: hasSheet(choice) ? `${sheet}\n${script}` : script },
        { place: 'editor', code: tag('div', attributes, html ? inside : `<p>${inside}</p>`) },
      ];
    }
    case 'iframe': {
      const attributes = {
        src: page,
        title,
        width: '100%',
        height: '400',
        frameborder: '0',
      };
      const height = scriptTag(choice, release, 'iframe-height.js');
      return [{ place: 'page', code: tag('iframe', attributes, '') + height }];
    }
    case 'wordpress': {
      const attributes = Object.entries({ element: widget, ...attributesOf(choice) }).map(
        ([name, value]) => ` ${name}="${escapedForShortcode(value)}"`,
      );
      return [{ place: 'shortcode', code: `[skr_widget${attributes.join('')}]` }];
    }
    case 'oembed':
      return [{ place: 'address', code: page }];
    case 'fragment': {
      const head: Part = { place: 'head', code: `${sheet}\n${script}` };
      if (!isReady(choice)) return [head, { place: 'server', code: program(choice, release) }];
      const { lang, org, ...others } = attributesOf(choice);
      const code = html
        .trim()
        .replaceAll(release.address, () => addressOf(choice, release))
        .replace(`<${widget}`, () => `<${widget}${formatAttributes(others)}`);
      return [head, { place: 'page', code }];
    }
  }
}

/** The script as a line of its own, for the head of a template. */
export function templateScript(choice: Choice, release: Release): string {
  return scriptTag({ ...choice, way: 'link' }, release, 'skr-widgets.js');
}

/** What stands in the tag of the element. */
export function attributesOf(choice: Choice): Record<string, string> {
  const { widget, facts, level, language, recipient, isolated } = choice;
  const endpoint = receiverOf(choice);
  const skipped = unused(choice);
  const own = facts === 'own' ? ownFacts[widget].map((name) => [name, choice[name]]) : [];
  // The element would leave out such an address too, with a warning.
  const usable = own.filter(([name, value = '']) => name !== 'href' || isLink(value));
  const attributes: Record<string, string> = {
    org: widget === 'org-card' && facts === 'icld' ? 'icld' : '',
    ...Object.fromEntries(usable),
    'contact-endpoint': widget === 'skr-intl-overview' ? endpoint : '',
    endpoint: widget === 'contact-form' ? endpoint : '',
    recipient: skipped.includes('recipient') ? '' : recipient,
    'heading-level': level === '2' ? '' : level,
    ...Object.fromEntries(
      classes.map((name) => [name, skipped.includes(name) ? '' : choice[name]]),
    ),
    isolated: isolated === 'yes' && !skipped.includes('isolated') ? 'true' : '',
    lang: language === 'page' ? '' : language,
  };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value));
}

/** Whether the way in can follow the page's language. The others have one of their own. */
export function follows({ way }: Pick<Choice, 'way'>): boolean {
  return way === 'element' || way === 'div' || way === 'wordpress';
}

/** The name of the widget's own page and fragments, with the language. */
function pageName(choice: Choice): string {
  const { widget, facts, language } = choice;
  const icld = widget === 'org-card' && facts === 'icld' ? '-icld' : '';
  return `${widget}${icld}.${language === 'page' ? 'sv' : language}`;
}

/** Whether a fragment that is ready has all that is chosen, but for the address of the receiver. */
function isReady(choice: Choice): boolean {
  const attributes = attributesOf(choice);
  const changes = ['recipient', 'heading-level', ...classes].some((name) => attributes[name]);
  return choice.facts !== 'own' && !changes;
}

/** A program that prints the element, for attributes that no fragment has which is ready. */
function program(choice: Choice, release: Release): string {
  const { lang = 'sv', ...attributes } = attributesOf(choice);
  const options = { styleSheet: `${exactBase(choice, release)}skr-widgets.css` };
  const values = [choice.widget, attributes, lang, options].map((value) =>
    JSON.stringify(value, null, 2),
  );
  return `import { renderElement } from 'skr-widgets/ssr.js';

console.log(renderElement(${values.join(', ')}));`;
}

/** The folder that each version has its own folder in, as the code names it. */
export function addressOf(choice: Choice, { address }: Release): string {
  return (isSelfHosted(choice) && folderUrl(choice.folder)) || address;
}

/** Whether the files are in a folder of their own. The plugin for WordPress brings its own, and the text needs none. */
export function isSelfHosted({ channel, way }: Pick<Choice, 'channel' | 'way'>): boolean {
  return channel === 'self-hosted' && way !== 'wordpress' && way !== 'text';
}

/** The URL of a folder that somebody has written, with or without the slash at its end. Empty if it is none. */
export function folderUrl(text: string): string {
  try {
    return parseBaseUrl(text.endsWith('/') ? text : `${text}/`);
  } catch {
    return '';
  }
}

/** Whether an address is this machine's own, or the one of examples: no other page can use it. */
export function isExample(address: string): boolean {
  return /^https:\/\/example\.|^http:/.test(address);
}

/** The folder of the version that is linked to. */
function baseOf(choice: Choice, release: Release): string {
  const { version } = release;
  const folder = choice.channel === 'exact' ? version : version.split('.', 1)[0];
  return `${addressOf(choice, release)}v${folder}/`;
}

/** The folder of the very version, which a fragment names its style sheet by. */
function exactBase(choice: Choice, release: Release): string {
  return `${addressOf(choice, release)}v${release.version}/`;
}

/** The style sheet that keeps the page still while the script is on its way. A server's is of the very version. */
function sheetTag(choice: Choice, release: Release): string {
  const file = 'skr-widgets.css';
  const base = choice.way === 'fragment' ? exactBase(choice, release) : baseOf(choice, release);
  const hash = integrityOf(choice, release, file);
  const integrity = hash && ` integrity="${hash}" crossorigin`;
  return `<link rel="stylesheet" href="${base}${file}"${integrity}>`;
}

/** Whether there is anything to see before the script. */
function hasSheet(choice: Choice): boolean {
  if (choice.way === 'text') return false;
  return choice.way === 'fragment' || sourceOf(choice) !== undefined;
}

/** What the browser holds a file against: its hash, or who has signed it. */
function integrityOf({ channel }: Choice, release: Release, file: string): string {
  if (channel === 'exact') return release.integrity[file] ?? '';
  if (channel === 'signed') return release.publicKeys.map((key) => `ed25519-${key}`).join(' ');
  return '';
}

function scriptTag(choice: Choice, release: Release, file: string): string {
  const { way } = choice;
  const hash = integrityOf(choice, release, file);
  const origin = way === 'link' || way === 'div' ? receiverOrigin(choice) : '';
  const attributes = {
    src: `${baseOf(choice, release)}${file}`,
    integrity: hash,
    'data-origins': origin,
  };
  const nonEmpty = Object.entries(attributes).filter(([, value]) => value);
  const crossorigin = hash && ' crossorigin';
  return `<script defer${formatAttributes(Object.fromEntries(nonEmpty))}${crossorigin}></script>`;
}

/** Where the text of a choice is from, and what it is called. */
function linkOf(choice: Choice, { links }: Release) {
  const builtInLink = links[pageName(choice)] ?? { href: '', title: '', language: 'sv' };
  if (choice.facts !== 'own') return builtInLink;
  const { name, recipient, href, telephone, email } = choice;
  const contactUrl = email ? mailto(email) : telephone && tel(telephone);
  switch (choice.widget) {
    case 'org-card':
      return { href, title: name || builtInLink.title, language: '' };
    case 'contact-person':
      return { href: contactUrl, title: name || builtInLink.title, language: '' };
    default:
      return {
        href: contactUrl,
        title: recipient || email || telephone || builtInLink.title,
        language: '',
      };
  }
}

/** What shows where scripts do not run, if it is not the text. */
function fallbackLink(choice: Choice, release: Release): string {
  const { href, title, language } = linkOf(choice, release);
  const chosenLanguage = choice.language;
  const hreflang =
    language && chosenLanguage !== 'page' && chosenLanguage !== language ? language : '';
  return link({ href, ...(hreflang && { hreflang }) }, title);
}

/** A link, or only its text where the address can be none. */
function link(attributes: { readonly href: string; readonly hreflang?: string }, text: string) {
  return isLink(attributes.href) ? tag('a', attributes, escaped(text)) : escaped(text);
}

function tel(telephone: string): string {
  return `tel:${telephone.replace(/[^+\d]/g, '')}`;
}

function mailto(email: string): string {
  return `mailto:${encodeURI(email)}`;
}

/**
 * Colours, for the site's style sheet: a `style` in the tag would need a policy that lets it. The
 * element takes everything else from the page.
 */
export function styleOf(choice: Choice): string {
  const { widget, theme, accent } = choice;
  const skipped = unused(choice);
  const declarations = [
    ...(skipped.includes('theme') ? [] : themes[theme]),
    ...(accent && !skipped.includes('accent') ? [`--skr-accent: ${accent}`] : []),
  ];
  if (declarations.length === 0) return '';
  return `${widget} {\n${declarations.map((line) => `  ${line};\n`).join('')}}`;
}

/**
 * Keeps the room of an element that is higher than most screens and has nothing in it but a link, until
 * the script has come. What is lower moves less than a guess at its height would.
 */
function stillRule(choice: Choice): string {
  const { widget, way } = choice;
  const isHigh = widget === 'skr-intl-overview' || receiverOf(choice) !== '';
  if (way !== 'element' || hasSheet(choice) || !isHigh) return '';
  return `${widget}:not(:defined) {\n  display: block;\n  min-block-size: 100vh;\n}`;
}

const themes: Readonly<Record<Choice['theme'], readonly string[]>> = {
  page: [],
  light: ['padding: 1.5em', 'color-scheme: light', 'background: #fff', '--skr-text: #1a2128'],
  dark: [
    'padding: 1.5em',
    'color-scheme: dark',
    'background: #14191f',
    '--skr-text: #e9edf0',
    '--skr-error: #ff8a75',
  ],
};

/** What `csp.json` says of what is used, put together by directive. */
function policyOf(choice: Choice, release: Release): string[] {
  const { way, channel } = choice;
  const script = channel === 'exact' ? 'script-by-hash' : 'script-by-host';
  const frame = ['iframe', channel === 'exact' ? 'script-by-hash' : 'iframe-height'];
  const features: string[] = {
    element: [script],
    text: [],
    link: [script],
    div: [script],
    iframe: frame,
    // The plugin has the script on the site's own server.
    wordpress: ['script-by-host'],
    oembed: ['iframe'],
    fragment: [script],
  }[way];
  if (hasSheet(choice) || way === 'wordpress') features.push('fragment');
  const framed = way === 'iframe' || way === 'oembed';
  if (receiverOf(choice) && !framed) features.push('form');

  const directives = new Map<string, Set<string>>();
  for (const feature of features) {
    for (const [name, sources] of Object.entries(release.policies[feature]?.directives ?? {})) {
      const all = directives.get(name) ?? new Set();
      for (const source of sources) all.add(sourceFor(source, choice, release));
      directives.set(name, all);
    }
  }
  return [...directives].map(([name, sources]) => `${name} ${[...sources].join(' ')}`);
}

function sourceFor(source: string, choice: Choice, release: Release): string {
  const { way } = choice;
  if (source === '{receiver}') return receiverOrigin(choice);
  if (way === 'wordpress' && source === release.address) return "'self'";
  if (way === 'iframe' && source.startsWith("'sha384-")) {
    return `'${release.integrity['iframe-height.js']}'`;
  }
  return source === release.address ? addressOf(choice, release) : source;
}

function tag(name: string, attributes: Readonly<Record<string, string>>, content: string): string {
  return `<${name}${formatAttributes(attributes)}>${content}</${name}>`;
}

function formatAttributes(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => (name === 'isolated' ? ' isolated' : ` ${name}="${escaped(value)}"`))
    .join('');
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

/** WordPress reads quotes and brackets before entities, and leaves entities as they are. */
function escapedForShortcode(text: string): string {
  return escaped(text).replaceAll('[', '&#91;').replaceAll(']', '&#93;');
}

/** Whether an address may become a link: those of scripts may not, nor those that lead nowhere. */
function isLink(href: string): boolean {
  return /^(https?:\/\/.|mailto:.+@.|tel:\+?\d)/i.test(href);
}

/**
 * A text as the code has it: on one line, and without the invisible characters that come along when an
 * address, a number or a class is copied. Between words, such characters join letters and emoji.
 */
export function cleanText(name: string, text: string): string {
  const isProse = /^(name|description|heading|job-title|recipient)$/.test(name);
  return (isProse ? text : removeInvisible(text)).replace(/\s+/g, ' ').trim();
}
