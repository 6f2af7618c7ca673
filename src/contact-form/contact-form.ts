import { html, nothing, render, type TemplateResult } from 'lit/html.js';
import { articleFacts } from '../content/article.ts';
import { ContactFormController } from './form-controller.ts';
import { createMsg } from '../core/localize.ts';
import { baseStyles } from '../core/styles.ts';
import { contactForm, inputs, isStuck } from './contact-form-view.ts';
import { formStyles } from './contact-form-styles.ts';
import { warnAboutWays } from './contact-details.ts';
import { Widget } from '../core/skr-element.ts';

/**
 * A form whose message reaches a person: it is checked, verified and stored by a receiver of your
 * own. Without a receiver it shows the other ways to make contact.
 *
 * @tagname contact-form
 * @fires {MessageStartedEvent} message-started - The visitor has begun to write.
 * @fires {MessageSendingEvent} message-sending - A valid message is about to be sent; cancelable.
 * @fires {MessageSentEvent} message-sent - The receiver has stored the message; `reference` is its number.
 * @fires {MessageFailedEvent} message-failed - The message could not be sent; `code` says why: `offline`, `unknown`, `rate-limited`, `unavailable`, `closed`, `language`, `too-large`, `refused`, `verification` or `invalid`.
 * @slot - Another way to make contact, for where scripts do not run, and for a `recipient` whose form cannot be used.
 * @slot privacy - How you use personal data, instead of what the receiver says of it.
 * @csspart heading - A heading.
 * @csspart section - The first heading.
 * @csspart name - The heading of the form, of the summary and of the confirmation.
 * @csspart form - The form.
 * @csspart field - A field with its label, hint and fault.
 * @csspart verification - The field of the verification.
 * @csspart summary - The summary of what is wrong.
 * @csspart failure - What is shown when the message could not be sent.
 * @csspart confirmation - What is shown when the message is stored.
 * @csspart privacy - How personal data are used.
 * @csspart button - A button.
 * @csspart telephone - The line with the telephone number.
 * @csspart email - The line with the email address.
 * @csspart link - A link to another way to make contact.
 * @cssprop [--skr-accent=#00597a] - The colour of the send button. The text on it is black or white, whichever shows better.
 * @cssprop [--skr-error=#a5231b] - The colour that marks what is wrong.
 * @cssprop [--skr-radius=0.375em] - How round the corners of fields and buttons are.
 */
export class ContactFormElement extends Widget {
  static readonly tag = 'contact-form';
  /** So that the browser keeps what is typed when the visitor leaves the page and comes back. */
  static readonly formAssociated = true;
  static override styles = [baseStyles, formStyles];
  static override attributes = [
    ...Widget.attributes,
    'endpoint',
    'recipient',
    'telephone',
    'email',
  ];

  /** The form's address at the receiver: `https://…/v1/forms/international`. */
  declare endpoint: string | undefined;

  /**
   * Who the message goes to, in the form's name.
   * @default SKR
   */
  declare recipient: string | undefined;

  /** A number to call instead. */
  declare telephone: string | undefined;

  /** An address to write to instead. */
  declare email: string | undefined;

  readonly #form = new ContactFormController(this);

  protected override shown() {
    this.#form.shown();
  }

  /** Called by the browser, after a visitor has come back. @internal */
  formStateRestoreCallback(state: string): void {
    this.#form.restore(state);
  }

  protected content(): TemplateResult {
    const { msg, recipient, telephone, email } = this;
    warnAboutWays(this);
    this.#form.sendTo('endpoint', this.endpoint);
    return html`${contactForm(msg, this.level, this.#form, {
      recipient: recipient ?? msg('SKR'),
      telephone,
      email,
      // Without a receiver, SKR's messages can still be written on SKR's own page.
      href: recipient ? undefined : articleFacts.href,
    })}${recipient && isStuck(this.#form) ? html`<slot></slot>` : nothing}`;
  }
}

/**
 * Draws a form where nobody sees it, in two tasks. What the browser draws for the first time takes it
 * several times as long as the next, so whatever draws a form after this is no long task.
 */
export function warmUp(): void {
  const msg = createMsg('sv');
  const form = new ContactFormController(
    {} as ConstructorParameters<typeof ContactFormController>[0],
  );
  form.endpoint = 'none';
  const draw = (part: () => unknown) =>
    setTimeout(() => {
      try {
        render(part(), new DocumentFragment());
      } catch {
        // Where the page lets nothing be drawn, the element warns.
      }
    });
  draw(() => inputs(msg, form));
  draw(() => contactForm(msg, 2, form, { recipient: '' }));
}

declare global {
  interface HTMLElementTagNameMap {
    'contact-form': ContactFormElement;
  }
}
