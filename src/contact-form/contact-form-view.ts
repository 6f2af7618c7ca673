import { html, isServer, nothing, type TemplateResult } from 'lit';
import { type ContentContext, externalLink, heading, paragraph } from '../core/content.ts';
import { formatInteger, type Msg, str } from '../core/localize.ts';
import { getSafeUrl } from '../core/safe-url.ts';
import { contactDetails } from './contact-details.ts';
import { saveFile, writeCopy } from './copy.ts';
import type { FormController } from './form-controller.ts';
import { type FieldName, type FieldRule, fieldNames, fieldRules } from './message.ts';
import type { Failure } from './message-client.ts';
import { failureText, fieldWords, verificationTexts } from './words.ts';

/** What differs between installations. Without a detail, the sentence that contains it is left out. */
export interface ContactFormOptions {
  /** Who the message goes to. */
  readonly recipient: string;
  readonly telephone?: string | null | undefined;
  readonly email?: string | null | undefined;
  /** A page where the recipient can be reached, for when the form cannot be shown. */
  readonly href?: string | undefined;
}

/**
 * The contact form in any of its states, without the section heading.
 *
 * @param level The heading level of the form's title.
 */
export function contactForm(
  msg: Msg,
  level: number,
  form: FormController,
  options: ContactFormOptions,
): TemplateResult {
  const { telephone, email } = form.notice ?? {};
  return html`<div
    class="skr-form"
    lang=${form.locale}
    dir="ltr"
    @focusin=${form.onFocusIn}
    @focusout=${form.onFocusOut}
  >
    ${
      form.state === 'sent'
        ? confirmation(msg, level, form, formName(msg, options))
        : formFields(msg, level, form, {
            ...options,
            telephone: options.telephone ?? telephone,
            email: options.email ?? email,
          })
    }
  </div>`;
}

/** The section heading above the form. Not printed if nothing below it is: the form itself isn't. */
export function contactHeading(
  context: ContentContext,
  level: number,
  { endpoint }: FormController,
  { telephone, email, href }: ContactFormOptions,
): TemplateResult {
  const text = heading(context, level, 'section', context.msg('Kontakta oss'));
  // Ignores the receiver's notice: a heading that changes later would lose what a translation tool has done to it.
  const isFollowed = telephone || email || href;
  return endpoint && !isFollowed ? html`<div class="skr-screen-only">${text}</div>` : text;
}

/** The contact details shown when there is no form. */
export function contactWithoutForm(
  context: ContentContext,
  options: ContactFormOptions,
): TemplateResult {
  const { href } = options;
  return html`${contactDetails(context, options)}
    ${href ? paragraph(context, externalLink(context, href, formName(context.msg, options)), 'to-site') : nothing}`;
}

/** The form itself: the error summary first, the outcome of sending last. */
function formFields(
  msg: Msg,
  level: number,
  form: FormController,
  options: ContactFormOptions,
): TemplateResult {
  const invalid = fieldNames.filter((name) => form.errors[name]);
  const isSending = form.state === 'sending';
  const sending = msg('Skickar …');
  // Until the script has loaded, the browser must not submit the form: the fields would end up in a URL. The
  // disabled button stops the Enter key, and the method stops everything else.
  return html`<form
      part="form"
      method=${isServer ? 'dialog' : nothing}
      novalidate
      aria-labelledby="form-name"
      @input=${form.onInput}
      @submit=${form.onSubmit}
    >
      <div id="form-name">${heading({ msg }, level, 'name', formName(msg, options), 'heading')}</div>
      ${introduction(msg, options)}
      ${invalid.length || form.isUnverified ? summary(msg, level + 1, form, invalid) : nothing}
      ${fieldNames.map((name) => field(msg, name, form))}
      ${draftCheckbox(msg, form)} ${verification(msg, form)} ${honeypot} ${privacy(msg, form)}
      <div id="outcome">
        <p>
          <button
            type="submit"
            part="button"
            ?disabled=${isServer}
            aria-disabled=${isSending ? 'true' : nothing}
          >
            ${isSending ? sending : form.failure ? msg('Försök igen') : msg('Skicka meddelandet')}
          </button>
        </p>
        <p role="status" class="skr-visually-hidden">
          ${isSending ? sending : announcement(msg, form)}
        </p>
        <div role="alert">${form.failure ? failure(msg, form.failure) : nothing}</div>
      </div>
    </form>
    <div>${alternatives(msg, form, options)}</div>`;
}

