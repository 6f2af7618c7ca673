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
import { request } from './http.ts';
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
import { PrerenderedForm } from './prerendered-form.ts';
import { reveal } from './reveal.ts';
import { Verification } from './verification.ts';

/** The element that a contact form lives in. */
interface Host extends ReactiveControllerHost, HTMLElement {
  readonly hasUpdated: boolean;
  readonly locale: Locale;
}

/** After this long an announcement is gone, so that nobody meets it again who reads the form through. */
const ANNOUNCEMENT_MS = 6_000;

/** A URL that a form may post to: what is typed is personal, so https, or one's own machine. */
const ENDPOINT_PATTERN =
  /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]).*\/v1\/forms\/[^/]+$/;

/**
 * A contact form's course from the first key press to a stored message.
 *
 * The fields are native and hold their own values: nothing here writes to them but a draft that comes
 * back, so nothing here can lose what was typed. Errors are kept as codes; `words.ts` has the sentences.
 */
export class FormController implements ReactiveController {
  /** The form's URL at the receiver; empty where there is none, and no form. */
  endpoint = '';

  state: 'editing' | 'sending' | 'sent' | 'failed' = 'editing';

  /** The errors of the last attempt to send. They stay when resolved, so that nothing on the page moves. */
  errors: FieldErrors = {};

  /** Which of them have been resolved since. */
  readonly resolvedErrors = new Set<FieldName>();

  /** What the fields held when they were last read. */
  fields: Fields = normalizeFields({});

  /** The field whose changed error is announced to those who cannot see the page change. */
  announcedField: FieldName | undefined;

  /** What there is to tell of the draft: it is back from an earlier visit, or the browser saves none. */
  draftStatus: 'restored' | 'unavailable' | undefined;

  /** Whether the visitor wants a draft saved of what is typed. */
  isDraftEnabled = false;

  /** What the receiver says of itself, once asked. */
  notice: Notice | undefined;

  /** Why the message was not sent, in the state `failed`. */
  failure: Failure | undefined;

  /** The receiver's reference number, in the state `sent`. */
  reference = '';

  /** When the message was stored, in the state `sent`. */
  receivedAt = new Date();

  /** What became of the visitor's wish to copy the reference number. */
  copyStatus: 'copied' | 'refused' | undefined;

  readonly verification: Verification;

  /** The language that the form is shown in. */
  get locale(): Locale {
    return this.#host.locale;
  }

  /** What the receiver says of itself in that language. */
  get localizedNotice(): LocalizedNotice | undefined {
    return this.notice?.[this.locale];
  }

  readonly #host: Host;
  readonly #internals: ElementInternals | undefined;
  readonly #client = new MessageClient(() => this.#storeState());
  /** The fields as they were when their errors were found. */
  #lastValidated = this.fields;
  #prerendered: PrerenderedForm | undefined;
  #isActivated = false;
  #isStarted = false;
  #recalledEndpoint = '';
  #announcementTimer: ReturnType<typeof setTimeout> | undefined;
  /** The id of what the visitor is taken to after the next update. */
  #focusTarget: 'summary' | 'confirmation' | 'name' | 'verification' | 'outcome' | undefined;

  constructor(host: Host) {
    this.#host = host;
    try {
      this.#internals = host.attachInternals?.();
    } catch {
      // A subclass or a polyfill has taken them. Then the browser keeps nothing for a visitor who leaves.
    }
    // Lit's build for development warns of an update that follows upon another: here the focus is put back
    // after one, and who comes to a field has it validated.
    (host.constructor as typeof ReactiveElement).disableWarning?.('change-in-update');
    this.verification = new Verification(() => host.requestUpdate());
    host.addController(this);
  }

