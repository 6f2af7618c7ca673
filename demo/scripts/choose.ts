/** The configurator: from the form to the address of the page, the code, and what it looks like. */
import { archiveFor } from './archive.ts';
import {
  addressOf,
  attributesOf,
  type Choice,
  choiceFrom,
  cleanText,
  codeFor,
  factsOf,
  folderUrl,
  follows,
  isSelfHosted,
  missing,
  options,
  queryOf,
  type Release,
  readUrl,
  receiverOrigin,
  type Source,
  sourceOf,
  styleOf,
  type Tool,
  texts,
  textsQueryOf,
  toolFrom,
  tools,
  unused,
  writeUrl,
} from './code.ts';
import { confirm } from './copy.ts';
import { checkText, findAbsentText, isWidget, type Problem, readSnippet } from './read-snippet.ts';
import { parseSnippet } from './snippet-elements.ts';

const form = document.querySelector('#choices') as HTMLFormElement;
const ownAccent = document.querySelector('#own-accent') as HTMLInputElement;
const frame = document.querySelector('#preview') as HTMLIFrameElement;
const stage = document.querySelector('.stage') as HTMLElement;
const otherLanguage = document.querySelector('.language') as HTMLAnchorElement;
const orderLink = document.querySelector('#order') as HTMLAnchorElement;
const privacyMailLink = document.querySelector('#privacy-mail') as HTMLAnchorElement;
const textsLink = document.querySelector('#texts') as HTMLAnchorElement;
const remainingText = document.querySelector('#remaining-text') as HTMLElement;
const codeError = document.querySelector<HTMLElement>('#code-error');

const release: Release = read('release');
/** Whoever reads this page in English has a page in English. */
const pageLocale = document.documentElement.lang === 'en' ? 'en' : 'sv';
const problemTexts: Record<Problem['kind'], string> = read('problems');
const more = document.querySelector('#more') as HTMLDetailsElement;

/** What is folded away. It is opened for whoever has chosen any of it. */
const folded = [
  'channel',
  'content',
  'isolated',
  'heading-class',
  'text-class',
  'link-class',
  'folder',
] as const;

/** Which part of the code there is a button for that is always in sight: the first of these. */
const mainPlaces = ['page', 'shortcode', 'address', 'editor', 'server'];

/** The release beside this page, whatever address the code names: what is shown is what is here. */
const localRelease: Release = {
  ...release,
  address: new URL('../skr-widgets/', import.meta.url).href,
};

/** What the other ways in lead to: something else makes the element, or the frame. */
const shownAs: Partial<Record<Choice['way'], Choice['way']>> = {
  link: 'element',
  div: 'element',
  wordpress: 'element',
  fragment: 'element',
  oembed: 'iframe',
};

/** The files of the release that were asked for. */
const files = new Map<string, Promise<string>>();

/** What was chosen of what some ways in do not have: it comes back with one that has. */
let rememberedChoice: Pick<Choice, 'facts' | 'language' | 'level' | 'new-receiver'>;

/** What was pasted, if not all of the code: the whole text, that an editor has left of it, or all but the script. */
let pasted: '' | 'whole-text' | 'without-script' = '';

/** What is chosen now. What was fetched for something else comes too late. */
let current: Choice;

