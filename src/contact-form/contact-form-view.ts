import { html, isServer, nothing, type TemplateResult } from 'lit';
import { type ContentContext, externalLink, heading, paragraph } from '../core/content.ts';
import { type Locale, type Msg, str } from '../core/localize.ts';
import { getSafeUrl } from '../core/safe-url.ts';
import { contactDetails, emailLink, telephoneLink } from './contact-details.ts';
import type { FormController } from './form-controller.ts';
import { type FieldName, type FieldRule, fieldNames, fieldRules } from './message.ts';
import type { Failure } from './message-client.ts';
import { failureText, fieldWords, verificationTexts } from './words.ts';

/** What differs between installations. What is missing leaves its sentence out. */
export interface ContactFormOptions {
  /** Who the message goes to. */
  readonly recipient: string;
  readonly telephone?: string | null | undefined;
  readonly email?: string | null | undefined;
  /** A page where the recipient can be reached, for when the form cannot be shown. */
  readonly href?: string | undefined;
}

/**
 * The contact form in each of its states, without the heading of its section.
 *
 * @param level The heading level of its title.
 */
export function contactForm(
  msg: Msg,
  locale: Locale,
  level: number,
  form: FormController,
  options: ContactFormOptions,
): TemplateResult {
  const { telephone, email } = form.notice ?? {};
  return html`<div class="skr-form" lang=${locale} dir="ltr">
    ${
      form.state === 'sent'
        ? confirmation(msg, level, form)
        : formFields(msg, level, form, {
            ...options,
            telephone: options.telephone ?? telephone,
            email: options.email ?? email,
          })
    }
  </div>`;
}

/** The heading over the form. On paper there is no form, and no heading where nothing else follows it. */
export function contactHeading(
  context: ContentContext,
  level: number,
  { endpoint }: FormController,
  { telephone, email, href }: ContactFormOptions,
): TemplateResult {
  const text = heading(context, level, 'section', context.msg('Kontakta oss'));
  // Not what the receiver says of itself: a heading that changes would take a translator's words with it.
  const isFollowed = telephone || email || href;
  return endpoint && !isFollowed ? html`<div class="skr-screen-only">${text}</div>` : text;
}

/** The ways to make contact where there is no form. */
export function contactWithoutForm(
  context: ContentContext,
  options: ContactFormOptions,
): TemplateResult {
  const { href } = options;
  return html`${contactDetails(context, options)}
    ${href ? paragraph(context, externalLink(context, href, formName(context.msg, options)), 'to-site') : nothing}`;
}

/** The form itself, with what went wrong first and what happens now last. */
function formFields(
  msg: Msg,
  level: number,
  form: FormController,
  options: ContactFormOptions,
): TemplateResult {
  const invalid = fieldNames.filter((name) => form.errors[name]);
  const isSending = form.state === 'sending';
  // Until there is a script, the browser itself must never send the form: what was typed would end in a
  // URL. A disabled button keeps the Enter key from that, and the method keeps everything else.
  return html`<form
      part="form"
      method=${isServer ? 'dialog' : nothing}
      novalidate
      aria-labelledby="form-name"
      @focusin=${form.onFocusIn}
      @input=${form.onInput}
      @submit=${form.onSubmit}
    >
      <div id="form-name">${heading({ msg }, level, 'name', formName(msg, options), 'heading')}</div>
      ${introduction(msg, options)}
      ${invalid.length ? summary(msg, level + 1, form, invalid) : nothing}
      ${fieldNames.map((name) => field(msg, name, form))}
      ${draftCheckbox(msg, form)} ${verification(msg, form)} ${honeypot} ${privacy(msg, form)}
      <p>
        <button type="submit" part="button" ?disabled=${isServer}>
          ${form.state === 'failed' ? msg('Försök igen') : msg('Skicka meddelandet')}
        </button>
      </p>
      <div id="outcome">
        <p role="status" class="state">${isSending ? progress(msg, form) : nothing}</p>
        <div role="alert">${form.failure ? failure(msg, form.failure) : nothing}</div>
      </div>
      <p role="status" class="skr-visually-hidden">${form.announcedField ? errorMessage(msg, form.announcedField, form) : nothing}</p>
    </form>
    <div>${alternatives(msg, form, options)}</div>`;
}

