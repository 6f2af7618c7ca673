/** The order to IT and the mail to data protection: for what nobody has chosen yet, and anew for what the URL says. */
import { readPublisher } from '../../publish/publisher.ts';
import { data, type Html, html } from '../html.ts';
import { releaseOf } from '../release.ts';
import { choiceFrom, codeFor } from '../scripts/code.ts';
import { mailtoUrl, writeOrder } from '../scripts/order.ts';
import { writePrivacyMail } from '../scripts/privacy-mail.ts';
import { copyable, pathOf, type View } from '../site.ts';
import { getRequests } from './guides.ts';

export function orderForm(view: View): Html {
  const { t, to, locale, address, publisher = readPublisher() } = view;
  const release = releaseOf(view);
  const choice = choiceFrom(new URLSearchParams());
  const chooseUrl = new URL(`../${pathOf('choose', locale)}`, address).href;
  const code = codeFor(choice, release);
  const requests = getRequests(view);
  const { publisherUrl } = publisher;
  const order = writeOrder(
    { tool: 'html', choice, release, code, chooseUrl, requests, publisherUrl },
    locale,
  );
  return html`<p>${t(
    html`Beställningen fylls i av det ni väljer i <a id="choices" href="${to('choose')}">Välj och hämta</a>: adresser, säkerhetspolicy och mottagare. Följ länken <em>Beställning till it</em> där, så står era val här. Fyll sedan i det som är markerat.`,
    html`The order is filled in by what you choose in <a id="choices" href="${to('choose')}">Choose and copy</a>: addresses, security policy and receiver. Follow the link <em>Order to IT</em> there, and your choices are here. Then fill in what is marked.`,
  )}</p>
  <p id="shared" class="notice" hidden>${t(
    'Länken ni följde hit innehåller en adress till en mottagare eller en mapp. Kontrollera att adresserna i beställningen är era egna innan ni skickar den.',
    'The link that you followed contains the address of a receiver or a folder. Make sure that the addresses in the order are your own before you send it.',
  )}</p>
  <p id="editable" class="hint" hidden>${t('Skriv direkt i beställningen. Inget av det sparas, så kopiera den innan ni lämnar sidan.', 'Write directly in the order. None of it is stored, so copy it before you leave the page.')}</p>
  ${copyable('order', order.body, view, t('beställningen', 'the order'), 'words')}
  <p id="blanks" class="notice" hidden data-one="${t('1 markerad plats är inte ifylld.', '1 marked place has not been filled in.')}" data-several="${t('{} markerade platser är inte ifyllda.', '{} marked places have not been filled in.')}"></p>
  <p class="links"><a id="mail" href="${mailtoUrl(order)}">${t('Öppna beställningen som e-post', 'Open the order as an email')}</a></p>
  <p class="hint">${t('Kortar ert e-postprogram av texten kopierar ni den i stället.', 'If your email program cuts the text short, copy it instead.')}</p>
  ${data('release', release)}
  ${data('requests', { requests, publisherUrl })}`;
}

export function privacyMailForm(view: View): Html {
  const { t, locale, address } = view;
  const siteUrl = new URL(`../${pathOf('goLive', locale)}`, address).href;
  const mail = writePrivacyMail(undefined, siteUrl, locale);
  return html`<p>${t('Mejlet fylls i som beställningen.', 'The email is filled in as the order is.')}</p>
  ${copyable('privacy-mail', mail.body, view, t('mejlet', 'the email'), 'words')}
  <p class="links"><a id="mail-privacy" href="${mailtoUrl(mail)}">${t('Öppna mejlet', 'Open the email')}</a></p>`;
}
