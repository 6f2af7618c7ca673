/** The configurator: every choice, what it looks like, and the code for it. */
import { fieldRules } from '../../dist/lib/contact-form/message.js';
import { data, type Html, html } from '../html.ts';
import { htmlAt, releaseOf } from '../release.ts';
import {
  type Choice,
  choiceFrom,
  codeFor,
  folderAddress,
  type Place,
  receiverAddress,
  sourceOf,
  unused,
} from '../scripts/code.ts';
import { copyButton, type Page, type View } from '../site.ts';
import { coordinator, nameOf, twinTowns } from './start.ts';

/** What is chosen before anyone has: the page is written as it then is, so that nothing moves. */
const first = choiceFrom(new URLSearchParams());

export function choose(view: View, release = releaseOf(view)): Page {
  const code = codeFor(first, release, htmlAt(sourceOf(first, view.locale)));
  const { t, to, root } = view;
  const title = t('Välj och hämta koden', 'Choose and copy the code');
  const { name: organisation, description, href } = twinTowns(view);
  const { heading, name: person, 'job-title': jobTitle, telephone, email } = coordinator(view);
  const receiver = view.receiver ?? 'https://receiver.example.se';
  return {
    title,
    description: t(
      'Välj vad som ska synas, se det direkt, och kopiera koden med det som er säkerhetspolicy behöver.',
      'Choose what should show, see it at once, and copy the code with what your security policy needs.',
    ),
    scripts: ['choose'],
    main: html`
      <div class="intro">
        <h1>${title}</h1>
        <p class="lead">${t('Allt du väljer syns bredvid eller under, och finns i sidans adress. Spara den eller dela den.', 'All that you choose shows beside or below, and is kept in the address of this page. Save it or share it.')}</p>
        <p class="to-code"><a href="#code-name">${t('Till koden', 'To the code')}</a></p>
        <noscript><p class="notice">${t('Den här sidan behöver JavaScript för att skriva koden.', 'This page needs JavaScript to write the code.')} <a href="${to('guides')}">${t('I guiderna finns färdig kod.', 'The guides have code that is ready.')}</a></p></noscript>
      </div>
      <div class="chooser">
        <form id="choices" autocomplete="off">
          ${radios('widget', t('Vad ska synas?', 'What should be shown?'), [
            ['skr-intl-overview', nameOf('skr-intl-overview', view)],
            ['org-card', nameOf('org-card', view)],
            ['contact-person', nameOf('contact-person', view)],
            ['contact-form', nameOf('contact-form', view)],
          ])}
          ${radios(
            'facts',
            t('Vems uppgifter?', 'Whose details?'),
            [
              ['skr', t('SKR:s', 'SALAR’s')],
              ['icld', 'ICLD', 'widget=org-card'],
              ['own', t('Egna', 'Your own')],
            ],
            'widget=org-card,contact-person,contact-form',
          )}
          <fieldset${whenOf('facts=own')}>
            <legend>${t('Egna uppgifter', 'Your own details')}</legend>
            ${field('heading', t('Rubrik', 'Heading'), heading, 'widget=contact-person')}
            ${field('name', t('Namn', 'Name'), organisation, 'widget=org-card,contact-person')}
            ${field('description', t('Beskrivning', 'Description'), description, 'widget=org-card')}
            ${field('href', t('Webbadress', 'Web address'), href, 'widget=org-card', { type: 'url', looks: [/^https?:\/\/./, t('Skriv en adress som börjar med https://.', 'Enter an address that begins with https://.')] })}
            ${field('job-title', t('Titel', 'Job title'), jobTitle, 'widget=contact-person')}
            ${field('telephone', t('Telefon', 'Telephone'), telephone, 'widget=contact-person,contact-form', { type: 'tel', looks: [fieldRules.telephone.format, t('Skriv ett nummer som 08-123 45 67. Annars blir det ingen länk.', 'Enter a number such as 08-123 45 67. Otherwise it will not be a link.')] })}
            ${field('email', t('E-post', 'Email'), email, 'widget=contact-person,contact-form', { type: 'email', looks: [fieldRules.email.format, t('Skriv en adress som namn@exempel.se. Annars blir det ingen länk.', 'Enter an address such as name@example.com. Otherwise it will not be a link.')] })}
          </fieldset>
          <div${whenOf('widget=skr-intl-overview,contact-form')} data-unused="endpoint">
            ${field(
              'endpoint',
              t('Mottagarens adress', 'The receiver’s address'),
              `${receiver}/v1/forms/international`,
              '',
              {
                type: 'url',
                looks: [
                  receiverAddress,
                  t(
                    'Det här är ingen mottagares adress. Den börjar med https:// och slutar med /v1/forms/ och formulärets namn.',
                    'This is not the address of a receiver. It begins with https:// and ends with /v1/forms/ and the name of the form.',
                  ),
                ],
                hint: t(
                  html`Formulärets adress hos er <a href="${to('operators')}">mottagare</a>. Lämna tomt om ni inte har någon: då visas en länk i stället.`,
                  html`The form’s address at your <a href="${to('operators')}">receiver</a>. Leave empty if you have none: a link shows instead.`,
                ),
              },
            )}
          </div>
          <div${unusedOf('recipient')}>
            ${field(
              'recipient',
              t('Vem meddelandet går till', 'Who the message goes to'),
              t('Exempelkommunen', 'Example Municipality'),
              '',
              {
                hint: t(
                  html`Står i formulärets rubrik. Lämna tomt om det är SKR.`,
                  html`Shown in the form’s heading. Leave empty if it is SALAR.`,
                ),
              },
            )}
          </div>
          ${radios('language', t('Språk', 'Language'), [
            ['page', t('Sidans', 'The page’s'), 'way=element,div,wordpress'],
            ['sv', 'Svenska'],
            ['en', 'English'],
          ])}
          ${radios(
            'level',
            t('Rubriknivå', 'Heading level'),
            ['2', '3', '4', '5', '6'].map((level) => [level, level] as const),
            '',
            t(
              'En mer än rubriken ovanför på er sida.',
              'One more than the heading above it on your page.',
            ),
          )}
          <fieldset data-unused="theme">
            <legend>${t('Utseende', 'Appearance')}</legend>
            <div class="choices">
              ${radio('theme', 'page', t('Som sidan', 'As the page'))}
              ${radio('theme', 'light', t('Ljust', 'Light'))}
              ${radio('theme', 'dark', t('Mörkt', 'Dark'))}
            </div>
            <div class="choices">
              <label class="check"><input type="checkbox" id="own-accent"> ${t('Egen färg på knappar', 'Your own colour for buttons')}</label>
              <label class="colour" data-accent hidden>${t('Färg', 'Colour')} <input type="color" name="accent" value="#00597a"></label>
            </div>
          </fieldset>
          ${radios(
            'isolated',
            t('Sidans stilar', 'The page’s styles'),
            [
              ['no', t('Gäller texten', 'Apply to the text')],
              ['yes', t('Hålls utanför', 'Are kept out')],
            ],
            '',
            t(
              'Rubriker, stycken och länkar ser ut som era egna. Håll stilarna utanför om de gör texten svårläst.',
              'Headings, paragraphs and links look like your own. Keep the styles out if they make the text hard to read.',
            ),
          )}
          ${classField('heading-class', t('Klasser för rubriker', 'Classes for headings'), 'rubrik rubrik-{level}', t(html`Om sidan styr utseendet med klasser, som i Sitevision. <code>{level}</code> blir rubrikens nivå.`, html`Where the page styles text by class, as in Sitevision. <code>{level}</code> becomes the level of the heading.`))}
          ${classField('text-class', t('Klasser för stycken', 'Classes for paragraphs'), 'normal')}
          ${classField('link-class', t('Klasser för länkar', 'Classes for links'), 'lank')}
          <p class="hint"${whenOf('way=iframe,oembed')}>${t('I en ram kan er stilmall inte styra färger. Texten följer ändå sidans färg om höjdskriptet är med.', 'Your style sheet cannot reach into a frame. The text still takes the page’s colour where the height script is used.')}</p>
          ${radios(
            'way',
            t('Så lägger du in det', 'How to add it'),
            [
              ['element', t('Element med skript', 'Element with script')],
              ['link', t('Länk', 'Link')],
              ['div', t('Block (div)', 'Block (div)')],
              ['iframe', t('Ram (iframe)', 'Frame (iframe)')],
              ['wordpress', t('WordPress-kortkod', 'WordPress shortcode')],
              ['oembed', t('Adress (oEmbed)', 'Address (oEmbed)')],
              ['fragment', t('Från servern', 'From the server')],
            ],
            '',
            '',
            wayHints(view),
          )}
          ${radios('channel', t('Version', 'Version'), [
            [
              'evergreen',
              t(
                'Senaste, rättelser kommer av sig själva',
                'Newest, corrections come by themselves',
              ),
            ],
            ...(release.publicKeys.length > 0
              ? [
                  [
                    'signed',
                    t(
                      'Senaste, om utgivaren har signerat den',
                      'Newest, if signed by the publisher',
                    ),
                  ] as const,
                ]
              : []),
            ['exact', t('Bestämd version med kontrollsumma', 'Exact version with a checksum')],
            ['self-hosted', t('På egen server', 'On your own server')],
          ])}
          <div${whenOf('channel=self-hosted')}>
            ${field(
              'folder',
              t('Mappens adress hos er', 'The folder’s address on your server'),
              'https://www.exempelkommun.se/skr-widgets/',
              '',
              {
                type: 'url',
                looks: [
                  folderAddress,
                  t(
                    'Skriv mappens hela adress, som https://www.exempelkommun.se/skr-widgets/. Den börjar med https:// och har inga andra tecken än bokstäver, siffror, mellanslag och - . _ ~',
                    'Enter the whole address of the folder, such as https://www.exempelkommun.se/skr-widgets/. It begins with https:// and has only letters, digits, spaces and - . _ ~',
                  ),
                ],
                hint: t(
                  html`Zip-filen innehåller allt som servern behöver: filerna, ifyllda inställningar för nginx, Apache, Caddy och IIS, och anvisningar (README.txt). Filerna innehåller adresserna till mappen och mottagaren. Hämta en ny zip-fil om någon av dem ändras.`,
                  html`The zip file contains all that the server needs: the files, configuration for nginx, Apache, Caddy and IIS that is filled in, and instructions (README.txt). The files contain the addresses of the folder and the receiver. Download a new zip file if either changes.`,
                ),
              },
            )}
            <p><button type="button" class="quiet copy" id="download" data-done="${t('Zip-filen är hämtad', 'Zip file downloaded')}" data-failed="${t('Det gick inte att hämta filerna. Försök igen.', 'The files could not be fetched. Try again.')}">${t('Hämta mappen (zip)', 'Download the folder (zip)')}</button></p>
            <p class="error" id="download-error" role="alert"></p>
          </div>
          ${radios(
            'content',
            t('I koden finns', 'The code has in it'),
            [
              ['text', t('Hela texten', 'The whole text')],
              ['link', t('En länk', 'A link')],
            ],
            '',
            t(
              'Med texten i koden står sidan stilla, och sökmotorer, uppläsning och den som saknar skript har den. Välj länk om redigeraren tar bort rubriker och stycken.',
              'With the text in the code the page keeps still, and search engines, read-aloud tools and those without scripts have it. Choose a link if the editor strips headings and paragraphs.',
            ),
          )}
          <p><button type="reset" class="quiet">${t('Börja om', 'Start again')}</button></p>
        </form>

        <div class="result">
          <section aria-labelledby="preview-name">
            <h2 id="preview-name">${t('Så blir det', 'The result')}</h2>
            <div class="tools" role="group" aria-label="${t('Visning', 'View')}">
              ${[320, 480, 768].map((width) => html`<button type="button" class="quiet" data-width="${width}" aria-pressed="false">${width}<span class="visually-hidden"> ${t('bildpunkter bred', 'pixels wide')}</span></button>`)}
              <button type="button" class="quiet" data-width="" aria-pressed="true">${t('Full bredd', 'Full width')}</button>
              <button type="button" class="quiet" data-scheme aria-pressed="false">${t('Mörk sida', 'Dark page')}</button>
            </div>
            <div class="stage"><iframe id="preview" src="${root}preview.${view.locale}.html" title="${t('Så ser det ut på en sida', 'What it looks like on a page')}"></iframe></div>
            <p class="hint">${t('Dra i ramens nedre högra hörn för att ändra storleken, eller välj en bredd ovanför.', 'Drag the lower right corner of the frame to resize it, or choose a width above.')}</p>
          </section>
          <section aria-labelledby="code-name">
            <h2 id="code-name">${t('Koden', 'The code')}</h2>
            <p id="shared" hidden><strong>${t(
              'Adressen till mottagaren eller skriptet kom med länken hit. Se efter att den är er egen innan du klistrar in koden.',
              'The address of the receiver or of the script came with the link to this page. Make sure that it is your own before you paste the code.',
            )}</strong></p>
            <p class="error" id="code-error" role="alert" data-failed="${t('Det gick inte att hämta texten till koden. Välj igen.', 'The text for the code could not be fetched. Choose again.')}"></p>
            <div id="parts">${placesOf(view).map(([place, text]) => part(place, text, view, code.parts.find((each) => each.place === place)?.code))}</div>
          </section>
          <section aria-labelledby="policy-name">
            <h2 id="policy-name">${t('Om ni har en säkerhetspolicy (CSP)', 'If you have a security policy (CSP)')}</h2>
            <p>${t('Lägg till det här i den. Har ni ingen behöver du inte göra något.', 'Add this to it. If you have none, there is nothing to do.')}</p>
            <div class="code">
              <pre tabindex="0" role="group" aria-labelledby="policy-name"><code id="policy">${code.policy.join('\n')}</code></pre>
              ${copyButton('policy', view, t('raderna till policyn', 'the lines for the policy'))}
            </div>
            <p class="hint">${t(
              html`Kräver policyn Trusted Types och räknar upp namn, ta med <code>skr-widgets</code> i <code>trusted-types</code>.`,
              html`If the policy requires Trusted Types and lists names, include <code>skr-widgets</code> in <code>trusted-types</code>.`,
            )}</p>
          </section>
        </div>
      </div>
      ${data('release', release)}
      ${data('samples', {
        'org-card': { name: organisation, description, href },
        'contact-person': { heading, name: person, 'job-title': jobTitle, telephone, email },
        'contact-form': {
          recipient: t('Exempelkommunen', 'Example Municipality'),
          telephone: t('08-465 004 00', '+46 8 465 004 00'),
          email: 'kontakt@example.se',
        },
      })}
    `,
  };
}

