/**
 * Fills in the texts with what is answered once, and shows those that apply. Nothing of it is stored, and of the
 * answers only the choices are in the URL.
 */
import { type Answers, holds } from './answers.ts';

const form = document.querySelector('#facts') as HTMLFormElement;
const inputs = [...form.querySelectorAll('input')];
const fields = new Map(inputs.map((input) => [input.dataset.fact, input]));
const remaining = document.querySelector('#remaining') as HTMLElement;
const copyAll = form.querySelector('.copy') as HTMLButtonElement;
const copiedAll = copyAll.dataset.copied ?? '';
const statusMessage = document.querySelector('#status-message') as HTMLElement;
const otherLanguage = document.querySelector('.language') as HTMLAnchorElement;
const conditionalParts = document.querySelectorAll<HTMLElement>(
  'section[data-when], p[data-when], .toc [data-when]',
);

// From here on it is this script that leaves out what does not apply.
for (const part of document.querySelectorAll('[data-left-out]')) {
  part.removeAttribute('data-left-out');
}
const texts = [...document.querySelectorAll<HTMLElement>('.template')].map((element) => {
  const code = element.querySelector('code') as HTMLElement;
  const button = element.querySelector('.copy') as HTMLButtonElement;
  let heading = element.previousElementSibling;
  while (heading && heading.tagName !== 'H2') heading = heading.previousElementSibling;
  return {
    code,
    button,
    copied: button.dataset.copied ?? '',
    ids: `${heading?.id} ${code.id}`,
    isJson: element.matches('.json'),
    template: code.cloneNode(true) as HTMLElement,
  };
});

/** How many answers are left. */
let total = 0;

for (const [name, value] of new URLSearchParams(location.search)) choose(name, value);
update();
showTarget();
form.addEventListener('input', update);
form.addEventListener('change', ({ target }) => {
  if ((target as HTMLInputElement).type === 'radio') keepChoices();
  announce();
});
form.addEventListener('submit', (event) => event.preventDefault());
addEventListener('hashchange', showTarget);
// The browser may have filled in the form again.
addEventListener('pageshow', update);

function update(): void {
  const answers = readAnswers();
  for (const part of conditionalParts) part.hidden = !holds(part.dataset.when ?? '', answers);
  const places: HTMLElement[] = [];
  const copies: string[] = [];
  for (const { code, button, copied, ids, template, isJson } of texts) {
    const text = fillIn(template, answers, isJson);
    const own = [...text.querySelectorAll('mark')];
    const left = countLeft(own);
    code.replaceChildren(...text.childNodes);
    button.dataset.copied = left > 0 ? `${copied}. ${describe(left)}` : copied;
    if (code.closest('[hidden]')) continue;
    places.push(...own);
    copies.push(ids);
  }
  remaining.replaceChildren(...describeAll(places));
  copyAll.dataset.copies = copies.join(' ');
  total = countLeft(places);
  copyAll.dataset.copied = total > 0 ? `${copiedAll}. ${describe(total)}` : copiedAll;
}

/** The answers to what is asked. What is not asked has none. */
function readAnswers(): Answers {
  const answers = new Map<string, string>();
  for (const { name, type, checked, inputMode, value, dataset, parentElement } of inputs) {
    const question = parentElement?.closest<HTMLElement>('[data-when]');
    if (question) question.hidden = !holds(question.dataset.when ?? '', answers);
    if (question?.hidden || (type === 'radio' && !checked)) continue;
    let answer = value.trim();
    // Whoever writes “90 days” has said how many, and “030” is no number in JSON.
    if (inputMode === 'numeric') {
      answer = /\d+/.exec(value)?.[0].replace(/^0+(?=\d)/, '') ?? '';
    }
    // Many write no scheme.
    if (type === 'url') answer = answer.replace(/^(?=[\w-]+\.)/, 'https://');
    if (answer) answers.set(dataset.fact ?? name, answer);
  }
  return answers;
}