/**
 * The first sentences of the form. Until the script has loaded, the server's HTML also has sentences saying that
 * the form needs it, shown after a while or where scripting is off. They are no longer than the ones they
 * replace, so that nothing moves when the script takes over.
 */
function introduction(msg: Msg, options: ContactFormOptions): TemplateResult {
  const welcome = msg('Skriv till oss, så svarar vi så snart vi kan.');
  const required = msg('Du måste fylla i fält som är märkta med *\u00a0(obligatorisk).');
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
 * A honeypot for bots that fill in every field. It is hidden, so visitors never see it, and has a name that no password
 * manager or form filler knows.
 */
const honeypot = html`<div hidden>
  <label for="leave-empty">Lämna tomt</label>
  <input id="leave-empty" type="text" tabindex="-1" autocomplete="off" />
</div>`;

/**
 * A field: label, hint, error and native control, which holds its own value. Required fields have `aria-required`
 * instead of `required`, because with the latter Firefox reports an empty field as invalid to screen readers.
 */
function field(msg: Msg, name: FieldName, form: FormController): TemplateResult {
  const { label, hint, type = 'text', inputmode, autocomplete } = fieldWords(msg)[name];
  const rule: FieldRule = fieldRules[name];
  const error = form.errors[name];
  const isResolved = form.resolvedErrors.has(name);
  const isInvalid = error && !isResolved;
  // A single text node: browsers drop a space between two when they compute the accessible name.
  const markedLabel = `${label} ${rule.required ? requiredMark(msg) : msg('(frivillig)')}`;
  const isReadOnly = form.state === 'sending';
  const ariaInvalid = isInvalid ? 'true' : nothing;
  const describedBy =
    [hint && 'hint', error && 'error', rule.multiline && 'count']
      .filter(Boolean)
      .map((part) => `${name}-${part}`)
      .join(' ') || nothing;
  return html`<div
    class="field ${error ? 'invalid' : ''} ${isResolved ? 'resolved' : ''}"
    part="field"
  >
    <label for=${name}>${markedLabel}</label>
    ${hint ? html`<p id="${name}-hint">${hint}</p>` : nothing}
    ${
      error
        ? html`<p class=${isResolved ? 'tick' : 'error'} id="${name}-error">
            ${isInvalid ? errorPrefix(msg) : nothing}
            <span>${isResolved ? msg('Rättat') : errorText(msg, name, form)}</span>
          </p>`
        : nothing
    }
    ${
      rule.multiline
        ? html`<textarea
              id=${name}
              name=${name}
              rows="8"
              ?readonly=${isReadOnly}
              aria-invalid=${ariaInvalid}
              aria-describedby=${describedBy}
            ></textarea>
            <p
              id="${name}-count"
              aria-live=${form.fields[name].length < rule.max ? 'off' : 'polite'}
            >
              ${charactersLeft(msg, form)}
            </p>`
        : html`<input
            id=${name}
            name=${name}
            type=${type}
            inputmode=${inputmode ?? nothing}
            autocapitalize=${inputmode ? 'none' : nothing}
            autocomplete=${autocomplete ?? nothing}
            spellcheck=${inputmode ? 'false' : nothing}
            ?readonly=${isReadOnly}
            aria-invalid=${ariaInvalid}
            aria-describedby=${describedBy}
          />`
    }
  </div>`;
}

/**
 * The verification, which runs by itself in the visitor's browser: a line with its state, and a button if it has
 * failed. The line doesn't have role `status`: Firefox leaves the text of one out of `aria-describedby`.
 */
function verification(msg: Msg, form: FormController): TemplateResult {
  const { state } = form.verification;
  const isFailed = state === 'failed';
  return html`<div
    id="verification"
    class="field ${isFailed ? 'invalid' : ''}"
    part="field verification"
    role="group"
    aria-labelledby="verification-label"
    aria-describedby="verification-text verification-state"
    tabindex="-1"
  >
    <p class="label" id="verification-label">${msg('Verifiering')}\u00a0<wbr />${requiredMark(msg)}</p>
    <p id="verification-text">
      ${msg('Vi kontrollerar att du är en människa och inte en robot.')}
    </p>
    <p
      aria-live="polite"
      id="verification-state"
      class=${isFailed ? 'error' : state}
    >
      ${isFailed ? errorPrefix(msg) : nothing} <span>${verificationTexts(msg)[state]}</span>
    </p>
    ${isFailed ? button(verifyAgain(msg), form.onVerifyClick) : nothing}
  </div>`;
}

/** Whether to show another way to make contact. */
export function needsAlternative({ endpoint, failure, verification }: FormController): boolean {
  return !endpoint || !!failure || verification.state === 'failed';
}

/** The error summary at the top of the form, with a link to each thing to do. */
function summary(
  msg: Msg,
  level: number,
  form: FormController,
  invalid: readonly FieldName[],
): TemplateResult {
  const { resolvedErrors, verification } = form;
  const { state } = verification;
  const isUnverified = form.isUnverified || state === 'failed';
  const hasErrors = invalid.some((name) => !resolvedErrors.has(name));
  const isResolved = !hasErrors && (!isUnverified || state === 'done');
  const title = isResolved
    ? msg('Nu kan du skicka meddelandet')
    : hasErrors
      ? msg('Det finns fel i formuläret')
      : sendingFailed(msg);
  const item = (id: string, text: string, isResolved: boolean) =>
    html`<li class=${isResolved ? 'resolved tick' : ''}>
      <a href="#${id}" @click=${form.onErrorLinkClick}>${text}</a>
    </li>`;
  return html`<div
    id="summary"
    class="panel ${isResolved ? 'resolved' : ''}"
    part="summary"
    role="group"
    aria-label=${title}
    tabindex="-1"
  >
    ${heading({ msg }, level, 'name', html`<span class=${isResolved ? 'tick' : ''}>${title}</span>`, 'heading')}
    ${
      isResolved
        ? nothing
        : html`<p>
            ${msg('Det här behöver du göra innan du kan skicka meddelandet:', {
              desc: 'Before a list of what to do, such as: Skriv ditt namn. Gör om kontrollen.',
            })}
          </p>`
    }
    <ul>
      ${invalid.map((name) => {
        const isResolved = resolvedErrors.has(name);
        return item(
          name,
          isResolved ? resolvedText(msg, name) : errorText(msg, name, form),
          isResolved,
        );
      })}
      ${isUnverified ? item('verification', state === 'failed' ? verifyAgain(msg) : verificationTexts(msg)[state], state === 'done') : nothing}
    </ul>
  </div>`;
}

/** The confirmation shown once the message is stored. In print it includes a copy of the message. */
function confirmation(
  msg: Msg,
  level: number,
  form: FormController,
  formName: string,
): TemplateResult {
  const { fields, reference, copyStatus, localizedNotice } = form;
  const title = msg('Tack, vi har tagit emot ditt meddelande');
  const copy = writeCopy(msg, form, formName);
  const copyTexts = {
    copied: msg('Kopierat'),
    refused: msg('Kopiera numret själv.'),
  };
  return html`<div
    id="confirmation"
    class="panel"
    part="confirmation"
    role="group"
    aria-label=${title}
    aria-describedby="reference"
    tabindex="-1"
  >
    ${heading({ msg }, level, 'name', html`<span class="tick">${title}</span>`, 'heading')}
    <p id="reference">${msg('Referensnummer')}: <strong translate="no">${reference}</strong></p>
    <p>
      ${button(msg('Kopiera numret'), form.onCopyReferenceClick)}
      ${button(msg('Spara en kopia'), () => saveFile(`${reference}.txt`, copy))}
    </p>
    <p role="status">${copyStatus ? copyTexts[copyStatus] : nothing}</p>
    ${heading({ msg }, level + 1, 'name', msg('Vad händer nu?'), 'heading')}
    <p>
      ${localizedNotice?.replyTime}
      ${msg(html`Svaret kommer till <span translate="no">${fields.email}</span>.`)}
    </p>
    <p>${button(msg('Skriv ett nytt meddelande'), form.onNewMessageClick)}</p>
    <p class="print-only">${copy}</p>
  </div>`;
}

/** Why the message could not be sent, and what to do about it. */
function failure(msg: Msg, failure: Failure): TemplateResult {
  return html`<div class="panel" part="failure">
    <p>
      <strong class="error"
        >${failure.code === 'unknown' ? msg('Vi vet inte om meddelandet kom fram') : sendingFailed(msg)}</strong
      >
    </p>
    <p>${failureText(msg, failure)} ${msg('Det du har skrivit finns kvar.')}</p>
  </div>`;
}

/** The checkbox for saving a draft, and the status of the draft. */
function draftCheckbox(msg: Msg, form: FormController): TemplateResult {
  const { draftStatus } = form;
  const texts = {
    restored: msg('Formuläret är ifyllt med ditt sparade utkast'),
    unavailable: msg('Utkastet kunde inte sparas. Kopiera texten om du vill fortsätta senare.'),
  };
  return html`<div class="field" part="field">
    <div class="check">
      <input
        id="save-draft"
        type="checkbox"
        aria-readonly=${form.state === 'sending' ? 'true' : nothing}
        aria-describedby="save-draft-hint"
        @change=${form.onSaveDraftChange}
      />
      <label for="save-draft">${msg('Spara ett utkast i den här webbläsaren')}</label>
    </div>
    <p id="save-draft-hint">
      ${msg('Andra som använder samma enhet kan läsa utkastet. Det tas bort när du har skickat meddelandet.')}
    </p>
    <p role="status" id="save-draft-state">${
      draftStatus
        ? html`<span class=${draftStatus === 'restored' ? 'tick' : 'error'}>${texts[draftStatus]}</span>`
        : nothing
    }</p>
  </div>`;
}

/**
 * How personal data are used: from the receiver's notice, or from the page's slot. Present before the notice has
 * loaded, with a sentence that is true of every form.
 */
function privacy(msg: Msg, form: FormController): TemplateResult {
  const { localizedNotice, notice } = form;
  const { title, text = [], more } = localizedNotice?.privacy ?? {};
  const href = getSafeUrl(notice?.privacyHref);
  return html`<slot name="privacy"
    ><details part="privacy" @toggle=${form.onPrivacyToggle}>
      <summary>${title ?? msg('Så hanterar vi dina uppgifter')}</summary>
      <p>${msg('Det du skriver skickas först när du trycker på knappen.')}</p>
      ${text.map((each) => html`<p>${each}</p>`)}
      ${more && href ? html`<p><a part="link" href=${href}>${more}</a></p>` : nothing}
    </details></slot
  >`;
}

/** Other ways to make contact, where known. The recipient's page is also printed. */
function alternatives(msg: Msg, form: FormController, options: ContactFormOptions): TemplateResult {
  const { href } = options;
  return html`${contactDetails({ msg }, options)}${
    href
      ? html`<p class=${needsAlternative(form) ? '' : 'print-only'}
          >${externalLink({ msg }, href, formName(msg, options))}</p
        >`
      : nothing
  }`;
}

function formName(msg: Msg, { recipient }: ContactFormOptions): string {
  return msg(str`Kontaktformulär ${recipient}`);
}

/** A button other than the one that sends. */
function button(text: string, onClick: () => void): TemplateResult {
  return html`<button type="button" part="button" @click=${onClick}>${text}</button>`;
}

/** What is wrong with a field and how to correct it. */
function errorText(msg: Msg, name: FieldName, { errors, locale }: FormController): string {
  const { label, ...words } = fieldWords(msg)[name];
  const error = errors[name];
  if (error !== 'too-long') return (error && words[error]) ?? '';
  const limit = formatInteger(fieldRules[name].max, locale);
  return msg(str`Skriv högst ${limit} tecken i fältet ${label}`);
}

/** The screen reader announcement for a field whose error has changed. */
function announcement(msg: Msg, form: FormController): string | typeof nothing {
  const name = form.announcedField;
  if (!name) return nothing;
  return form.resolvedErrors.has(name)
    ? resolvedText(msg, name)
    : `${fieldWords(msg)[name].label}. ${msg('Fel:')} ${errorText(msg, name, form)}`;
}

/** Tells screen reader users that a text is an error. */
function errorPrefix(msg: Msg): TemplateResult {
  return html`<span class="skr-visually-hidden">${msg('Fel:')} </span>`;
}

/** The character counter of the message field. */
function charactersLeft(msg: Msg, { fields, locale }: FormController): string {
  const left = fieldRules.message.max - fields.message.length;
  const count = formatInteger(Math.abs(left), locale);
  return left < 0 ? msg(str`Tecken för mycket: ${count}`) : msg(str`Tecken kvar: ${count}`);
}

function sendingFailed(msg: Msg): string {
  return msg('Meddelandet kunde inte skickas');
}

function resolvedText(msg: Msg, name: FieldName): string {
  return `${msg('Rättat')}: ${fieldWords(msg)[name].label}`;
}

/** Marks a label as required, with both the asterisk and the word, as SKR does. */
function requiredMark(msg: Msg): string {
  return msg('*\u00a0(obligatorisk)', { desc: 'With a no-break space, as SKR writes it.' });
}

function verifyAgain(msg: Msg): string {
  return msg('Gör om kontrollen');
}