/** The page in the frame: nothing but a page, for the code to be pasted into. */
export function preview({ locale, version, t }: Pick<View, 'locale' | 'version' | 't'>): Html {
  return html`<!doctype html>
<html lang="${locale}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; frame-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'">
    <title>${t('Förhandsvisning', 'Preview')}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex">
    <link rel="stylesheet" href="preview.css">
    <script defer src="skr-widgets/v${version}/skr-widgets.js"></script>
    <script defer src="skr-widgets/v${version}/iframe-height.js"></script>
  </head>
  <body><main id="page"></main></body>
</html>
`;
}

function placesOf({ t }: View): readonly (readonly [Place, string])[] {
  return [
    ['head', t('En gång, i sidmallens huvud (head)', 'Once, in the head of the site’s template')],
    [
      'sheet',
      t(
        'Om ni kan, i sidans huvud (head): då rör sig inget medan skriptet laddas',
        'If you can, in the head of the page: then nothing moves while the script loads',
      ),
    ],
    ['page', t('På sidan, där innehållet ska stå', 'On the page, where the content belongs')],
    ['editor', t('I redigeraren, ensamt i sitt stycke', 'In the editor, alone in its paragraph')],
    ['shortcode', t('I ett kortkodsblock i WordPress', 'In a shortcode block in WordPress')],
    [
      'address',
      t(
        'Klistra in adressen på en egen rad i redigeraren',
        'Paste the address on a line of its own in the editor',
      ),
    ],
    ['server', t('På servern, i Node', 'On the server, in Node')],
    ['style', t('I webbplatsens stilmall', 'In the site’s style sheet')],
  ];
}