  /**
   * Sets where messages go, from what a webmaster wrote. It must be https, for what is typed is
   * personal; http is let through to one's own machine, for trying.
   *
   * @param attribute The attribute that it stands in, to name in a warning.
   */
  setEndpoint(attribute: string, value: string | null | undefined): void {
    this.endpoint = '';
    if (value == null) return;
    const { origin, pathname } = parseUrl(value);
    const url = origin + pathname;
    if (ENDPOINT_PATTERN.test(url)) this.endpoint = url;
    else warnInvalidAttribute(this.#host, attribute, value, 'write https://host/v1/forms/name');
  }

  hostConnected(): void {
    const root = this.#host.shadowRoot as ShadowRoot;
    containEvents(root);
    // Only the first time: after that the form there is ours.
    if (!this.#host.hasUpdated) this.#prerendered = new PrerenderedForm(root);
  }

  hostDisconnected(): void {
    // A message on its way is sent all the same.
    if (this.state !== 'sending') this.verification.cancel();
  }

  /** Does what needs the form in place. */
  hostUpdated(): void {
    if (this.#prerendered && this.#host.shadowRoot) {
      this.#prerendered.restore(this.#host.shadowRoot);
      this.#prerendered = undefined;
    }
    this.#recall();
    // A click changes a box before we can, so a Lit binding would not know what to restore.
    const saveDraft = this.#find<HTMLInputElement>('save-draft');
    if (saveDraft) saveDraft.checked = this.isDraftEnabled;
    // Another message, in fields that are new.
    if (this.#focusTarget === 'name') this.#restoreFields(this.#draft);
    const target = this.#focusTarget && this.#find(this.#focusTarget);
    if (target) {
      // What only tells something does not take the focus, but comes in sight.
      target.focus({ preventScroll: true });
      reveal(target, /summary|confirmation/.test(target.id) ? 'start' : 'nearest');
    }
    this.#focusTarget = undefined;
  }

  /**
   * Does what is due when the visitor comes to a part of the form. At the first field, the receiver is asked
   * for the verification and for what it says of itself, and the browser for a draft; before that, nothing is
   * asked or read.
   *
   * Coming to a button does not count: who presses it must send no draft that they have not seen. Nor
   * does the box for drafts: it must not be ticked by a draft just as the visitor is about to tick it.
   */
  readonly onFocusIn = ({ target, currentTarget }: Event): void => {
    const control = target as HTMLElement;
    // Not what the page has put into a slot, and nothing that would move under a pointer.
    if ((currentTarget as Element).contains(control) && !control.matches(':active')) {
      for (const each of [control.closest<HTMLElement>('.field'), control]) {
        if (each) reveal(each, 'nearest');
      }
    }
    if (!control.matches('input:not(#save-draft), textarea')) return;
    this.#revalidate();
    this.#activate();
  };

  /** Validates fields with errors again when one is left, wherever the visitor goes. */
  readonly onFocusOut = (): void => {
    // A new text may be longer, and nothing moves under what is being pressed.
    if (this.#host.matches(':active')) {
      addEventListener('click', () => this.#revalidate(), { capture: true, once: true });
    } else {
      this.#revalidate();
    }
  };

  /** Loads what the visitor wants to read about personal data. */
  readonly onPrivacyToggle = (): void => this.#activate();

  /** Fills in what was typed before the page was drawn again, once for each place that messages go to. */
  #recall(): void {
    const { endpoint } = this;
    if (!endpoint || endpoint === this.#recalledEndpoint) return;
    this.#recalledEndpoint = endpoint;
    const draft = recall(this.#host, endpoint);
    if (!draft) return;
    this.#restoreFields(draft);
    this.#readFields();
    this.#host.requestUpdate();
  }

  #activate(): void {
    const { endpoint } = this;
    // Also where it was cancelled because the element was moved.
    if (this.verification.state === 'idle') this.verification.getProof(endpoint);
    if (this.#isActivated) return;
    this.#isActivated = true;
    const draft = loadDraft(endpoint);
    if (draft) {
      this.#restoreFields(draft);
      this.isDraftEnabled = true;
      this.draftStatus = 'restored';
      this.#readFields();
    }
    this.#loadNotice(endpoint);
  }

  async #loadNotice(endpoint: string): Promise<void> {
    try {
      const response = await request(endpoint);
      this.notice = parseNotice(await response.json());
      this.#host.requestUpdate();
    } catch {
      // The form works without it.
    }
  }

  /** Does the verification, again if need be, because the visitor asked for it. */
  readonly onVerifyClick = (): void => {
    this.verification.getProof(this.endpoint);
    this.#focusTarget = 'verification';
    this.#host.requestUpdate();
  };

  /** Takes note of what is typed, for the counter and the draft. */
  readonly onInput = (): void => {
    if (!this.#isStarted) this.#host.dispatchEvent(new MessageStartedEvent());
    this.#isStarted = true;
    this.#readFields();
    if (this.isDraftEnabled) this.#persistDraft();
    this.#host.requestUpdate();
  };

  /** Begins or ends the saving of a draft, because the visitor chose it. */
  readonly onSaveDraftChange = (): void => {
    // Not what the box shows: `onInput` came first and may have redrawn it. And who ticks it before all
    // else must not lose the draft that is there.
    const isWanted = !this.isDraftEnabled;
    this.#activate();
    this.isDraftEnabled = isWanted;
    this.#readFields();
    this.#persistDraft();
    this.#host.requestUpdate();
  };

  /** Follows a link in the summary to its field, without touching the page's URL. */
  readonly onErrorLinkClick = (event: Event): void => {
    event.preventDefault();
    const { hash } = event.currentTarget as HTMLAnchorElement;
    this.#find(hash.slice(1))?.focus();
  };

  /** Sends the message, or shows why it cannot be sent, also where a script of the page is the reason. */
  readonly onSubmit = async (event: Event): Promise<void> => {
    event.preventDefault();
    // A double click or a held Enter key is one wish to send.
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
      this.receivedAt = new Date(outcome.receivedAt ?? Date.now());
      this.copyStatus = undefined;
      this.#isStarted = false;
      this.#storeState();
      this.errors = {};
      this.isDraftEnabled = false;
      this.#persistDraft();
      this.#focusTarget = 'confirmation';
      this.#host.dispatchEvent(new MessageSentEvent(outcome.reference));
    } else {
      // Errors that are shown speak for themselves.
      if (!this.#applyErrors(outcome.errors ?? {})) this.#fail(outcome);
      if (this.isDraftEnabled) this.#persistDraft();
      this.#host.dispatchEvent(new MessageFailedEvent(outcome.code));
    }
  }

  #fail(failure: Failure): void {
    this.state = 'failed';
    this.failure = failure;
    // All of them are resolved, and have nothing more to say.
    this.errors = {};
    this.#focusTarget = 'outcome';
  }

  /** Copies the reference number, if the browser lets us. */
  readonly onCopyReferenceClick = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.reference);
      this.copyStatus = 'copied';
    } catch {
      this.copyStatus = 'refused';
    }
    this.#host.requestUpdate();
  };

  /** Shows the form for another message, by the same person. */
  readonly onNewMessageClick = (): void => {
    this.state = 'editing';
    this.fields = { ...this.fields, subject: '', message: '' };
    this.#isActivated = false;
    this.#focusTarget = 'name';
    this.#host.requestUpdate();
  };

  /**
   * Puts back what the browser had from the form when the visitor left the page, as it does with a
   * page's own fields. Nothing of ours is stored for it.
   */
  async restoreState(state: string): Promise<void> {
    // The browser may be earlier than the first update.
    await this.#host.updateComplete;
    const draft = parseDraft(state);
    if (!draft) return;
    this.#restoreFields(draft);
    this.#readFields();
    this.#host.requestUpdate();
  }

  /**
   * Shows errors, if there are any, and takes the visitor to them. Where there are none, those that are
   * resolved stay, so that nothing moves the button that was pressed.
   */
  #applyErrors(errors: FieldErrors): boolean {
    const hasErrors = fieldNames.some((name) => errors[name]);
    this.state = 'editing';
    if (hasErrors) {
      this.errors = errors;
      this.resolvedErrors.clear();
      this.#lastValidated = { ...this.fields };
      this.#focusTarget = 'summary';
    } else {
      for (const name of fieldNames) if (!this.resolvedErrors.has(name)) delete this.errors[name];
    }
    this.#host.requestUpdate();
    return hasErrors;
  }