// What is chosen is written into the address, without what leads to a place in the page.
const { query, target } = readUrl(location);
begin(query);
form.addEventListener('input', ({ target }) => {
  const { name, value, type, checked } = target as HTMLInputElement;
  if (name in rememberedChoice) {
    const isUnchecked = type === 'checkbox' && !checked;
    rememberedChoice = { ...rememberedChoice, [name]: isUnchecked ? 'no' : value };
  }
  // Another system or way in has the same text on the page.
  if (name !== 'tool' && name !== 'way') pasted = '';
  // What is chosen stays with another system, but for the way that is WordPress's own.
  if (name === 'tool' && chosen().way === 'wordpress') {
    check({ ...chosen(), way: tools[value as Tool][0] });
  }
  if (name === 'plugin') check({ ...chosen(), way: value as Choice['way'] });
  // What is being written is not yet wrong, but it may be right again.
  if (target instanceof HTMLInputElement && looksRight(target)) showError(target);
  update();
});
form.addEventListener('change', ({ target }) => {
  showError(target as HTMLInputElement);
  keep();
});
// What was not yet right when it was written, and now is left as it is.
form.addEventListener('focusout', ({ target }) => {
  if (target instanceof HTMLInputElement && !looksRight(target)) setTimeout(update, 0);
});
// The form empties itself after this.
form.addEventListener('reset', () => {
  pasted = '';
  setTimeout(begin, 0, new URLSearchParams());
});
form.addEventListener('submit', (event) => event.preventDefault());
addEventListener('popstate', () => {
  const { query, target } = readUrl(location);
  // A link to a place in this page has replaced the fragment, and what was written in it.
  if (target) {
    for (const [name, value] of queryFor(chosen())) if (!query.has(name)) query.set(name, value);
  }
  begin(query);
});
const downloadButton = document.querySelector('#download');
downloadButton?.addEventListener('click', download);
// A field that loses the focus may say what is wrong with it, and move the button before the click.
downloadButton?.addEventListener('mousedown', (event) => event.preventDefault());
document.querySelector('#widths')?.addEventListener('click', changeWidth);
document.querySelector('#dark')?.addEventListener('change', changeScheme);
document.querySelector('#snippet-form')?.addEventListener('submit', readPasted);
document.addEventListener('click', chooseWay);
new ResizeObserver(scalePreview).observe(stage);
frame.addEventListener('load', update);
showTarget(target);
// The URL of the page has been written anew by then.
addEventListener('hashchange', ({ newURL }) => showTarget(readUrl(new URL(newURL)).target));
// Whoever goes to the address bar to copy it has left no field for the page to know of.
addEventListener('blur', keep);

/** Shows the place in the page that a link leads to, and goes to it if it is a field. */
function showTarget(id: string): void {
  const target = document.getElementById(id);
  target?.closest('details')?.setAttribute('open', '');
  (target?.closest('.field') ?? target)?.scrollIntoView();
  if (target instanceof HTMLInputElement) target.focus();
}

/** Begins with what an address says is chosen. */
function begin(query: URLSearchParams): void {
  const choice = choiceFrom(query, pageLocale);
  (form.elements.namedItem('tool') as RadioNodeList).value = toolFrom(query);
  start(choice);
  keep();
  // Whoever shared the link may have put in an address of their own.
  const notice = document.getElementById('shared');
  if (notice) notice.hidden = !query.has('endpoint') && !query.has('folder');
}

/** Begins with a choice. */
function start(choice: Choice): void {
  const { facts, level, 'new-receiver': newReceiver } = choice;
  // The reader's language, where the way in cannot follow the page, is not one that anybody chose.
  const isDefault = !follows(choice) && choice.language === pageLocale;
  const language = isDefault ? 'page' : choice.language;
  rememberedChoice = { facts, language, level, 'new-receiver': newReceiver };
  fill(choice);
  const isFolded = queryFor(choice);
  // Whoever may install the plugin has been asked about that above.
  if (currentTool() === 'wordpress' && choice.way === 'wordpress') isFolded.delete('way');
  more.open ||= ['way', ...folded].some((name) => isFolded.has(name));
  update();
}

/** The system that is chosen. */
function currentTool(): Tool {
  return toolFrom(new URLSearchParams(new FormData(form) as unknown as Record<string, string>));
}

/** Puts a choice into the form. */
function fill(choice: Choice): void {
  for (const name of texts) {
    const field = form.elements.namedItem(name) as HTMLInputElement;
    // A field for a colour is never empty.
    if (choice[name] || field.type !== 'color') field.value = choice[name];
    showError(field);
  }
  ownAccent.checked = choice.accent !== '';
  check(choice);
}

