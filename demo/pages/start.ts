/** The start page: what it is, the line to paste, and the widgets themselves. */
import { data, type Html, html } from '../html.ts';
import { htmlAt, releaseOf, widget } from '../release.ts';
import { choiceFrom, codeFor, options, sourceOf } from '../scripts/code.ts';
import { copyButton, type Page, type View } from '../site.ts';

/** Whether an address is this machine's own, or the one of examples: no other page can use it. */
const isExample = (address: string) => /^https:\/\/example\.|^http:/.test(address);

export function start(view: View): Page {
  const { t, to } = view;
  const release = releaseOf(view);
  const contents = Object.fromEntries(
    options.widget.map((widget) => {
      const choice = choiceFrom(new URLSearchParams({ widget }));
      return [widget, htmlAt(sourceOf(choice, view.locale))];
    }),
  );
  const first = choiceFrom(new URLSearchParams());
  const code = codeFor(first, release, contents[first.widget]);
  const title = t(
    'SKR:s internationella arbete, på er webbplats',
    'SALAR’s international work, on your website',
  );
  return {
    title,
    description: t(
      'Klistra in en rad, så visar er webbplats det som SKR har publicerat om internationella samarbeten, på svenska eller engelska.',
      'Paste one line, and your website shows what SALAR has published on international cooperation, in Swedish or English.',
    ),
    hasWidgets: true,
    scripts: ['start', 'receiver-status'],
    main: html`
      <section class="hero">
        <h1>${title}</h1>
        <p class="lead">${t(
          'Klistra in en rad, så visar er sida SKR:s text om internationella samarbeten. Den ser ut som er egen: typsnitt, färger, rubriker och länkar är sidans.',
          'Paste one line, and your page shows SALAR’s text on international cooperation. It looks like your own: typeface, colours, headings and links are the page’s.',
        )}</p>
        <form class="paste" action="${to('choose')}">
          <fieldset class="tabs">
            <legend>${t('Vad ska synas?', 'What should be shown?')}</legend>
            ${options.widget.map(
              (tag, index) =>
                html`<label><input type="radio" name="widget" value="${tag}"${index === 0 && html` checked`}> <span>${nameOf(tag, view)}</span></label>`,
            )}
          </fieldset>
          <h2 class="label" id="line-name">${t('Raden att klistra in', 'The line to paste')}</h2>
          <div class="code">
            <pre tabindex="0" role="group" aria-labelledby="line-name"><code id="line">${code.parts[0]?.code ?? ''}</code></pre>
            ${copyButton('line', view, t('raden', 'the line'))}
          </div>
          <p class="after">${t(
            html`Klistra in den där innehållet ska stå. Tar ert verktyg bort skript? <a href="${to('guides')}">Så gör du i ert verktyg</a>. Ett formulär behöver en <a href="${to('operators')}">mottagare</a>, som ni anger bland de andra valen. Utan den visas en länk.`,
            html`Paste it where the content belongs. Does your system strip scripts? <a href="${to('guides')}">See how in your system</a>. A form needs a <a href="${to('operators')}">receiver</a>, which you give among the other choices. Without one, a link shows.`,
          )}</p>
          ${
            isExample(view.address) &&
            html`<p>${t(
              'Adressen till skriptet gäller bara här. Byt den mot den där skriptet ligger hos er.',
              'The address of the script is for this place only. Put in the one where the script is at yours.',
            )}</p>`
          }
          <p><button type="submit" class="quiet">${t('Fler val: språk, färg, formulär …', 'More choices: language, colour, form …')}</button></p>
        </form>
      </section>

      <section class="facts" aria-labelledby="why">
        <h2 id="why">${t('Tryggt att ha på sidan', 'Safe to have on your page')}</h2>
        <ul>
          <li><strong>${t('Inget hämtas från någon annan', 'Nothing loaded from anyone else')}</strong> ${t('En fil på 23 kB. Inga kakor, ingen spårning.', 'One file of 23 kB. No cookies, no tracking.')}</li>
          <li><strong>${t('Tillgängligt', 'Accessible')}</strong> ${t('Byggt för WCAG 2.2, nivå AA, och prövat i tre webbläsare.', 'Built for WCAG 2.2, level AA, and tested in three browsers.')}</li>
          <li><strong>${t('Två språk', 'Two languages')}</strong> ${t('Följer språket där det står på er sida.', 'Follows the language of the place it stands in.')}</li>
          <li><strong>${t('Utan skript också', 'Without scripts too')}</strong> ${t('Texten följer med raden, så den finns på sidan ändå.', 'The text comes with the line, so it is on the page anyway.')}</li>
        </ul>
        <p><a href="${to('trust')}">${t('Vad som laddas och sparas, versioner och stöd', 'What is loaded and stored, versions and support')}</a></p>
      </section>

      <section class="live" aria-labelledby="live">
        <h2 id="live">${t('Så här ser det ut', 'What it looks like')}</h2>
        <p>${t('Det här är widgetarna själva, i den här sidans typsnitt och färger.', 'These are the widgets themselves, in the typeface and colours of this page.')}</p>
        ${sample('skr-intl-overview', view, widget(view, 'skr-intl-overview', { 'heading-level': '3' }))}
        ${sample(
          'org-card',
          view,
          html`<div class="cards">
            ${widget(view, 'org-card', { 'heading-level': '3' })}
            ${widget(view, 'org-card', { 'heading-level': '3', org: 'icld' })}
            ${widget(
              view,
              'org-card',
              { 'heading-level': '3', ...twinTowns(view) },
              {
                children: html`<img slot="media" src="${view.root}logotype.svg" alt="" width="48" height="48">`,
              },
            )}
          </div>`,
        )}
        ${sample(
          'contact-person',
          view,
          html`<div class="cards">
            ${widget(view, 'contact-person', { 'heading-level': '3' })}
            ${widget(view, 'contact-person', { 'heading-level': '3', ...coordinator(view) })}
          </div>`,
        )}
        ${sample('contact-form', view, formSample(view))}
      </section>

      <section class="next" aria-labelledby="next">
        <h2 id="next">${t('Gå vidare', 'Go on')}</h2>
        <ul>
          <li><a href="${to('choose')}">${t('Välj och hämta koden', 'Choose and copy the code')}</a> ${t('språk, rubriknivå, färg, eget innehåll och sju sätt att lägga in det', 'language, heading level, colour, facts of your own, and seven ways in')}</li>
          <li><a href="${to('hosts')}">${t('Se det på en kommuns sidor', 'See it on a municipality’s pages')}</a> ${t('fyra helt olika utseenden', 'four quite different looks')}</li>
          <li><a href="${to('texts')}">${t('Texter att kopiera', 'Texts to copy')}</a> ${t('om personuppgifter och tillgänglighet', 'on personal data and accessibility')}</li>
          <li><a href="${to('operators')}">${t('Ta emot meddelanden', 'Receive messages')}</a> ${t('för den som driver en mottagare', 'for whoever runs a receiver')}</li>
        </ul>
      </section>
      ${data('release', release)}
      ${data('contents', contents)}
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

function sample(tag: (typeof options.widget)[number], view: View, content: Html): Html {
  return html`<div class="sample" data-sample="${tag}">
          <p class="sample-name">${nameOf(tag, view)} <code>&lt;${tag}&gt;</code></p>
          ${content}
        </div>`;
}

/** The form, and whether what is written in it here reaches anyone. */
export function formSample(view: View): Html {
  const { t, endpoint } = view;
  return html`<p class="receiver" data-endpoint="${endpoint}">
            <span data-state="unknown">${t('Formuläret skickar till den mottagare som hör till den här webbplatsen.', 'The form sends to the receiver that belongs to this site.')}</span>
            <span data-state="works" hidden>${t('En mottagare är igång: det du skickar här sparas på riktigt.', 'A receiver is running: what you send here is really stored.')}</span>
            <span data-state="missing" hidden>${t('Ingen mottagare svarar här, så formuläret kan visas men inte skicka.', 'No receiver answers here, so the form can be shown but cannot send.')}</span>
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
      'The municipality has twin towns in five countries, and schools and societies that visit each other.',
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
