import type { ReactiveController, ReactiveControllerHost, ReactiveElement } from 'lit';
import type { Locale } from '../core/localize.ts';
import { parseUrl } from '../core/url.ts';
import { warn, warnInvalidAttribute } from '../core/warn.ts';
import { containEvents } from './contain-events.ts';
import { type Draft, deleteDraft, loadDraft, parseDraft, saveDraft } from './draft.ts';
import {
  MessageFailedEvent,
  MessageSendingEvent,
  MessageSentEvent,
  MessageStartedEvent,
} from './events.ts';
import { fetchText } from './http.ts';
import { forget, recall, remember } from './memory.ts';
import {
  type FieldErrors,
  type FieldInput,
  type FieldName,
  type Fields,
  fieldNames,
  normalizeFields,
  validateFields,
} from './message.ts';
import { type Failure, MessageClient } from './message-client.ts';
import { type LocalizedNotice, type Notice, parseNotice } from './notice.ts';
import { captureInput } from './prerendered-form.ts';
import { reveal } from './reveal.ts';
import { Verification } from './verification.ts';

/** The element that contains a contact form. */
interface Host extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
  readonly locale: Locale;
}

/** How long an announcement stays in the DOM, so that nobody comes across it later when reading through the form. */
const ANNOUNCEMENT_MS = 6_000;

/** Matches the URLs a form may post to. The message is personal data, so https, or http to one's own machine. */
const ENDPOINT_PATTERN =
  /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]).*\/v1\/forms\/[^/]+$/;

/**
 * State machine of the contact form, from the first key press to a stored message.
 *
 * The fields are native and hold their own values. Only a restored draft is ever written to them, and only to empty
 * ones, so nothing that the visitor has typed is lost. Errors are codes; `words.ts` has the texts.
 */
export class FormController implements ReactiveController {
  /** The form's URL at the receiver. Empty if there is none, in which case no form is shown. */
  endpoint = '';

  state: 'editing' | 'sending' | 'sent' | 'failed' = 'editing';

  /** The errors of the last attempt to send. Resolved ones are kept, so that the visitor sees that they are. */
  errors: FieldErrors = {};

  /** The fields whose errors have been resolved since then. */
  readonly resolvedErrors = new Set<FieldName>();

  /** Whether the message was not sent because the verification failed. */
  isUnverified = false;

  /** The values of the fields when they were last read. */
  fields: Fields = normalizeFields({});

  /** The field whose changed error is being announced to screen reader users. */
  announcedField: FieldName | undefined;

  /** Status of the draft: restored from an earlier visit, or not saved because the browser refused. */
  draftStatus: 'restored' | 'unavailable' | undefined;

  /** Whether the visitor has chosen to save drafts. */
  isDraftEnabled = false;

  /** The receiver's notice, once loaded. */
  notice: Notice | undefined;

  /** Why the message was not sent. Set in the `failed` state. */
  failure: Failure | undefined;

  /** The reference number from the receiver. Set in the `sent` state. */
  reference = '';

  /** When the message was stored. Set in the `sent` state. */
  receivedAt = new Date();

  /** Whether copying the reference number succeeded. */
  copyStatus: 'copied' | 'refused' | undefined;

  readonly verification: Verification;

  /** The language of the form. */
  get locale(): Locale {
    return this.#host.locale;
  }

  /** The receiver's notice in that language. */
  get localizedNotice(): LocalizedNotice | undefined {
    return this.notice?.[this.locale];
  }

  readonly #host: Host;
  readonly #internals: ElementInternals | undefined;
  readonly #client = new MessageClient(() => this.#storeState());
  /** The values of the fields when their errors were found. */
  #lastValidated = this.fields;
  /** Restores what the visitor has done in a server-rendered form. */
  #restoreInput: (() => void) | undefined;
  #isLoadingNotice = false;
  #isActivated = false;
  #isStarted = false;
  /** The first of the fields when they were last filled in. If it is another, the fields are new. */
  #nameField: HTMLElement | null | undefined;
  #announcementTimer: ReturnType<typeof setTimeout> | undefined;
  /** The id of the element to focus after the next update. */
  #focusTarget: 'summary' | 'confirmation' | 'name' | 'verification' | 'outcome' | undefined;

  constructor(host: Host) {
    this.#host = host;
    try {
      this.#internals = host.attachInternals?.();
    } catch {
      // A subclass or polyfill has attached them already. Then the browser doesn't restore the form's state.
    }
    // Lit's development build warns about updates that request another update. Restoring the focus does that, since
    // focusing a field validates it.
    (host.constructor as typeof ReactiveElement).disableWarning?.('change-in-update');
    this.verification = new Verification((state) => {
      if (state === 'running') this.#loadNotice();
      host.requestUpdate();
    });
    host.addController(this);
  }