/** Checks what is chosen of what can be checked. */
function check(choice: Choice): void {
  for (const name of Object.keys(options) as (keyof typeof options)[]) {
    const control = form.elements.namedItem(name);
    if (control instanceof RadioNodeList) control.value = choice[name];
    else (control as HTMLInputElement).checked = choice[name] === 'yes';
  }
  const plugin = choice.way === 'wordpress' ? 'wordpress' : 'element';
  (form.elements.namedItem('plugin') as RadioNodeList).value = plugin;
}

/**
 * What the form says. What its own controls would not let be chosen together is as if not chosen.
 *
 * @param without The name of a field that is to be as if empty.
 */
function chosen(without = ''): Choice {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.set(name, String(value));
  query.delete(without);
  if (!ownAccent.checked) query.delete('accent');
  for (const [name, value] of Object.entries(rememberedChoice)) query.set(name, value);
  return choiceFrom(query, pageLocale);
}

async function update(): Promise<void> {
  // The element would warn of what is being written, at each key.
  const { activeElement: field } = document;
  const isBeingWritten = field instanceof HTMLInputElement && form.contains(field);
  const choice = chosen(isBeingWritten && !looksRight(field) ? field.name : '');
  current = choice;
  updateLinks(choice);
  // What is checked may not go with the rest. What is being written is left alone.
  check(choice);
  showControls(choice);

  const html = await htmlAt(sourceOf(choice, pageLocale), localRelease);
  if (choice !== current) return;
  const isThere = html !== undefined;
  (document.querySelector('#parts') as HTMLElement).hidden = !isThere;
  write(codeError, isThere ? '' : (codeError?.dataset.failed ?? ''));
  if (!isThere) return;
  const code = codeFor(choice, release, html.replaceAll(localRelease.address, release.address));
  for (const section of document.querySelectorAll<HTMLElement>('[data-place]')) {
    const part = code.parts.find(({ place }) => place === section.dataset.place);
    section.hidden = !part;
    write(section.querySelector('code'), part?.code ?? '');
  }
  write(document.querySelector('#policy'), code.policy.join('\n'));
  const places = code.parts.map(({ place }) => place as string);
  const main = mainPlaces.find((place) => places.includes(place)) ?? '';
  const mainButton = document.querySelector('#copy-main') as HTMLElement;
  mainButton.dataset.copies = `code-${main}`;
  // A link or a text is pasted where text is written: there its HTML would be text.
  const isText = choice.way === 'text';
  mainButton.toggleAttribute('data-formatted', isText || choice.way === 'link');
  document
    .querySelector('[data-copies="code-page"]:not(#copy-main)')
    ?.toggleAttribute('data-formatted', isText);
  // Other parts are text, in which what looks like HTML is none.
  const content = code.parts
    .filter(({ place }) => place === 'page' || place === 'editor')
    .flatMap((part) => parseSnippet(part.code))
    .find(isWidget);
  const words = sourceOf(choice) === undefined && choice.recipient ? content?.text : '';
  (document.querySelector('#without-scripts') as HTMLElement).hidden = !words;
  write(document.querySelector('#without-scripts strong'), words ?? '');
  const excerpt = code.parts.find(({ place }) => place === main)?.code.slice(0, 120) ?? '';
  write(document.querySelector('#copy-excerpt'), excerpt);
  await show(choice);
}

/** Has the links to other pages lead to what is chosen. */
function updateLinks(choice: Choice): void {
  writeUrl(otherLanguage, queryFor(choice));
  const query = queryFor(choice);
  // Without any, the order and the mail are for nobody's choices.
  if (query.size === 0) query.set('widget', choice.widget);
  for (const link of [orderLink, privacyMailLink]) writeUrl(link, query, readUrl(link).target);
  textsLink.search = textsQueryOf(choice).toString();
}

/**
 * Keeps what is chosen in the address of the page. Links to other pages have it at once: not so here, for
 * each key and each colour that is passed on the way to another: Safari throws where that is more than
 * 100 times in 10 seconds.
 */
