/** The order to IT and the mail to data protection: for what nobody has chosen yet, and anew for what the URL says. */
import { readPublisher } from '../../publish/publisher.ts';
import { data, type Html, html } from '../html.ts';
import { releaseOf } from '../release.ts';
import { choiceFrom, codeFor, isExample } from '../scripts/code.ts';
import { mailtoUrl, type Order, writeOrder } from '../scripts/order.ts';
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
  return html`<p id="no-order" hidden>${t(
    'Visar ni bara texten, utan skript, behöver ni ingen beställning.',
    'If you show only the text, without the script, you do not need a request.',
  )}</p>
  <div id="order-needed"><p>${t(
    html`Beställningen fylls i av det ni väljer i <a id="choices" href="${to('choose')}">Välj och hämta</a>: adresser, säkerhetspolicy och mottagare. Kommer ni därifrån, genom länken <em>Beställning till it</em>, står era val här. Fyll i det som är markerat.`,
    html`The request is generated from your choices in <a id="choices" href="${to('choose')}">Choose and copy</a>: URLs, security policy and receiver. If you followed the link <em>Request to IT</em> on that page, the request below has your choices. Fill in the marked places.`,
  )}</p>
  ${isExample(address) && html`<p id="test-site" class="notice">${t('Skicka inte beställningen än: adresserna i den är en testsidas.', 'Do not send this request yet: the URLs in it belong to a test site.')}</p>`}
  <p id="shared" class="notice" hidden>${t(
    'Länken ni följde hit innehåller en adress till en mottagare eller en mapp. Kontrollera att adresserna i beställningen är era egna innan ni skickar den.',
    'The link that you followed contains the URL of a receiver or a folder. Make sure that the URLs in the request are your own before you send it.',
  )}</p>
  ${editable(
    'order',
    order,
    view,
    t('beställningen', 'the request'),
    t('Öppna beställningen som e-post', 'Open the request as an email'),
    t(
      'Skriv direkt i beställningen: klicka på en markerad plats, och skriv. Inget av det sparas, så kopiera den innan ni lämnar sidan.',
      'Edit the request here: click a marked place and type. Nothing is stored, so copy the request before you leave the page.',
    ),
  )}
  <p class="hint">${t('Kortar ert e-postprogram av texten kopierar ni den i stället.', 'If your email program cuts the text short, copy it instead.')}</p></div>
  ${data('release', release)}
  ${data('requests', { requests, publisherUrl })}`;
}

export function privacyMailForm(view: View): Html {
  const { t, to, locale, address } = view;
  const siteUrl = new URL(`../${pathOf('goLive', locale)}`, address).href;
  const mail = writePrivacyMail(undefined, siteUrl, releaseOf(view), locale);
  return html`<p>${t(
    html`Mejlet fylls i av samma val. Står de inte i det: gå tillbaka till <a href="${to('choose')}#privacy-mail">Välj och hämta</a>, och följ <em>Mejl till dataskydd, med era val</em>. Visar ni bara texten: <a href="?way=text#mejl-till-dataskydd">mejlet för det</a>.`,
    html`The email is generated from the same choices. If they are not in it, go back to <a href="${to('choose')}#privacy-mail">Choose and copy</a>, and follow <em>Email to data protection, with your choices</em>. If you show text only, use <a href="?way=text#email-to-data-protection">the email for that</a>.`,
  )}</p>
  ${editable(
    'privacy-mail',
    mail,
    view,
    t('mejlet', 'the email'),
    t('Öppna mejlet', 'Open the email'),
    t(
      'Skriv direkt i mejlet: klicka på en markerad plats, och skriv. Inget av det sparas, så kopiera det innan ni lämnar sidan.',
      'Edit the email here: click a marked place and type. Nothing is stored, so copy the email before you leave the page.',
    ),
  )}`;
}

/** A text that a script lets the reader edit, with a link that opens it in their mail program. */
function editable(
  id: string,
  text: Order,
  view: View,
  name: string,
  linkText: string,
  hint: string,
): Html {
  const { t } = view;
  return html`<p id="${id}-editable" class="hint" hidden>${hint}</p>
  ${copyable(id, text.body, view, name, 'words')}
  <p id="${id}-blanks" class="notice" hidden data-one="${t('1 markerad plats är inte ifylld.', '1 marked place has not been filled in.')}" data-several="${t('{} markerade platser är inte ifyllda.', '{} marked places have not been filled in.')}"></p>
  <p class="links"><a id="${id}-link" href="${mailtoUrl(text)}">${linkText}</a></p>`;
}
