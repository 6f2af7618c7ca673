/** The order to IT: what somebody with access to servers has to do for what was chosen, as plain text. */
import {
  addressOf,
  type Choice,
  type Code,
  isExample,
  isSelfHosted,
  missing,
  type Part,
  type Place,
  type Release,
  readUrl,
  receiverOrigin,
  type Tool,
  templateScript,
  textsQueryOf,
  writeUrl,
} from './code.ts';

/** What the guides have the reader ask of IT, by system and way in: each a list of lines. */
export type Requests = Readonly<Record<string, readonly (readonly string[])[]>>;

/** What an order is written from. */
export interface OrderInput {
  readonly tool: Tool;
  readonly choice: Choice;
  readonly release: Release;
  readonly code: Code;
  readonly requests: Requests;
  /** Where the publisher's files are. Empty while there is no publisher. */
  readonly publisherUrl: string;
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
  const { tool, choice, release, code } = input;
  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const isOwn = isSelfHosted(choice);
  const isPlugin = choice.way === 'wordpress';
  const isFramed = choice.way === 'iframe' || choice.way === 'oembed';
  const base = addressOf(choice, release);
  const major = `v${release.version.split('.', 1)[0]}`;
  const receiver = receiverOrigin(choice);
  const partsAt = (place: Place) => code.parts.filter((part) => part.place === place);