function keep(): void {
  const url = new URL(location.href);
  writeUrl(url, queryFor(chosen()));
  history.replaceState(null, '', url);
}

/** What is chosen, as the address of a page has it. */
function queryFor(choice: Choice): URLSearchParams {
  return queryOf(choice, currentTool(), pageLocale);
}

/** Whether what is written in a field looks as it must to be of use. */
function looksRight({ name, value, dataset: { looks, looksFlags } }: HTMLInputElement): boolean {
  const text = cleanText(name, value);
  return !text || !looks || new RegExp(looks, looksFlags).test(text);
}

/** Says what is wrong with what is written in a field, or no longer does. */
function showError(field: HTMLInputElement, isRight = looksRight(field)): void {
  const error = document.getElementById(`${field.name}-error`);
  if (!error) return;
  field.setAttribute('aria-invalid', String(!isRight));
  write(error, isRight ? '' : (field.dataset.otherwise ?? ''));
}

/** Makes the folder for a server of their own, and hands it over. */
async function download({ currentTarget }: Event): Promise<void> {
  const button = currentTarget as HTMLButtonElement;
  const error = document.getElementById('download-error');
  write(error, '');
  // It will be in the files.
  const folder = form.elements.namedItem('folder') as HTMLInputElement;
  const isRight = folderUrl(folder.value.trim()) !== '';
  showError(folder, isRight);
  if (!isRight) return folder.focus();
  try {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await archiveFor(chosen(), release));
    link.download = `skr-widgets-${release.version}.zip`;
    link.click();
    confirm(button, button.dataset.done ?? '');
    // When the browser has taken it.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  } catch {
    write(error, button.dataset.failed ?? '');
  }
}

/** Shows the controls that have a meaning beside the others. */
function showControls(choice: Choice): void {
  const hasForm = receiverOrigin(choice) !== '';
  const values: Readonly<Record<string, string>> = {
    ...choice,
    tool: currentTool(),
    form: hasForm ? 'yes' : 'no',
    style: styleOf(choice) ? 'yes' : 'no',
    pasted,
  };
  for (const element of document.querySelectorAll<HTMLElement>('[data-when]')) {
    const [name = '', alternatives = ''] = (element.dataset.when ?? '').split('=');
    element.hidden = !alternatives.split(',').includes(values[name] ?? '');
  }
  for (const element of form.querySelectorAll<HTMLElement>('[data-unused]')) {
    const name = element.dataset.unused as keyof Choice;
    if (unused(choice).includes(name)) element.hidden = true;
    else if (!element.dataset.when) element.hidden = false;
  }
  for (const radio of form.querySelectorAll<HTMLInputElement>('[name="facts"]')) {
    const offered = factsOf(choice).includes(radio.value as Choice['facts']);
    (radio.closest('label') as HTMLElement).hidden = !offered;
  }
  // One alone is no choice.
  const facts = form.querySelector('#facts') as HTMLElement;
  facts.hidden ||= factsOf(choice).length < 2;
  (form.querySelector('[data-accent]') as HTMLElement).hidden = !ownAccent.checked;
  const absent: readonly string[] = missing(choice);
  for (const note of document.querySelectorAll<HTMLElement>('[data-missing]')) {
    note.hidden = !absent.includes(note.dataset.missing ?? '');
  }
  const example = document.getElementById('example-url');
  // The text, the plugin and one's own folder have no address of this site in them.
  const hasNoAddress = choice.way === 'text' || choice.way === 'wordpress';
  if (example) example.hidden = hasNoAddress || addressOf(choice, release) !== release.address;
  const updates = document.getElementById('text-updates');
  if (updates) updates.hidden = choice.way === 'text' || sourceOf(choice) === undefined;
  pressOnly(remainingText, `[data-way="${choice.way}"]`);
  showSteps(choice);
}