/** A text without what does not apply, with its places filled in as far as there are answers. */
function fillIn(template: HTMLElement, answers: Answers, isJson: boolean): HTMLElement {
  const text = template.cloneNode(true) as HTMLElement;
  for (const part of text.querySelectorAll<HTMLElement>('[data-when]')) {
    if (!holds(part.dataset.when ?? '', answers)) part.remove();
  }
  for (const note of text.querySelectorAll('.note')) note.remove();
  for (const place of text.querySelectorAll<HTMLElement>('mark[data-fact]')) {
    const { fact = '', origin } = place.dataset;
    const answer = answers.get(fact);
    if (!answer) continue;
    // The place says by its own first letter whether a sentence begins with it.
    const isFirst = /^\[\p{Lu}/u.test(place.textContent ?? '');
    const words = isFirst ? capitalize(answer) : fact === 'board' ? uncapitalize(answer) : answer;
    const value = isJson ? toJson(words, fields.get(fact)?.type, origin !== undefined) : words;
    if (value) place.replaceWith(value);
  }
  return text;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** “Kommunstyrelsen” is no name in the middle of a sentence. An abbreviation stays as it is. */
function uncapitalize(text: string): string {
  return text.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());
}

/** An answer as it stands between quotation marks in JSON. Nothing if it should be a URL, and is none. */
function toJson(answer: string, type: string | undefined, isOrigin: boolean): string {
  if (type !== 'url') return JSON.stringify(answer).slice(1, -1);
  // A form needs https.
  const url = URL.parse(answer.replace(/^http:/i, 'https:'));
  // Browsers take a host name with spaces in it.
  if (!url || !/^[\w-]+(\.[\w-]+)+$/.test(url.hostname)) return '';
  return isOrigin ? url.origin : url.href;
}

/** How many answers are left: those to the questions, and what no question is on. */
function countLeft(places: readonly HTMLElement[]): number {
  const { unanswered, others } = groupPlaces(places);
  return unanswered.length + others.length;
}

/** The questions that are left, in the order of the form, and the other places. */
function groupPlaces(places: readonly HTMLElement[]) {
  const names = new Set(places.map(({ dataset }) => dataset.fact));
  return {
    unanswered: [...fields].flatMap(([name, field]) => (name && names.has(name) ? field : [])),
    others: places.filter(({ dataset }) => !dataset.fact && dataset.byIt === undefined),
    isLeftToIt: places.some(({ dataset }) => dataset.byIt !== undefined),
  };
}

function describe(left: number): string {
  const { some, none } = remaining.dataset;
  return left > 0 ? `${some} ${left}` : `${none}`;
}

/** Names what is left, and what IT fills in. */
function describeAll(places: readonly HTMLElement[]): readonly (Node | string)[] {
  const { some, none, others: otherPlaces = '', byIt } = remaining.dataset;
  const { unanswered, others, isLeftToIt } = groupPlaces(places);
  const names = [
    ...unanswered.map(({ labels }) => labels?.[0]?.textContent?.trim() ?? ''),
    ...(others.length > 0
      ? [
          otherPlaces
            .replace('{}', String(others.length))
            .replace('{texts}', () => nameTexts(others)),
        ]
      : []),
  ];
  const isNone = names.length === 0;
  const rest = isNone ? isLeftToIt && byIt : `${names.join('; ')}.`;
  // No Swede writes “e-” alone at the end of a line.
  const pieces = rest ? rest.split(/(\be-post)/i) : [];
  return [
    createElement('strong', (isNone ? none : some) ?? ''),
    ' ',
    ...pieces.map((piece, index) => (index % 2 ? createElement('span', piece) : piece)),
  ];
}

/** Names the texts that places stand in, by their headings. */
function nameTexts(places: readonly HTMLElement[]): string {
  const names = places.map(
    (place) => place.closest('.template')?.querySelector('.copy span')?.textContent?.trim() ?? '',
  );
  return [...new Set(names)].join(', ');
}

function createElement(tag: 'strong' | 'span', text: string): HTMLElement {
  const element = document.createElement(tag);
  if (tag === 'span') element.className = 'unbroken';
  element.textContent = text;
  return element;
}

/** Says how much is left, once for each answer that changes it: not all the names, which are in the page. */
function announce(): void {
  const message = describe(total);
  if (statusMessage.textContent !== message) statusMessage.textContent = message;
}

/** Puts the choices in the URL, here and in the other language, and nothing that was written. */
function keepChoices(): void {
  const query = new URLSearchParams();
  for (const { type, name, value, checked, defaultChecked } of inputs) {
    if (type === 'radio' && checked && !defaultChecked) query.set(name, value);
  }
  const search = query.toString();
  history.replaceState(null, '', `${location.pathname}${search && `?${search}`}${location.hash}`);
  otherLanguage.search = search;
}

function choose(name: string, value: string): void {
  for (const input of inputs) input.checked ||= input.name === name && input.value === value;
}

/** Shows a text that somebody has followed a link to, also one that would be left out. */
function showTarget(): void {
  const target = document.getElementById(location.hash.slice(1));
  const section = target?.closest<HTMLElement>('section[hidden]');
  if (!section) return;
  const [name = '', value = ''] = section.dataset.when?.split(/[=|]/) ?? [];
  choose(name, value);
  update();
  target?.scrollIntoView();
}
