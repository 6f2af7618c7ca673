/** The start page: what it is, the code to paste, and the widget itself beside it. */
import { readPublisher } from '../../publish/publisher.ts';
import { breakable, type Html, html } from '../html.ts';
import { htmlAt, releaseOf, widget } from '../release.ts';
import { choiceFrom, codeFor, isExample, options, sourceOf } from '../scripts/code.ts';
import { copyButton, type Page, releaseDate, type View } from '../site.ts';
import { guideLinks } from './guides.ts';

/** The looks of the page that the widgets are shown on: none of them is ours. */
const looks: readonly (readonly [name: string, sv: string, en: string])[] = [
  ['maroon', 'Vinröd', 'Maroon'],
  ['forest', 'Skogsgrön', 'Forest green'],
  ['blue', 'Blå', 'Blue'],
];

export function start(view: View): Page {
  const { t, to } = view;
  const release = releaseOf(view);
  const codeOf = (widget: (typeof options.widget)[number]) => {
    const choice = choiceFrom(new URLSearchParams({ widget }));
    return codeFor(choice, release, htmlAt(sourceOf(choice, view.locale))).parts[0]?.code ?? '';
  };
  const title = t(
    'SKR:s internationella arbete på er webbplats',
    'SALAR’s international work on your website',
  );
  return {
    title,
    description: t(
      'Klistra in koden, så visas det som SKR har publicerat om internationella samarbeten på er webbplats, på svenska eller engelska.',
      'Paste the code to show what SALAR has published on international cooperation on your website, in Swedish or English.',
    ),
    hasWidgets: true,
    scripts: ['receiver-status'],
    main: html`
      <section class="hero">
        <form class="paste" action="${to('choose')}">
          <h1>${title}</h1>
          <p class="lead">${t(
            'Klistra in koden, så visas SKR:s text om internationella samarbeten på er webbplats. Den följer sidans typsnitt, färger och länkar.',
            'Paste the code to show SALAR’s text on international cooperation on your website. (SALAR is the Swedish Association of Local Authorities and Regions, SKR in Swedish.) The text takes on your page’s typefaces, colours and link styles.',
          )}</p>
          <fieldset class="tabs">
            <legend>${t('Vad vill ni visa?', 'What do you want to show?')}</legend>
            ${options.widget.map(
              (tag, index) =>
                html`<label><input type="radio" name="widget" value="${tag}"${index === 0 && html` checked`}> <span>${nameOf(tag, view)}</span></label>`,
            )}
          </fieldset>
          ${isExample(view.address) && html`<p class="notice">${testSiteNote(view)}</p>`}
          <h2 class="label">${t('Koden att klistra in', 'The code to paste')}</h2>
          ${options.widget.map(
            (widget) => html`<div class="code" data-sample="${widget}">
            ${copyButton(`line-${widget}`, view, t('koden', 'the code'))}
            <pre data-scrolls="${t('Koden att klistra in', 'The code to paste')}"><code id="line-${widget}">${codeOf(widget)}</code></pre>
          </div>`,
          )}
          <p class="after" data-sample="contact-form">${t(
            html`Formuläret kräver en mottagare: ett serverprogram som tar emot meddelandena, inte en person. Koden visar en länk till SKR:s formulär tills ni har angett en i <a href="${to('choose')}?widget=contact-form">Välj och hämta</a>. På er egen sida går det att prova först när mottagaren släpper in er webbplats.`,
            html`The form needs a receiver: a server program that stores the messages, not a person. The code shows a link to SALAR’s form until you have entered a receiver in <a href="${to('choose')}?widget=contact-form">Choose and copy</a>. You can try the form on your own page only once the receiver accepts your website.`,
          )}</p>
          <p class="after" data-sample="skr-intl-overview">${namedPersonNote(view)}</p>
          <p class="after" data-sample="contact-person">${namedPersonNote(view)}</p>
          <p class="after">${t(
            html`Texten ingår i koden. Skriptet byter den mot den senaste, på sidans språk: på en sida på engelska visas engelska, fast koden innehåller svenska. Utan skript visas den ni klistrade in. <a href="${to('guides')}#innan-ni-publicerar">Innan ni publicerar</a>.`,
            html`The text is in the code. The script replaces it with the latest version, in the language of the page: a page in Swedish shows Swedish, even though this code contains English. Without scripts, visitors see the text that you pasted. Read <a href="${to('guides')}#before-you-publish">Before you publish</a> first.`,
          )}</p>
          <p class="after">${t(
            html`Så gör ni i ert verktyg: ${guideLinks(view)}. Klistra in koden i källkoden (knappen <code>&lt;&gt;</code>), inte bland texten. Har ni ingen källkod? Ta <a href="${to('choose')}?way=text#code-name">bara texten</a>. Släpps skript inte igenom? Klistra in koden ändå: texten blir kvar. Ser den inte ut som er, eftersom verktyget styr text med klasser? <a href="${to('choose')}#heading-class">Skriv klasserna under Fler val</a>.`,
            html`How to add it in your CMS: ${guideLinks(view)}. Paste the code into the source view (the <code>&lt;&gt;</code> button), not into the body text. If there is no source view, choose <a href="${to('choose')}?way=text#code-name">text only</a>. If your editor strips scripts, paste the code anyway: the text remains. If the text does not look like the rest of your page, your CMS may style text by class: <a href="${to('choose')}#heading-class">enter the classes under More options</a>.`,
          )}</p>
          <p><button type="submit">${t('Anpassa språk, färg och formulär', 'More options: language, colour, form')}</button></p>
        </form>
        <div class="result">
          <fieldset class="tabs">
            <legend>${t('Så ser det ut på en sida som är', 'Preview on a page in')}</legend>
            ${looks.map(
              ([name, sv, en], index) =>
                html`<label><input type="radio" name="look" value="${name}"${index === 0 && html` checked`}> <span>${t(sv, en)}</span></label>`,
            )}
          </fieldset>
          <div class="browser">
            <p class="browser-bar">${t('Exempelkommunen', 'Example Municipality')}</p>
            <div class="canvas" data-scrolls="${t('Widgeten på en sida', 'The widget on a page')}"><div>
              ${sample('skr-intl-overview', widget(view, 'skr-intl-overview', { 'heading-level': '3' }))}
              ${sample(
                'org-card',
                html`${widget(view, 'org-card', { 'heading-level': '3' })}
                ${example(t('Er kod visar organisationen ovan. Här nedan: exempel på ICLD och på en egen organisation, som ni kan välja i stället.', 'Your code shows the organisation above. Below are examples of what you can choose instead: ICLD, and an organisation of your own choice.'))}
                ${widget(view, 'org-card', { 'heading-level': '3', org: 'icld' })}
                ${widget(
                  view,
                  'org-card',
                  { 'heading-level': '3', ...twinTowns(view) },
                  {
                    children: html`<img slot="media" src="${view.root}logotype.svg" alt="" width="48" height="48">`,
                  },
                )}`,
              )}
              ${sample(
                'contact-person',
                html`${widget(view, 'contact-person', { 'heading-level': '3' })}
                ${example(t('Er kod visar personen ovan, som arbetar på SKR. Här nedan: exempel på en egen person, som ni kan välja i stället.', 'Your code shows the person above, who works at SALAR. Below is an example of what you can choose instead: your own employee.'))}
                ${widget(view, 'contact-person', { 'heading-level': '3', ...coordinator(view) })}`,
              )}
              ${sample(
                'contact-form',
                html`${example(t('Exempel: er kod visar en länk till SKR:s formulär tills ni har en mottagare.', 'Example: your code shows a link to SALAR’s form until you have a receiver.'))}
                ${formSample(view)}`,
              )}
            </div></div>
          </div>
        </div>
      </section>

      <section class="facts" aria-labelledby="why">
        <h2 id="why">${t('Tryggt att använda', 'Safe to use')}</h2>
        <ul>
          <li><strong>${t('Inget från någon annan än den server ni väljer', 'Loads only from the server you choose')}</strong> ${t('En fil på högst 24 kB, komprimerad med Brotli. Inga kakor, ingen spårning.', 'One file of at most 24 kB, compressed with Brotli. No cookies, no tracking.')}</li>
          <li><strong>${t('Tillgängligt', 'Accessible')}</strong> ${t('Byggt för WCAG 2.2, nivå AA, och testat i tre webbläsare.', 'Built for WCAG 2.2, level AA, and tested in three browsers.')}</li>
          <li><strong>${t('Svenska och engelska', 'Swedish and English')}</strong> ${t('Visas på samma språk som er sida, vilket språk koden än har.', 'Shown in the language of your page, whichever language is in the code.')}</li>
          <li><strong>${t('Fungerar utan JavaScript', 'Works without JavaScript')}</strong> ${t('Texten står i koden, så den finns på sidan ändå.', 'The text is in the code, so visitors see it anyway.')}</li>
        </ul>
      </section>

      <section class="next" aria-labelledby="next">
        <h2 id="next">${t('Vem är ni?', 'What is your role?')}</h2>
        <ul>
          <li><h3>${t('Webbredaktör', 'Web editor')}</h3> <a href="${to('choose')}">${t('Välj och hämta koden', 'Choose and copy the code')}</a> <a href="${to('hosts')}">${t('Se exempel på en kommuns sidor', 'See examples on a municipality’s pages')}</a> <a href="${to('texts')}?script=publisher&amp;form=no#${t('tillganglighet-till-er-tillganglighetsredogorelse', 'accessibility-for-your-accessibility-statement')}">${t('Text till tillgänglighetsredogörelsen', 'Text for your accessibility statement')}</a></li>
          <li><h3>${t('It', 'IT')}</h3> <a href="${to('goLive')}">${t('Ta widgetarna i bruk', 'Go live')}</a> <a href="${to('operators')}">${t('Ta emot meddelanden', 'Receive messages')}</a></li>
          <li><h3>${t('Dataskydd', 'Data protection')}</h3> <a href="${to('trust')}">${t('Vad som laddas och sparas', 'What is loaded and stored')}</a> <a href="${to('texts')}">${t('Texter att publicera', 'Texts to publish')}</a></li>
          <li><h3>${t('Utvecklare', 'Developer')}</h3> <a href="${to('reference')}">${t('Referens', 'Reference')}</a> <a href="${to('tests')}">${t('Sidorna som vi testar på', 'Our test pages')}</a></li>
        </ul>
      </section>
    `,
  };
}