/** Shows what to do in the system that is chosen, by the way in that is chosen. */
function showSteps({ way }: Choice): void {
  const tool = currentTool();
  const isKnown = (tools[tool] as readonly string[]).includes(way);
  const text = pasted === 'whole-text' ? 'kept-text' : 'text';
  const key = way === 'text' ? text : isKnown ? `${tool} ${way}` : 'other';
  for (const steps of document.querySelectorAll<HTMLElement>('[data-steps]')) {
    steps.hidden = steps.dataset.steps !== key;
  }
  for (const guide of document.querySelectorAll<HTMLElement>('[data-guide]')) {
    guide.hidden = guide.dataset.guide !== tool;
  }
}

/** Reads a snippet that somebody has on a page into the choices, and says what is wrong with it. */
async function readPasted(event: Event): Promise<void> {
  event.preventDefault();
  const result = document.querySelector('#snippet-result') as HTMLElement;
  const { value } = document.querySelector('#snippet') as HTMLTextAreaElement;
  // The same words again are told again.
  result.replaceChildren();
  pasted = '';
  showControls(chosen());
  if (!value.trim()) {
    remainingText.hidden = true;
    result.textContent = result.dataset.empty ?? '';
    return;
  }
  const { choice, problems: codeProblems } = readSnippet(value, release, parseSnippet);
  const problems = [...codeProblems, ...(choice ? await findTextProblems(value, choice) : [])];
  const {
    read = '',
    right = '',
    wrong = '',
    unreadable = '',
    whole = '',
    different = '',
  } = result.dataset;
  if (problems.some(({ kind }) => kind === 'missing-script')) pasted = 'without-script';
  const isText = problems.some(({ kind }) => /^text-(alone|beside-script)$/.test(kind));
  remainingText.hidden = !isText;
  const list = document.createElement('ul');
  for (const { kind, word } of problems) {
    const item = document.createElement('li');
    item.textContent = problemTexts[kind].replace('{}', () => word);
    list.append(item);
  }
  const paragraph = (text: string) => {
    const element = document.createElement('p');
    element.textContent = text;
    return element;
  };
  if (!choice) {
    result.replaceChildren(...(problems.length > 0 ? [list] : []), paragraph(unreadable));
    return;
  }
  start(choice);
  keep();
  if (!isText) {
    result.replaceChildren(
      paragraph(read),
      ...(problems.length > 0 ? [paragraph(wrong), list] : [paragraph(right)]),
    );
    return;
  }
  const text = await htmlAt(sourceOf(choice, pageLocale), localRelease);
  const absent = findAbsentText(parseSnippet(value), parseSnippet(text ?? ''));
  if (absent === '') pasted = 'whole-text';
  update();
  result.replaceChildren(paragraph(absent ? different.replace('{}', () => absent) : whole), list);
}

/** What is wrong with the text inside a widget. One that follows the page has the text in either language. */
async function findTextProblems(value: string, choice: Choice): Promise<readonly Problem[]> {
  if (choice.way !== 'element' && choice.way !== 'div') return [];
  // The elements draw the text in the frame.
  if (!frame.contentDocument?.querySelector('#page')) {
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  }
  const codes = await Promise.all(
    (['sv', 'en'] as const).map(async (locale) => {
      const html = await htmlAt(sourceOf(choice, locale), localRelease);
      const { parts } = codeFor(choice, release, html);
      return parseSnippet(parts.map(({ code }) => code).join(''));
    }),
  );
  return checkText(parseSnippet(value), codes);
}

/** Chooses another way in by a button: between the text that an editor has left and a link, too. */
function chooseWay({ target }: Event): void {
  const button = (target as Element).closest<HTMLElement>('button[data-way]');
  if (!button) return;
  check({ ...chosen(), way: button.dataset.way as Choice['way'] });
  update();
  keep();
}

/** Presses one of a group of buttons. */
function pressOnly(group: Element, selector: string): void {
  for (const button of group.querySelectorAll('[aria-pressed]')) {
    button.setAttribute('aria-pressed', String(button.matches(selector)));
  }
}