function part(place: Place, text: string, view: View, code: string | undefined): Html {
  const id = `code-${place}`;
  return html`<div class="part" data-place="${place}"${code === undefined && html` hidden`}>
              <h3 id="${id}-name">${text}</h3>
              <div class="code">
                <pre tabindex="0" role="group" aria-labelledby="${id}-name"><code id="${id}">${code ?? ''}</code></pre>
                ${copyButton(id, view, text)}
              </div>
            </div>`;
}

function wayHints({ t, to }: View): Html[] {
  const hints: readonly (readonly [Choice['way'], Html])[] = [
    [
      'element',
      t(
        html`En rad med allt. För verktyg där du får klistra in HTML med skript.`,
        html`One line with everything. For systems where you may paste HTML with scripts.`,
      ),
    ],
    [
      'link',
      t(
        html`Alla redigerare släpper igenom en länk. Skriptet läggs en gång i sidmallen.`,
        html`Every editor lets a link through. The script goes once in the template.`,
      ),
    ],
    [
      'div',
      t(
        html`För redigerare som behåller <code>data-</code>attribut. Skriptet läggs en gång i sidmallen.`,
        html`For editors that keep <code>data-</code> attributes. The script goes once in the template.`,
      ),
    ],
    [
      'iframe',
      t(
        html`För verktyg som släpper igenom ramar men inte skript. Skriptet ger rätt höjd, och rätt färg på en mörk sida. Annars kan det utelämnas. Formulär skickar bara till mottagare som <a href="${to('trust')}#${t('anmal-ett-fel', 'report-a-fault')}">den som ger ut widgetarna</a> har godkänt: be om det. Väljer du <em>På egen server</em> är er egen godkänd.`,
        html`For systems that let frames through but no scripts. The script gives the right height, and the right colours on a dark page. Otherwise it may be left out. Forms send only to receivers that <a href="${to('trust')}#report-a-fault">whoever publishes the widgets</a> has approved: ask for it. If you choose <em>On your own server</em>, yours is approved.`,
      ),
    ],
    [
      'wordpress',
      t(
        html`Kräver att tillägget är installerat. Det skriver elementet och tar med skriptet. Formulär skickar bara till den mottagare som står under <em>Inställningar → SKR Widgets</em>.`,
        html`Needs the plugin installed. It writes the element and brings the script. Forms send only to the receiver that is named under <em>Settings → SKR Widgets</em>.`,
      ),
    ],
    [
      'oembed',
      t(
        html`För redigerare som gör en ram av en adress, till exempel WordPress utan tillägg. Där kan formulär inte skicka.`,
        html`For editors that make a frame of an address, such as WordPress without the plugin. There forms cannot send.`,
      ),
    ],
    [
      'fragment',
      t(
        html`Texten finns på sidan innan skriptet kommer. För egna sidmallar. <a href="${to('guides')}">Mer om det</a>.`,
        html`The text is on the page before the script comes. For templates of your own. <a href="${to('guides')}">More about it</a>.`,
      ),
    ],
  ];
  return hints.map(([way, text]) => html`<p class="hint"${whenOf(`way=${way}`)}>${text}</p>`);
}

