/**
 * Reads a snippet back into choices: one that the configurator has given out, or what an editor has left
 * of it. What is wrong with it is named, and the code for the choices is the corrected snippet.
 */
import {
  attributesOf,
  type Choice,
  choiceFrom,
  folderUrl,
  options,
  ownFacts,
  type Release,
  readUrl,
  receiverAddress,
  styleOf,
} from './code.ts';

/** An element of a snippet, whichever parser has read it: the browser's, or the tests'. */
export interface SnippetElement {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
  readonly descendants: readonly SnippetElement[];
}

/** Gives every element of some HTML, in the order of the document. */
export type SnippetParser = (html: string) => readonly SnippetElement[];

/** What can be wrong with a snippet. */
export const problemKinds = [
  'escaped',
  'curly-quotes',
  'self-closing',
  'misspelt',
  'unclosed',
  'in-paragraph',
  'missing-script',
  'script-alone',
  'stripped',
  'text-alone',
  'text-beside-script',
  'several',
  'unknown-attribute',
  'left-out',
  'style',
  'heading-level',
  'org',
  'language',
  'endpoint',
  'recipient',
  'example-receiver',
  'example-url',
  'data-origins',
  'sandbox',
  'not-alone',
  'ugc',
  'integrity',
  'other-version',
  'wordpress-frame',
  'plugin',
  'text-cut',
  'text-changed',
  'foreign-script',
  'other-host',
  'unknown-key',
  'evergreen-hash',
  'unknown-origin',
] as const;

/** Something wrong with a snippet, and which word of it. */
export interface Problem {
  readonly kind: (typeof problemKinds)[number];
  readonly word: string;
}

/** What a snippet says. */
export interface Snippet {
  /** Nothing if there is no widget of ours in it. */
  readonly choice: Choice | undefined;
  readonly problems: readonly Problem[];
}

/** A widget in a snippet: by which way it came there, and what it says. */
interface Widget {
  readonly way: Choice['way'];
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** What stands for it in the snippet, if that is HTML. */
  readonly element?: SnippetElement;
}

