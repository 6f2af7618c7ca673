import { warnAbout } from '../warn.ts';
import { Delivery, type Failure } from './delivery.ts';
import { canKeep, type Draft, keepDraft, keptDraft } from './draft.ts';
import {
  MessageBegunEvent,
  MessageFailedEvent,
  MessageSendingEvent,
  MessageSentEvent,
} from './events.ts';
import {
  cleanFields,
  type FieldFault,
  type FieldFaults,
  type FieldName,
  type Fields,
  fieldFaults,
  fieldNames,
  type Typed,
} from './message.ts';
import { ask, Verification } from './verification.ts';

/** The element that a contact form lives in. */
interface Host extends HTMLElement {
  readonly locale: 'sv' | 'en';
  readonly updateComplete: Promise<void>;
  requestUpdate(): void;
}

/** An address that a form may post to: what is typed is personal, so https, or one's own machine. */
const SECURE = /^(https:|http:\/\/(localhost|127\.0\.0\.1|\[::1\])[:/]).*\/v1\/forms\/[^/]+$/;

/** What a receiver says of itself, in one language. */
interface NoticeTexts {
  /** How soon an answer can be expected. */
  replyTime?: string;
  /** How personal data are handled: a title, and a text of some paragraphs. */
  privacy?: { title: string; text: string[]; more?: string };
}

/** What a receiver says of itself. What it leaves out is not shown. */
export interface Notice {
  sv: NoticeTexts;
  en: NoticeTexts;
  telephone?: string;
  email?: string;
  /** The page that says more about personal data. */
  privacyHref?: string;
}

/**
 * A contact form's course from the first key press to a stored message.
 *
 * The fields are native and hold their own values: nothing here writes to them, so nothing here can
 * lose what was typed. What went wrong is kept as codes; `views/contact-form.ts` finds the words.
 */
export class ContactFormController {
  /** The form's address at the receiver, set by `sendTo`. */
  endpoint: string | undefined;

  /** Where the message is on its way. */
  state: 'editing' | 'sending' | 'sent' | 'failed' = 'editing';

  /** The faults of the last try to send, and which of them have been corrected since. */
  faults: { [name in FieldName]?: FieldFault | 'corrected' | undefined } = {};

  /** What the fields held when they were last read. */
  fields: Fields = cleanFields({});

  /** What to tell those who cannot see the page change: the field now corrected, or what became of the draft. */
  said: FieldName | 'kept' | 'deleted' | undefined;

  /** A draft from an earlier visit, until the visitor has chosen what to do with it. */
  draft: Draft | undefined;

  /** Whether the visitor wants what is typed kept as a draft. */
  keeping = false;

  /** What the receiver says of itself, once asked. */
  notice: Notice | undefined;

  /** Why the message was not sent, in the state `failed`. */
  failure: Failure | undefined;

  /** The receiver's reference number, in the state `sent`. */
  reference = '';

  readonly verification: Verification;

  /** The language the form is shown in. */
  get locale(): 'sv' | 'en' {
    return this.#host.locale;
  }

  /** What the receiver says of itself in that language. */
  get texts(): NoticeTexts | undefined {
    return this.notice?.[this.locale];
  }

  /** Whether a draft can be kept in this browser. */
  get canKeep(): boolean {
    return canKeep();
  }

  readonly #host: Host;
  readonly #internals: ElementInternals | undefined;
  #delivery = new Delivery();
  /** The fields as they were when their faults were found. */
  #judged = this.fields;
  #visited = false;
  #begun = false;
  /** The id of what gets the focus after the next update. */
  #focusNext: 'summary' | 'confirmation' | 'name' | 'verification' | undefined;

  constructor(host: Host) {
    this.#host = host;
    // Not on a server, and not where a subclass has taken them.
    this.#internals = host.attachInternals?.();
    this.verification = new Verification(() => host.requestUpdate());
  }

