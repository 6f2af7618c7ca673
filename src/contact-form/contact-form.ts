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
 * A form whose message reaches a person. A receiver that you run validates, verifies and stores the message.
 * Without a receiver, the other ways to make contact are shown instead.
 *
 * @summary A form whose message reaches a person.
 * @tagname contact-form
 * @fires {MessageStartedEvent} message-started - The visitor has started to write.
 * @fires {MessageSendingEvent} message-sending - A valid message is about to be sent; cancelable.
 * @fires {MessageSentEvent} message-sent - The receiver has stored the message; `reference` is its reference number.
 * @fires {MessageFailedEvent} message-failed - The message could not be sent; `code` says why: `offline`, `unknown`, `rate-limited`, `unavailable`, `closed`, `language`, `too-large`, `refused`, `verification` or `invalid`.
 * @slot - Another way to make contact, shown without scripts, and if there is a `recipient` whose form can't be used.
 * @slot privacy - How you use personal data, in place of the receiver's own text.
 * @csspart heading - The headings of the form, the summary and the confirmation.
 * @csspart form - The form with its fields and its send button.
 * @csspart field - A field with its label, hint and error.
 * @csspart verification - The verification, which is also a `field`.
 * @csspart summary - The error summary at the top of the form.
 * @csspart failure - The notice that the message could not be sent.
 * @csspart confirmation - The confirmation that replaces the form once the message is stored.
 * @csspart privacy - The expandable text on how personal data are used.
 * @csspart button - A button, such as the one that sends the message.
 * @csspart link - The link to more information about personal data.
 * @cssclass skr-section - The heading above the form.
 * @cssclass skr-telephone - The line with the telephone number, shown if there is no form.
 * @cssclass skr-email - The line with the email address, shown if there is no form.
 * @cssclass skr-to-site - The line with the link to SKR's own form, shown if there is no form.
 * @cssclass skr-label - The label before a telephone number or an email address, shown if there is no form.
 * @cssclass skr-value - A telephone number or an email address, shown if there is no form.
 * @cssclass skr-link - A link, shown if there is no form.
 * @cssclass skr-external - A link to another website, followed by an arrow.
 * @cssprop [--skr-accent=#00597a] - The colour of the send button. Its text is white if that is readable, otherwise black.
 * @cssprop [--skr-error=#a5231b] - The colour of errors, darkened or lightened until it is readable.
 * @cssprop [--skr-radius=0.375em] - The corner radius of fields and buttons.
 */
export class ContactFormElement extends SkrElement {
  static readonly tag: string = 'contact-form';
  /** Makes the browser restore what was typed when the visitor leaves the page and comes back. */
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
   * The recipient of the message, in the form's name.
   * @default SKR
   */
  declare recipient: string | null | undefined;

  /** A telephone number to call instead. */
  declare telephone: string | null | undefined;

  /** An email address to write to instead. */
  declare email: string | null | undefined;

  readonly #form = new FormController(this);

  /** Called by the browser when the visitor has come back to the page. @internal */
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
      ${form.endpoint ? contactForm(this.msg, this.level + 1, form, this.#options) : nothing}
      ${this.recipient && needsAlternative(form) ? html`<slot></slot>` : nothing}`;
  }

  get #options(): ContactFormOptions {
    const { recipient, telephone, email, msg } = this;
    return {
      recipient: recipient || msg('SKR'),
      telephone,
      email,
      // Without a receiver, messages to SKR can still be written on SKR's own page.
      href: recipient ? undefined : articleFacts.href,
    };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'contact-form': ContactFormElement;
  }
}