/** Where something has a meaning: for the script, and as it is before the script. */
function whenOf(when: string): Html | '' {
  if (!when) return '';
  const [name, values = ''] = when.split('=');
  const shows = values.split(',').includes(first[name as keyof Choice]);
  return html` data-when="${when}"${!shows && html` hidden`}`;
}

/** A field for classes of the page's. */
function classField(name: keyof Choice, label: string, example: string, hint?: Html): Html {
  return html`<div${unusedOf(name)}>
            ${field(name, label, example, '', hint ? { hint } : {})}
          </div>`;
}

/** The same, for what decides itself by more than one choice. */
function unusedOf(name: keyof Choice): Html {
  return html` data-unused="${name}"${unused(first).includes(name) && html` hidden`}`;
}

type Item = readonly [value: string, text: string, when?: string];

function radios(
  name: string,
  legend: string,
  items: readonly Item[],
  when = '',
  hint = '',
  after: readonly Html[] = [],
): Html {
  return html`<fieldset data-unused="${name}"${hint && html` aria-describedby="${name}-hint"`}${whenOf(when)}>
            <legend>${legend}</legend>
            ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
            <div class="choices">${items.map(([value, text, only = '']) => radio(name, value, text, only))}</div>
            ${after}
          </fieldset>`;
}

function radio(name: string, value: string, text: string, when = ''): Html {
  return html`<label${whenOf(when)}><input type="radio" name="${name}" value="${value}"${first[name as keyof Choice] === value && html` checked`}> <span>${text}</span></label>`;
}

function field(
  name: string,
  label: string,
  example: string,
  when = '',
  { type = 'text', hint, looks }: FieldOptions = {},
): Html {
  const [pattern, otherwise] = looks ?? [];
  const descriptions = [hint && `${name}-hint`, looks && `${name}-error`].filter(Boolean).join(' ');
  return html`<div class="field"${whenOf(when)}>
              <label for="${name}">${label}</label>
              ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
              <input id="${name}" name="${name}" type="${type}" placeholder="${example}"${descriptions && html` aria-describedby="${descriptions}"`}${pattern && html` data-looks="${pattern.source}" data-otherwise="${otherwise}"`}>
              ${looks && html`<p class="error" id="${name}-error" role="alert"></p>`}
            </div>`;
}

interface FieldOptions {
  readonly type?: string;
  readonly hint?: Html;
  /** What it must look like if it is not empty, and what to say where it does not. */
  readonly looks?: readonly [RegExp, string];
}