/** The HTML that the code has in it. Nothing if it cannot be had now. */
async function htmlAt(
  source: Source | undefined,
  { address, version }: Release,
): Promise<string | undefined> {
  if (!source) return '';
  if (!('path' in source)) return drawContent(source);
  const url = `${address}v${version}/${source.path}`;
  const file = files.get(url) ?? text(url);
  files.set(url, file);
  try {
    return await file;
  } catch {
    files.delete(url);
  }
}

/** Has an element draw its content in the frame, and gives that: it is what a server prints. */
async function drawContent({ tag, attributes, locale }: Exclude<Source, { path: string }>) {
  const view = frame.contentWindow as Window & typeof globalThis;
  // Where the page in the frame is not there yet, nothing ever comes; all is done again when it is.
  await view.customElements.whenDefined(tag);
  const place = view.document.createElement('div');
  const element = view.document.createElement(tag) as HTMLElement & {
    updateComplete: Promise<unknown>;
  };
  place.hidden = true;
  for (const [name, value] of Object.entries({ ...attributes, lang: locale })) {
    element.setAttribute(name, value);
  }
  place.append(element);
  view.document.body.append(place);
  await element.updateComplete;
  place.remove();
  return element.innerHTML;
}

async function text(url: string): Promise<string> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} for ${url}`);
  return answer.text();
}

/** Pastes the code into the page in the frame, but for the scripts, which that page has already. */
async function show(choice: Choice): Promise<void> {
  const page = frame.contentDocument?.querySelector('#page');
  const view = frame.contentWindow as (Window & typeof globalThis) | null;
  if (!page || !view) return;
  const { lang } = attributesOf(choice);
  const previewChoice: Choice = {
    ...choice,
    channel: 'evergreen',
    way: shownAs[choice.way] ?? choice.way,
    language: (lang ?? 'page') as Choice['language'],
    // The page in the frame is this site's, which has not approved a receiver of theirs.
    endpoint: choice.way === 'iframe' && isSelfHosted(choice) ? '' : choice.endpoint,
  };
  const html = await htmlAt(sourceOf(previewChoice, pageLocale), localRelease);
  if (choice !== current) return;
  const { parts } = codeFor(previewChoice, localRelease, html);
  const content = parts.filter(({ place }) => place === 'page');
  const parsed = new DOMParser().parseFromString(
    content.map(({ code }) => code).join(''),
    'text/html',
  );
  for (const script of parsed.querySelectorAll('script')) script.remove();
  // As WordPress does with a page that it does not know.
  if (choice.way === 'oembed')
    parsed.querySelector('iframe')?.setAttribute('sandbox', 'allow-scripts');
  page.replaceChildren(...parsed.body.childNodes);

  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(parts.find(({ place }) => place === 'style')?.code ?? '');
  (frame.contentDocument as Document).adoptedStyleSheets = [sheet];
}

function changeWidth({ target }: Event): void {
  const button = (target as Element).closest('button');
  if (!button) return;
  pressOnly(button.parentElement as Element, `[data-width="${button.dataset.width}"]`);
  scalePreview();
}

function changeScheme({ target }: Event): void {
  const { checked } = target as HTMLInputElement;
  frame.contentDocument?.documentElement.classList.toggle('dark', checked);
  stage.classList.toggle('dark', checked);
}

/** Shows a page that is wider than its box whole, and smaller. */
function scalePreview(): void {
  const pressed = document.querySelector<HTMLElement>('[data-width][aria-pressed="true"]');
  const { clientWidth, clientHeight } = stage;
  const width = Number(pressed?.dataset.width) || clientWidth;
  const scale = Math.min(1, clientWidth / width);
  frame.style.inlineSize = `${width}px`;
  frame.style.blockSize = `${clientHeight / scale}px`;
  frame.style.transform = scale < 1 ? `scale(${scale})` : '';
}

function write(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

function read(id: string) {
  return JSON.parse(document.getElementById(id)?.textContent ?? '');
}