/** What a widget is called by those who choose it. */
export function nameOf(tag: (typeof options.widget)[number], { t }: View): string {
  return {
    'skr-intl-overview': t('Hela texten', 'The whole text'),
    'org-card': t('Organisation', 'Organisation'),
    'contact-person': t('Person', 'Person'),
    'contact-form': t('Formulär', 'Form'),
  }[tag];
}

/** That the text names somebody, for whoever is about to publish it. */
export function namedPersonNote({ t, to }: View): Html {
  return t(
    html`Namnet på en person på SKR visas. <a href="${to('trust')}#en-namngiven-person">Fråga dataskydd innan ni publicerar det</a>.`,
    html`The name of a person at SALAR is shown. <a href="${to('trust')}#a-named-person">Ask your data protection officer before you publish the name</a>.`,
  );
}

/** That a colleague is shown, for whoever is about to publish that. */
export function ownPersonNote({ t, to }: View): Html {
  return t(
    html`Uppgifter om en medarbetare visas. <a href="${to('trust')}#en-namngiven-person">Fråga dataskydd innan ni publicerar dem</a>.`,
    html`An employee’s details are shown. <a href="${to('trust')}#a-named-person">Ask your data protection officer before you publish them</a>.`,
  );
}

/** What the code of a test site is not for, and where the one that is can be had. */
export function testSiteNote({ t, to, version, publisher = readPublisher() }: View): Html {
  const { publisherUrl } = publisher;
  if (!publisherUrl) {
    return t(
      html`Det här är en testsida: adressen i koden fungerar bara i den här testmiljön. Publicera inte koden. Lägg filerna på er egen server först: <a href="${to('goLive')}">så tar ni widgetarna i bruk</a>.`,
      html`This is a test site: the script address works only on this test site. Do not publish the code. Put the files on your own server first: <a href="${to('goLive')}">how to go live</a>.`,
    );
  }
  // The folder of the files is in that of the site.
  const url = new URL('../', publisherUrl).href;
  const link = html`<a href="${url}">${breakable(url)}</a>`;
  if (releaseDate(version)) {
    return t(
      html`Det här är en testsida. Prova gärna koden på en opublicerad sida, men publicera inte den: hämta koden till er riktiga sida på ${link}.`,
      html`This is a test site. You are welcome to try the code on an unpublished page, but do not publish it. Copy the code for your real page from ${link}.`,
    );
  }
  return t(
    html`Det här är en testsida. Prova koden på en opublicerad sida nu, men publicera inte den. När version ${version} är utgiven står det längst ner på ${link}. Hämta då koden där och byt den på er sida, en enda gång. <a href="${to('choose')}?way=text#code-name">Bara texten, utan skript</a>, behöver inte vänta på utgåvan, bara på <a href="${to('guides')}#ratten-till-texten">rätten till texten</a> och svaret från dataskydd.`,
    html`This is a test site. Try the code on an unpublished page now, but do not publish it. The footer of ${link} will say when version ${version} has been released. Then copy the code from there and replace yours; you only do this once. <a href="${to('choose')}?way=text#code-name">Text only, without the script</a>, does not have to wait for the release, only for <a href="${to('guides')}#the-right-to-the-text">the right to the text</a> and the reply from data protection.`,
  );
}