  /**
   * Sets the URL that messages are sent to, from an attribute. It must be https because messages contain personal
   * data; http is allowed to the visitor's own machine, for trying things out. Logs a warning if it isn't valid.
   *
   * @param attribute The name of the attribute, for the warning.
   */
  setEndpoint(attribute: string, value: string | null | undefined): void {
    let endpoint = '';
    if (value != null) {
      const { origin, pathname } = parseUrl(value);
      const url = origin + pathname;
      if (ENDPOINT_PATTERN.test(url)) endpoint = url;
      else warnInvalidAttribute(this.#host, attribute, value, 'write https://host/v1/forms/name');
    }
    if (endpoint === this.endpoint) return;
    this.endpoint = endpoint;
    // They were another receiver's.
    this.notice = undefined;
    this.#isActivated = this.#isLoadingNotice = false;
    this.verification.reset();
  }

  hostConnected(): void {
    const root = this.#host.shadowRoot as ShadowRoot;
    containEvents(root);
    // Only before the first update: afterwards the form in the shadow root is our own.
    if (!this.#host.hasUpdated) this.#restoreInput = captureInput(root);
  }

  hostDisconnected(): void {
    // A message that is being sent is sent anyway.
    if (this.state !== 'sending') this.verification.cancel();
  }

  /** Runs after each render: restores fields, sets the draft checkbox and moves the focus. */
  hostUpdated(): void {
    this.#fillNewFields();
    // Not a Lit binding: the visitor's click changes the checkbox first, and Lit would not see a change to revert.
    const saveDraft = this.#find<HTMLInputElement>('save-draft');
    if (saveDraft) saveDraft.checked = this.isDraftEnabled;
    const target = this.#focusTarget && this.#find(this.#focusTarget);
    if (target) {
      // Elements that only inform can't be focused, but are still scrolled into view.
      target.focus({ preventScroll: true });
      reveal(target, /summary|confirmation/.test(target.id) ? 'start' : 'nearest');
    }
    this.#focusTarget = undefined;
  }

  /**
   * Reveals the control that got the focus. The first time a field is focused, starts the verification, loads the
   * receiver's notice and restores a draft; until then nothing is requested or read.
   *
   * Focusing a button doesn't count, so that a draft is never submitted before the visitor has seen it. Nor does the
   * draft checkbox: restoring a draft would check it just as the visitor is about to.
   */
  readonly onFocusIn = ({ target, currentTarget }: Event): void => {
    const control = target as HTMLElement;
    // Not slotted content, and nothing that would move while it is being pressed.
    if ((currentTarget as Element).contains(control) && !control.matches(':active')) {
      for (const each of [control.closest<HTMLElement>('.field'), control]) {
        if (each) reveal(each, 'nearest');
      }
    }
    if (!control.matches('input:not(#save-draft), textarea')) return;
    this.#revalidate();
    this.#activate();
  };

  /** Revalidates fields with errors when one loses the focus. */
  readonly onFocusOut = (): void => {
    // A longer text would move what is being pressed, so wait for the click.
    if (this.#host.matches(':active')) {
      addEventListener('click', () => this.#revalidate(), { capture: true, once: true });
    } else {
      this.#revalidate();
    }
  };

  /** Loads the receiver's text on personal data when the visitor wants to read it. */
  readonly onPrivacyToggle = (): void => this.#activate();

  #activate(): void {
    const { endpoint } = this;
    // Also after it was cancelled because the element was moved.
    if (this.verification.state === 'idle') this.verification.getProof(endpoint);
    this.#loadNotice();
    if (this.#isActivated) return;
    this.#isActivated = true;
    if (this.#restore(loadDraft(endpoint))) {
      this.isDraftEnabled = true;
      this.draftStatus = 'restored';
    }
  }

  /** Loads the receiver's notice, unless it has been loaded or is on its way. Until then the form works without it. */
  async #loadNotice(): Promise<void> {
    const { endpoint } = this;
    if (this.notice || this.#isLoadingNotice) return;
    this.#isLoadingNotice = true;
    try {
      const notice = parseNotice(await fetchText(endpoint));
      if (endpoint === this.endpoint) this.notice = notice;
      this.#host.requestUpdate();
    } catch {
      // It is requested again when the visitor goes on.
    }
    this.#isLoadingNotice = false;
  }

  /** Runs the verification, again if it has failed, because the visitor asked for it. */
  readonly onVerifyClick = (): void => {
    this.verification.getProof(this.endpoint);
    this.#focusTarget = 'verification';
    this.#host.requestUpdate();
  };

  /** Reads the fields, for the counter and the draft. */
  readonly onInput = ({ target, currentTarget }: Event): void => {
    const control = target as HTMLElement;
    // Not slotted content.
    if (!(currentTarget as Element).contains(control)) return;
    if (!this.#isStarted && control.id !== 'save-draft') {
      this.#isStarted = true;
      this.#host.dispatchEvent(new MessageStartedEvent());
    }
    this.#readFields();
    if (this.isDraftEnabled) this.#persistDraft();
    this.#host.requestUpdate();
  };

  /** Starts or stops saving drafts, as the visitor chose. */
  readonly onSaveDraftChange = (): void => {
    // Read-only, like the fields. The update that `onInput` has requested reverts the click.
    if (this.state === 'sending') return;
    // Doesn't rely on the checkbox, since `onInput` ran first and may have redrawn it. Activates the form first, so
    // that checking it before anything else doesn't overwrite an existing draft.
    const isWanted = !this.isDraftEnabled;
    this.#activate();
    this.isDraftEnabled = isWanted;
    this.#readFields();
    this.#persistDraft();
    this.#host.requestUpdate();
  };

  /** Moves the focus to the field that a link in the summary points to, without changing the page's URL. */
  readonly onErrorLinkClick = (event: Event): void => {
    event.preventDefault();
    const { hash } = event.currentTarget as HTMLAnchorElement;
    this.#find(hash.slice(1))?.focus();
  };

  /** Sends the message, or shows why it can't be sent, even if a page script is the cause. */
  readonly onSubmit = async (event: Event): Promise<void> => {
    // A form of the page in a slot.
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    // Ignore a double click or a held Enter key.
    if (this.state === 'sending') return;
    try {
      await this.#send();
    } catch (error) {
      warn(`Sending failed: ${error}`);
      if (this.state !== 'sent') this.#fail({ code: 'refused' });
    }
    this.#host.requestUpdate();
  };

  async #send(): Promise<void> {
    const { endpoint } = this;
    this.#revalidate();
    this.announcedField = this.failure = undefined;
    if (this.#applyErrors(validateFields(this.fields))) return;
    if (!this.#host.dispatchEvent(new MessageSendingEvent())) return;
    this.state = 'sending';
    this.#focusTarget = 'outcome';
    this.#host.requestUpdate();
    const website = this.#find<HTMLInputElement>('leave-empty')?.value;
    const outcome = await this.#client.send(
      endpoint,
      { fields: this.fields, language: this.#host.locale, website },
      this.verification,
    );
    if ('reference' in outcome) {
      this.state = 'sent';
      this.reference = outcome.reference;
      this.receivedAt = new Date(Date.parse(outcome.receivedAt ?? '') || Date.now());
      this.copyStatus = undefined;
      this.#isStarted = false;
      this.#storeState();
      this.#clearErrors();
      this.isDraftEnabled = false;
      this.#persistDraft();
      this.#focusTarget = 'confirmation';
      this.#host.dispatchEvent(new MessageSentEvent(outcome.reference));
    } else {
      // What the visitor can correct in the form is shown there instead of a failure.
      const isUnverified = outcome.code === 'verification';
      if (!this.#applyErrors(outcome.errors ?? {}, isUnverified)) this.#fail(outcome);
      if (this.isDraftEnabled) this.#persistDraft();
      this.#host.dispatchEvent(new MessageFailedEvent(outcome.code));
    }
  }

  #fail(failure: Failure): void {
    this.state = 'failed';
    this.failure = failure;
    // All of them are resolved by now.
    this.#clearErrors();
    this.#focusTarget = 'outcome';
  }

  #clearErrors(): void {
    this.errors = {};
    this.isUnverified = false;
  }

  /** Copies the reference number to the clipboard, if the browser allows it. */
  readonly onCopyReferenceClick = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.reference);
      this.copyStatus = 'copied';
    } catch {
      this.copyStatus = 'refused';
    }
    this.#host.requestUpdate();
  };

