/** The order to IT: what somebody with access to servers has to do for what was chosen, as plain text. */
import {
  addressOf,
  type Choice,
  type Code,
  isExample,
  type Release,
  receiverOrigin,
} from './code.ts';

/** What an order is written from. */
export interface OrderInput {
  readonly choice: Choice;
  readonly release: Release;
  readonly code: Code;
  /** The page of choices with these choices in its URL: the zip is made there. */
  readonly chooseUrl: string;
}

/** A text with a subject, for a mail or a ticket. */
export interface Order {
  readonly subject: string;
  readonly body: string;
}

/** Stands where only the reader knows what to write. */
const blank = '[…]';

export function writeOrder(input: OrderInput, locale: 'sv' | 'en'): Order {
  const { choice, release, code } = input;
  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const isOwn = choice.channel === 'self-hosted';
  const base = addressOf(choice, release);
  const major = `v${release.version.split('.', 1)[0]}`;
  const receiver = receiverOrigin(choice);
  const template = code.parts.filter(({ place }) => place === 'head' || place === 'sheet');

  const steps: (readonly string[])[] = [];
  if (isOwn) {
    steps.push([
      t('Lägg filerna på vår webbserver.', 'Put the files on our web server.'),
      t('Adress till mappen: ', 'URL of the folder: ') + base,
      t(
        'Hämta zip-filen med "Hämta mappen (zip)" här: ',
        'Download the zip file with "Download the folder (zip)" here: ',
      ) + input.chooseUrl,
      t(
        'README.txt i zip-filen beskriver hur, för nginx, Apache, Caddy och IIS. Det tar ungefär en kvart.',
        'README.txt in the zip file says how, for nginx, Apache, Caddy and IIS. It takes about fifteen minutes.',
      ),
      `${t('Kontrollera: ', 'Check: ')}curl -sI ${base}${major}/skr-widgets.js`,
      t(
        'Svaret ska börja med 200 och ha access-control-allow-origin: *',
        'The response must begin with 200 and have access-control-allow-origin: *',
      ),
    ]);
  }
  if (template.length > 0) {
    steps.push([
      t(
        'Lägg de här raderna i sidmallens <head>, en gång.',
        'Put these lines in the <head> of the site’s template, once.',
      ),
      ...template.flatMap((part) => part.code.split('\n')),
    ]);
  }
  if (choice.way === 'wordpress') {
    steps.push([
      t('Installera tillägget för WordPress: ', 'Install the plugin for WordPress: ') +
        (isOwn
          ? t('plugins/ i zip-filen', 'plugins/ in the zip file')
          : `${base}${major}/skr-widgets-wordpress.zip`),
      ...(receiver
        ? [
            t('Skriv under Inställningar → SKR Widgets: ', 'Enter under Settings → SKR Widgets: ') +
              choice.endpoint,
          ]
        : []),
    ]);
  }
  if (code.policy.length > 0) {
    steps.push([
      t(
        'Har webbplatsen en säkerhetspolicy (CSP)? Lägg till de här källorna i den. Finns direktivet redan lägger ni till källan på samma rad.',
        'Does the website have a content security policy (CSP)? Add these sources to it. Where the directive exists, add the source to its line.',
      ),
      ...code.policy,
    ]);
  }
  if (receiver) {
    steps.push([
      t(
        'Ställ in mottagaren, servern som tar emot formulärets meddelanden.',
        'Configure the receiver, the server that stores the form’s messages.',
      ),
      t('Så gör man: ', 'How to: ') +
        new URL(t('drift.html', 'operators.html'), input.chooseUrl).href,
      t('Formulärets adress: ', 'URL of the form: ') + choice.endpoint,
      t('Lägg till webbplatsen i allowedOrigins: ', 'Add the website to allowedOrigins: ') + blank,
      t(
        `Kontrollera: ${choice.endpoint} i en webbläsare ska svara med JSON.`,
        `Check: ${choice.endpoint} in a browser must respond with JSON.`,
      ),
    ]);
  }

  const opening = t(
    'Vi vill visa SKR:s information om internationellt arbete på vår webbplats med SKR Widgets. Vi behöver hjälp med det här:',
    'We want to show SALAR’s information on international work on our website, with SKR Widgets. We need your help with this:',
  );
  // First of all: the choices may come from a link that somebody else has made.
  const hosts = [
    t('Skriptet kommer från: ', 'The script comes from: ') + new URL(base, input.chooseUrl).host,
    ...(receiver
      ? [t('Meddelanden skickas till: ', 'Messages go to: ') + new URL(receiver).host]
      : []),
    t(
      'Kontrollera att adresserna är rätt innan ni gör något.',
      'Check that the addresses are right before you do anything.',
    ),
  ];
  const test = t(
    `Obs: ${base} är en testmiljö. Byt den adressen överallt mot [utgivarens adress], eller gör en zip-fil för en egen server: ${input.chooseUrl}`,
    `Note: ${base} is a test site. Replace that URL everywhere with [the publisher’s URL], or make a zip file for a server of our own: ${input.chooseUrl}`,
  );
  const facts = [
    t('Sidan där det ska visas: ', 'The page where it will be shown: ') + blank,
    t('Klart senast: ', 'Needed by: ') + blank,
    t('Kontakt: ', 'Contact: ') + blank,
  ];
  const safe = t(
    'Skriptet är en fil på högst 25 kB. Det sätter inga kakor och anropar inga andra servrar än de ovan. Vill vi sluta tar vi bort koden från sidan; hos besökarna blir inget kvar, utom ett utkast som besökaren själv har sparat.',
    'The script is one file of at most 25 kB. It sets no cookies and calls no servers but those above. If we want to stop, we remove the code from the page; nothing stays with visitors, except a draft that a visitor has chosen to save.',
  );
  const numbered = steps.map((lines, index) =>
    lines.map((line, at) => (at === 0 ? `${index + 1}. ${line}` : `   ${line}`)).join('\n'),
  );
  return {
    subject: t('Beställning: SKR Widgets på vår webbplats', 'Order: SKR Widgets on our website'),
    body: [
      opening,
      hosts.join('\n'),
      ...numbered,
      ...(isExample(base) ? [test] : []),
      facts.join('\n'),
      safe,
    ].join('\n\n'),
  };
}

/** Opens the order in the reader's own mail program. Lines end as mail has them. */
export function mailtoUrl({ subject, body }: Order): string {
  const lines = encodeURIComponent(body.replaceAll('\n', '\r\n'));
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${lines}`;
}
