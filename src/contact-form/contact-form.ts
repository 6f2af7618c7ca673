import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { articleFacts } from '../content/article.ts';
import type { Content } from '../core/page-content.ts';
import { sectionStyles } from '../core/section-styles.ts';
import { SkrElement } from '../core/skr-element.ts';
import { warnInvalidContactDetails } from './contact-details.ts';
import { contactFormStyles, contactFormThemeStyles } from './contact-form-styles.ts';
import {
  type ContactFormOptions,
  contactForm,
  contactHeading,
  contactWithoutForm,
  needsAlternative,
} from './contact-form-view.ts';
import { FormController } from './form-controller.ts';

/**
 * A form whose message reaches a person: it is checked, verified and stored by a receiver of your
 * own. Without a receiver it shows the other ways to make contact.
 *
 * @summary A form whose message reaches a person.
 * @tagname contact-form
 * @fires {MessageStartedEvent} message-started - The visitor has begun to write.
 * @fires {MessageSendingEvent} message-sending - A valid message is about to be sent; cancelable.
 * @fires {MessageSentEvent} message-sent - The receiver has stored the message; `reference` is its number.
 * @fires {MessageFailedEvent} message-failed - The message could not be sent; `code` says why: `offline`, `unknown`, `rate-limited`, `unavailable`, `closed`, `language`, `too-large`, `refused`, `verification` or `invalid`.
 * @slot - Another way to make contact, for where scripts do not run, and for a `recipient` whose form cannot be used.
 * @slot privacy - How you use personal data, instead of what the receiver says of it.
 * @csspart heading - The heading of the form, of the summary and of the confirmation.
 * @csspart form - The form.
 * @csspart field - A field with its label, hint and error.
 * @csspart verification - The field of the verification.
 * @csspart summary - The summary of what is wrong.
 * @csspart failure - What is shown when the message could not be sent.
 * @csspart confirmation - What is shown when the message is stored.
 * @csspart privacy - How personal data are used.
 * @csspart button - A button.
 * @csspart link - The link to more about personal data.
 * @cssclass skr-section - The heading over the form.
 * @cssclass skr-telephone - The line with the telephone number, where there is no form.
 * @cssclass skr-email - The line with the email address, where there is no form.
 * @cssclass skr-to-site - The line with the link to SKR's own form, where there is no form.
 * @cssclass skr-label - What the telephone number or the email address is called, where there is no form.
 * @cssclass skr-value - The telephone number or the email address, where there is no form.
 * @cssclass skr-link - A link, where there is no form.
 * @cssclass skr-external - A link to another website, with an arrow after it.
 * @cssprop [--skr-accent=#00597a] - The colour of the send button. The text on it is white where that can be read, else black.
 * @cssprop [--skr-error=#a5231b] - The colour that marks what is wrong, made as dark or as light as it must be to be read.
 * @cssprop [--skr-radius=0.375em] - How round the corners of fields and buttons are.
 */
export class ContactFormElement extends SkrElement {
  static readonly tag: string = 'contact-form';
  /** So that the browser keeps what is typed when the visitor leaves the page and comes back. */
  static readonly formAssociated = true;

  static override contentStyles = [...SkrElement.contentStyles, sectionStyles];
  static override get styles() {
    return [...super.styles, contactFormStyles, contactFormThemeStyles];
  }

  static override properties: PropertyDeclarations = {
    endpoint: { reflect: true },
    recipient: { reflect: true },
    telephone: { reflect: true },
    email: { reflect: true },
  };

  /** The form's URL at the receiver: `https://…/v1/forms/international`. */
  declare endpoint: string | null | undefined;

  /**
   * Who the message goes to, in the form's name.
   * @default SKR
   */
  declare recipient: string | null | undefined;

  /** A number to call instead. */
  declare telephone: string | null | undefined;

  /** An address to write to instead. */
  declare email: string | null | undefined;

  readonly #form = new FormController(this);

  /** Called by the browser, after a visitor has come back. @internal */
  formStateRestoreCallback(state: string): void {
    this.#form.restoreState(state);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    warnInvalidContactDetails(this);
    this.#form.setEndpoint('endpoint', this.endpoint);
  }

  protected renderContent(): Content {
    const { context, level } = this;
    const form = this.#form;
    const options = this.#options;
    return {
      'skr-content': html`${contactHeading(context, level, form, options)}
        ${form.endpoint ? nothing : contactWithoutForm(context, options)}`,
    };
  }

  protected override render(): unknown {
    const form = this.#form;
    return html`${this.contentSlot()}
      ${form.endpoint ? contactForm(this.msg, this.locale, this.level + 1, form, this.#options) : nothing}
      ${this.recipient && needsAlternative(form) ? html`<slot></slot>` : nothing}`;
  }

  get #options(): ContactFormOptions {
    const { recipient, telephone, email, msg } = this;
    return {
      recipient: recipient || msg('SKR'),
      telephone,
      email,
      // Without a receiver, SKR's messages can still be written on SKR's own page.
      href: recipient ? undefined : articleFacts.href,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'contact-form': ContactFormElement;
  }
}