  /**
   * Sets where messages go, from what a webmaster wrote. It must be https, for what is typed is
   * personal; http is let through to one's own machine, for trying.
   *
   * @param attribute The attribute it stands in, to name in a warning.
   */
  sendTo(attribute: string, address: string | undefined): void {
    this.endpoint = undefined;
    if (address == null) return;
    try {
      const { origin, pathname } = new URL(address, this.#host.baseURI);
      const found = origin + pathname;
      if (SECURE.test(found)) {
        this.endpoint = found;
        return;
      }
    } catch {
      // Not an address at all: warned about below.
    }
    warnAbout(this.#host, attribute, address, 'write https://host/v1/forms/name');
  }

  /** Does what needs the form in place: the host calls it each time it has shown itself. */
  shown(): void {
    // A click changes a box before we can, so a Lit binding would not know what to restore.
    const verified = this.#find<HTMLInputElement>('verification');
    if (verified) {
      verified.checked = this.verification.state === 'done';
      verified.indeterminate = this.verification.busy;
    }
    const kept = this.#find<HTMLInputElement>('keep');
    if (kept) kept.checked = this.keeping;
    if (this.#focusNext) this.#find(this.#focusNext)?.focus();
    this.#focusNext = undefined;
  }

  /**
   * Does what is due when the visitor comes to a field. The first time, the receiver is asked for the
   * verification and for what it says of itself, and the browser for a draft; before that, nothing is
   * asked or read. And what was faulty is looked at again.
   *
   * Coming to a button does not count: what appears or goes would move it from under the pointer.
   */
  readonly come = (event: Event): void => {
    const { endpoint } = this;
    if (!endpoint || (event.target as Element).localName === 'button') return;
    this.#recheck();
    if (this.#visited) return;
    this.#visited = true;
    this.draft = keptDraft(endpoint);
    this.verification.prove(endpoint);
    ask(endpoint)
      .then((response) => response.json())
      .then((notice) => {
        this.notice = notice;
        this.#host.requestUpdate();
        return this.#host.updateComplete;
      })
      // The form works without it, and without one that cannot be shown.
      .catch(() => {
        this.notice = undefined;
        this.#host.requestUpdate();
      });
  };

  /** Does the verification, again if need be, because the visitor asked for it. */
  readonly verify = (): void => {
    if (this.endpoint) this.verification.prove(this.endpoint);
    this.#focusNext = 'verification';
    this.#host.requestUpdate();
  };

  /** Takes note of what is typed, for the counter and the draft. */
  readonly type = (): void => {
    if (!this.#begun) this.#host.dispatchEvent(new MessageBegunEvent());
    this.#begun = true;
    this.#read();
    if (this.keeping) this.#keep();
    this.#host.requestUpdate();
  };

  /** Begins or ends the keeping of a draft, because the visitor chose it. */
  readonly chooseKeeping = (): void => {
    // Not what the box shows: `type` came first and may have redrawn it.
    this.keeping = !this.keeping;
    this.#read();
    this.#keep();
    this.said = this.keeping ? 'kept' : 'deleted';
    this.#host.requestUpdate();
  };

  /** Puts the draft from an earlier visit into the fields. */
  readonly takeDraft = (): void => {
    this.#fill(this.draft as Draft);
    this.draft = undefined;
    this.keeping = true;
    this.#focusNext = 'name';
    this.type();
  };

  /**
   * Puts back what the browser had from the form when the visitor left the page, as it does with a
   * page's own fields. Nothing of ours is stored for it.
   */
  restore(state: string): void {
    this.#fill(JSON.parse(state));
    this.#read();
    this.#host.requestUpdate();
  }

  /** Deletes the draft from an earlier visit. */
  readonly deleteDraft = (): void => {
    this.draft = undefined;
    this.#keep();
    this.said = 'deleted';
    this.#focusNext = 'name';
    this.#host.requestUpdate();
  };

  /** Follows a link in the summary to its field, without touching the page's address. */
  readonly goTo = (event: Event): void => {
    event.preventDefault();
    const { hash } = event.currentTarget as HTMLAnchorElement;
    this.#find(hash.slice(1))?.focus();
  };

  /** Sends the message, or shows why it cannot be sent. */
  readonly send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { endpoint } = this;
    // A double click or a held Enter key is one wish to send.
    if (!endpoint || this.state === 'sending') return;
    this.said = this.failure = undefined;
    this.#read();
    this.#show(fieldFaults(this.fields));
    if (this.#focusNext) return;
    if (!this.#host.dispatchEvent(new MessageSendingEvent())) return;
    this.state = 'sending';
    this.#host.requestUpdate();
    const website = this.#find<HTMLInputElement>('website')?.value;
    const outcome = await this.#delivery.send(
      endpoint,
      { fields: this.fields, language: this.#host.locale, website },
      this.verification,
    );
    if ('reference' in outcome) {
      this.state = 'sent';
      this.reference = outcome.reference;
      this.#begun = false;
      if (this.keeping) {
        this.keeping = false;
        this.#keep();
      }
      this.#focusNext = 'confirmation';
      this.#host.dispatchEvent(new MessageSentEvent(outcome.reference));
    } else {
      if (outcome.faults) this.#show(outcome.faults);
      else this.state = 'failed';
      // Faults that are shown speak for themselves.
      if (!this.#focusNext) this.failure = outcome;
      if (this.keeping) this.#keep();
      this.#host.dispatchEvent(new MessageFailedEvent(outcome.code));
    }
    this.#host.requestUpdate();
  };

  /** Shows an empty form after a sent message. */
  readonly startOver = (): void => {
    this.state = 'editing';
    this.fields = cleanFields({});
    this.#focusNext = 'name';
    this.#host.requestUpdate();
  };

  /** Shows faults, if there are any, and takes the visitor to them. */
  #show(faults: FieldFaults): void {
    this.state = 'editing';
    this.faults = faults;
    this.#judged = { ...this.fields };
    if (fieldNames.some((name) => faults[name])) this.#focusNext = 'summary';
    this.#host.requestUpdate();
  }

  /** Marks faults that have been corrected. Their places stay, so that nothing on the page jumps. */
  #recheck(): void {
    this.#read();
    const now = fieldFaults(this.fields);
    for (const name of fieldNames) {
      // What has not changed is as faulty as before, also where only the receiver could tell.
      if (!this.faults[name] || this.fields[name] === this.#judged[name]) continue;
      this.faults[name] = now[name] ?? 'corrected';
      this.#judged[name] = this.fields[name];
      this.said = now[name] ? undefined : name;
    }
    this.#host.requestUpdate();
  }

  /** Keeps what was read last as a draft, if that can be done, or deletes it when none is to be kept. */
  #keep(): void {
    const { fields, keeping, endpoint } = this;
    const draft = keeping ? { fields, key: this.#delivery.key, at: Date.now() } : undefined;
    if (endpoint) this.keeping = keepDraft(endpoint, draft);
  }

  #fill({ fields, key }: Pick<Draft, 'fields' | 'key'>): void {
    for (const name of fieldNames) {
      const control = this.#find<HTMLInputElement>(name);
      if (control) control.value = fields[name] ?? '';
    }
    this.#delivery.key = key;
  }

  #read(): void {
    const typed: Typed = {};
    for (const name of fieldNames) typed[name] = this.#find<HTMLInputElement>(name)?.value;
    this.fields = cleanFields(typed);
    // No value: a form of the page's that we stand in sends nothing of it.
    this.#internals?.setFormValue(
      null,
      JSON.stringify({ fields: this.fields, key: this.#delivery.key }),
    );
  }

  #find<T extends HTMLElement>(id: string): T | null | undefined {
    return this.#host.shadowRoot?.querySelector<T>(`#${id}`);
  }
}