  const steps: (readonly string[])[] = [];
  const times: string[] = [];
  if (isOwn) {
    times.push(t('en kvart för filerna på servern', 'fifteen minutes for the files on the server'));
    steps.push([
      t('Lägg filerna på vår webbserver.', 'Put the files on our web server.'),
      t('Adress till mappen: ', 'URL of the folder: ') + base,
      `${t(
        'Hämta zip-filen med knappen här: ',
        'Download the zip file with the button here: ',
      )}${withTarget(input.chooseUrl, 'folder')}`,
      t(
        'README.txt i zip-filen beskriver hur, för nginx, Apache, Caddy och IIS.',
        'README.txt in the zip file explains how, for nginx, Apache, Caddy and IIS.',
      ),
      `${t('Kontrollera: ', 'Check: ')}curl -sSI ${base}${major}/skr-widgets.js`,
      t(
        'Svaret ska börja med 200 och ha access-control-allow-origin: *',
        'The response must begin with 200 and contain access-control-allow-origin: *',
      ),
    ]);
  }
  // As the guide says, which the editor reads.
  const requests = input.requests[`${tool} ${choice.way}`] ?? [];
  const codeUrl = `${t('Koden finns här: ', 'The code is here: ')}${withTarget(input.chooseUrl, 'code-name')}`;
  const requestText = requests.flat().join('\n');
  for (const lines of requests) {
    steps.push([
      ...lines.flatMap((line) => {
        if (line === '{script}') return templateScript(choice, release);
        const [, place] = /^\{code: ([a-z-]+)\}$/.exec(line) ?? [];
        return place ? linesOf(partsAt(place as Place)) : line;
      }),
      ...(choice.way === 'element' ? [codeUrl] : []),
    ]);
  }
  for (const [place, text] of [
    [
      'head',
      partsAt('head').some(({ code }) => code.includes('\n'))
        ? t(
            'Lägg de här raderna i sidmallens <head>, en gång:',
            'Add these lines to the <head> of the site’s template, once:',
          )
        : t(
            'Lägg den här raden i sidmallens <head>, en gång:',
            'Add this line to the <head> of the site’s template, once:',
          ),
    ],
    [
      'sheet',
      t(
        'Valfritt: lägg den här raden i sidans <head>. Då rör sig inget alls när skriptet kommer.',
        'Optional: add this line to the <head> of the page. It prevents any layout shift when the script loads.',
      ),
    ],
    [
      'style',
      t(
        'Lägg den här regeln i webbplatsens stilmall. Den är utseendet som vi har valt, och gör inget där editorn har tagit bort elementet.',
        'Add this rule to the site’s style sheet. It sets the appearance that we have chosen, and has no effect where the editor has stripped the element.',
      ),
    ],
    [
      'still',
      t(
        'Valfritt: lägg den här regeln i stilmallen. Då rör sig nästan inget när skriptet kommer.',
        'Optional: add this rule to the style sheet. It prevents almost all layout shift when the script loads.',
      ),
    ],
  ] as const) {
    const lines = linesOf(partsAt(place));
    if (lines.length > 0 && !requestText.includes(`{code: ${place}}`)) steps.push([text, ...lines]);
  }
  if (isPlugin) {
    steps.push([
      t('Installera tillägget för WordPress: ', 'Install the plugin for WordPress: ') +
        `${base}${major}/skr-widgets-wordpress.zip`,
      t(
        'Skriptet ligger sedan på vår egen webbplats.',
        'The script is then hosted on our own website.',
      ),
      ...(receiver
        ? [
            t('Skriv under Inställningar → SKR Widgets: ', 'Enter under Settings → SKR Widgets: ') +
              choice.endpoint,
          ]
        : []),
    ]);
  }
  const proposedHost =
    isOwn && !isExample(base) ? new URL(base).host : t('[vår webbplats]', '[our website]');
  const wantsReceiver = choice['new-receiver'] === 'yes';
  // Its source is known before there is a receiver: one change of the policy does.
  const proposedPolicy = wantsReceiver && !isFramed ? [`connect-src https://${proposedHost}`] : [];
  const policy = [...code.policy, ...proposedPolicy];
  // Nothing that the website's own policy would not let through.
  const isSame = policy.every((line) => line === withSelf(line));
  if (code.policy.length > 0) {
    steps.push([
      t(
        'Har webbplatsen en säkerhetspolicy (CSP)? Lägg till de här källorna i den.',
        'Does the website have a content security policy (CSP)? Add these sources to it.',
      ),
      ...(isSame
        ? []
        : [
            t(
              "Ligger filerna eller mottagaren på webbplatsens eget värdnamn, och står 'self' i direktivet, behövs inte källan.",
              "A source on the website’s own host name is not needed where the directive has 'self'.",
            ),
          ]),
      ...code.policy,
      ...(proposedPolicy.length > 0
        ? [
            t(
              'Och den här, om mottagaren får den föreslagna adressen:',
              'And this one, if the receiver is given the proposed URL:',
            ),
            ...proposedPolicy,
          ]
        : []),
      t(
        'Finns direktivet redan: lägg till källan på samma rad.',
        'If the directive exists, add the source to it.',
      ),
      t(
        'Finns det inte: skriv direktivet med det som står i default-src, och lägg till källan. Annars stoppas webbplatsens egna skript och stilar.',
        'If it does not, create it: copy the values of default-src into it and add the source. Otherwise the website’s own scripts and styles will be blocked.',
      ),
      t(
        "Står det 'none' där: byt ut det mot källan. Det får inte stå bredvid något annat.",
        "If its value is 'none', replace that with the source. It cannot be combined with other sources.",
      ),
      ...(isSame
        ? []
        : [
            t(
              "Har den bara default-src 'self', och källan behövs, blir det så här:",
              "If the policy has only default-src 'self', and the source is needed, the lines are:",
            ),
            ...policy.map(withSelf),
          ]),
      ...(isFramed
        ? []
        : [
            t(
              "Har policyn trusted-types: lägg till skr-widgets där, i stället för ett ensamt 'none'. Har script-src strict-dynamic räcker inte adressen: skripttaggen behöver er nonce.",
              "If the policy has trusted-types, add skr-widgets to it, replacing 'none' if that is its only value. If script-src has strict-dynamic, the URL is not enough: the script tag needs your nonce.",
            ),
          ]),
    ]);
  }
  // Where the page is named to a server of somebody else's, the texts on personal data would be wrong.
  if (!isOwn && !isPlugin) {
    steps.push([
      t(
        'Kontrollera att webbplatsens Referrer-Policy inte skickar sidans adress till andra servrar. Saknas den, eller är den strict-origin-when-cross-origin, är det redan så.',
        'Check that the website’s Referrer-Policy does not send the URL of the page to other servers. If there is none, or if it is strict-origin-when-cross-origin, that is already the case.',
      ),
    ]);
  }
  const hasTemplateLine = partsAt('head').length > 0 || requestText.includes('{script}');
  if (steps.length > Number(isOwn)) {
    times.unshift(
      hasTemplateLine
        ? t(
            'en kvart för sidmallen och säkerhetspolicyn',
            'fifteen minutes for the template and the security policy',
          )
        : t('en kvart för säkerhetspolicyn', 'fifteen minutes for the security policy'),
    );
  }
  const manual = new URL(t('drift.html', 'operators.html'), input.chooseUrl).href;
  const inTheZip = t(
    'Samma handbok ligger i programmets zip-fil: docs/receiver.sv.md.',
    'The same manual is in the program’s zip file: docs/receiver.md.',
  );
  // A form in a frame is on the page in the frame, and so is what the browser names to the receiver.
  const site = choice.way === 'iframe' ? new URL(base, input.chooseUrl).origin : '';
  const receiverFacts = [
    t(
      'Inställningarna (receiver.json) bifogar vi. De fylls i här: ',
      'We have attached the settings (receiver.json). They are filled in here: ',
    ) + textsUrl(choice, input.chooseUrl, locale),
    t(
      'Fyll i det som är märkt it: e-postservern (mail.server) och avsändaren (mail.from). Saknas filen, be oss om den.',
      'Fill in what is marked IT: the mail server (mail.server) and the sender (mail.from). If the file is missing, ask us for it.',
    ),
    site
      ? t(
          'Formuläret visas i en iframe. Skriv mappens webbplats i filen, inte sidans (allowedOrigins): ',
          'The form is shown in an iframe. In the file, enter the website of the folder, not that of the page (allowedOrigins): ',
        ) + site
      : t(
          'Finns det en testwebbplats lägger ni till den (allowedOrigins).',
          'If there is a test site, add that too (allowedOrigins).',
        ),
    t(
      'Det här beställer vi. Bekräfta det, eller säg vad som blir annorlunda: dataskydd skriver att det är så.',
      'This is what we are asking for. Confirm it, or tell us what will differ, because our data protection texts state it:',
    ),
    ...[
      t(
        'Systemloggen sparas i 30 dagar (MaxRetentionSec=30day i journald.conf). Webbservrarnas loggar sparas i högst 15 dagar.',
        'The system log is kept for 30 days (MaxRetentionSec=30day in journald.conf), and the web servers’ logs for at most 15 days.',
      ),
      t(
        'Brevlådan som meddelandena går till skickar inga automatiska svar (autosvar).',
        'The mailbox that the messages go to sends no automatic replies.',
      ),
      t(
        'Säkerhetskopior finns kvar i högst 32 dagar, också brevlådans och de som flyttas till en annan plats.',
        'Backups are kept for at most 32 days, including those of the mailbox and those moved elsewhere.',
      ),
      t(
        'Servern, brevlådan eller ärendesystemet och alla säkerhetskopior finns inom EU och EES.',
        'The server, the mailbox or case system and all backups are within the EU and the EEA.',
      ),
      t(
        'Nycklarna följer inte med säkerhetskopior som lämnar servern. Antingen kopieras datamappen inte, eller så ligger nycklarna utanför den (RECEIVER_KEYS_FILE).',
        'The keys are not included in backups moved off the server: either the data folder is not backed up, or the keys are outside it (RECEIVER_KEYS_FILE).',
      ),
      t(
        'Den som sköter servern läser karantänen varje arbetsdag (receiver list --state quarantine).',
        'Whoever runs the server reads the quarantine every working day (receiver list --state quarantine).',
      ),
      t(
        'Kommandon körs med sudo, från egna konton.',
        'Commands are run with sudo, from personal accounts.',
      ),
    ].map((line) => `- ${line}`),
  ];
  // As a browser asks: without the header the receiver answers anybody.
  const origin = site || t('https://[webbplatsen]', 'https://[the website]');
  const checksOf = (endpoint: string) => [
    `${t('Kontrollera: ', 'Check: ')}curl -sSi -H 'Origin: ${origin}' ${endpoint}`,
    t(
      'Svaret ska börja med 200 och sluta med JSON. Vid 403 saknas webbplatsen i allowedOrigins, eller så har webbplatsens adress en port som saknas i kommandot.',
      'The response must begin with 200 and end with JSON. A 403 response means that the website is missing from allowedOrigins, or that its URL has a port that is missing from the command.',
    ),
  ];
  if (receiver) {
    times.push(
      t(
        'en halvtimme för mottagaren, några timmar med e-post, om den inte redan är igång',
        'half an hour for the receiver, or a few hours with email, unless it is running already',
      ),
    );
    steps.push([
      t(
        'Ställ in mottagaren, servern som tar emot formulärets meddelanden.',
        'Configure the receiver, the server that stores the form’s messages.',
      ),
      t('Så gör man: ', 'Instructions: ') + manual,
      inTheZip,
      t('Formulärets adress: ', 'URL of the form: ') + choice.endpoint,
      ...receiverFacts,
      ...checksOf(choice.endpoint),
      t(
        'Skicka sedan ett meddelande från sidan, och se att det kommer fram.',
        'Then send a message from the page, and check that it arrives.',
      ),
    ]);
  }
  if (wantsReceiver) {
    times.push(
      t(
        'en halvtimme för mottagaren, några timmar med e-post',
        'half an hour for the receiver, or a few hours with email',
      ),
    );
    const endpoint = `https://${proposedHost}/skr-mottagare/v1/forms/international`;
    steps.push([
      t(
        'Sätt upp en mottagare: servern som tar emot formulärets meddelanden. Vi har ingen än.',
        'Set up a receiver, the server that stores the form’s messages. We do not have one yet.',
      ),
      t('Så gör man, och var programmet finns: ', 'Instructions, and where to find the program: ') +
        manual,
      inTheZip,
      t('Förslag till formulärets adress: ', 'Proposed URL of the form: ') + endpoint,
      t(
        'Välj en sökväg som webbplatsen inte använder.',
        'Choose a path that the website does not use.',
      ),
      ...receiverFacts,
      ...checksOf(endpoint),
      t(
        'Skicka formulärets adress till oss när mottagaren svarar: vi väljer om koden med den.',
        'Once the receiver responds, send us the URL of the form: we need it for the new code.',
      ),
      ...(isFramed
        ? []
        : [
            t(
              'Blev det en annan adress än den föreslagna ändras säkerhetspolicyn (connect-src) då.',
              'If the URL differs from the proposed one, the security policy (connect-src) must be changed too.',
            ),
          ]),
    ]);
  }