/** A file of a release, wherever it is hosted. */
const FILE_URL =
  /^(?<base>.*\/)v(?<version>\d+(\.\d+\.\d+)?)\/(skr-widgets\.(js|css)|iframe-height\.js|embed\/[\w-]+\.[a-z]+\.html)([?#]|$)/;

const EMBED_PAGE = /\/embed\/([a-z-]+?)(-icld)?\.([a-z]+)\.html(?:\?([^#\s]*))?(?:#(\S*))?$/;

const EXAMPLE_HOST = /^https?:\/\/([\w-]+\.)*example\.(se|com|org|net)([:/]|$)/;

export function readSnippet(pasted: string, release: Release, parse: SnippetParser): Snippet {
  const problems: Problem[] = [];
  const report = (kind: Problem['kind'], word = '') => problems.push({ kind, word });
  const code = repair(pasted, parse, report);
  const elements = parse(code);
  const script = elements.find(
    ({ tag, attributes }) => tag === 'script' && isScript(attributes.src),
  );
  // In a program, HTML is text, and a whole page has scripts of its own.
  for (const { tag, attributes } of /renderElement\(|<body[\s>]/i.test(code) ? [] : elements) {
    const handler = Object.keys(attributes).find((name) => name.startsWith('on'));
    if (handler) report('foreign-script', handler);
    else if (tag === 'script' && !isScript(attributes.src)) {
      report('foreign-script', attributes.src ?? '<script>');
    }
  }
  checkHosts(elements, code.trim(), release, report);
  checkTags(code, elements, report);
  const widget =
    findWidget(code, elements, parse) ?? findStripped(elements, script, release, report);
  if (!widget) {
    if (script) report('script-alone');
    return { choice: undefined, problems };
  }

  const { way, tag, element } = widget;
  const count = way === 'text' ? countTexts(elements, release) : countWidgets(code, elements);
  if (count > 1) report('several', String(count));
  const attributes = readAttributes(widget, release, report);
  const urls = elements.flatMap(({ attributes: { src, href } }) => src ?? href ?? []);
  const styles = readStyles(code, tag, element?.attributes.style);
  const query = new URLSearchParams({
    ...attributes,
    ...styles.values,
    ...readHost([script?.attributes.src ?? '', ...urls, code.trim()], script, release, report),
    widget: tag,
    way,
    facts: readFacts(tag, attributes),
    content: way === 'text' || (element && hasText(element)) ? 'text' : 'link',
  });
  const needsScript = way !== 'iframe' && way !== 'oembed' && way !== 'wordpress';
  if (needsScript && !script && element) report('missing-script');
  // A card is not as high as the frame may be.
  if (way === 'oembed' && tag !== 'org-card' && tag !== 'contact-person') report('wordpress-frame');
  if (way === 'wordpress') report('plugin');
  checkTrust(widget, attributes, script, elements, report);
  const choice = choiceFrom(query);
  checkLosses(widget, attributes, styles.declarations, choice, problems, report);
  return { choice, problems };
}

type Report = (kind: Problem['kind'], word?: string) => void;

/** The code as it was before it was shown as text, and before an editor made its quotes beautiful. */
function repair(pasted: string, parse: SnippetParser, report: Report): string {
  let code = pasted.replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '').replaceAll('\u00a0', ' ');
  const isCode = /<(script|iframe|a|div data-skr|skr-|org-|contact-)|\[skr_widget|renderElement\(/;
  if (!isCode.test(code) && /&lt;(script|iframe|a|div|skr|org|contact)\b/.test(code)) {
    report('escaped');
    code = parse(`<div>${code}</div>`)[0]?.text ?? '';
  }
  const quoted = /=\s*[“”„″«»]/;
  if (quoted.test(code)) report('curly-quotes');
  code = code.replace(/<[a-z][^<>]*>|\[skr_widget[^\]]*\]/gi, (tag) =>
    quoted.test(tag) ? tag.replace(/[“”„″«»]/g, '"') : tag,
  );
  const misspelt = new Set<string>();
  code = code.replace(
    /(<\/?|\belement="|\bdata-skr-widget=")([a-z]+(?:-[a-z]+)*)(?=[\s"/>])/gi,
    (text, start, name) => {
      const tag = options.widget.find((each) => isMisspelt(name.toLowerCase(), each));
      if (!tag) return text;
      misspelt.add(name);
      return start + tag;
    },
  );
  for (const name of misspelt) report('misspelt', name);
  code = code.replace(
    /<(skr-intl-overview|org-card|contact-person|contact-form)\b([^<>]*)\/>/g,
    (_, tag, rest) => {
      report('self-closing', tag);
      return `<${tag}${rest}></${tag}>`;
    },
  );
  // All that follows would be a part of the script.
  return code.replace(/<script\b[^<>]*>(?!\s*<\/script)/gi, (tag) => {
    if (!isScript(tag)) return tag;
    report('unclosed', 'script');
    return `${tag}</script>`;
  });
}

/** Whether a name is an element's, but for at most two letters that are missing, extra or wrong. */
function isMisspelt(name: string, tag: string): boolean {
  if (isTag(name) || Math.abs(name.length - tag.length) > 2) return false;
  let above = Array.from({ length: tag.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...name].entries()) {
    const distances = [row + 1];
    for (const [column, expected] of [...tag].entries()) {
      const replaced = (above[column] ?? 0) + (letter === expected ? 0 : 1);
      const shorter = (above[column + 1] ?? 0) + 1;
      distances.push(Math.min(replaced, shorter, (distances[column] ?? 0) + 1));
    }
    above = distances;
  }
  return (above.at(-1) ?? 0) <= 2;
}

/**
 * What has no end tag takes the rest of the page with it, and a paragraph has no room for blocks. Scripts
 * have: editors that keep them put them in one.
 */
function checkTags(code: string, elements: readonly SnippetElement[], report: Report): void {
  // The scripts of a whole page may have tags in their texts.
  const isPage = /<body[\s>]/i.test(code);
  const isUnclosed = (tag: string) => {
    const count = (start: string) =>
      code.match(new RegExp(`${start}${tag}(?=[\\s/>]|$)`, 'gi'))?.length ?? 0;
    return count('<') > count('</');
  };
  const widgets = options.widget.filter(isUnclosed);
  // Where a widget is cut short, so is what is in it.
  const others = isPage || widgets.length > 0 ? [] : ['iframe', 'a', 'div'].filter(isUnclosed);
  for (const tag of [...widgets, ...others]) report('unclosed', tag);
  const inParagraphs = elements
    .filter(({ tag }) => tag === 'p')
    .flatMap(({ descendants }) => descendants)
    .filter(({ tag }) => isTag(tag));
  for (const tag of new Set(inParagraphs.map((each) => each.tag))) report('in-paragraph', tag);
}

function isTag(tag = ''): tag is Choice['widget'] {
  return (options.widget as readonly string[]).includes(tag);
}

/** Whether an element is a widget, or becomes one. */
export function isWidget({ tag, attributes }: SnippetElement): boolean {
  return isTag(tag) || isTag(attributes['data-skr-widget']);
}

function isScript(src = ''): boolean {
  return /skr-widgets[^/]*\.js|iframe-height\.js/.test(src);
}

function findWidget(
  code: string,
  elements: readonly SnippetElement[],
  parse: SnippetParser,
): Widget | undefined {
  const [, values] = /\[skr_widget\b([^\]]*)\]/.exec(code) ?? [];
  if (values !== undefined) {
    const { element = '', ...attributes } = parse(`<p${values}>`)[0]?.attributes ?? {};
    return isTag(element) ? { way: 'wordpress', tag: element, attributes } : undefined;
  }
  const program = /renderElement\(([\s\S]*\})\s*\)/.exec(code)?.[1];
  if (program) return readProgram(program);

  const index = elements.findIndex(({ tag }) => isTag(tag));
  const element = elements[index];
  if (element) {
    const sheet = elements.findIndex(({ attributes }) =>
      /skr-widgets\.css/.test(attributes.href ?? ''),
    );
    const printed = element.descendants.some(({ attributes }) => attributes.shadowrootmode);
    // A server prints the widget by itself: what it needs stands before it, in the head.
    const scriptIndex = elements.findIndex(({ attributes }) => isScript(attributes.src));
    const isFragment = printed || (sheet >= 0 && sheet < index && scriptIndex > sheet);
    return { way: isFragment ? 'fragment' : 'element', ...element, element };
  }
  const block = elements.find(({ attributes }) => isTag(attributes['data-skr-widget']));
  if (block) {
    const { 'data-skr-widget': tag = '', ...others } = block.attributes;
    const data = Object.entries(others).filter(([name]) => name.startsWith('data-'));
    const attributes = Object.fromEntries(data.map(([name, value]) => [name.slice(5), value]));
    return { way: 'div', tag, attributes, element: block };
  }
  for (const each of elements) {
    const { src = '', href = '' } = each.attributes;
    const page = readPage(each.tag === 'iframe' ? src : each.tag === 'a' ? href : '');
    if (page) return { way: each.tag === 'iframe' ? 'iframe' : 'link', element: each, ...page };
  }
  const page = readPage(code.trim());
  // The URL of a page that is to be embedded has nothing more to say: that of a link has.
  return page && { way: /[?#]/.test(code) ? 'link' : 'oembed', ...page };
}

/** How many widgets a snippet has: one is read. */
function countWidgets(code: string, elements: readonly SnippetElement[]): number {
  const shortcodes = code.match(/\[skr_widget\b/g) ?? [];
  const widgets = elements.filter(({ tag, attributes }) => {
    const { 'data-skr-widget': block, src = '', href = '' } = attributes;
    const url = tag === 'iframe' ? src : tag === 'a' ? href : '';
    return isTag(tag) || isTag(block) || readPage(url) !== undefined;
  });
  return shortcodes.length + widgets.length;
}

/** What the URL of an embed page says. */
function readPage(url: string): Pick<Widget, 'tag' | 'attributes'> | undefined {
  const [page, tag = '', icld, lang = '', search = '', hash = ''] = EMBED_PAGE.exec(url) ?? [];
  if (!page || !isTag(tag)) return undefined;
  const { query } = readUrl({ search, hash: `#${hash}` });
  const attributes = Object.fromEntries(query);
  return { tag, attributes: { lang, ...(icld && { org: 'icld' }), ...attributes } };
}

/** What a program for Node prints. */
function readProgram(values: string): Widget | undefined {
  try {
    const [tag, attributes, lang] = JSON.parse(`[${values}]`);
    return isTag(tag) ? { way: 'fragment', tag, attributes: { lang, ...attributes } } : undefined;
  } catch {
    return undefined;
  }
}

/** What is left when an editor has taken the widget away, and kept the text or the link that stood in it. */
function findStripped(
  elements: readonly SnippetElement[],
  script: SnippetElement | undefined,
  { links }: Release,
  report: Report,
): Widget | undefined {
  const headings = elements.filter(isHeading);
  const anchors = elements.filter(({ tag }) => tag === 'a');
  // A page may link to SKR's beside the text.
  for (const each of [...headings, ...anchors]) {
    const { tag, attributes } = each;
    const titled = findTitled(each, elements, links);
    // Some pages are about more than one widget.
    const linked = Object.entries(links).filter(
      ([, { href }]) => tag === 'a' && href === attributes.href,
    );
    // Some names are the same in both languages.
    const language = elements.find(
      ({ attributes: { lang }, descendants }) => lang && descendants.includes(each),
    )?.attributes.lang;
    const [name = ''] =
      titled.find(([key]) => key.endsWith(`.${language}`)) ??
      titled[0] ??
      (linked.length === 1 ? linked[0] : []) ??
      [];
    const [, widget = '', icld, lang = ''] = /^([a-z-]+?)(-icld)?\.(sv|en)$/.exec(name) ?? [];
    if (!isTag(widget)) continue;
    const heading = tag === 'a' ? findHeadingAbove(elements, each) : each;
    const level = heading?.tag.slice(1) ?? '2';
    const values = {
      lang,
      ...(icld && { org: 'icld' }),
      ...(level !== '2' && { 'heading-level': level }),
      ...readClasses(elements, level),
    };
    if (tag === 'a') {
      report('stripped', widget);
      return { way: 'link', tag: widget, attributes: values };
    }
    report(script ? 'text-beside-script' : 'text-alone');
    return { way: 'text', tag: widget, attributes: values };
  }
  return undefined;
}

/** The widgets' pages, by name, that an element has the title of. Some are called the same in both languages. */
function findTitled(
  { tag, text }: SnippetElement,
  elements: readonly SnippetElement[],
  links: Release['links'],
) {
  const line = text.trim().replace(/\s+/g, ' ');
  return Object.entries(links).filter(([, { title }]) => {
    if (title === line) return true;
    // A person's name is below the heading, and a link says that it leads away.
    if (tag === 'a') return line.startsWith(`${title} (`);
    const [heading, name] = title.split(': ');
    return (
      heading === line && elements.some((each) => name !== undefined && each.text.includes(name))
    );
  });
}

/** How many of our texts stand in a snippet without their elements: one is read. */
function countTexts(elements: readonly SnippetElement[], { links }: Release): number {
  const names = elements
    .filter(isHeading)
    .flatMap((each) => findTitled(each, elements, links)[0]?.[0] ?? []);
  const articles = names.filter((name) => name.startsWith('skr-intl-overview'));
  // An article has headings with the names of two organisations and a person.
  return names.length - 3 * articles.length;
}

/** Whether an element is a heading of a level that a widget can have. */
function isHeading({ tag }: SnippetElement): boolean {
  return /^h[2-6]$/.test(tag);
}

/** The heading that stands right above a link, and so belongs to it. */
function findHeadingAbove(
  elements: readonly SnippetElement[],
  link: SnippetElement,
): SnippetElement | undefined {
  const above = elements
    .slice(0, elements.indexOf(link))
    .filter(({ tag, descendants }) => tag !== 'span' && !descendants.includes(link))
    .at(-1);
  return above && isHeading(above) ? above : undefined;
}

/** The page's classes that stand beside ours in the text. */
function readClasses(elements: readonly SnippetElement[], level: string): Record<string, string> {
  const read = (tag: RegExp) => {
    const element = elements.find(
      (each) => tag.test(each.tag) && /\bskr-/.test(each.attributes.class ?? ''),
    );
    const names = element?.attributes.class?.split(/\s+/) ?? [];
    return names.filter((name) => name && !name.startsWith('skr-')).join(' ');
  };
  const isLevel = new RegExp(`(?<!\\d)${level}(?!\\d)`, 'g');
  const classes = {
    'heading-class': read(/^h[2-6]$/).replace(isLevel, '{level}'),
    'text-class': read(/^p$/),
    'link-class': read(/^a$/),
  };
  return Object.fromEntries(Object.entries(classes).filter(([, names]) => names));
}

/** The attributes as choices are called. What no element of that name takes is left out. */
function readAttributes(
  { tag, attributes }: Widget,
  release: Release,
  report: Report,
): Record<string, string> {
  const endpointName = tag === 'skr-intl-overview' ? 'contact-endpoint' : 'endpoint';
  const known = [...(release.attributes[tag] ?? []), 'lang'];
  // What is for the page or its scripts, and not for us.
  const foreign = /^(id|class|style|slot|dir|translate|hidden|data-.*|aria-.*)$/;
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (!known.includes(name)) {
      if (!foreign.test(name)) report('unknown-attribute', name);
      // What editors and tools write for themselves is lost to nobody.
      else if (!/^(style|data-.*)$/.test(name)) report('left-out', name);
    } else if (name === 'heading-level') {
      if (/^[2-6]$/.test(value)) query.level = value;
      else report('heading-level', value);
    } else if (name === 'org' && !/^(salar-international|icld|)$/.test(value)) {
      report('org', value);
    } else if (name === 'lang') {
      const [, language] = /^\s*(sv|en)\b/i.exec(value) ?? [];
      if (language) query.language = language.toLowerCase();
      else if (value.trim()) report('language', value);
    } else if (name === 'isolated') query.isolated = 'yes';
    else query[name === endpointName ? 'endpoint' : name] = value;
  }
  const { endpoint = '', recipient = '' } = query;
  if (endpoint && !receiverAddress.test(endpoint)) report('endpoint', endpoint);
  else if (endpoint && !recipient.trim()) report('recipient');
  if (EXAMPLE_HOST.test(endpoint)) report('example-receiver', endpoint);
  return query;
}

/** Whose facts the widget shows. */
function readFacts(tag: string, attributes: Readonly<Record<string, string>>): Choice['facts'] {
  if (ownFacts[tag as Choice['widget']].some((name) => name in attributes)) return 'own';
  if (attributes.org === 'icld') return 'icld';
  return tag === 'contact-form' && attributes.recipient ? 'own' : 'skr';
}

/** Whether the text of the widget is in the snippet, and not just a link. */
function hasText({ descendants }: SnippetElement): boolean {
  return descendants.some(
    ({ tag, attributes }) => /^h[2-6]$/.test(tag) || /\bskr-/.test(attributes.class ?? ''),
  );
}

/** What a text says, and a snippet does not in the same words: how the first such block begins. Empty if there is none. */
export function findAbsentText(
  snippet: readonly SnippetElement[],
  text: readonly SnippetElement[],
): string {
  const present = snippet.map(getWords).join(' ');
  const absent = findInnermost(text).find((each) => !present.includes(getWords(each)));
  return absent ? excerpt(absent.text) : '';
}

/** How a text begins. */
function excerpt(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 80)}…` : line;
}

/**
 * What is wrong with the text inside a widget.
 *
 * @param codes The code as it should be, in each language that the text may be in.
 */
export function checkText(
  snippet: readonly SnippetElement[],
  codes: readonly (readonly SnippetElement[])[],
): readonly Problem[] {
  const widget = snippet.find(isWidget);
  if (!widget) return [];
  const blocks = readBlocks(widget);
  const join = (all: typeof blocks) => all.map(({ words }) => words).join(' ');
  // The language is the one that most of the text is in.
  const [expected] = codes
    .flatMap((code) => code.find(isWidget) ?? [])
    .map((each) => {
      const expectedBlocks = readBlocks(each);
      const allWords = join(expectedBlocks);
      const changed = blocks.filter(({ words }) => !allWords.includes(words));
      return { expectedBlocks, changed };
    })
    .sort((a, b) => a.changed.length - b.changed.length);
  if (!expected) return [];
  const { expectedBlocks, changed } = expected;
  const words = join(blocks);
  const absent = expectedBlocks.filter((block) => !words.includes(block.words));
  return [
    // What is changed is absent as it was.
    ...(absent.length > changed.length ? [{ kind: 'text-cut', word: '' } as const] : []),
    ...(changed.length > 0
      ? [{ kind: 'text-changed', word: excerpt(changed[0]?.text ?? '') } as const]
      : []),
  ];
}

/** The text of each innermost block of a widget, and last what stands in none of them. */
function readBlocks(widget: SnippetElement): readonly { text: string; words: string }[] {
  const blocks = findInnermost(widget.descendants).map((each) => ({
    text: each.text,
    words: getWords(each),
  }));
  const longestFirst = blocks.map(({ words }) => words).sort((a, b) => b.length - a.length);
  let outside = getWords(widget);
  for (const words of longestFirst) outside = outside.replace(words, () => ' ');
  const rest = { text: outside, words: outside.replaceAll(' ', '') };
  return [...blocks, rest].filter(({ words }) => words !== '');
}

/** The letters and digits of a text. Editors change quotation marks, dashes and white space. */
function getWords({ text }: SnippetElement): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The blocks that have no other blocks in them. */
function findInnermost(elements: readonly SnippetElement[]): readonly SnippetElement[] {
  const block = /^(h[1-6]|p|[uo]l|li|dl|dt|dd|div|section|article)$/;
  return elements.filter(
    ({ tag, descendants }) =>
      block.test(tag) && !descendants.some((inner) => block.test(inner.tag)),
  );
}

/** What the rules for a widget say: as choices are called, and each declaration as it stands. */
function readStyles(
  code: string,
  tag: string,
  ownStyle = '',
): { readonly values: Record<string, string>; readonly declarations: readonly string[] } {
  const rules = code
    .replace(/\/\*.*?\*\//gs, '')
    .split('}')
    .flatMap((rule) => {
      const [declarations, selectors = '', ...conditions] = rule.split('{').reverse();
      const lines = selectors.split(/[<>;"\]]/).at(-1) ?? '';
      if (!lines.split(/[,\n]/).some((each) => each.trim() === tag)) return [];
      // What holds only sometimes is no choice: it is named as it is.
      return conditions.length > 0 ? `${conditions[0]} { ${selectors} }` : (declarations ?? []);
    });
  const declarations = [...rules, ownStyle]
    .join(';')
    .split(';')
    .map((each) =>
      each
        .trim()
        .replace(/\s*:\s*/, ': ')
        .replace(/\s+/g, ' '),
    )
    .filter(Boolean);
  const find = (pattern: RegExp) =>
    declarations.flatMap((each) => pattern.exec(each)?.[1] ?? []).at(-1);
  const accent = find(/^--skr-accent: (#[\da-f]{6})$/i);
  const theme = find(/^color-scheme: (light|dark)$/i);
  return { values: { ...(accent && { accent }), ...(theme && { theme }) }, declarations };
}

/** Names what the snippet says of the widget, and the code for its choices does not. */
function checkLosses(
  { attributes }: Widget,
  query: Readonly<Record<string, string>>,
  declarations: readonly string[],
  choice: Choice,
  problems: readonly Problem[],
  report: Report,
): void {
  const output = attributesOf(choice);
  // Without its receiver, a recipient is lost too.
  const hasReceiverError = problems.some(({ kind }) => kind === 'endpoint' || kind === 'recipient');
  for (const [name, value] of Object.entries(attributes)) {
    const isLost = name in query && value.trim() !== '' && !(name in output);
    const isExpected = hasReceiverError && /^(recipient|(contact-)?endpoint)$/.test(name);
    if (isLost && !isExpected) report('left-out', name);
  }
  const style = styleOf(choice).toLowerCase();
  for (const each of new Set(declarations)) {
    if (!style.includes(` ${each.toLowerCase()};`)) report('style', each);
  }
}

/** Where the files are, and in which version. */
function readHost(
  urls: readonly string[],
  script: SnippetElement | undefined,
  { address, version, integrity }: Release,
  report: Report,
): Record<string, string> {
  const file = urls.map((url) => FILE_URL.exec(url)).find(Boolean);
  const { base = '', version: linked = '' } = file?.groups ?? {};
  if (!file) return {};
  if (base !== address) {
    if (EXAMPLE_HOST.test(base) || !folderUrl(base)) {
      report('example-url', base);
      return {};
    }
    return { channel: 'self-hosted', folder: base };
  }
  const { integrity: hashes = '' } = script?.attributes ?? {};
  if (/^ed25519-/.test(hashes)) return { channel: 'signed' };
  if (!linked.includes('.')) {
    if (hashes) report('evergreen-hash');
    return {};
  }
  const { src = '', integrity: hash } = script?.attributes ?? {};
  const expected = integrity[src.split('/').at(-1) ?? ''];
  if (linked !== version) report('other-version', linked);
  else if (script && hash !== expected) report('integrity');
  return { channel: 'exact' };
}

/**
 * Names each host that a snippet loads our files from, and each key that it trusts, which are not the
 * publisher's. They may be the reader's own, or somebody's who wants their script on the reader's page.
 */
function checkHosts(
  elements: readonly SnippetElement[],
  code: string,
  { address, publicKeys }: Release,
  report: Report,
): void {
  const loading = elements.filter(({ attributes: { src = '', href = '' } }) =>
    isOwnFile(src || href),
  );
  const urls = loading.map(({ attributes: { src, href } }) => src ?? href ?? '');
  // What has no host of its own is at the page's.
  const hosts = [...urls, ...(EMBED_PAGE.test(code) ? [code] : [])].flatMap((text) => {
    const url = /^\s*(https?:)?[/\\]{2}/i.test(text) ? URL.parse(text, address) : undefined;
    return url && url.host !== new URL(address).host ? [url.host] : [];
  });
  const known = publicKeys.map((key) => `ed25519-${key}`);
  const keys = loading
    .flatMap(({ attributes: { integrity = '' } }) => integrity.split(/\s+/))
    .filter((token) => token.startsWith('ed25519-') && !known.includes(token));
  for (const host of new Set(hosts)) report('other-host', host);
  for (const key of new Set(keys)) report('unknown-key', key);
}

/** Whether a URL is that of a file that we publish, wherever it is. */
function isOwnFile(url: string): boolean {
  return isScript(url) || /skr-widgets\.css/.test(url) || EMBED_PAGE.test(url);
}

/** What keeps the widget from showing, or its form from sending, where the snippet stands. */
function checkTrust(
  { way, element }: Widget,
  { endpoint = '' }: Readonly<Record<string, string>>,
  script: SnippetElement | undefined,
  elements: readonly SnippetElement[],
  report: Report,
): void {
  if ((way === 'link' || way === 'div') && script && receiverAddress.test(endpoint)) {
    const origins = script.attributes['data-origins']?.split(/\s+/) ?? [];
    const { origin } = new URL(endpoint);
    if (!origins.includes(origin)) report('data-origins', origin);
  }
  for (const trusted of script?.attributes['data-origins']?.split(/\s+/).filter(Boolean) ?? []) {
    if (URL.parse(endpoint)?.origin !== trusted) report('unknown-origin', trusted);
  }
  if (!element) return;
  if (way === 'iframe' && element.attributes.sandbox !== undefined) {
    const allowed = element.attributes.sandbox.split(/\s+/);
    if (!allowed.includes('allow-scripts')) report('sandbox');
  }
  if (way !== 'link') return;
  if (/\bugc\b/.test(element.attributes.rel ?? '')) report('ugc');
  const block = elements.find(
    ({ tag, descendants }) => /^(p|div|td|figure|li)$/.test(tag) && descendants.includes(element),
  );
  if (block && block.text.trim() !== element.text.trim()) report('not-alone');
}