  /** Marks errors that have been resolved. They keep their place, so that nothing on the page jumps. */
  #revalidate(): void {
    // In the confirmation there are no fields to read, and Chromium comes here also as it is removed.
    if (!this.#find('name')) return;
    this.#readFields();
    const errors = validateFields(this.fields);
    for (const name of fieldNames) {
      // What has not changed is as invalid as before, also where only the receiver could tell.
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

  /** Saves what was read last as a draft, or deletes the draft when none is wanted. */
  #persistDraft(): void {
    this.draftStatus = undefined;
    if (!this.isDraftEnabled) {
      deleteDraft(this.endpoint);
    } else if (!saveDraft(this.endpoint, this.#draft)) {
      this.isDraftEnabled = false;
      this.draftStatus = 'unavailable';
    }
  }

  /** Fills in what is empty: what a visitor typed is theirs. */
  #restoreFields({ fields, key }: Draft): void {
    for (const name of fieldNames) {
      const control = this.#find<HTMLInputElement>(name);
      if (control) control.value ||= fields[name] ?? '';
    }
    this.#client.key = key;
  }

  /** What is to come back, in another visit or when the visitor goes back to the page. */
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
   * Lets the browser and us put back what is typed, and the key of a try to send it, in this visit: nothing of
   * a message that has been sent. No value: a form of the page's that we stand in sends nothing of it.
   */
  #storeState(): void {
    const hasText = fieldNames.some((name) => this.fields[name]);
    const draft = this.state !== 'sent' && hasText ? this.#draft : undefined;
    if (draft) remember(this.#host, this.endpoint, draft);
    else forget(this.#host);
    // Not in the DOMs that tests run in (jsdom, happy-dom).
    this.#internals?.setFormValue?.(null, draft ? JSON.stringify(draft) : null);
  }

  #find<T extends HTMLElement>(id: string): T | null | undefined {
    return this.#host.shadowRoot?.querySelector<T>(`#${id}`);
  }
}