  /** Shows the form again after a message has been sent, with the sender still filled in. */
  readonly onNewMessageClick = (): void => {
    this.state = 'editing';
    this.fields = { ...this.fields, subject: '', message: '' };
    this.#isActivated = false;
    this.#focusTarget = 'name';
    this.#host.requestUpdate();
  };

  /**
   * Restores the state the browser saved when the visitor left the page, as it does for native fields. Uses no
   * storage of our own.
   */
  async restoreState(state: string): Promise<void> {
    // The browser may call this before the first update.
    await this.#host.updateComplete;
    this.#restore(parseDraft(state));
  }

  /**
   * Shows errors and moves the focus to them. If there are none, resolved errors are kept, so that the button being
   * pressed doesn't move. Returns whether there are errors.
   */
  #applyErrors(errors: FieldErrors, isUnverified = false): boolean {
    const hasErrors = isUnverified || fieldNames.some((name) => errors[name]);
    this.state = 'editing';
    if (hasErrors) {
      this.errors = errors;
      this.isUnverified = isUnverified;
      this.resolvedErrors.clear();
      this.#lastValidated = { ...this.fields };
      this.#focusTarget = 'summary';
    } else {
      for (const name of fieldNames) if (!this.resolvedErrors.has(name)) delete this.errors[name];
    }
    this.#host.requestUpdate();
    return hasErrors;
  }

  /** Marks resolved errors. */
  #revalidate(): void {
    // In the confirmation there are no fields to read, and Chromium comes here also as it is removed.
    if (!this.#find('name')) return;
    this.#readFields();
    const errors = validateFields(this.fields);
    for (const name of fieldNames) {
      // An unchanged field is as invalid as before, even if only the receiver could tell.
      if (!this.errors[name] || this.fields[name] === this.#lastValidated[name]) continue;
      this.#lastValidated[name] = this.fields[name];
      this.resolvedErrors.delete(name);
      this.#announce(name);
      if (errors[name]) this.errors[name] = errors[name];
      else this.resolvedErrors.add(name);
    }
    this.#host.requestUpdate();
  }

  #announce(name: FieldName): void {
    this.announcedField = name;
    clearTimeout(this.#announcementTimer);
    this.#announcementTimer = setTimeout(() => {
      this.announcedField = undefined;
      this.#host.requestUpdate();
    }, ANNOUNCEMENT_MS);
  }

  /** Saves the fields as a draft, or deletes the draft if the visitor doesn't want one. */
  #persistDraft(): void {
    this.draftStatus = undefined;
    if (!this.isDraftEnabled) {
      deleteDraft(this.endpoint);
    } else if (!saveDraft(this.endpoint, this.#draft)) {
      this.isDraftEnabled = false;
      this.draftStatus = 'unavailable';
    }
  }

  /** Fills in fields that have replaced others: the server's, those of a page that was redrawn, or our own. */
  #fillNewFields(): void {
    const field = this.#find('name');
    if (field === this.#nameField) return;
    this.#nameField = field;
    if (!field) return;
    this.#restoreInput?.();
    this.#restoreInput = undefined;
    this.#restoreFields(recall(this.#host, this.endpoint) ?? this.#draft);
    this.#readFields();
    // For the counter.
    if (this.fields.message) this.#host.requestUpdate();
  }

  /** Restores a draft, if there is one. Returns whether there is. */
  #restore(draft: Draft | undefined): boolean {
    if (!draft) return false;
    this.#restoreFields(draft);
    this.#readFields();
    this.#host.requestUpdate();
    return true;
  }

  /** Restores the values of empty fields. Never overwrites what the visitor has typed. */
  #restoreFields({ fields, key }: Draft): void {
    for (const name of fieldNames) {
      const control = this.#find<HTMLInputElement>(name);
      if (control) control.value ||= fields[name] ?? '';
    }
    this.#client.key = key;
  }

  /** The state to restore on another visit, or when the visitor comes back to the page. */
  get #draft(): Draft {
    return { fields: this.fields, key: this.#client.key };
  }

  #readFields(): void {
    const input: FieldInput = {};
    for (const name of fieldNames) input[name] = this.#find<HTMLInputElement>(name)?.value;
    this.fields = normalizeFields(input);
    this.#storeState();
  }

  /**
   * Saves unsent text and its idempotency key for this visit, for the browser and for `memory.ts` to restore. The
   * submission value is `null`: a form of the page around the element submits none of it.
   */
  #storeState(): void {
    const hasText = fieldNames.some((name) => this.fields[name]);
    const draft = this.state !== 'sent' && hasText ? this.#draft : undefined;
    if (draft) remember(this.#host, this.endpoint, draft);
    else forget(this.#host);
    // Missing in test DOMs (jsdom, happy-dom).
    this.#internals?.setFormValue?.(null, draft ? JSON.stringify(draft) : null);
  }

  #find<T extends HTMLElement>(id: string): T | null | undefined {
    return this.#host.shadowRoot?.querySelector<T>(`#${id}`);
  }
}
