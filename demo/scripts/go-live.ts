/** Fills in the order to IT by what was chosen: the URL of the page says it, as on the page of choices. */
import { choiceFrom, codeFor, queryOf, type Release, toolFrom } from './code.ts';
import { mailtoUrl, type OrderInput, writeOrder } from './order.ts';

const read = (id: string) => JSON.parse(document.getElementById(id)?.textContent ?? '');
const release: Release = read('release');
const { requests, publisherUrl }: Pick<OrderInput, 'requests' | 'publisherUrl'> = read('requests');
const body = document.querySelector('#order') as HTMLElement;
const mail = document.querySelector('#mail') as HTMLAnchorElement;
const choices = document.querySelector('#choices') as HTMLAnchorElement;
const otherLanguage = document.querySelector('.language') as HTMLAnchorElement;

const locale = document.documentElement.lang === 'en' ? 'en' : 'sv';
const query = new URLSearchParams(location.search);
const choice = choiceFrom(query, locale);
const tool = toolFrom(query);
const search = queryOf(choice, tool, locale).toString();
if (search) {
  choices.search = search;
  otherLanguage.search = search;
  // Whoever shared the link may have put in an address of their own.
  const notice = document.getElementById('shared');
  if (notice) notice.hidden = !choice.endpoint && !choice.folder;
  const code = codeFor(choice, release);
  const chooseUrl = choices.href;
  const input = { tool, choice, release, code, chooseUrl, requests, publisherUrl };
  const order = writeOrder(input, locale);
  mail.href = mailtoUrl(order);
  body.replaceChildren(
    ...order.body.split(/(\[[^\]]*\])/).map((piece) => {
      if (!piece.startsWith('[')) return piece;
      const mark = document.createElement('mark');
      mark.textContent = piece;
      return mark;
    }),
  );
}