  const opening = t(
    `Vi vill visa ${describeContent(choice, locale)} på vår webbplats med SKR Widgets. Vi behöver hjälp med det här:`,
    `We want to show ${describeContent(choice, locale)} on our website, using SKR Widgets. We need your help with this:`,
  );
  const ownFacts =
    choice.facts === 'own' &&
    choice.way === 'element' &&
    choice.widget !== 'contact-form' &&
    t(
      'Uppgifterna är våra egna och står i koden. De visas också utan skriptet.',
      'The details are our own and are in the code. They are shown without the script too.',
    );
  // First of all: the choices may come from a link that somebody else has made.
  const hosts = [
    (isPlugin
      ? t('Tillägget hämtas från: ', 'The plugin is downloaded from: ')
      : t('Skriptet kommer från: ', 'The script is loaded from: ')) +
      new URL(base, input.chooseUrl).host,
    ...(receiver
      ? [t('Meddelanden skickas till: ', 'Messages go to: ') + new URL(receiver).host]
      : []),
    t(
      'Kontrollera att adresserna är rätt innan ni gör något.',
      'Check that the URLs are right before you do anything.',
    ),
  ];
  const siteUrl = input.publisherUrl && new URL('../', input.publisherUrl).href;
  const where = siteUrl
    ? t(`på ${siteUrl} när koden finns där`, `at ${siteUrl} once the code is there`)
    : t('på utgivarens webbplats', 'on the publisher’s website');
  const ownServer = isPlugin
    ? '.'
    : t(', eller välj en egen server: ', ', or choose your own server: ') + input.chooseUrl;
  const onTestSite =
    t(
      `Beställningen är inte färdig: adresserna är en testsidas. Gör om den ${where}`,
      `This request is not complete: the URLs belong to a test site. Make it again ${where}`,
    ) + ownServer;
  const unfinished = missing(choice).flatMap((what) => {
    if (what === 'recipient') {
      return t(
        'Beställningen är inte färdig: skriv vem meddelandet går till. Annars saknas mottagaren här.',
        'This request is not complete: enter who the message goes to, or the receiver will be left out.',
      );
    }
    if (what === 'folder') {
      return t(
        'Beställningen är inte färdig: skriv adressen till er mapp.',
        'This request is not complete: enter the URL of your folder.',
      );
    }
    return [];
  });
  // A frame may send to its own origin without being told.
  const needsZip = isOwn && isFramed && receiver !== new URL(base, input.chooseUrl).origin;
  const later = receiver
    ? [
        t(
          'Har ni redan gjort beställningen utan mottagare? Då återstår bara det här:',
          'If you have already carried out our request without a receiver, only this remains:',
        ),
        ...(needsZip
          ? [
              t(
                '- Byt mappens filer mot dem i en ny zip-fil: ramen får bara skicka till det som står i dem.',
                '- Replace the files of the folder with those in a new zip file: the frame can send only to the receivers that they name.',
              ),
            ]
          : []),
        ...(isPlugin
          ? [
              t(
                '- Skriv formulärets adress under Inställningar → SKR Widgets.',
                '- Enter the URL of the form under Settings → SKR Widgets.',
              ),
            ]
          : []),
        ...(requestText.includes('{script}') ||
        partsAt('head').some((part) => part.code.includes('data-origins'))
          ? [
              t(
                '- Byt skriptraden i <head>: data-origins är ny.',
                '- Replace the script line in <head>: data-origins is new.',
              ),
            ]
          : []),
        ...code.policy
          .filter((line) => line.startsWith('connect-src'))
          .map(
            (line) =>
              t('- Lägg till i säkerhetspolicyn: ', '- Add to the policy: ') +
              line +
              t(' (om det inte står där redan)', ' (unless it is there already)'),
          ),
        ...(partsAt('still').length > 0
          ? [t('- Lägg regeln nedan i stilmallen.', '- Add the rule below to the style sheet.')]
          : []),
        t(
          '- Ställ in mottagaren: den sista punkten nedan.',
          '- Configure the receiver: the last item below.',
        ),
        ...(isOwn && !needsZip
          ? [
              t(
                'Ny zip-fil behövs om mappen byter adress, eller om formuläret ska visas i en iframe och mottagaren har ett annat värdnamn än mappen.',
                'You need a new zip file if the folder’s URL changes, or if the form is to be shown in an iframe and the receiver is on a different host name from the folder.',
              ),
            ]
          : []),
      ]
    : [];
  const facts = [
    ...(times.length > 0 ? [`${t('Tid, ungefär: ', 'Estimated time: ')}${times.join('; ')}.`] : []),
    t('Sidan där det ska visas: ', 'The page where it will be shown: ') + blank,
    t('Klart senast: ', 'Needed by: ') + blank,
    t(
      'Vem ni kontaktar när det är klart, eller om något är oklart: ',
      'Who to contact when it is done, or if anything is unclear: ',
    ) + blank,
  ];
  const frameOnly = t(
    'Sidan får inget skript. Ramen visar en sida från servern ovan, som inte sätter några kakor.',
    'No script is added to the page. The frame shows a page from the server named above. That page sets no cookies.',
  );
  // Where the script is not a line in the template, it must not be stripped on its way to the page.
  const pasted =
    requests.length === 0 &&
    partsAt('page').some((part) => part.code.includes('<script')) &&
    t(
      'Skriptet står i koden som redaktören klistrar in på sidan. Verktyget får inte ta bort det där. Tar det bort skriptet ändå lägger ni den här raden i sidmallens <head>, en gång:',
      'The script is in the code that the web editor pastes into the page. The CMS must not strip it. If it does strip the script, add this line to the <head> of the site’s template, once:',
    );
  const also = isPlugin
    ? t(' och avinstallerar tillägget', ' and uninstall the plugin')
    : hasTemplateLine
      ? t(
          ', och ber er ta bort skriptraden i sidmallen',
          ', and ask you to remove the script line from the template',
        )
      : t(', och ber er ta bort det ni har lagt in', ', and ask you to remove what you have added');
  const draft =
    receiver || wantsReceiver
      ? t(
          ', utom ett utkast i formuläret som besökaren själv har valt att spara',
          ', except drafts of the form that visitors have chosen to save',
        )
      : '';
  const everyPage = hasTemplateLine
    ? t(
        ' Det laddas på alla sidor med sidmallen, men ändrar bara länkar till SKR Widgets och element från SKR Widgets.',
        ' It is loaded on every page that uses the template, but changes only links to SKR Widgets and elements from SKR Widgets.',
      )
    : '';
  const securityUrl = new URL(
    t('trygghet.html#fragor-om-sakerhet', 'trust.html#questions-on-security'),
    input.chooseUrl,
  );
  const safe =
    choice.way === 'oembed'
      ? frameOnly
      : t(
          `Skriptet är en fil på högst 24 kB, komprimerad med Brotli. Det sätter inga kakor och anropar inga andra servrar än de ovan.${everyPage} Frågor om säkerhet: ${securityUrl} Vill vi sluta tar vi bort koden från sidan${also}; hos besökarna blir inget kvar${draft}.`,
          `The script is one file of at most 24 kB, compressed with Brotli. It sets no cookies and calls no servers other than those above.${everyPage} Questions on security: ${securityUrl} If we stop using it, we will remove the code from the page${also}. Nothing then remains in visitors’ browsers${draft}.`,
        );
  const numbered = steps.map((lines, index) =>
    lines.map((line, at) => (at === 0 ? `${index + 1}. ${line}` : `   ${line}`)).join('\n'),
  );
  return {
    subject: t('Beställning: SKR Widgets på vår webbplats', 'Request: SKR Widgets on our website'),
    body: [
      opening,
      ...(isExample(base) ? [onTestSite] : []),
      ...unfinished.map((line) => `${line} ${input.chooseUrl}`),
      hosts.join('\n'),
      ...(later.length > 0 ? [later.join('\n')] : []),
      ...(ownFacts ? [ownFacts] : []),
      ...(pasted ? [`${pasted}\n${templateScript(choice, release)}`] : []),
      ...numbered,
      facts.join('\n'),
      safe,
    ].join('\n\n'),
  };
}

