import { html, nothing, type TemplateResult } from 'lit/html.js';
import { articleFacts, articleText } from '../content/article.ts';
import { organisations } from '../content/organisations.ts';
import { informationOwner } from '../content/people.ts';
import { ContactFormController } from '../contact-form/form-controller.ts';
import { baseStyles } from '../core/styles.ts';
import { contactForm } from '../contact-form/contact-form-view.ts';
import { formStyles } from '../contact-form/contact-form-styles.ts';
import { heading } from '../core/heading.ts';
import { hrefOf, siteLink } from '../core/link.ts';
import { organisationCard, organisationStyles } from '../org-card/organisation-card.ts';
import { personList, personStyles } from '../contact-person/person-list.ts';
import { Widget } from '../core/skr-element.ts';

/** What the letters stand for; only Swedish uses them. */
const SKR = 'Sveriges Kommuner och Regioner';

/**
 * SKR's page about its international development work, whole: the text, the two organisations, the
 * person responsible and the way to make contact. Children show only where scripts do not run.
 *
 * @tagname skr-intl-overview
 * @fires {MessageStartedEvent} message-started - The visitor has begun to write in the form.
 * @fires {MessageSendingEvent} message-sending - A valid message is about to be sent; cancelable.
 * @fires {MessageSentEvent} message-sent - The receiver has stored the message; `reference` is its number.
 * @fires {MessageFailedEvent} message-failed - The message could not be sent; `code` says why: `offline`, `unknown`, `rate-limited`, `unavailable`, `closed`, `language`, `too-large`, `refused`, `verification` or `invalid`.
 * @slot privacy - How you use personal data, instead of what the receiver says of it.
 * @csspart dateline - The date of publication.
 * @csspart heading - A heading.
 * @csspart title - The first heading.
 * @csspart section - The heading of a section.
 * @csspart name - The name of an organisation or of the form.
 * @csspart preamble - The first paragraph.
 * @csspart card - An organisation's card.
 * @csspart description - A paragraph on a card.
 * @csspart person - The person responsible.
 * @csspart person-name - The person's name.
 * @csspart job-title - The person's job title.
 * @csspart telephone - The line with a person's telephone number.
 * @csspart email - The line with a person's email address.
 * @csspart form - The contact form.
 * @csspart field - A field with its label, hint and fault.
 * @csspart verification - The field of the verification.
 * @csspart summary - The summary of what is wrong.
 * @csspart failure - What is shown when the message could not be sent.
 * @csspart confirmation - What is shown when the message is stored.
 * @csspart privacy - How personal data are used.
 * @csspart button - A button.
 * @csspart source - Where the text comes from.
 * @csspart link - A link.
 * @cssprop [--skr-accent=#00597a] - The colour of the send button. The text on it is black or white, whichever shows better.
 * @cssprop [--skr-border=color-mix(in srgb, currentColor 40%, transparent)] - The colour of lines.
 * @cssprop [--skr-error=#a5231b] - The colour that marks what is wrong.
 * @cssprop [--skr-surface=transparent] - The background of cards.
 * @cssprop [--skr-radius=0.375em] - How round corners are.
 */
export class SkrIntlOverviewElement extends Widget {
  static readonly tag = 'skr-intl-overview';
  /** So that the browser keeps what is typed when the visitor leaves the page and comes back. */
  static readonly formAssociated = true;
  static override styles = [baseStyles, organisationStyles, personStyles, formStyles];
  static override attributes = [
    ...Widget.attributes,
    'contact-endpoint',
    'recipient',
    'source-href',
  ];

  /**
   * The contact form's address at the receiver: `https://…/v1/forms/international`. Without one a
   * link to SKR's own form is shown.
   */
  declare contactEndpoint: string | undefined;

  /**
   * Who the message goes to, in the form's name.
   * @default SKR
   */
  declare recipient: string | undefined;

  /**
   * Where SKR publishes the text.
   * @default The address on skr.se that this text was taken from
   */
  declare sourceHref: string | undefined;

  readonly #form = new ContactFormController(this);

  protected override shown() {
    this.#form.shown();
  }

  /** Called by the browser, after a visitor has come back. @internal */
  formStateRestoreCallback(state: string): void {
    this.#form.restore(state);
  }

  protected content(): TemplateResult {
    const { msg, level, recipient } = this;
    const text = articleText(msg);
    const source = hrefOf(this, 'source-href') ?? articleFacts.href;
    this.#form.sendTo('contact-endpoint', this.contactEndpoint);
    return html`<p part="dateline">${this.#dateline()}</p>
      ${heading(level, 'title', text.title)}
      <p class="preamble" part="preamble">${this.#explained(text.preamble)}</p>
      ${text.body.map((paragraph) => html`<p>${paragraph}</p>`)}
      ${heading(level + 1, 'section', text.whatWeDo)}
      ${text.advocacy.map((paragraph) => html`<p>${paragraph}</p>`)}
      <ul class="cards" role="list">
        ${[organisations['salar-international'], organisations.icld].map(
          (facts) => html`<li>${organisationCard(msg, level + 2, facts(msg))}</li>`,
        )}
      </ul>
      ${heading(level + 1, 'section', msg('Informationsansvarig'))}
      ${personList(msg, [informationOwner(msg)])}
      ${contactForm(msg, level + 1, this.#form, {
        recipient: recipient ?? msg('SKR'),
        href: recipient ? undefined : source,
      })}
      <p class="source" part="source">
        ${siteLink(msg, source, msg('Källa: Sveriges Kommuner och Regioner (SKR)'))}
        ${
          this.locale === 'sv'
            ? nothing
            : html`<br />${msg('Det här är en översättning. Den svenska texten är originalet.', {
                desc: 'Shown in every language but Swedish.',
              })}`
        }
      </p>`;
  }

  /** SKR's own name is explained where it is first used in a sentence. In English it is written out. */
  #explained(text: string): unknown {
    const [before, after] = text.split('SKR');
    return after ? html`${before}<abbr title=${SKR}>SKR</abbr>${after}` : text;
  }

  /**
   * The date as the language writes it, and as machines read it. Written out: the first date that a
   * browser puts into words takes it longer than all the rest of the article.
   */
  #dateline(): TemplateResult {
    return this.msg(html`Publicerad <time datetime=${articleFacts.published}>18 april 2024</time>`);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'skr-intl-overview': SkrIntlOverviewElement;
  }
}