/**
 * What the form begins with. Until there is a script, sentences of the same length or shorter say that it
 * needs one, after a while or where none ever runs, so that nothing moves when it takes over.
 */
function introduction(msg: Msg, options: ContactFormOptions): TemplateResult {
  const welcome = msg('Skriv till oss, så svarar vi så snart vi kan.');
  const required = msg('Du måste fylla i fält som är märkta med * (obligatorisk).');
  if (!isServer) return html`<p>${welcome}</p><p>${required}</p>`;
  const { href } = options;
  return html`<p class="until-script">
      <span>${welcome}</span>
      <span
        >${msg('Formuläret fungerar bara med JavaScript.', {
          desc: 'Takes the place of: Skriv till oss, så svarar vi så snart vi kan. No longer than that.',
        })}</span
      >
    </p>
    ${
      href
        ? html`<p class="until-script">
            <span>${required}</span>
            <span>${externalLink({ msg }, href, formName(msg, options))}</span>
          </p>`
        : html`<p>${required}</p>`
    }`;
}

/**
 * Catches robots that fill in everything. It is hidden, so no person ever meets it, and neither its name
 * nor its attributes let a program that fills in forms for people take it for a field.
 */
const honeypot = html`<div hidden>
  <input id="leave-empty" autocomplete="off" data-1p-ignore data-bwignore data-form-type="other" data-lpignore="true" />
</div>`;

/**
 * One field: its label, its hint, its error and the native control, which keeps its own value. It is
 * required by `aria-required`, as Firefox tells a screen reader that an empty `required` one is invalid.
 */
function field(msg: Msg, name: FieldName, form: FormController): TemplateResult {
  const { label, hint, type, inputmode, autocomplete } = fieldWords(msg)[name];
  const rule: FieldRule = fieldRules[name];
  const error = form.errors[name];
  const isResolved = form.resolvedErrors.has(name);
  const isInvalid = error && !isResolved;
  const readOnly = form.state === 'sending' ? '' : nothing;
  const ariaInvalid = isInvalid ? 'true' : nothing;
  const required = rule.required ? 'true' : nothing;
  const describedBy =
    [hint && 'hint', error && 'error', rule.multiline && 'count']
      .filter(Boolean)
      .map((part) => `${name}-${part}`)
      .join(' ') || nothing;
  return html`<div
    class="field ${error ? 'invalid' : ''} ${isResolved ? 'resolved' : ''}"
    part="field"
  >
    <label for=${name}
      >${rule.required ? requiredLabel(msg, label) : `${label} ${msg('(frivillig)')}`}</label
    >
    ${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : nothing}
    ${
      error
        ? html`<p class="error" id="${name}-error">
            ${
              isInvalid ? html`<span class="skr-visually-hidden">${msg('Fel:')} </span>` : nothing
            }${errorMessage(msg, name, form)}
          </p>`
        : nothing
    }
    ${
      rule.multiline
        ? html`<textarea
              id=${name}
              name=${name}
              rows="8"
              aria-required=${required}
              readonly=${readOnly}
              aria-invalid=${ariaInvalid}
              aria-describedby=${describedBy}
            ></textarea>
            <p
              class="hint"
              id="${name}-count"
              aria-live=${form.fields[name].length < rule.max ? 'off' : 'polite'}
            >
              ${charactersLeft(msg, form)}
            </p>`
        : html`<input
            id=${name}
            name=${name}
            type=${type ?? nothing}
            inputmode=${inputmode ?? nothing}
            autocapitalize=${inputmode ? 'none' : nothing}
            autocomplete=${autocomplete ?? nothing}
            spellcheck=${inputmode ? 'false' : nothing}
            aria-required=${required}
            readonly=${readOnly}
            aria-invalid=${ariaInvalid}
            aria-describedby=${describedBy}
          />`
    }
  </div>`;
}

