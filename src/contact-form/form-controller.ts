import { warnAbout } from '../core/warn.ts';
import { MessageClient, type Failure } from './message-client.ts';
import { type Draft, saveDraft, loadDraft } from './draft.ts';
import {
  MessageStartedEvent,
  MessageFailedEvent,
  MessageSendingEvent,
  MessageSentEvent,
} from './events.ts';
import {
  normalizeFields,
  type FieldErrors,
  type FieldName,
  type Fields,
  validateFields,
  fieldNames,
  type FieldInput,
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
  /** The form's address at the receiver, set by `sendTo`; empty where there is none, and no form. */
  endpoint = '';

  /** Where the message is on its way. */
  state: 'editing' | 'sending' | 'sent' | 'failed' = 'editing';

  /** The faults of the last try to send. They stay when corrected, and so does all on the page. */
  faults: FieldErrors = {};

  /** Which of them have been corrected since. */
  readonly corrected = new Set<FieldName>();

  /** What the fields held when they were last read. */
  fields: Fields = normalizeFields({});

  /** Where to tell those who cannot see the page change what a fault has become. */
  said: FieldName | undefined;

  /** What there is to tell of the draft: it is back from an earlier visit, or the browser keeps none. */
  draft: 'found' | 'refused' | undefined;

  /** Whether the visitor wants what is typed kept as a draft. */
  keeping = false;

  /** What the receiver says of itself, once asked. */
  notice: Notice | undefined;

  /** Why the message was not sent, in the state `failed`. */
  failure: Failure | undefined;

  /** The receiver's reference number, in the state `sent`. */
  reference = '';

  readonly verification: Verification;

  /** What the receiver says of itself in the language the form is shown in. */
  get texts(): NoticeTexts | undefined {
    return this.notice?.[this.#host.locale];
  }

  readonly #host: Host;
  readonly #internals: ElementInternals | undefined;
  #client = new MessageClient();
  /** The fields as they were when their faults were found. */
  #judged = this.fields;
  #visited = false;
  #begun = false;
  /** The id of what the visitor is taken to after the next update. */
  #next: 'summary' | 'confirmation' | 'name' | 'verification' | 'outcome' | undefined;

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
    this.endpoint = '';
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
    const next = this.#next && this.#find(this.#next);
    // What only tells something does not take the focus, but comes in sight. At once, as nothing moves.
    next?.focus();
    next?.scrollIntoView({ block: 'nearest', behavior: 'instant' });
    this.#next = undefined;
  }

  /**
   * Does what is due when the visitor comes to the form. The first time, the receiver is asked for the
   * verification and for what it says of itself, and the browser for a draft; before that, nothing is
   * asked or read. And what was faulty is looked at again.
   *
   * Coming to a button does not count: who presses it must send no draft that they have not seen. Nor
   * does the box for drafts: it must not be ticked by a draft just as the visitor is about to tick it.
   */
  readonly come = (event: Event): void => {
    const { id, localName } = event.target as Element;
    if (id === 'keep' || localName === 'button') return;
    this.#recheck();
    this.#visit();
  };

  #visit(): void {
    const { endpoint } = this;
    if (this.#visited) return;
    this.#visited = true;
    const draft = loadDraft(endpoint);
    if (draft) {
      this.#fill(draft);
      this.keeping = true;
      this.draft = 'found';
      this.#read();
    }
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
  }

  /** Does the verification, again if need be, because the visitor asked for it. */
  readonly verify = (): void => {
    this.verification.prove(this.endpoint);
    this.#next = 'verification';
    this.#host.requestUpdate();
  };

  /** Takes note of what is typed, for the counter and the draft. */
  readonly type = (): void => {
    if (!this.#begun) this.#host.dispatchEvent(new MessageStartedEvent());
    this.#begun = true;
    this.#read();
    if (this.keeping) this.#keep();
    this.#host.requestUpdate();
  };

  /** Begins or ends the keeping of a draft, because the visitor chose it. */
  readonly chooseKeeping = (): void => {
    // Not what the box shows: `type` came first and may have redrawn it. And who ticks it before all
    // else must not lose the draft that is there.
    const wanted = !this.keeping;
    this.#visit();
    this.keeping = wanted;
    this.#read();
    this.#keep();
    this.#host.requestUpdate();
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
    if (this.state === 'sending') return;
    this.#recheck();
    this.said = this.failure = undefined;
    if (this.#show(validateFields(this.fields))) return;
    if (!this.#host.dispatchEvent(new MessageSendingEvent())) return;
    this.state = 'sending';
    this.#next = 'outcome';
    this.#host.requestUpdate();
    const website = this.#find<HTMLInputElement>('website')?.value;
    const outcome = await this.#client.send(
      endpoint,
      { fields: this.fields, language: this.#host.locale, website },
      this.verification,
    );
    if ('reference' in outcome) {
      this.state = 'sent';
      this.reference = outcome.reference;
      this.#begun = false;
      this.faults = {};
      this.keeping = false;
      this.#keep();
      this.#next = 'confirmation';
      this.#host.dispatchEvent(new MessageSentEvent(outcome.reference));
    } else {
      // Faults that are shown speak for themselves.
      if (!this.#show(outcome.faults ?? {})) {
        this.state = 'failed';
        this.failure = outcome;
        this.#next = 'outcome';
      }
      if (this.keeping) this.#keep();
      this.#host.dispatchEvent(new MessageFailedEvent(outcome.code));
    }
    this.#host.requestUpdate();
  };

  /** Shows an empty form after a sent message. */
  readonly startOver = (): void => {
    this.state = 'editing';
    this.fields = normalizeFields({});
    this.#visited = false;
    this.#next = 'name';
    this.#host.requestUpdate();
  };

  /**
   * Shows faults, if there are any, and takes the visitor to them. Where there are none, those that are
   * corrected stay, so that nothing moves the button that was pressed.
   */
  #show(faults: FieldErrors): boolean {
    const some = fieldNames.some((name) => faults[name]);
    this.state = 'editing';
    if (some) {
      this.faults = faults;
      this.corrected.clear();
      this.#judged = { ...this.fields };
      this.#next = 'summary';
    } else {
      for (const name of fieldNames) if (!this.corrected.has(name)) delete this.faults[name];
    }
    this.#host.requestUpdate();
    return some;
  }

  /** Marks faults that have been corrected. Their places stay, so that nothing on the page jumps. */
  #recheck(): void {
    this.#read();
    const now = validateFields(this.fields);
    for (const name of fieldNames) {
      // What has not changed is as faulty as before, also where only the receiver could tell.
      if (!this.faults[name] || this.fields[name] === this.#judged[name]) continue;
      this.#judged[name] = this.fields[name];
      this.corrected.delete(name);
      this.said = name;
      if (now[name]) this.faults[name] = now[name];
      else this.corrected.add(name);
    }
    this.#host.requestUpdate();
  }

  /** Keeps what was read last as a draft, if that can be done, or deletes it when none is to be kept. */
  #keep(): void {
    const { keeping } = this;
    this.keeping = saveDraft(this.endpoint, keeping ? this.#draft : undefined);
    this.draft = keeping && !this.keeping ? 'refused' : undefined;
  }

  /** Fills in what is empty: what a visitor typed is theirs. */
  #fill({ fields, key }: Draft): void {
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

  #read(): void {
    const typed: FieldInput = {};
    for (const name of fieldNames) typed[name] = this.#find<HTMLInputElement>(name)?.value;
    this.fields = normalizeFields(typed);
    // No value: a form of the page's that we stand in sends nothing of it.
    this.#internals?.setFormValue(null, JSON.stringify(this.#draft));
  }

  #find<T extends HTMLElement>(id: string): T | null | undefined {
    return this.#host.shadowRoot?.querySelector<T>(`#${id}`);
  }
}