/** What will be shown, in the middle of a sentence: not all of it is SKR's. */
export function describeContent({ widget, facts, ...choice }: Choice, locale: 'sv' | 'en'): string {
  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  if (facts === 'own' && widget === 'contact-person') {
    return t(
      'kontaktuppgifter till en av våra medarbetare',
      'contact details for one of our employees',
    );
  }
  if (facts === 'own' && widget === 'org-card') {
    return t('uppgifter om en egen organisation', 'details of an organisation of our choice');
  }
  if (widget === 'contact-form' && (facts === 'own' || choice['new-receiver'] === 'yes')) {
    return t('ett eget kontaktformulär', 'our own contact form');
  }
  return t(
    'SKR:s information om internationella samarbeten',
    'SALAR’s information on international cooperation',
  );
}

/** Where the receiver's settings are filled in, with what is chosen. */
function textsUrl(choice: Choice, chooseUrl: string, locale: 'sv' | 'en'): string {
  const isSwedish = locale === 'sv';
  const url = new URL(isSwedish ? 'texter.html' : 'texts.html', chooseUrl);
  url.search = textsQueryOf(choice).toString();
  url.hash = isSwedish ? 'mottagarens-installningar-till-it' : 'the-receivers-settings-to-it';
  return url.href;
}

/** The page of choices at one of its places. */
function withTarget(chooseUrl: string, target: string): string {
  const url = new URL(chooseUrl);
  writeUrl(url, readUrl(url).query, target);
  return url.href;
}

/** A line of a policy with the website's own files first, as `default-src 'self'` lets them through. */
function withSelf(line: string): string {
  return line.includes(" 'self'") ? line : line.replace(' ', " 'self' ");
}

function linesOf(parts: readonly Part[]): string[] {
  return parts.flatMap(({ code }) => code.split('\n'));
}

/** Opens the order in the reader's own mail program. Lines end as mail has them. */
export function mailtoUrl({ subject, body }: Order): string {
  const lines = encodeURIComponent(body.replaceAll('\n', '\r\n'));
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${lines}`;
}
