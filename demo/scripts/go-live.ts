/**
 * Fills in the order to IT and the mail to data protection by what was chosen: the URL of the page says it, as on the
 * page of choices.
 */
import { choiceFrom, codeFor, queryOf, type Release, readUrl, toolFrom, writeUrl } from './code.ts';
import { mailtoUrl, type OrderInput, writeOrder } from './order.ts';
import { writePrivacyMail } from './privacy-mail.ts';

const read = (id: string) => JSON.parse(document.getElementById(id)?.textContent ?? '');
const release: Release = read('release');
const { requests, publisherUrl }: Pick<OrderInput, 'requests' | 'publisherUrl'> = read('requests');
const body = document.querySelector('#order') as HTMLElement;
const mail = document.querySelector('#mail') as HTMLAnchorElement;
const choices = document.querySelector('#choices') as HTMLAnchorElement;
const otherLanguage = document.querySelector('.language') as HTMLAnchorElement;

const locale = document.documentElement.lang === 'en' ? 'en' : 'sv';
const { query, target } = readUrl(location);
const choice = choiceFrom(query, locale);
const tool = toolFrom(query);
const ownQuery = queryOf(choice, tool, locale);
if (ownQuery.toString()) {
  writeUrl(choices, ownQuery);
  writeUrl(otherLanguage, ownQuery);
  // Whoever shared the link may have put in an address of their own.
  const notice = document.getElementById('shared');
  if (notice) notice.hidden = !choice.endpoint && !choice.folder;
  const code = codeFor(choice, release);
  const chooseUrl = choices.href;
  const input = { tool, choice, release, code, chooseUrl, requests, publisherUrl };
  const order = writeOrder(input, locale);
  mail.href = mailtoUrl(order);
  write(body, order.body);
  const privacyMail = writePrivacyMail(choice, chooseUrl, locale);
  write(document.querySelector('#privacy-mail') as HTMLElement, privacyMail.body);
  (document.querySelector('#mail-privacy') as HTMLAnchorElement).href = mailtoUrl(privacyMail);
}

// Browsers that know of no plain text that is edited leave it as it is.
body.setAttribute('contenteditable', 'plaintext-only');
if (body.isContentEditable) {
  body.role = 'textbox';
  body.ariaMultiLine = 'true';
  body.ariaLabel = body.closest('pre')?.dataset.scrolls ?? '';
  (document.querySelector('#editable') as HTMLElement).hidden = false;
  body.addEventListener('input', showEdited);
}
showEdited();
// The browser itself knows no place by a fragment that has more than its id.
if (target) document.getElementById(target)?.scrollIntoView();

/** Writes a text with what is to be filled in marked. */
function write(element: HTMLElement, text: string): void {
  element.replaceChildren(
    // A star stands in brackets of code.
    ...text.split(/(\[[^\]*]*\])/).map((piece) => {
      if (!piece.startsWith('[')) return piece;
      const mark = document.createElement('mark');
      mark.textContent = piece;
      return mark;
    }),
  );
}

/** Has the mail say what the order does, and the page how much of it is still to be filled in. */
function showEdited(): void {
  const text = body.textContent ?? '';
  const subject = new URL(mail.href).searchParams.get('subject') ?? '';
  mail.href = mailtoUrl({ subject, body: text });
  // A box to tick has a space in it.
  const count = text.match(/\[[^\]*]*[^\]* ][^\]*]*\]/g)?.length ?? 0;
  const blanks = document.querySelector('#blanks') as HTMLElement;
  blanks.textContent = (blanks.dataset.text ?? '').replace('{}', String(count));
  blanks.hidden = count === 0;
}
