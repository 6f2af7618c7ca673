/**
 * Fills in the order to IT and the mail to data protection by what was chosen: the URL of the page says it, as on the
 * page of choices. Both can be edited, and say what is still to be filled in.
 */
import {
  addressOf,
  choiceFrom,
  codeFor,
  queryOf,
  type Release,
  readUrl,
  textsQueryOf,
  toolFrom,
  writeUrl,
} from './code.ts';
import { mailtoUrl, type Order, type OrderInput, writeOrder } from './order.ts';
import { writePrivacyMail } from './privacy-mail.ts';

const read = (id: string) => JSON.parse(document.getElementById(id)?.textContent ?? '');
const release: Release = read('release');
const { requests, publisherUrl }: Pick<OrderInput, 'requests' | 'publisherUrl'> = read('requests');
const choices = document.querySelector('#choices') as HTMLAnchorElement;
const otherLanguage = document.querySelector('.language') as HTMLAnchorElement;

const locale = document.documentElement.lang === 'en' ? 'en' : 'sv';
const { query, target } = readUrl(location);
const choice = choiceFrom(query, locale);
const tool = toolFrom(query);
const ownQuery = queryOf(choice, tool, locale);
const isChosen = query.has('widget') || ownQuery.size > 0;
const isTextOnly = choice.way === 'text';
(document.getElementById('order-needed') as HTMLElement).hidden = isTextOnly;
(document.getElementById('no-order') as HTMLElement).hidden = !isTextOnly;
const testSite = document.getElementById('test-site');
if (testSite) testSite.hidden = addressOf(choice, release) !== release.address;
if (isChosen) {
  // Without any, the other language would be for nobody's choices.
  if (ownQuery.size === 0) ownQuery.set('widget', choice.widget);
  const textsPage = locale === 'sv' ? '/texter.html' : '/texts.html';
  for (const link of document.querySelectorAll<HTMLAnchorElement>('main a[href]')) {
    // Those with a query of their own are about something else than what is chosen.
    if (link.search) continue;
    if (link.pathname === choices.pathname) writeUrl(link, ownQuery, readUrl(link).target);
    if (link.pathname.endsWith(textsPage)) link.search = textsQueryOf(choice).toString();
  }
  writeUrl(otherLanguage, ownQuery);
  // Whoever shared the link may have put in an address of their own.
  const notice = document.getElementById('shared');
  if (notice) notice.hidden = !choice.endpoint && !choice.folder;
  const code = codeFor(choice, release);
  const chooseUrl = choices.href;
  const input = { tool, choice, release, code, chooseUrl, requests, publisherUrl };
  write('order', writeOrder(input, locale));
  write('privacy-mail', writePrivacyMail(choice, choices.href, release, locale));
}
for (const id of ['order', 'privacy-mail']) makeEditable(id);
// The browser itself knows no place by a fragment that has more than its id.
if (target) document.getElementById(target)?.scrollIntoView();

/** Writes a text with what is to be filled in marked, and the mail of it. */
function write(id: string, text: Order): void {
  (document.getElementById(`${id}-link`) as HTMLAnchorElement).href = mailtoUrl(text);
  document.getElementById(id)?.replaceChildren(
    // A star stands in brackets of code.
    ...text.body.split(/(\[[^\]*]*\])/).map((piece) => {
      if (!piece.startsWith('[')) return piece;
      const mark = document.createElement('mark');
      mark.textContent = piece;
      return mark;
    }),
  );
}

/** Lets a text be edited. Browsers that know of no plain text that is edited leave it as it is. */
function makeEditable(id: string): void {
  const body = document.getElementById(id) as HTMLElement;
  body.setAttribute('contenteditable', 'plaintext-only');
  if (body.isContentEditable) {
    body.role = 'textbox';
    body.ariaMultiLine = 'true';
    body.ariaLabel = body.closest('pre')?.dataset.scrolls ?? '';
    (document.getElementById(`${id}-editable`) as HTMLElement).hidden = false;
    body.addEventListener('input', () => showEdited(id));
    body.addEventListener('click', selectPlace);
  }
  showEdited(id);
}

/** Selects the whole of a place to fill in, which what is written then replaces: its brackets too. */
function selectPlace({ target }: Event): void {
  const mark = (target as Element).closest('mark');
  const selection = getSelection();
  // Whoever selects a part of it has a reason to.
  if (mark?.textContent?.startsWith('[') && selection?.isCollapsed) {
    selection.selectAllChildren(mark);
  }
}

/** Has the mail say what its text does, and the page how much of that is still to be filled in. */
function showEdited(id: string): void {
  const text = document.getElementById(id)?.textContent ?? '';
  const mail = document.getElementById(`${id}-link`) as HTMLAnchorElement;
  const subject = new URL(mail.href).searchParams.get('subject') ?? '';
  mail.href = mailtoUrl({ subject, body: text });
  for (const mark of document.querySelectorAll(`#${id} mark`)) {
    mark.toggleAttribute('data-filled', !/[[\]]/.test(mark.textContent ?? ''));
  }
  const count = countPlaces(text);
  const blanks = document.getElementById(`${id}-blanks`) as HTMLElement;
  const { one = '', several = '' } = blanks.dataset;
  blanks.textContent = count === 1 ? one : several.replace('{}', String(count));
  blanks.hidden = count === 0;
}

/** How many places are left to fill in. One of which a bracket alone is left has been overwritten by half. */
function countPlaces(text: string): number {
  // A star stands in brackets of code.
  const words = text.replaceAll('[*]', '');
  // A box to tick has a space in it.
  const whole = words.match(/\[[^[\]\n]*[^[\]\n ][^[\]\n]*\]/g) ?? [];
  const halves = words.replace(/\[[^[\]\n]*\]/g, '').match(/[[\]]/g) ?? [];
  return whole.length + halves.length;
}