/**
 * The verification: a native box that checks itself once the visitor's browser has done the work. Its
 * state has no role `status`, as Firefox leaves the text of one out of a description.
 */
function verification(msg: Msg, form: FormController): TemplateResult {
  return html`<div class="field" part="field verification">
    <div class="check">
      <input
        id="verification"
        type="checkbox"
        aria-required="true"
        aria-describedby="verification-text verification-state"
        @change=${form.onVerificationChange}
      />
      <label for="verification">${requiredLabel(msg, msg('Verifiering'))}</label>
    </div>
    <p class="hint" id="verification-text">
      ${msg('Vi kontrollerar att du är en människa och inte en robot.')}
    </p>
    <p aria-live="polite" id="verification-state" class="state">${verificationTexts(msg)[form.verification.state]}</p>
  </div>`;
}

/** Whether the visitor needs another way to make contact. */
export function needsAlternative({ endpoint, failure, verification }: FormController): boolean {
  return !endpoint || !!failure || /failed|unavailable/.test(verification.state);
}

/** What is wrong, first in the form, with a way to each field. */
function summary(
  msg: Msg,
  level: number,
  form: FormController,
  invalid: readonly FieldName[],
): TemplateResult {
  const count = invalid.filter((name) => !form.resolvedErrors.has(name)).length;
  const title = count ? msg('Det finns fel i formuläret') : msg('Felen är rättade');
  return html`<div
    id="summary"
    class="panel"
    part="summary"
    role="group"
    aria-label=${title}
    tabindex="-1"
  >
    ${heading({ msg }, level, 'name', title, 'heading')}
    <p class=${count ? '' : 'previous'}>
      ${msg(str`Du behöver rätta ${count} fält innan du kan skicka meddelandet.`)}
    </p>
    <ul>
      ${invalid.map(
        (name) => html`<li>
          <a href="#${name}" @click=${form.onErrorLinkClick}>${errorMessage(msg, name, form)}</a>
        </li>`,
      )}
    </ul>
  </div>`;
}

/** What the visitor sees once the message is stored. */
function confirmation(msg: Msg, level: number, form: FormController): TemplateResult {
  const { email } = form.fields;
  const title = msg('Tack, vi har tagit emot ditt meddelande');
  return html`<div
    id="confirmation"
    class="panel"
    part="confirmation"
    role="group"
    aria-label=${title}
    tabindex="-1"
  >
    ${heading({ msg }, level, 'name', title, 'heading')}
    <p>${msg(html`Referensnummer: <strong translate="no">${form.reference}</strong>`)}</p>
    <p>${msg('Skriv gärna upp numret. Du behöver det om du vill fråga om ditt meddelande.')}</p>
    <p>
      ${msg(html`Vi svarar till <span translate="no">${email}</span> så snart vi kan.`)}
      ${form.localizedNotice?.replyTime}
    </p>
    <p>
      <button type="button" part="button" @click=${form.onNewMessageClick}>
        ${msg('Skriv ett nytt meddelande')}
      </button>
    </p>
  </div>`;
}

/** Why the message was not sent, and what to do. */
function failure(msg: Msg, reason: Failure): TemplateResult {
  return html`<div class="panel" part="failure">
    <p><strong>${msg('Meddelandet kunde inte skickas')}</strong></p>
    <p>${failureText(msg, reason)} ${msg('Det du har skrivit finns kvar.')}</p>
  </div>`;
}

function progress(msg: Msg, { verification }: FormController): string {
  return verification.isBusy
    ? msg('Meddelandet skickas när kontrollen är klar.')
    : msg('Meddelandet skickas …');
}