function sample(tag: (typeof options.widget)[number], content: Html): Html {
  return html`<div class="sample" data-sample="${tag}">${content}</div>`;
}

/** What the code does not have of what is shown. */
function example(text: string): Html {
  return html`<p class="notice">${text}</p>`;
}

/** The form, and whether what is written in it here reaches anyone. */
export function formSample(view: View): Html {
  const { t, endpoint } = view;
  return html`<p class="receiver" data-endpoint="${endpoint}">
            <span data-state="unknown">${t('Formuläret skickar till den mottagare som hör till den här webbplatsen.', 'The form sends messages to the receiver that belongs to this site.')}</span>
            <span data-state="works" hidden>${t('En mottagare är igång. Det ni skickar här sparas på riktigt, krypterat, på servern som den här webbplatsen hör till. Den som driver servern kan läsa det. Hur länge det sparas står i formuläret. Det kommer inte till er: skriv inga riktiga uppgifter.', 'A receiver is running. What you send here really is stored, in encrypted form, on the server that this site belongs to. Whoever runs that server can read it. The form says how long it is kept. It does not reach you, so do not enter real data.')}</span>
            <span data-state="missing" hidden>${t('Ingen mottagare svarar här. Formuläret visas men kan inte skickas.', 'No receiver responds here. The form is shown but cannot be sent.')}</span>
          </p>
          ${widget(
            view,
            'contact-form',
            {
              'heading-level': '3',
              recipient: t('Exempelkommunen', 'Example Municipality'),
              telephone: t('08-465 004 00', '+46 8 465 004 00'),
              email: 'kontakt@example.se',
            },
            { endpoint },
          )}`;
}

/** An organisation that does not exist. */
export function twinTowns({ t }: Pick<View, 't'>) {
  return {
    name: t('Exempelkommunens vänorter', 'Our twin towns'),
    description: t(
      'Kommunen har vänorter i fem länder, och skolor och föreningar som besöker varandra.',
      'The municipality has twin towns in five countries, and its schools and associations exchange visits.',
    ),
    href: t('https://example.se/vanorter', 'https://example.se/en/twin-towns'),
  };
}

/** A person who does not exist, with a number that nobody has. */
export function coordinator({ t }: Pick<View, 't'>) {
  return {
    heading: t('Internationell samordnare', 'International coordinator'),
    name: 'Kim Andersson',
    'job-title': t('Strateg', 'Strategist'),
    telephone: t('08-465 004 35', '+46 8 465 004 35'),
    email: 'kim.andersson@example.se',
  };
}
