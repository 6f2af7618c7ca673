import { str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { failureText, fieldWords, verificationTexts } from './words.ts';
import type { ContactFormController } from './form-controller.ts';
import type { Failure } from './message-client.ts';
import { type FieldName, type FieldRule, fieldNames, fieldRules } from './message.ts';
import type { Msg } from '../core/localize.ts';
import { heading } from '../core/heading.ts';
import { safeHref, siteLink } from '../core/link.ts';
import { emailLink, telephoneLink, waysToReach } from './contact-details.ts';

/** What differs between installations. What is missing leaves its sentence out. */
export interface ContactFormSettings {
  /** Who the message goes to. */
  recipient: string;
  telephone?: string | undefined;
  email?: string | undefined;
  /** A page where the recipient can be reached, for when the form cannot be shown. */
  href?: string | undefined;
}

/**
 * The contact form in each of its states.
 *
 * @param level The heading level of its title.
 */
export function contactForm(
  msg: Msg,
  level: number,
  form: ContactFormController,
  given: ContactFormSettings,
): TemplateResult {
  const { telephone, email } = form.notice ?? {};
  const settings = {
    ...given,
    telephone: given.telephone ?? telephone,
    email: given.email ?? email,
  };
  return html`${heading(level, 'section', msg('Kontakta oss'))}
  ${
    form.state === 'sent'
      ? confirmation(msg, level + 1, form)
      : form.endpoint
        ? fields(msg, level + 1, form, settings)
        : otherWays(msg, form, settings)
  }`;
}

/** The form itself, with what went wrong first and what happens now last. */
function fields(
  msg: Msg,
  level: number,
  form: ContactFormController,
  settings: ContactFormSettings,
): TemplateResult {
  const faulty = fieldNames.filter((name) => form.faults[name]);
  const sending = form.state === 'sending';
  return html`<form
    part="form"
    novalidate
    aria-labelledby="form-name"
    @focusin=${form.come}
    @input=${form.type}
    @submit=${form.send}
  >
    <div id="form-name">${heading(level, 'name', formName(msg, settings))}</div>
    <p>${msg('Skriv till oss, så svarar vi så snart vi kan.')}</p>
    <p>${msg('Du måste fylla i fält som är märkta med * (obligatorisk).')}</p>
    ${faulty.length ? summary(msg, level + 1, form, faulty) : nothing}
    ${inputs(msg, form)}
    ${keeping(msg, form)} ${verification(msg, form)}
    ${trap}
    ${privacy(msg, form)}
    <p><button type="submit" part="button">${form.state === 'failed' ? msg('Försök igen') : msg('Skicka meddelandet')}</button></p>
    <div id="outcome">
      <p role="status" class="state">${sending ? progress(msg, form) : nothing}</p>
      <div role="alert">${form.failure ? failure(msg, form.failure) : nothing}</div>
    </div>
    <p role="status" class="visually-hidden">${form.said && faultOf(msg, form.said, form)}</p>
  </form>
  <div>${otherWays(msg, form, settings)}</div>`;
}

/** The fields that are written in. */
export const inputs = (msg: Msg, form: ContactFormController): TemplateResult[] =>
  fieldNames.map((name) => field(msg, name, form));

/** Catches robots that fill in everything. It is hidden, so no person ever meets it. */
const trap = html`<div hidden><input id="website" autocomplete="off" /></div>`;

/**
 * One field: its label, its hint, its fault and the native control, which keeps its own value. It is
 * required by `aria-required`, as Firefox tells a screen reader that an empty `required` one is invalid.
 */
function field(msg: Msg, name: FieldName, form: ContactFormController): TemplateResult {
  const { label, hint, type, autocomplete } = fieldWords(msg)[name];
  const rule: FieldRule = fieldRules[name];
  const fault = form.faults[name];
  const corrected = form.corrected.has(name);
  const faulty = fault && !corrected;
  const sending = form.state === 'sending';
  const invalid = faulty ? 'true' : nothing;
  const described = [hint && 'hint', fault && 'fault', rule.multiline && 'left']
    .filter(Boolean)
    .map((what) => `${name}-${what}`)
    .join(' ');
  return html`<div class="field ${fault ? 'faulty' : ''} ${corrected ? 'corrected' : ''}" part="field">
    <label for=${name}
      >${rule.required ? required(msg, label) : `${label} ${msg('(frivillig)')}`}</label
    >
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}
    ${
      fault
        ? html`<p class="fault" id="${name}-fault">
            ${faulty ? html`<span class="visually-hidden">${msg('Fel:')} </span>` : nothing}${faultOf(msg, name, form)}
          </p>`
        : nothing
    }
    ${
      rule.multiline
        ? html`<textarea
              id=${name}
              name=${name}
              rows="8"
              aria-required=${rule.required ? 'true' : nothing}
              readonly=${sending ? '' : nothing}
              aria-invalid=${invalid}
              aria-describedby=${described || nothing}
            ></textarea>
            <p class="hint" id="${name}-left" aria-live=${form.fields[name].length < rule.max ? 'off' : 'polite'}>${charactersLeft(msg, form)}</p>`
        : html`<input
            id=${name}
            name=${name}
            type=${type ?? nothing}
            inputmode=${type ?? nothing}
            autocomplete=${autocomplete ?? nothing}
            spellcheck=${type ? 'false' : nothing}
            aria-required=${rule.required ? 'true' : nothing}
            readonly=${sending ? '' : nothing}
            aria-invalid=${invalid}
            aria-describedby=${described || nothing}
          />`
    }
  </div>`;
}

/**
 * The verification: a native box that checks itself once the visitor's browser has done the work. Its
 * state has no role `status`, as Firefox leaves the text of one out of a description.
 */
function verification(msg: Msg, form: ContactFormController): TemplateResult {
  return html`<div class="field" part="field verification">
    <div class="check">
      <input
        id="verification"
        type="checkbox"
        aria-required="true"
        aria-describedby="verification-text verification-state"
        @change=${form.verify}
      />
      <label for="verification">${required(msg, msg('Verifiering'))}</label>
    </div>
    <p class="hint" id="verification-text">${msg('Vi kontrollerar att du är en människa och inte en robot.')}</p>
    <p aria-live="polite" id="verification-state" class="state">${verificationTexts(msg)[form.verification.state]}</p>
  </div>`;
}

/** Whether the verification could not be done. */
const broken = ({ verification }: ContactFormController): boolean =>
  /failed|unavailable/.test(verification.state);

/** Whether the visitor needs another way to make contact. */
export const isStuck = (form: ContactFormController): boolean =>
  !form.endpoint || !!form.failure || broken(form);

/** What is wrong, first in the form, with a way to each field. */
function summary(
  msg: Msg,
  level: number,
  form: ContactFormController,
  faulty: readonly FieldName[],
): TemplateResult {
  const count = faulty.filter((name) => !form.corrected.has(name)).length;
  const title = count ? msg('Det finns fel i formuläret') : msg('Felen är rättade');
  return html`<div id="summary" class="box" part="summary" role="group" aria-label=${title} tabindex="-1">
    ${heading(level, 'name', title)}
    <p class=${count ? '' : 'was'}>${msg(str`Du behöver rätta ${count} fält innan du kan skicka meddelandet.`)}</p>
    <ul>
      ${faulty.map(
        (name) => html`<li>
          <a href="#${name}" @click=${form.goTo}>${faultOf(msg, name, form)}</a>
        </li>`,
      )}
    </ul>
  </div>`;
}

/** What the visitor sees once the message is stored. */
function confirmation(msg: Msg, level: number, form: ContactFormController): TemplateResult {
  const { email } = form.fields;
  const title = msg('Tack, vi har tagit emot ditt meddelande');
  return html`<div id="confirmation" class="box" part="confirmation" role="group" aria-label=${title} tabindex="-1">
    ${heading(level, 'name', title)}
    <p>${msg(html`Referensnummer: <strong>${form.reference}</strong>`)}</p>
    <p>${msg('Skriv gärna upp numret. Du behöver det om du vill fråga om ditt meddelande.')}</p>
    <p>${msg(str`Vi svarar till ${email} så snart vi kan.`)} ${form.texts?.replyTime}</p>
    <p>
      <button type="button" part="button" @click=${form.startOver}>
        ${msg('Skriv ett nytt meddelande')}
      </button>
    </p>
  </div>`;
}

/** Why the message was not sent, and what to do. */
function failure(msg: Msg, failed: Failure): TemplateResult {
  return html`<div class="box" part="failure">
    <p><strong>${msg('Meddelandet kunde inte skickas')}</strong></p>
    <p>${failureText(msg, failed)} ${msg('Det du har skrivit finns kvar.')}</p>
  </div>`;
}

function progress(msg: Msg, { verification }: ContactFormController): string {
  return verification.busy
    ? msg('Meddelandet skickas när kontrollen är klar.')
    : msg('Meddelandet skickas …');
}

const correctedText = (msg: Msg, name: FieldName): string =>
  msg(str`Fältet ${fieldWords(msg)[name].label} är rättat`);

/** The choice to keep a draft, and what became of it. */
function keeping(msg: Msg, form: ContactFormController): TemplateResult {
  const texts = {
    found: msg('Ditt utkast är hämtat'),
    refused: msg('Webbläsaren sparade inte utkastet'),
  };
  return html`<div class="field" part="field">
    <div class="check">
      <input id="keep" type="checkbox" aria-describedby="keep-hint" @change=${form.chooseKeeping} />
      <label for="keep">${msg('Spara ett utkast i den här webbläsaren')}</label>
    </div>
    <p class="hint" id="keep-hint">
      ${msg(
        'Andra som använder samma dator kan läsa utkastet. Det tas bort när du har skickat meddelandet.',
      )}
    </p>
    <p role="status" id="keep-state" class="state">${form.draft && texts[form.draft]}</p>
  </div>`;
}

/**
 * How personal data are handled, in the receiver's words or those that the page puts there. Its place
 * is there before the receiver is asked, with what is true of every form.
 */
function privacy(msg: Msg, form: ContactFormController): TemplateResult {
  const { texts, notice } = form;
  const { title, text = [], more } = texts?.privacy ?? {};
  const href = safeHref(notice?.privacyHref);
  return html`<slot name="privacy"
    ><details part="privacy" @toggle=${form.come}>
      <summary>${title ?? msg('Så hanterar vi dina uppgifter')}</summary>
      <p>${msg('Det du skriver skickas först när du trycker på knappen.')}</p>
      ${text.map((paragraph) => html`<p>${paragraph}</p>`)}
      ${more && href ? html`<p><a part="link" href=${href}>${more}</a></p>` : nothing}
    </details></slot
  >`;
}

/** Other ways to make contact, as far as they are known. On paper the form's like elsewhere is one. */
function otherWays(
  msg: Msg,
  form: ContactFormController,
  settings: ContactFormSettings,
): TemplateResult {
  const { telephone, email, href } = settings;
  return html`${
    form.endpoint && telephone && email
      ? html`<p>
          ${msg(html`Du kan också ringa ${telephoneLink(telephone)} eller mejla ${emailLink(email)}.`)}
        </p>`
      : waysToReach(msg, { telephone, email })
  }${href ? html`<p class=${isStuck(form) ? '' : 'on-paper'}>${siteLink(msg, href, formName(msg, settings))}</p>` : nothing}`;
}

const formName = (msg: Msg, { recipient }: ContactFormSettings): string =>
  msg(str`Kontaktformulär ${recipient}`);

/** A label with its mark: both the star and the word, as SKR writes it. */
const required = (msg: Msg, label: string): string =>
  `${label}\u00a0${msg('*\u00a0(obligatorisk)', { desc: 'With no-break spaces, as SKR writes it.' })}`;

/**
 * What is wrong with a field, or that it is mended; the same words there and in the summary. What was
 * wrong keeps its place unseen, so that nothing moves.
 */
function faultOf(msg: Msg, name: FieldName, form: ContactFormController): TemplateResult | string {
  const text = faultText(msg, name, form);
  return form.corrected.has(name)
    ? html`<span class="was">${text}</span><span>${correctedText(msg, name)}</span>`
    : text;
}

/** What is wrong with a field and how to mend it. */
function faultText(msg: Msg, name: FieldName, { faults, fields }: ContactFormController): string {
  const words = fieldWords(msg)[name];
  const fault = faults[name];
  if (fault !== 'too-long') return (fault && words[fault]) ?? '';
  const { max } = fieldRules[name];
  return name === 'message'
    ? msg(str`Meddelandet får ha högst ${max} tecken. Ta bort ${fields[name].length - max} tecken.`)
    : msg(str`Fältet ${words.label} får ha högst ${max} tecken`);
}

/** The counter of the message. */
function charactersLeft(msg: Msg, { fields }: ContactFormController): string {
  const left = fieldRules.message.max - fields.message.length;
  return left < 0
    ? msg(str`Du har ${-left} tecken för mycket`)
    : msg(str`Du har ${left} tecken kvar`);
}
