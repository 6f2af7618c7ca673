/** The configurator: every choice in a webmaster's order, the code for it, and what it looks like. */
import { fieldRules } from '../../dist/lib/contact-form/message.js';
import { breakable, data, type Html, html } from '../html.ts';
import { htmlAt, releaseOf } from '../release.ts';
import {
  type Choice,
  choiceFrom,
  codeFor,
  folderAddress,
  isExample,
  options,
  type Place,
  type Release,
  receiverAddress,
  sourceOf,
  unused,
} from '../scripts/code.ts';
import type { Problem } from '../scripts/read-snippet.ts';
import { copyButton, type Page, type View } from '../site.ts';
import { guideLink, guideSteps, toolNames } from './guides.ts';
import { namedPersonNote, nameOf, ownPersonNote, testSiteNote } from './start.ts';

/** What is chosen before anyone has: the page is written as it then is, so that nothing moves. */
const first = choiceFrom(new URLSearchParams());

/** The ways that need more than a text on the page, and those of them that are copied as code. */
const withScript = `way=${options.way.filter((way) => way !== 'text')}`;
const withCode = `way=${options.way.filter((way) => way !== 'text' && way !== 'link')}`;

export function choose(view: View, release = releaseOf(view)): Page {
  const code = codeFor(first, release, htmlAt(sourceOf(first, view.locale)));
  const { t, to, root } = view;
  const title = t('Välj och hämta koden', 'Choose and copy the code');
  return {
    title,
    description: t(
      'Välj vad ni vill visa och i vilket verktyg, se det direkt, och kopiera koden med det som er säkerhetspolicy behöver.',
      'Choose what to show and in which CMS, see the result straight away, and copy the code with what your security policy needs.',
    ),
    scripts: ['choose'],
    main: html`
      <div class="intro">
        <h1>${title}</h1>
        <p>${t('Förhandsvisningen och koden ändras medan ni väljer. Det ni har valt och skrivit finns i webbadressen, så ni kan spara den eller dela den.', 'The preview and code update as you choose. The URL contains your choices and what you have entered, so you can save it or share it.')}</p>
        <noscript><p class="notice">${t('Den här sidan behöver JavaScript för att skriva koden.', 'This page needs JavaScript to write the code.')} <a href="${to('guides')}">${t('I guiderna finns färdig kod.', 'The guides have ready-made code.')}</a></p>${isExample(view.address) && html`<p class="notice">${testSiteNote(view)}</p>`}</noscript>
        ${pasteForm(view)}
      </div>
      <div class="copy-bar">
        <code id="copy-excerpt" aria-hidden="true">${(code.parts[0]?.code ?? '').slice(0, 120)}</code>
        <a href="#code-name">${t('Se koden', 'See the code')}</a>
        <a href="#steps-name">${t('Så gör ni', 'What to do')}</a>
        <button type="button" class="copy" id="copy-main" data-copies="code-page" data-copied="${t('Kopierat', 'Copied')}" data-failed="${t('Koden är markerad. Tryck Ctrl+C (Cmd+C).', 'The code is selected. Press Ctrl+C (Cmd+C).')}"><span${whenOf(withCode)}>${t('Kopiera koden', 'Copy the code')}</span><span${whenOf('way=link')}>${t('Kopiera länken', 'Copy the link')}</span><span${whenOf('way=text')}>${t('Kopiera texten', 'Copy the text')}</span></button>
      </div>
      <div class="chooser">
        <form id="choices" autocomplete="off">
          ${isExample(view.address) && html`<p class="notice" id="example-url">${testSiteNote(view)}</p>`}
          ${radios('widget', t('Vad vill ni visa?', 'What do you want to show?'), [
            ['skr-intl-overview', nameOf('skr-intl-overview', view)],
            ['org-card', nameOf('org-card', view)],
            ['contact-person', nameOf('contact-person', view)],
            ['contact-form', nameOf('contact-form', view)],
          ])}
          ${contentHints(view)}
          ${radios(
            'facts',
            t('Innehåll', 'Content'),
            [
              ['skr', skrNames(view)],
              ['icld', 'ICLD', 'widget=org-card'],
              ['own', t('Vårt eget', 'Our own')],
            ],
            'widget=org-card,contact-person,contact-form',
          )}
          ${ownFields(view)}
          <fieldset>
            <legend>${t('Vilket publiceringsverktyg har ni?', 'Which CMS do you use?')}</legend>
            <div class="choices">${Object.entries(toolNames(view)).map(
              ([tool, name]) =>
                html`<label><input type="radio" name="tool" value="${tool}"${tool === 'html' && html` checked`}> <span>${tool === 'html' ? t('Vanlig HTML eller annat', 'Plain HTML or other') : name}</span></label>`,
            )}</div>
          </fieldset>
          ${pluginQuestion(view)}
          <div${whenOf('tool=optimizely,umbraco,drupal,typo3,joomla')}>
            <div${whenOf('tool=optimizely,umbraco')}><p class="hint"${whenOf('way=element')}>${t(
              html`Har ni ett block för rå HTML, där inget tas bort? Välj <em>Vanlig HTML eller annat</em> ovan, så stämmer steg och beställning.`,
              html`If you have a block for raw HTML that strips nothing, choose <em>Plain HTML or other</em> above, so that the steps and the request match.`,
            )}</p></div>
            <div${whenOf('way=element')}><p class="hint"${whenOf('facts=skr,icld')}>${t(
              'Börja med HTML-koden: tar editorn bort skriptet blir texten kvar, utan kort och utan uppdatering. Vill ni ha kort och uppdatering ändå? Länken fungerar i editorn, och kräver en rad i sidmallen.',
              'Start with the HTML code: if the editor strips the script, the text remains, without cards or updates. If you want cards and updates, choose the link: it works in the editor, but needs a line in the template.',
            )}</p><p class="hint"${whenOf('facts=own')}>${t(
              'Börja med HTML-koden: tar editorn bort skriptet står ert innehåll kvar. Egna uppgifter behöver inget skript.',
              'Start with the HTML code: if the editor strips the script, your content remains. Your own details do not need a script.',
            )}</p></div>
            <p${whenOf('way=element')}><button type="button" class="quiet" data-way="link">${t('Välj länk i stället', 'Choose the link instead')}</button></p>
            <p class="hint"${whenOf('way=link')}>${t(
              'Länken kräver en rad i sidmallen. Har ni inte den: med HTML-koden blir texten kvar, också om editorn tar bort skriptet.',
              'The link needs a line in the template. Without that line, choose the HTML code: the text remains, even if the editor strips the script.',
            )}</p>
            <p${whenOf('way=link')}><button type="button" class="quiet" data-way="element">${t('Välj HTML-kod i stället', 'Choose the HTML code instead')}</button></p>
          </div>
          ${receiverFields(view)}
          ${radios(
            'language',
            t('Språk', 'Language'),
            [
              ['page', t('Samma som sidan', 'Same as the page'), 'way=element,div,wordpress'],
              ['sv', 'Svenska'],
              ['en', 'English'],
            ],
            '',
            '',
            [
              html`<p class="hint"${whenOf('language=page')}>${t('På en sida på engelska visar skriptet engelska. Välj Svenska om det alltid ska vara svenska.', 'On a page in Swedish, the script shows Swedish. Choose English if it must always be English.')}</p>`,
            ],
          )}
          ${radios(
            'level',
            t('Rubriknivå', 'Heading level'),
            ['2', '3', '4', '5', '6'].map((level) => [level, level] as const),
            '',
            t(
              'Välj nivån under den närmaste rubriken ovanför. Direkt under sidans huvudrubrik (h1) väljer ni 2.',
              'Choose the level below the nearest heading above. Directly below the page’s main heading (h1), choose 2.',
            ),
          )}
          ${looks(view)}
          <details class="more" id="more">
            <summary>${t('Fler val: bara texten, länk, iframe och andra sätt, version, egen server, stilar', 'More options: text only, link, iframe and other ways, version, own server, styles')}</summary>
            ${moreFields(view, release)}
          </details>
          <p><button type="reset" class="quiet">${t('Börja om', 'Start again')}</button></p>
        </form>

        <div class="result">
          <section aria-labelledby="code-name">
            <h2 id="code-name"><span${whenOf(withScript)}>${t('Koden', 'The code')}</span><span${whenOf('way=text')}>${t('Texten', 'The text')}</span></h2>
            <p id="shared" class="notice" hidden><strong>${t(
              'Länken ni följde innehåller en adress till en mottagare eller ett skript. Kontrollera att adressen är er innan ni klistrar in koden.',
              'The link that you followed contains the address of a receiver or a script. Make sure that the address is your own before you paste the code.',
            )}</strong></p>
            ${missingNotes(view)}
            <p class="error" id="code-error" role="alert" data-failed="${t('Det gick inte att hämta texten till koden. Välj igen.', 'The text for the code could not be fetched. Choose again.')}"></p>
            <div id="parts">${[...partLabels(view)].map(([place, text]) => part(place, text, view, code.parts.find((each) => each.place === place)?.code))}</div>
            <div${whenOf('widget=skr-intl-overview,contact-person')}><p class="hint"${whenOf('facts=skr')}>${namedPersonNote(view)}</p></div>
            <div${whenOf('widget=contact-person')}><p class="hint"${whenOf('facts=own')}>${ownPersonNote(view)}</p></div>
          </section>
          <section aria-labelledby="steps-name">
            <h2 id="steps-name">${t('Så gör ni', 'What to do')}</h2>
            ${steps(view)}
            <div${whenOf('facts=skr,icld')}><p class="hint" id="text-updates">${t('Skriptet byter texten i koden mot den senaste. Utan skript visas den ni klistrade in.', 'The script replaces the text in the code with the latest version. Without scripts, visitors see the text that you pasted.')}</p></div>
            <div${whenOf('widget=org-card,contact-person')}><p class="hint"${whenOf('facts=own')}>${t('Ert eget innehåll står i koden. Ändras det byter ni koden på sidan.', 'Your own content is in the code. When it changes, replace the code on the page.')}</p></div>
            <p><strong>${t('Innan ni publicerar:', 'Before you publish:')}</strong> ${t(
              html`<a href="${to('guides')}#innan-ni-publicerar"><span${whenOf('facts=skr,icld')}>rätten till texten, text att lägga ovanför, </span>personuppgifter och tillgänglighet</a>.`,
              html`<a href="${to('guides')}#before-you-publish"><span${whenOf('facts=skr,icld')}>the right to the text, text to place above it, </span>personal data and accessibility</a>.`,
            )}</p>
            <ul class="links">
              <li><a id="privacy-mail" href="${to('goLive')}#${t('mejl-till-dataskydd', 'email-to-data-protection')}">${t('Mejl till dataskydd, med era val', 'Email to data protection, with your choices')}</a></li>
              <li${whenOf(withScript)}><a id="order" href="${to('goLive')}#${t('bestallning-till-it', 'request-to-it')}">${t('Beställning till it, med era val', 'Request to IT, with your choices')}</a></li>
              <li><a id="texts" href="${to('texts')}#${t('fyll-i-en-gang', 'fill-in-once')}">${t('Texter om personuppgifter, kakor och tillgänglighet, med era val', 'Texts on personal data, cookies and accessibility, with your choices')}</a></li>
            </ul>
            <p class="hint"${whenOf(withScript)}>${t('Visar ni flera, på samma sätt, räcker en beställning: den för det som har ett formulär, om något har det, annars vilken som helst.', 'If you add several widgets in the same way, one request is enough. Send the one for the widget with a form, if there is one; otherwise send any of them.')}</p>
          </section>
          <section aria-labelledby="policy-name"${whenOf(withScript)}>
            <details class="more">
            <summary id="policy-name">${t('Om ni har en säkerhetspolicy (CSP)', 'If you have a security policy (CSP)')}</summary>
            <p>${t(
              html`Lägg till källorna i den. Finns direktivet redan lägger ni till källan på samma rad. Finns det inte skriver ni direktivet med det som står i <code>default-src</code>, och lägger till källan: annars stoppas det som <code>default-src</code> släppte igenom. Står det <code>'none'</code> där byter ni ut det mot källan: det får inte stå bredvid något annat. Ligger filerna på webbplatsens eget värdnamn behövs ingen källa där det står <code>'self'</code>. Har ni ingen policy behöver ni inte göra något.`,
              html`Add the sources below to the policy. If the directive exists, add the source to it. If it does not, create it: copy the values of <code>default-src</code> into it and add the source, or everything that <code>default-src</code> allowed will be blocked. If its value is <code>'none'</code>, replace that with the source: <code>'none'</code> cannot be combined with other sources. If the files are on the website’s own host name, no source is needed where the directive has <code>'self'</code>. If you have no policy, there is nothing to do.`,
            )}</p>
            <div class="code">
              ${copyButton('policy', view, t('raderna till policyn', 'the lines for the policy'))}
              <pre data-scrolls="${t('Raderna till policyn', 'The lines for the policy')}"><code id="policy">${code.policy.join('\n')}</code></pre>
            </div>
            <p class="hint"${whenOf('way=element,link,div,iframe,wordpress,fragment')}>${t(
              html`Kräver policyn Trusted Types och räknar upp namn, ta med <code>skr-widgets</code> i <code>trusted-types</code>, i stället för ett ensamt <code>'none'</code>.`,
              html`If the policy requires Trusted Types and lists names, include <code>skr-widgets</code> in <code>trusted-types</code>, replacing <code>'none'</code> if that is its only value.`,
            )}</p>
            </details>
          </section>
          <section aria-labelledby="preview-name">
            <h2 id="preview-name">${t('Förhandsvisning', 'Preview')}</h2>
            <div class="tools" id="widths" role="group" aria-label="${t('Sidans bredd', 'Width of the page')}">
              ${[320, 768, 1280].map((width) => html`<button type="button" class="quiet" data-width="${width}" aria-pressed="false">${width} px<span class="visually-hidden"> ${t('bred', 'wide')}</span></button>`)}
              <button type="button" class="quiet" data-width="" aria-pressed="true">${t('Som rutan', 'Fit')}</button>
              <label class="check"><input type="checkbox" id="dark"> ${t('Mörk sida', 'Dark page')}</label>
            </div>
            <p class="hint" id="wordpress-frame"${whenOf('way=oembed')}>${t('Så visar WordPress en adress: i en ram som är högst 1 000 bildpunkter hög, och där länkarna inte går att följa.', 'This is how WordPress shows an address: in a frame at most 1,000 pixels high, where visitors cannot follow links.')}</p>
            <div class="stage"><iframe id="preview" src="${root}preview.${view.locale}.html" title="${t('Så ser det ut på en sida', 'What it looks like on a page')}"></iframe></div>
          </section>
        </div>
      </div>
      ${data('release', release)}
      ${data('problems', problemTexts(view))}
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

/** Reads back a snippet that is on a page already. */
function pasteForm(view: View): Html {
  const { t, to } = view;
  return html`<details class="more" id="paste">
          <summary>${t('Klistra in er kod, för att ändra den eller se vad som är fel', 'Paste your code to change it, or to see what is wrong')}</summary>
          <form id="snippet-form">
            <div class="field">
              <label for="snippet">${t('Koden på er sida', 'The code on your page')}</label>
              <p class="hint" id="snippet-hint">${t('Det som står i editorns källkod (knappen <>). Står skriptet i sidmallen, eller stilen i stilmallen, tar ni med det också. Inget skickas någonstans.', 'Paste what is in the editor’s source view (the <> button). If the script is in the template, or the style in the style sheet, include that too. Nothing is sent anywhere.')}</p>
              <textarea id="snippet" rows="5" spellcheck="false" aria-describedby="snippet-hint"></textarea>
            </div>
            <p><button type="submit">${t('Läs koden', 'Read the code')}</button></p>
          </form>
          <div id="snippet-result" role="status" data-read="${t('Koden är läst. Valen nedan är ändrade efter den.', 'The code has been read. The choices below have been changed to match.')}" data-right="${t('Inga fel hittades i koden. Öppna sidan och se efter. Syns koden som text är den inklistrad bland texten: klistra in den i editorns källkod (knappen <>) i stället. Vi ser inte om ert verktyg släpper igenom skriptet, eller om mottagaren släpper in er webbplats. Kontrollera att skriptets adress är utgivarens eller er egen, och att mottagarens är er, om ni har en.', 'No errors were found in the code. Open the page and check. If the code is shown as text, it was pasted into the body text: paste it into the editor’s source view (the <> button) instead. We cannot see whether your CMS keeps the script, or whether the receiver accepts your website. Check that the script address is the publisher’s or your own, and that the receiver’s address is yours, if you have one.')}${isExample(view.address) && ` ${t('Är koden hämtad härifrån är den från en testsida: byt den innan ni publicerar.', 'Code copied from here is from a test site: replace it before you publish.')}`}" data-wrong="${t('Kontrollera det här. Det som går att rätta är rättat i koden nedan:', 'Check the following. We have corrected what we can in the code below:')}" data-unreadable="${t('Ingen av våra widgetar finns i det här. Är det texten från sidan? Klistra in det som står i editorns källkod (knappen <>) i stället. Är det det ni har gjort har verktyget tagit bort all HTML: be om ett annat textformat, eller visa en vanlig länk.', 'This does not contain any of our widgets. If it is the text from the page, paste what is in the editor’s source view (the <> button) instead. If that is what you did, your CMS has stripped all HTML: ask for another text format, or show an ordinary link.')}" data-empty="${t('Rutan är tom. Klistra in det som står i editorns källkod (knappen <>).', 'The box is empty. Paste what is in the editor’s source view (the <> button).')}" data-whole="${t('Texten är hel. Välj om den ska stå kvar eller bytas mot en länk.', 'The text is complete. Choose whether to keep it or change it to a link.')}" data-different="${t('Texten står kvar, men är inte densamma som SKR:s i dag. Det här saknas eller är ändrat: ”{}”. Byt texten mot den nedan.', 'The text is there, but is not the same as SALAR’s current text. This is missing or has been changed: “{}”. Replace the text with the one below.')}"></div>
          <p class="hint">${t(
            html`Ser det ändå fel ut på sidan? <a href="${to('guides')}#nar-det-inte-fungerar">När det inte fungerar</a>.`,
            html`Does the page still look wrong? See <a href="${to('guides')}#when-it-does-not-work">When it does not work</a>.`,
          )}</p>
          <div${whenOf('pasted=without-script')}><p${whenOf('way=element')}><button type="button" class="quiet" data-way="text">${t('Vi vill bara ha texten, utan skript', 'We want only the text, without the script')}</button></p></div>
          <div id="remaining-text" hidden>
            <div class="tools" role="group" aria-label="${t('Texten på sidan', 'The text on the page')}">
              <button type="button" class="quiet" data-way="text" aria-pressed="true">${t('Behåll texten', 'Keep the text')}</button>
              <button type="button" class="quiet" data-way="link" aria-pressed="false">${t('Byt till länk', 'Change to a link')}</button>
            </div>
            <div${whenOf('way=text')}><p class="hint"${whenOf('pasted=whole-text')}>${t(
              html`Vad ni gör med texten står under <a href="#steps-name">Så gör ni</a>. Vill ni hellre ha kort och uppdatering? Byt till länk, och skicka beställningen till it. Låt texten stå kvar tills it har lagt skriptet i sidmallen.`,
              html`What to do with the text is under <a href="#steps-name">What to do</a>. If you would rather have cards and updates, change to a link, and send the request to IT. Leave the text on the page until IT has put the script in the template.`,
            )}</p></div>
            <p class="hint"${whenOf('way=link')}>${t('När it har lagt skriptet i sidmallen: ta bort texten på sidan, och gör som det står under koden.', 'When IT has put the script in the template, remove the text from the page and follow the steps below the code.')}</p>
          </div>
        </details>`;
}

/** What can be wrong with a snippet. `{}` is the word that is. */
function problemTexts({ t }: View): Readonly<Record<Problem['kind'], string>> {
  return {
    escaped: t(
      'Koden är sparad som text (&lt; i stället för <). Klistra in den i editorns källkod (knappen <>), inte bland texten.',
      'The code was saved as text (&lt; instead of <). Paste it into the editor’s source view (the <> button), not into the body text.',
    ),
    'curly-quotes': t(
      'Citattecknen är krökta (”). I kod ska de vara raka (").',
      'The quotation marks are curly (”). In code they must be straight (").',
    ),
    'self-closing': t(
      '<{}/> har ingen sluttagg. Då hamnar resten av sidan i widgeten.',
      '<{}/> has no end tag, so the rest of the page ends up in the widget.',
    ),
    misspelt: t(
      '<{}> finns inte: namnet är felstavat. Då visas bara texten, utan kort och uppdatering.',
      'There is no <{}>: the name is misspelt. Only the text is shown, without cards or updates.',
    ),
    unclosed: t(
      '<{}> har ingen sluttagg: koden är avkortad, eller så har sluttaggen tagits bort. Då hamnar resten av sidan i den. Klistra in hela koden nedan.',
      '<{}> has no end tag: the code was cut short, or the end tag was removed. The rest of the page ends up in it. Paste all of the code below.',
    ),
    'in-paragraph': t(
      '<{}> står i ett stycke (<p>). Då kan texten hamna utanför widgeten. Byt koden mot den nedan i editorns källkod (knappen <>). Sätter editorn dit stycket igen väljer ni Länk under Fler val.',
      '<{}> is in a paragraph (<p>), so the text may end up outside the widget. Replace it with the code below in the editor’s source view (the <> button). If the editor adds the paragraph again, choose Link under More options.',
    ),
    plugin: t(
      'Kortkoden kräver WordPress-tillägget. Utan det visas den för besökarna som den är skriven: välj då Nej, eller vet inte under WordPress nedan.',
      'The shortcode needs the WordPress plugin. Without it, visitors see the shortcode itself: choose No, or not sure under WordPress below.',
    ),
    'text-cut': t(
      'Delar av texten saknas i koden. Utan skript ser besökaren bara det som är kvar. Klistra in hela koden nedan.',
      'Parts of the text are missing from the code. Without scripts, visitors see only what is left. Paste all of the code below.',
    ),
    'text-changed': t(
      'Texten i koden är inte den som hör till: ”{}”. Den är ändrad, eller från en äldre version. Skriptet byter den, men utan skript visas den så. Ändra inte i den: koden nedan har rätt text.',
      'The text in the code is not the original: “{}”. It has been changed, or is from an older version. The script replaces it, but without scripts visitors see it as it is. Do not change the text: the code below has the right text.',
    ),
    'missing-script': t(
      'Skriptraden saknas. Står den i sidmallen är det som det ska. Har ni tagit bort den för att visa bara texten är det också rätt. Togs den bort av verktyget: skicka beställningen till it, där det står vad som behövs, och klistra in koden igen när det är gjort.',
      'The script line is missing. If it is in the template, no change is needed. If you removed it to show only the text, that is also right. If your CMS stripped it, send the request to IT, which says what is needed, and paste the code again when that is done.',
    ),
    'script-alone': t(
      'Bara skriptraden finns kvar. Editorn har tagit bort själva widgeten: välj ert verktyg nedan.',
      'Only the script line is left. The editor has stripped the widget itself: choose your CMS below.',
    ),
    stripped: t(
      'Editorn har tagit bort <{}> och lämnat kvar länken. Länken nedan blir till innehållet när skriptet finns i sidmallen.',
      'The editor has stripped <{}> and left the link. The link below becomes the content once the script is in the template.',
    ),
    'text-alone': t(
      'Widgeten är borttagen, och skriptet finns inte i det ni har klistrat in. Texten ändras inte av sig själv: byt den när SKR ändrar sin.',
      'The widget has been stripped, and the script is not in what you pasted. The text is not updated automatically: replace it when SALAR changes theirs.',
    ),
    'text-beside-script': t(
      'Skriptet finns på sidan, men widgeten är borttagen. Skriptet ändrar inte texten som står kvar. Vill ni ha kort och automatisk uppdatering byter ni den mot en länk.',
      'The script is on the page, but the widget has been stripped. The script does not update the text that remains. For cards and automatic updates, change it to a link.',
    ),
    several: t(
      'Det finns {} widgetar eller texter från oss här. Bara den första är läst, och det som står nedan gäller den. Klistra in de andra var för sig.',
      'There are {} of our widgets or texts here. We have read only the first, and what is below is for that one. Paste the others one at a time.',
    ),
    'unknown-attribute': t(
      'Attributet {} finns inte. Det gör ingen nytta, och är borttaget.',
      'There is no attribute called {}. It does nothing, and has been removed.',
    ),
    'left-out': t(
      '{} i er kod ändrar inget i widgeten, och finns inte i koden nedan. Behåll det om er sida behöver det.',
      '{} in your code has no effect on the widget, and is not in the code below. Keep it if your page needs it.',
    ),
    style: t(
      'Stilen ”{}” är inte en av dem som går att välja här, eller gäller ett formulär som koden inte har. Den är inte med nedan: behåll den i er stilmall om ni vill ha den.',
      'The style “{}” cannot be chosen here, or is for a form that the code does not have. It is not in the code below: keep it in your style sheet if you want it.',
    ),
    language: t(
      'lang="{}" går inte: texten finns bara på svenska (sv) och engelska (en). Widgeten tar då sidans språk, eller svenska. Välj språk nedan.',
      'lang="{}" is not supported: the text is available only in Swedish (sv) and English (en). The widget instead uses the page’s language, or Swedish. Choose the language below.',
    ),
    'heading-level': t(
      'heading-level="{}" går inte. Nivån ska vara 2 till 6.',
      'heading-level="{}" is not supported. The level must be 2 to 6.',
    ),
    org: t(
      'org="{}" finns inte, så kortet visar SALAR International. Värdet ska vara icld eller salar-international.',
      'org="{}" is not supported, so the card shows SALAR International. The value must be icld or salar-international.',
    ),
    endpoint: t(
      '{} är ingen adress till en mottagare. Den ska börja med https:// och sluta med /v1/forms/ följt av formulärets namn.',
      '{} is not a receiver’s address. It must begin with https:// and end with /v1/forms/ followed by the name of the form.',
    ),
    recipient: t(
      'Formuläret säger att meddelandet går till SKR, men mottagaren är er. Skriv vem meddelandena går till.',
      'The form says that the message goes to SALAR, but the receiver is yours. Enter who the messages go to.',
    ),
    'example-receiver': t(
      'Mottagaren {} är ett exempel och finns inte. Byt den mot er egen.',
      'The receiver {} is an example and does not exist. Replace it with your own.',
    ),
    'example-url': t(
      'Skriptets adress {} är ett exempel, eller ingen adress som en sida kan ladda från.',
      'The script address {} is an example, or an address that a page cannot load from.',
    ),
    'data-origins': t(
      'Skriptraden säger inte att ni litar på {}. Då visas en länk i stället för formuläret.',
      'The script line does not say that you trust {}, so a link is shown instead of the form.',
    ),
    sandbox: t(
      'Ramen har sandbox utan allow-scripts. Då visas bara texten, utan formulär och med fast höjd.',
      'The frame has sandbox without allow-scripts, so only the text is shown, without a form and with a fixed height.',
    ),
    'not-alone': t(
      'Länken står inte ensam i sitt stycke. Då förblir den en länk.',
      'The link is not in a paragraph of its own, so it remains a link.',
    ),
    ugc: t(
      'Länken har rel="ugc", som kommentarer får. Sådana länkar förblir länkar.',
      'The link has rel="ugc", which a CMS adds to links in comments. Such links remain links.',
    ),
    integrity: t(
      'Kontrollsumman (integrity) saknas eller stämmer inte med versionen. Är den fel laddar webbläsaren inte skriptet.',
      'The checksum (integrity) is missing or does not match the version. If it is wrong, the browser does not load the script.',
    ),
    'other-version': t(
      'Koden laddar version {}. Koden nedan har den här webbplatsens version.',
      'The code loads version {}. The code below loads the version on this site.',
    ),
    'wordpress-frame': t(
      'WordPress gör en ram av adressen, högst 1 000 bildpunkter hög, och länkar i den går inte att följa. Använd den bara för ett kort eller en person.',
      'WordPress turns the address into a frame, at most 1,000 pixels high, and visitors cannot follow links in it. Use an address only for a card or a person.',
    ),
    'foreign-script': t(
      'Koden har ett skript som inte är vårt: {}. Det är inte kontrollerat, och koden nedan har det inte.',
      'The code has a script that is not ours: {}. It has not been checked, and the code below does not have it.',
    ),
    'other-host': t(
      'Koden laddar från {}, som inte är utgivarens server. Är den inte er egen bestämmer någon annan vad som körs på er sida: byt den då nedan.',
      'The code loads from {}, which is not the publisher’s server. If that server is not your own, somebody else decides what runs on your page: change it below.',
    ),
    'unknown-key': t(
      'Koden litar på nyckeln {}, som inte är utgivarens. Koden nedan har den inte.',
      'The code trusts the key {}, which is not the publisher’s. The code below does not have it.',
    ),
    'evergreen-hash': t(
      'Kontrollsumman (integrity) hör till en bestämd version, men adressen följer med till nya. Vid nästa version laddar webbläsaren inte skriptet. Koden nedan har ingen kontrollsumma.',
      'The checksum (integrity) belongs to one version, but the address always serves the latest. When the next version is released, browsers will not load the script. The code below has no checksum.',
    ),
    'unknown-origin': t(
      'Skriptraden låter formulär skicka till {} också, som inte är er mottagare i koden. Koden nedan har inte den adressen.',
      'The script line also lets forms send messages to {}, which is not the receiver in your code. The code below does not have that address.',
    ),
  };
}

/** What each widget shows that is SKR's, by name. */
function skrNames({ t }: View): Html {
  return html`<span${whenOf('widget=org-card')}>SALAR International</span><span${whenOf('widget=contact-person')}>${t('SKR:s informationsansvariga', 'SALAR’s content owner')}</span><span${whenOf('widget=contact-form')}>${t('Länk till SKR:s formulär', 'Link to SALAR’s form')}</span>`;
}

function ownFields({ t }: View): Html {
  const link = [
    /^https?:\/\/./,
    t('Skriv en adress som börjar med https://.', 'Enter an address that begins with https://.'),
  ] as const;
  const telephone = [
    fieldRules.telephone.format,
    t(
      'Skriv ett nummer som 08-123 45 67. Annars blir det ingen länk.',
      'Enter a number such as 08-123 45 67. Otherwise it will not be a link.',
    ),
  ] as const;
  const email = [
    fieldRules.email.format,
    t(
      'Skriv en adress som namn@exempel.se. Annars blir det ingen länk.',
      'Enter an address such as name@example.com. Otherwise it will not be a link.',
    ),
  ] as const;
  return html`<fieldset${whenOf('facts=own')}>
            <legend>${t('Vårt eget innehåll', 'Our own content')}</legend>
            ${field('heading', t('Rubrik', 'Heading'), { when: 'widget=contact-person' })}
            ${field('name', t('Namn', 'Name'), { when: 'widget=org-card,contact-person' })}
            ${field('description', t('Beskrivning', 'Description'), { when: 'widget=org-card', rows: 3 })}
            ${field('href', t('Webbadress', 'Web address'), { when: 'widget=org-card', type: 'url', looks: link })}
            ${field('job-title', t('Titel', 'Job title'), { when: 'widget=contact-person' })}
            ${field('telephone', t('Telefon', 'Telephone'), { when: 'widget=contact-person,contact-form', type: 'tel', looks: telephone })}
            ${field('email', t('E-post', 'Email'), { when: 'widget=contact-person,contact-form', type: 'email', looks: email })}
          </fieldset>`;
}

/** What a widget says on the page, and as whom. */
function contentHints({ t, to }: View): Html {
  return html`<p class="hint"${whenOf('widget=skr-intl-overview')}>${t(
    html`Texten är SKR:s egna ord, med SKR:s informationsansvariga, källa och kontakt. Inget av det går att ta bort, men ett eget formulär står i stället för länken till SKR:s. Vill ni visa mindre väljer ni Organisation, Person eller Formulär. Vill ni ha två? Hämta en i taget.<span${whenOf(withScript)}> Skriptet behövs bara en gång på sidan.</span> <a href="${to('guides')}#vem-som-talar">Text att lägga ovanför, som säger vem som talar</a>.`,
    html`The text is SALAR’s own words, with SALAR’s content owner, source and contact. You cannot leave out any of these, but your own form takes the place of the link to SALAR’s. To show less, choose Organisation, Person or Form. If you want two of them, copy one at a time.<span${whenOf(withScript)}> The script is needed only once on the page.</span> <a href="${to('guides')}#whose-words-these-are">Text to place above it, saying whose words these are</a>.`,
  )}</p>
          <div${whenOf('widget=contact-form')}><p class="hint"${whenOf('form=no')}>${t(
            'Formuläret kräver en mottagare: ett serverprogram som tar emot meddelandena, inte en person. Koden visar en länk till SKR:s formulär tills ni har angett en.',
            'The form needs a receiver: a server program that stores the messages, not a person. The code shows a link to SALAR’s form until you have entered a receiver.',
          )}</p></div>
          <div${whenOf('widget=contact-person,contact-form')}><p class="hint"${whenOf('facts=skr')}>${t(
            html`Kontakten är till SKR, inte till er. <a href="${to('guides')}#vem-som-talar">Text att lägga ovanför, som säger det</a>.`,
            html`The contact is at SALAR, not at your organisation. <a href="${to('guides')}#whose-words-these-are">Text to place above it, saying so</a>.`,
          )}</p></div>`;
}

/** WordPress alone has a plugin, for those who may install it. It sets the way in. */
function pluginQuestion({ t }: View): Html {
  return html`<fieldset${whenOf('tool=wordpress')}>
            <legend>${t('Får ni installera tillägg?', 'Are you allowed to install plugins?')}</legend>
            <div class="choices">
              <label><input type="radio" name="plugin" value="wordpress"> <span>${t('Ja', 'Yes')}</span></label>
              <label><input type="radio" name="plugin" value="element"> <span>${t('Nej, eller vet inte', 'No, or not sure')}</span></label>
            </div>
            <p class="hint"${whenOf('way=element')}>${t(
              html`Klistra in koden i blocket <em>Anpassad HTML</em>. Andra sätt, som länk och adress, finns under <em>Fler val</em>.`,
              html`Paste the code into the block <em>Custom HTML</em>. Other ways, such as a link or an address, are under <em>More options</em>.`,
            )}</p>
          </fieldset>`;
}

function receiverFields({ t, to }: View): Html {
  return html`<fieldset${whenOf('widget=skr-intl-overview,contact-form')} data-unused="endpoint">
            <legend>${t('Ett formulär?', 'Do you want a form?')}</legend>
            <div${unusedOf('new-receiver')}>
              <label class="check"><input type="checkbox" name="new-receiver" value="yes" aria-describedby="new-receiver-hint"> ${t('Vi vill ha ett formulär men har ingen mottagare än', 'We want a form but have no receiver yet')}</label>
              <p class="hint" id="new-receiver-hint">${t('En mottagare är ett serverprogram som tar emot och sparar meddelandena, inte en person. Kryssa i rutan så ber beställningen till it om en. Börja gärna utan formulär: det går att lägga till senare.', 'A receiver is a server program that receives and stores the messages, not a person. If you tick the box, the request to IT asks for one. You can start without a form and add it later.')}</p>
            </div>
            ${field('endpoint', t('Mottagarens adress', 'The receiver’s address'), {
              type: 'url',
              looks: [
                receiverAddress,
                t(
                  'Adressen stämmer inte. Den ska börja med https:// och sluta med /v1/forms/ följt av formulärets namn.',
                  'The address is not valid. It must begin with https:// and end with /v1/forms/ followed by the name of the form.',
                ),
              ],
              hint: t(
                html`Vet ni inte om ni har någon? Lämna fältet tomt: då visas en länk. Adressen får ni av <a href="${to('operators')}">den som driver er mottagare</a>, till exempel ${breakable('https://kontakt.exempelkommun.se/v1/forms/international')}. På er egen sida går formuläret att prova först när mottagaren släpper in er webbplats.`,
                html`If you are not sure whether you have one, leave the field empty: a link is then shown instead. <a href="${to('operators')}">Whoever runs your receiver</a> can give you the address, such as ${breakable('https://kontakt.exempelkommun.se/v1/forms/international')}. You can try the form on your own page only once the receiver accepts your website.`,
              ),
            })}
            <div${unusedOf('recipient')}>
              ${field('recipient', t('Vem meddelandet går till', 'Who the message goes to'), {
                hint: t(
                  html`Står i formulärets rubrik, till exempel er kommuns namn.`,
                  html`Shown in the form’s heading. For example, the name of your municipality.`,
                ),
              })}
            </div>
            <p class="hint"${whenOf('way=iframe')}>${t(
              html`I en iframe kan formuläret bara skicka till mottagare som <a href="${to('trust')}#anmal-ett-fel">utgivaren</a> har godkänt. Väljer ni <em>På egen server</em> är er egen godkänd.`,
              html`In an iframe, the form can send messages only to receivers that <a href="${to('trust')}#report-a-fault">the publisher</a> has approved. If you choose <em>On your own server</em>, yours is approved.`,
            )}</p>
            <p class="hint"${whenOf('way=wordpress')}>${t(
              html`Formuläret skickar bara till den mottagare som står under <em>Inställningar → SKR Widgets</em> i WordPress.`,
              html`The form sends messages only to the receiver entered under <em>Settings → SKR Widgets</em> in WordPress.`,
            )}</p>
          </fieldset>`;
}

function looks({ t }: View): Html {
  return html`<fieldset data-unused="theme">
            <legend>${t('Utseende', 'Appearance')}</legend>
            <div class="choices">
              ${radio('theme', 'page', t('Följ sidan', 'Same as the page'))}
              ${radio('theme', 'light', t('Ljust', 'Light'))}
              ${radio('theme', 'dark', t('Mörkt', 'Dark'))}
            </div>
            <div class="choices"${unusedOf('accent')}>
              <label class="check"><input type="checkbox" id="own-accent"> ${t('Egen färg på knappen', 'Your own colour for the button')}</label>
              <label class="colour" data-accent hidden>${t('Färg', 'Colour')} <input type="color" name="accent" value="#00597a"></label>
            </div>
          </fieldset>
          <p class="hint"${whenOf('way=iframe')}>${t('I en iframe kan er stilmall inte styra färger. Med höjdskriptet följer textfärgen ändå er sida.', 'Your style sheet cannot reach into an iframe. With the height script, the text still takes on the page’s colour.')}</p>
          <p class="hint"${whenOf('way=oembed')}>${t('I en iframe kan er stilmall inte styra färger eller typsnitt.', 'Your style sheet cannot set colours or typefaces in an iframe.')}</p>`;
}

/** What few need. */
function moreFields(view: View, release: Release): Html {
  const { t, to } = view;
  return html`${radios(
    'way',
    t('Hur kan ni lägga in kod?', 'How can you add code?'),
    [
      ['element', t('HTML-kod', 'HTML code')],
      ['text', t('Bara texten', 'Text only')],
      ['link', t('Länk', 'Link')],
      ['div', t('Block (div)', 'Block (div)')],
      ['iframe', t('Iframe', 'Iframe')],
      ['wordpress', t('WordPress-kortkod', 'WordPress shortcode')],
      ['oembed', t('Adress (oEmbed)', 'Address (oEmbed)')],
      ['fragment', t('Renderas på servern', 'Rendered on the server')],
    ],
    '',
    '',
    wayHints(view),
  )}
          ${radios('channel', t('Version', 'Version'), [
            [
              'evergreen',
              t('Senaste versionen (uppdateras automatiskt)', 'Latest (updates automatically)'),
            ],
            ...(release.publicKeys.length > 0
              ? [
                  [
                    'signed',
                    t(
                      'Senaste, om utgivaren har signerat den',
                      'Latest, if signed by the publisher',
                    ),
                  ] as const,
                ]
              : []),
            ['exact', t('Bestämd version med kontrollsumma', 'Exact version with a checksum')],
            ['self-hosted', t('På egen server', 'On your own server')],
          ])}
          <p class="hint"${whenOf('way=wordpress')}>${t('Med WordPress-tillägget ligger skriptet redan på er egen webbplats. Ni behöver ingen zip-fil.', 'With the WordPress plugin, the script is already on your own website. You need no zip file.')}</p>
          <div${whenOf('channel=self-hosted')} data-unused="folder">
            ${field('folder', t('Mappens adress hos er', 'The folder’s address on your server'), {
              type: 'url',
              looks: [
                folderAddress,
                t(
                  'Skriv mappens hela adress, som https://www.exempelkommun.se/skr-widgets/. Den börjar med https:// och har inga andra tecken än bokstäver, siffror, mellanslag och -\u00a0.\u00a0_\u00a0~',
                  'Enter the whole address of the folder, such as https://www.exempelkommun.se/skr-widgets/. It begins with https:// and has only letters, digits, spaces and -\u00a0.\u00a0_\u00a0~',
                ),
              ],
              hint: t(
                html`Till exempel ${breakable('https://www.exempelkommun.se/skr-widgets/')}. Packa upp zip-filen utanför mappen, och gör som README.txt säger: där står vilka filer som ska ligga i mappen. Zip-filen innehåller allt som servern behöver: filerna, ifyllda inställningar för nginx, Apache, Caddy och IIS, och anvisningar (README.txt). Ny zip-fil behövs om mappen byter adress, eller om formuläret ska visas i en iframe och mottagaren har ett annat värdnamn än mappen. <a href="${to('goLive')}">Så tar ni widgetarna i bruk</a>.`,
                html`For example ${breakable('https://www.exempelkommun.se/skr-widgets/')}. Unpack the zip file outside the folder, and follow README.txt, which says what to copy to the folder. The zip file contains everything the server needs: the files, ready-to-use configuration for nginx, Apache, Caddy and IIS, and instructions (README.txt). You need a new zip file if the folder’s address changes, or if the form is to be shown in an iframe and the receiver has a different host name from the folder. <a href="${to('goLive')}">How to go live</a>.`,
              ),
            })}
            <p><button type="button" class="quiet copy" id="download" data-done="${t('Zip-filen är hämtad', 'Zip file downloaded')}" data-failed="${t('Det gick inte att hämta filerna. Försök igen.', 'The files could not be fetched. Try again.')}">${t('Hämta zip-filen', 'Download the zip file')}</button></p>
            <p class="error" id="download-error" role="alert"></p>
          </div>
          ${radios(
            'content',
            t('I koden finns', 'The code contains'),
            [
              ['text', t('Hela texten', 'The whole text')],
              ['link', t('En länk', 'A link')],
            ],
            '',
            t(
              'Med texten i koden har sökmotorer, uppläsning och de som saknar skript den, och sidan rör sig knappt när skriptet kommer. Skriptet byter texten mot den senaste. Välj länk om editorn tar bort rubriker och stycken.',
              'With the text in the code, it reaches search engines, read-aloud tools and visitors without scripts, and there is almost no layout shift when the script loads. The script replaces the text with the latest version. Choose a link if the editor strips headings and paragraphs.',
            ),
          )}
          ${radios(
            'isolated',
            t('Sidans stilar', 'Page styles'),
            [
              ['no', t('Gäller texten', 'Apply to the text')],
              ['yes', t('Hålls utanför', 'Do not apply')],
            ],
            '',
            t(
              'Rubriker, stycken och länkar ser ut som era egna. Håll stilarna utanför om de gör texten svårläst.',
              'Headings, paragraphs and links look like your own. Choose Do not apply if they make the text hard to read.',
            ),
          )}
          ${classField('heading-class', t('Klasser för rubriker', 'Classes for headings'), t(html`Om sidan styr utseendet med klasser, som i Sitevision. <code>{level}</code> blir rubrikens nivå, till exempel <code>rubrik rubrik-{level}</code>. Skriver ni en klass utan <code>{level}</code> blir alla rubriker lika stora. Har era klasser inget nummer väljer ni den för underrubriker, eller ber den som sköter mallen om klasser med nummer.`, html`Use this if the page styles text by class, as in Sitevision. <code>{level}</code> is replaced by the level of the heading, as in <code>heading heading-{level}</code>. If a class has no <code>{level}</code>, all headings are the same size. If your classes have no number, choose the one for subheadings, or ask whoever maintains the template for classes with a number.`))}
          ${classField('text-class', t('Klasser för stycken', 'Classes for paragraphs'))}
          ${classField('link-class', t('Klasser för länkar', 'Classes for links'))}`;
}

/** What is still to be written, so that the code shows what was chosen. */
function missingNotes({ t }: View): Html {
  const notes = {
    own: t(
      'Fyll i ert eget innehåll. Tills dess visas SKR:s.',
      'Fill in your own content. Until then, SALAR’s is shown.',
    ),
    recipient: t(
      'Skriv vem meddelandet går till, så kommer formuläret med i koden.',
      'Enter who the message goes to. The code will then contain the form.',
    ),
    contact: t(
      'Skriv också ert telefonnummer eller er e-postadress. Det visas där formuläret inte fungerar, till exempel utan JavaScript.',
      'Also enter your telephone number or email address. It is shown where the form does not work, for example without JavaScript.',
    ),
    receiver: t(
      'Koden visar en länk tills ni har en mottagare. Beställningen till it ber om en. Skriv in adressen här när ni har fått den, och byt då koden på sidan mot den nya.',
      'The code shows a link until you have a receiver. The request to IT asks for one. Enter its address here once you have it, and then replace the code on the page with the new code.',
    ),
    folder: t(
      'Skriv mappens adress. Tills dess pekar koden på den här webbplatsen.',
      'Enter the folder’s address. Until then, the code points to this site.',
    ),
  };
  const withoutScripts = html` <span id="without-scripts" hidden>${t('Utan skript ser besökaren nu bara orden', 'Without scripts, visitors now see only the words')} <strong></strong>.</span>`;
  return html`<div id="missing" role="status">${Object.entries(notes).map(
    ([name, text]) =>
      html`<p class="notice" data-missing="${name}" hidden>${text}${name === 'contact' && withoutScripts}</p>`,
  )}</div>`;
}

/** What to do with the code, by system and by way in. */
function steps(view: View): Html {
  const { t, to } = view;
  const guides = guideSteps(view, partNames(view), signs(view)).map(
    ({ tool, way, steps }) =>
      html`<div class="steps" data-steps="${tool} ${way}"${!(tool === 'html' && way === first.way) && html` hidden`}>${steps}</div>`,
  );
  const followChanges = html`<li${whenOf('facts=skr,icld')}>${t(
    html`Ändra inte i texten: orden är SKR:s. Utse någon som <a href="${to('guides')}#nar-texten-andras">byter den när SKR ändrar sin</a>, och spara adressen till den här sidan: där står era val.`,
    html`Do not change the text: the words are SALAR’s. Appoint somebody to <a href="${to('guides')}#when-the-text-changes">replace it when SALAR changes theirs</a>, and save the address of this page: it holds your choices.`,
  )}</li>`;
  const text = html`<ol data-steps="text" hidden>
    <li>${t(
      html`Välj <em>Kopiera texten</em>, och klistra in den i editorn där den ska stå, som annan text.`,
      html`Choose <em>Copy the text</em>, and paste it into the editor where you want it, like any other text.`,
    )}</li>
    <li>${t(
      html`Se efter att rubriker och länkar är kvar, och att rubrikerna har rätt nivå. Syns koden som text (<code>&lt;p&gt;</code>)? Ångra, och klistra in igen med Ctrl+V, inte som oformaterad text. Går det ändå inte: markera texten i förhandsvisningen, och kopiera den därifrån.`,
      html`Check that the headings and links are there, and that the headings have the right level. If you see the code itself (<code>&lt;p&gt;</code>), undo, and paste again with Ctrl+V, not as plain text. If that does not work, select the text in the preview and copy it from there.`,
    )}</li>
    ${followChanges}
  </ol>
  <ul data-steps="kept-text" hidden>
    <li>${t(
      'Texten står redan på er sida, och är hel. Ni behöver inte kopiera den.',
      'The text is on your page already, and is complete. You do not need to copy it.',
    )}</li>
    ${followChanges}
  </ul>`;
  const other = html`<p data-steps="other" hidden>${t('Lägg in varje del på sin plats, som rubrikerna ovanför den säger.', 'Add each part of the code where its heading above says.')}</p>`;
  const links = Object.keys(toolNames(view)).map(
    (tool) =>
      html`<p class="links" data-guide="${tool}"${tool !== 'html' && html` hidden`}>${guideLink(tool as 'html', view)}</p>`,
  );
  const shortcut = html`<p class="hint"${whenOf('way=link')}>${t(
    html`Snabbare: <em>Kopiera länken</em>, högst upp, tar texten och adressen på en gång. Klistrad i ett eget stycke i editorn blir den en länk. Blir den det inte gör ni som i stegen. Står texten redan på sidan tar ni bort den när skriptet finns i sidmallen.`,
    html`Faster: <em>Copy the link</em>, at the top, copies the text and the address together. Paste it into a paragraph of its own in the editor, and it becomes a link. If it does not, follow the steps. If the text is on the page already, remove it once the script is in the template.`,
  )}</p>`;
  const style = html`<div${whenOf('style=yes')}><p>${t(
    html`Utseendet: be den som sköter webbplatsens stilmall att lägga in <a href="#code-style-name">stilen</a>. Den står också i beställningen till it.`,
    html`For the appearance, ask whoever maintains the site’s style sheet to add <a href="#code-style-name">the style</a>. It is also in the request to IT.`,
  )} <span${whenOf('way=element')}>${t('Tar editorn bort våra element, så att bara texten är kvar, syns inget av utseendet.', 'If the editor strips our elements, so that only the text remains, none of this appearance is visible.')}</span></p></div>`;
  return html`${guides}${text}${other}${shortcut}${style}${links}`;
}

/** How one sees whether the script is let through, for what is chosen. */
function signs({ t }: View): Html {
  const list = (when: string, lines: readonly (readonly [sign: string, meaning: string])[]) =>
    html`<ul${whenOf(when)}>${lines.map(([sign, meaning]) => html`<li><strong>${sign}</strong> ${meaning}</li>`)}</ul>`;
  const works = t('skriptet är igång.', 'the script is running.');
  const stays = t(
    'skriptet är inte igång, men texten är hel. Står skriptraden kvar i källkoden stoppas den, oftast av säkerhetspolicyn. Är den borta går texten att använda ändå. Den ändras inte av sig själv, och länkarna slutar med ”(länk till annan webbplats)” i stället för en pil.',
    'the script is not running, but the text is complete. If the script line is still in the source, it is blocked, usually by the security policy. If it is gone, you can still use the text. It is not updated automatically, and the links end with “(external website)” instead of an arrow.',
  );
  return html`${list('widget=skr-intl-overview', [
    [t('Kort med ram:', 'Cards with a border:'), works],
    [t('Punktlista:', 'A bulleted list:'), stays],
  ])}<div${whenOf('widget=org-card')}>${list('facts=skr,icld', [
    [t('Kort med ram:', 'A card with a border:'), works],
    [t('Text utan ram:', 'Text without a border:'), stays],
  ])}${list('facts=own', [
    [t('Kort med ram:', 'A card with a border:'), works],
    [
      t('Text utan ram:', 'Text without a border:'),
      t(
        'skriptet togs bort, men ert innehåll är helt.',
        'the script was stripped, but your content is complete.',
      ),
    ],
  ])}</div><div${whenOf('widget=contact-person')}>${list('facts=skr', [
    [t('Namnet i fetstil:', 'The name in bold:'), works],
    [
      t('Namnet som vanlig text:', 'The name as ordinary text:'),
      t(
        'skriptet togs bort, men uppgifterna är hela. De ändras inte av sig själva.',
        'the script was stripped, but the details are complete. They are not updated automatically.',
      ),
    ],
  ])}${list('facts=own', [
    [t('Namnet i fetstil:', 'The name in bold:'), works],
    [
      t('Namnet som vanlig text:', 'The name as ordinary text:'),
      t(
        'skriptet togs bort, men uppgifterna är hela. Egna uppgifter behöver inget skript.',
        'the script was stripped, but the details are complete. Your own details do not need a script.',
      ),
    ],
  ])}</div><div${whenOf('widget=contact-form')}>${list('form=yes', [
    [t('Fälten Namn och E-post:', 'The fields Name and Email:'), works],
    [
      t('Bara namn, telefon eller e-post:', 'Only a name, telephone number or email address:'),
      t(
        'skriptet togs bort, och formuläret finns inte utan det.',
        'the script was stripped, and there is no form without it.',
      ),
    ],
  ])}${list('form=no', [
    [
      t('En länk:', 'A link:'),
      t(
        'det är allt som visas tills ni har angett en mottagare, med och utan skript.',
        'until you have entered a receiver, nothing else is shown, with or without the script.',
      ),
    ],
  ])}</div>`;
}

/** What each part of the code is called in a step. */
function partNames({ t }: View): ReadonlyMap<Place, string> {
  return new Map<Place, string>([
    ['page', t('koden', 'the code')],
    ['shortcode', t('kortkoden', 'the shortcode')],
    ['address', t('adressen', 'the address')],
    ['link-text', t('länkens text', 'the link’s text')],
    ['link-url', t('länkens adress', 'the link’s address')],
    ['head', t('koden till sidmallen', 'the code for the template')],
  ]);
}

/** Where each part of the code goes, in the order of the steps. */
function partLabels({ t }: View): ReadonlyMap<Place, string> {
  return new Map<Place, string>([
    ['head', t('En gång, i sidmallens huvud (head)', 'Once, in the head of the site’s template')],
    ['page', t('På sidan, där innehållet ska stå', 'On the page, where you want the content')],
    ['shortcode', t('I ett kortkodsblock i WordPress', 'In a shortcode block in WordPress')],
    ['address', t('På en egen rad i editorn', 'On a line of its own in the editor')],
    [
      'link-text',
      t('Länkens text, i ett eget stycke', 'The link’s text, in a paragraph of its own'),
    ],
    ['link-url', t('Länkens adress', 'The link’s address')],
    [
      'editor',
      t(
        'Om ni skriver HTML i editorn, ensamt i sitt stycke',
        'If you write HTML in the editor, in a paragraph of its own',
      ),
    ],
    ['server', t('På servern, i Node', 'On the server, in Node')],
    [
      'sheet',
      t(
        'Valfritt, för it, i sidans huvud (head): då rör sig inget alls när skriptet kommer',
        'Optional, for IT, in the head of the page: prevents any layout shift when the script loads',
      ),
    ],
    ['style', t('I webbplatsens stilmall', 'In the site’s style sheet')],
    [
      'still',
      t(
        'Valfritt, för it, i webbplatsens stilmall: då rör sig nästan inget när skriptet kommer',
        'Optional, for IT, in the site’s style sheet: prevents almost all layout shift when the script loads',
      ),
    ],
  ]);
}

function part(place: Place, text: string, view: View, code: string | undefined): Html {
  const id = `code-${place}`;
  const attributes = html`data-place="${place}"${code === undefined && html` hidden`}`;
  const content = html`<div class="code">
                ${copyButton(id, view, text)}
                <pre data-scrolls="${text}"><code id="${id}">${code ?? ''}</code></pre>
              </div>`;
  // What may be left out does not push the rest out of sight.
  if (optional.includes(place)) {
    return html`<details class="part more" ${attributes}>
              <summary id="${id}-name">${text}</summary>
              ${content}
            </details>`;
  }
  return html`<div class="part" ${attributes}>
              <h3 id="${id}-name">${text}</h3>
              ${content}
            </div>`;
}

/** The parts that the rest works without. */
const optional: readonly Place[] = ['editor', 'sheet', 'still'];

function wayHints({ t, to }: View): Html[] {
  const hints: readonly (readonly [Choice['way'], Html])[] = [
    [
      'element',
      t(
        html`Allt i ett stycke kod: skriptet, widgeten och texten. Tar ert verktyg bort skriptet blir texten kvar, utan kort och utan uppdatering.`,
        html`Everything in one piece of code: the script, the widget and the text. If your CMS strips the script, the text remains, without cards or updates.`,
      ),
    ],
    [
      'text',
      t(
        html`SKR:s text som vanlig text på er sida, utan skript och utan kort. It behöver inte göra något. Texten ändras inte av sig själv: byt den när SKR ändrar sin. Vill ni ha kort och uppdatering senare väljer ni <em>Länk</em>, och skickar beställningen till it.`,
        html`SALAR’s text as ordinary text on your page, without the script and without cards. IT does not need to do anything. The text is not updated automatically: replace it when SALAR changes theirs. For cards and updates later, choose <em>Link</em>, and send the request to IT.`,
      ),
    ],
    [
      'link',
      t(
        html`Fungerar i alla editorer vi har testat. Skriptet läggs en gång i sidmallen.`,
        html`Works in every editor that we have tested. Add the script to the template, once.`,
      ),
    ],
    [
      'div',
      t(
        html`För editorer som behåller <code>data-</code>attribut. Skriptet läggs en gång i sidmallen.`,
        html`For editors that keep <code>data-</code> attributes. Add the script to the template, once.`,
      ),
    ],
    [
      'iframe',
      t(
        html`För verktyg som släpper igenom iframes men inte skript. Skriptet ger rätt höjd, och rätt färg på en mörk sida. Annars kan det utelämnas.`,
        html`For systems that allow iframes but not scripts. The script sets the right height, and the right colours on a dark page. You can leave it out if you do not need that.`,
      ),
    ],
    [
      'wordpress',
      t(
        html`Kräver att tillägget är installerat. Det skriver widgeten och laddar skriptet.`,
        html`Requires the plugin, which adds the widget and loads the script.`,
      ),
    ],
    [
      'oembed',
      t(
        html`För editorer som gör en iframe av en adress. WordPress gör den högst 1 000 bildpunkter hög, och länkar i den går inte att följa: använd den där bara för ett kort eller en person. Formulär kan inte skickas.`,
        html`For editors that turn an address into an iframe. WordPress makes it at most 1,000 pixels high, and visitors cannot follow links in it: in WordPress, use it only for a card or a person. Forms cannot be sent.`,
      ),
    ],
    [
      'fragment',
      t(
        html`Texten finns på sidan innan skriptet har laddats. För egna sidmallar. <a href="${to('guides')}#renderas-pa-servern">Mer om det</a>.`,
        html`The text is on the page before the script has loaded. For your own templates. <a href="${to('guides')}#rendered-on-the-server">More about rendering on the server</a>.`,
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
function classField(name: keyof Choice, label: string, hint?: Html): Html {
  return html`<div${unusedOf(name)}>
            ${field(name, label, hint ? { hint } : {})}
          </div>`;
}

/** The same, for what decides itself by more than one choice. */
function unusedOf(name: keyof Choice): Html {
  return html` data-unused="${name}"${unused(first).includes(name) && html` hidden`}`;
}

type Item = readonly [value: string, text: Html | string, when?: string];

function radios(
  name: string,
  legend: string,
  items: readonly Item[],
  when = '',
  hint = '',
  after: readonly Html[] = [],
): Html {
  return html`<fieldset id="${name}" data-unused="${name}"${hint && html` aria-describedby="${name}-hint"`}${whenOf(when)}>
            <legend>${legend}</legend>
            ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
            <div class="choices">${items.map(([value, text, only = '']) => radio(name, value, text, only))}</div>
            ${after}
          </fieldset>`;
}

function radio(name: string, value: string, text: Html | string, when = ''): Html {
  return html`<label${whenOf(when)}><input type="radio" name="${name}" value="${value}"${first[name as keyof Choice] === value && html` checked`}> <span>${text}</span></label>`;
}

interface FieldOptions {
  readonly when?: string;
  readonly type?: string;
  readonly hint?: Html;
  /** What it must look like if it is not empty, and what to say where it does not. */
  readonly looks?: readonly [RegExp, string];
  /** How many lines there are in sight of a text of several. */
  readonly rows?: number;
}

function field(
  name: string,
  label: string,
  { when = '', type = 'text', hint, looks, rows }: FieldOptions = {},
): Html {
  const [pattern, otherwise] = looks ?? [];
  const descriptions = [hint && `${name}-hint`, looks && `${name}-error`].filter(Boolean).join(' ');
  const attributes = html`id="${name}" name="${name}"${descriptions && html` aria-describedby="${descriptions}"`}${pattern && html` data-looks="${pattern.source}"${pattern.flags && html` data-looks-flags="${pattern.flags}"`} data-otherwise="${otherwise}"`}`;
  return html`<div class="field"${whenOf(when)}>
              <label for="${name}">${label}</label>
              ${hint && html`<p class="hint" id="${name}-hint">${hint}</p>`}
              ${rows ? html`<textarea ${attributes} rows="${rows}"></textarea>` : html`<input ${attributes} type="${type}">`}
              ${looks && html`<p class="error" id="${name}-error" role="alert"></p>`}
            </div>`;
}