/** The choice to save a draft, and what became of it. */
function draftCheckbox(msg: Msg, form: FormController): TemplateResult {
  const texts = {
    restored: msg('Ditt utkast är hämtat'),
    unavailable: msg('Webbläsaren sparade inte utkastet'),
  };
  return html`<div class="field" part="field">
    <div class="check">
      <input
        id="save-draft"
        type="checkbox"
        aria-describedby="save-draft-hint"
        @change=${form.onSaveDraftChange}
      />
      <label for="save-draft">${msg('Spara ett utkast i den här webbläsaren')}</label>
    </div>
    <p class="hint" id="save-draft-hint">
      ${msg(
        'Andra som använder samma dator kan läsa utkastet. Det tas bort när du har skickat meddelandet.',
      )}
    </p>
    <p role="status" id="save-draft-state" class="state">${form.draftStatus ? texts[form.draftStatus] : nothing}</p>
  </div>`;
}

/**
 * How personal data are handled, in the receiver's words or those that the page puts there. Its place
 * is there before the receiver is asked, with what is true of every form.
 */
function privacy(msg: Msg, form: FormController): TemplateResult {
  const { localizedNotice, notice } = form;
  const { title, text = [], more } = localizedNotice?.privacy ?? {};
  const href = getSafeUrl(notice?.privacyHref);
  return html`<slot name="privacy"
    ><details part="privacy" @toggle=${form.onFocusIn}>
      <summary>${title ?? msg('Så hanterar vi dina uppgifter')}</summary>
      <p>${msg('Det du skriver skickas först när du trycker på knappen.')}</p>
      ${text.map((each) => html`<p>${each}</p>`)}
      ${more && href ? html`<p><a part="link" href=${href}>${more}</a></p>` : nothing}
    </details></slot
  >`;
}

/** Other ways to make contact beside the form, as far as they are known. On paper the recipient's page is one. */
function alternatives(msg: Msg, form: FormController, options: ContactFormOptions): TemplateResult {
  const { telephone, email, href } = options;
  return html`${
    telephone && email
      ? html`<p>
          ${msg(html`Du kan också ringa ${telephoneLink({ msg }, telephone)} eller mejla ${emailLink({ msg }, email)}.`)}
        </p>`
      : contactDetails({ msg }, { telephone, email })
  }${
    href
      ? html`<p class=${needsAlternative(form) ? '' : 'print-only'}>
          ${externalLink({ msg }, href, formName(msg, options))}
        </p>`
      : nothing
  }`;
}

function formName(msg: Msg, { recipient }: ContactFormOptions): string {
  return msg(str`Kontaktformulär ${recipient}`);
}

/** A label with its mark: both the star and the word, as SKR writes it. */
function requiredLabel(msg: Msg, label: string): string {
  const mark = msg('*\u00a0(obligatorisk)', { desc: 'With no-break spaces, as SKR writes it.' });
  return `${label}\u00a0${mark}`;
}

/**
 * What is wrong with a field, or that it is resolved; the same words there and in the summary. What was
 * wrong keeps its place unseen, so that nothing moves.
 */
function errorMessage(msg: Msg, name: FieldName, form: FormController): TemplateResult | string {
  const text = errorText(msg, name, form);
  const { label } = fieldWords(msg)[name];
  return form.resolvedErrors.has(name)
    ? html`<span class="previous">${text}</span><span>${msg(str`Fältet ${label} är rättat`)}</span>`
    : text;
}

/** What is wrong with a field and how to mend it. */
function errorText(msg: Msg, name: FieldName, { errors, fields }: FormController): string {
  const words = fieldWords(msg)[name];
  const error = errors[name];
  if (error !== 'too-long') return (error && words[error]) ?? '';
  const { max } = fieldRules[name];
  return name === 'message'
    ? msg(str`Meddelandet får ha högst ${max} tecken. Ta bort ${fields[name].length - max} tecken.`)
    : msg(str`Fältet ${words.label} får ha högst ${max} tecken`);
}

/** The counter of the message. */
function charactersLeft(msg: Msg, { fields }: FormController): string {
  const left = fieldRules.message.max - fields.message.length;
  return left < 0
    ? msg(str`Du har ${-left} tecken för mycket`)
    : msg(str`Du har ${left} tecken kvar`);
}
