import {
  html,
  nothing,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
  unsafeCSS,
} from 'lit';
import { contactFormStyles, contactFormThemeStyles } from '../contact-form/contact-form-styles.ts';
import {
  type ContactFormOptions,
  contactForm,
  contactHeading,
  contactWithoutForm,
} from '../contact-form/contact-form-view.ts';
import { FormController } from '../contact-form/form-controller.ts';
import { personDetails, personStyles } from '../contact-person/person-details.ts';
import { articleFacts, articleText } from '../content/article.ts';
import { organisations } from '../content/organisations.ts';
import { informationOwner } from '../content/people.ts';
import { externalLink, heading, paragraph } from '../core/content.ts';
import type { Content } from '../core/page-content.ts';
import { getSafeUrlAttribute } from '../core/safe-url.ts';
import { sectionStyles } from '../core/section-styles.ts';
import { SkrElement } from '../core/skr-element.ts';
import {
  card,
  followCardLinks,
  organisationCard,
  organisationStyles,
} from '../org-card/organisation-details.ts';

const articleStyles = unsafeCSS(`
  .skr-preamble > span {
    font-size: 1.125em;
  }
  .skr-preamble,
  .skr-text {
    /* Not in narrow cards, where it makes the lines ragged. */
    text-wrap: pretty;
  }
  .skr-content .skr-cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 18em), 1fr));
    gap: var(--_skr-space);
    max-inline-size: 64em;
    margin: var(--_skr-space) 0;
    padding: 0;
    /* Not none: Safari would no longer expose it as a list. */
    list-style-type: '';
  }
  .skr-cards > li {
    /* Makes the card fill the item, even if the page sets box-sizing: content-box. */
    display: grid;
    margin: 0;
    break-inside: avoid;
  }
  .skr-card {
    ${card}
  }
  @media (prefers-contrast: more) {
    .skr-card {
      border-color: currentColor;
    }
  }
  /* Only with a script to follow the link. */
  :is(:defined > .skr-content, :host) .skr-card:hover {
    border-color: currentColor;
    cursor: pointer;
  }
  .skr-content .skr-source {
    margin-block-start: calc(var(--_skr-space) * 2);
  }
`);

/** Expansion of the abbreviation, which is used only in Swedish. */
const SKR = 'Sveriges Kommuner och Regioner';

/**
 * SKR's complete page about its international development work: the text, the two organisations, the person
 * responsible and a contact form. Children are shown only without scripts.
 *
 * @summary SKR's page about its international development work.
 * @tagname skr-intl-overview
 * @fires {MessageStartedEvent} message-started - The visitor has started to write in the form.
 * @fires {MessageSendingEvent} message-sending - A valid message is about to be sent; cancelable.
 * @fires {MessageSentEvent} message-sent - The receiver has stored the message; `reference` is its reference number.
 * @fires {MessageFailedEvent} message-failed - The message could not be sent; `code` says why: `offline`, `unknown`, `rate-limited`, `unavailable`, `closed`, `language`, `too-large`, `refused`, `verification` or `invalid`.
 * @slot privacy - How you use personal data, in place of the receiver's own text.
 * @csspart form - The form with its fields and its send button.
 * @csspart field - A field with its label, hint and error.
 * @csspart verification - The verification, which is also a `field`.
 * @csspart summary - The error summary at the top of the form.
 * @csspart failure - The notice that the message could not be sent.
 * @csspart confirmation - The confirmation that replaces the form once the message is stored.
 * @csspart privacy - The expandable text on how personal data are used.
 * @csspart button - A button, such as the one that sends the message.
 * @csspart heading - The headings of the form, the summary and the confirmation.
 * @csspart link - The link to more information about personal data.
 * @cssclass skr-published - The date of publication.
 * @cssclass skr-title - The title of the article, which is the first heading.
 * @cssclass skr-preamble - The preamble, below the title.
 * @cssclass skr-section - The heading of a section.
 * @cssclass skr-cards - The list of organisations.
 * @cssclass skr-card - An organisation's card.
 * @cssclass skr-name - The name of an organisation.
 * @cssclass skr-description - A paragraph on a card.
 * @cssclass skr-to-site - The line with the link to an organisation's website.
 * @cssclass skr-person - The box around the details of the person responsible.
 * @cssclass skr-person-name - The person's name.
 * @cssclass skr-job-title - The person's job title.
 * @cssclass skr-source - The source of the text.
 * @cssclass skr-link - A link in the content.
 * @cssclass skr-external - A link to another website, followed by an arrow.
 * @cssprop [--skr-accent=#00597a] - The colour of the send button. Its text is white if that is readable, otherwise black.
 * @cssprop [--skr-border=#8c8c8c] - The colour of the cards' borders.
 * @cssprop [--skr-error=#a5231b] - The colour of errors, darkened or lightened until it is readable.
 * @cssprop [--skr-surface=transparent] - The background of cards.
 * @cssprop [--skr-radius=0.375em] - The corner radius of cards, fields and buttons.
 */
export class SkrIntlOverviewElement extends SkrElement {
  static readonly tag: string = 'skr-intl-overview';
  /** Makes the browser restore what was typed when the visitor leaves the page and comes back. */
  static readonly formAssociated = true;

  static override contentStyles = [
    ...SkrElement.contentStyles,
    sectionStyles,
    organisationStyles,
    personStyles,
    articleStyles,
  ];
  static override get styles() {
    return [...super.styles, contactFormStyles, contactFormThemeStyles];
  }

  static override properties: PropertyDeclarations = {
    contactEndpoint: { attribute: 'contact-endpoint', reflect: true },
    recipient: { reflect: true },
    sourceHref: { attribute: 'source-href', reflect: true },
  };

  /**
   * The contact form's URL at the receiver: `https://…/v1/forms/international`. Without it, a link to SKR's own form
   * is shown.
   */
  declare contactEndpoint: string | null | undefined;

  /**
   * The recipient of the message, in the form's name.
   * @default SKR
   */
  declare recipient: string | null | undefined;

  /** The URL at which SKR publishes the text. By default, the page on skr.se that the text comes from. */
  declare sourceHref: string | null | undefined;

  readonly #form = new FormController(this);
  #sourceUrl!: string;

  constructor() {
    super();
    followCardLinks(this, (each) => each.matches?.('.skr-card'));
  }

  /** Called by the browser when the visitor has come back to the page. @internal */
  formStateRestoreCallback(state: string): void {
    this.#form.restoreState(state);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    this.#sourceUrl =
      getSafeUrlAttribute(this, 'source-href', this.sourceHref) ?? articleFacts.href;
    this.#form.setEndpoint('contact-endpoint', this.contactEndpoint);
  }

  protected renderContent(): Content {
    const { context, level, msg } = this;
    const text = articleText(msg);
    const { endpoint } = this.#form;
    return {
      'skr-content': html`${paragraph(context, this.#publicationDate, 'published')}
        ${heading(context, level, 'title', text.title)}
        ${paragraph(context, preamble(text.preamble), 'preamble')}
        ${text.body.map((each) => paragraph(context, each))}
        ${heading(context, level + 1, 'section', text.whatWeDo)}
        ${text.advocacy.map((each) => paragraph(context, each))}
        <ul class="skr-cards">
          ${[organisations['salar-international'], organisations.icld].map(
            (getFacts) => html`<li>${organisationCard(context, level + 2, getFacts(msg))}</li>`,
          )}
        </ul>
        ${heading(context, level + 1, 'section', msg('Informationsansvarig'))}
        ${personDetails(context, informationOwner(msg))}
        ${paragraph(context, this.#source, 'source')}
        ${contactHeading(context, level + 1, this.#form, this.#options)}
        ${endpoint ? nothing : contactWithoutForm(context, this.#options)}`,
    };
  }

  protected override render(): unknown {
    const { msg, locale, level } = this;
    const form = this.#form;
    return html`${this.contentSlot()}
      ${form.endpoint ? contactForm(msg, locale, level + 2, form, this.#options) : nothing}`;
  }

  get #options(): ContactFormOptions {
    const { recipient, msg } = this;
    return { recipient: recipient || msg('SKR'), href: recipient ? undefined : this.#sourceUrl };
  }

  /**
   * The date of publication for people and for machines. Written as text: the first date that a browser formats
   * takes longer than rendering the rest of the article.
   */
  get #publicationDate(): TemplateResult {
    const { msg } = this;
    return msg(html`Publicerad <time datetime=${articleFacts.published}>18 april 2024</time>`);
  }

  /** A link to the source, and a note that the Swedish text is the original. */
  get #source(): TemplateResult {
    const { context, msg } = this;
    const link = externalLink(
      context,
      this.#sourceUrl,
      msg('Källa: Sveriges Kommuner och Regioner (SKR)'),
    );
    if (this.locale === 'sv') return link;
    const notice = msg('Det här är en översättning. Den svenska texten är originalet.', {
      desc: 'Shown in every language but Swedish.',
    });
    return html`${link}<br />${notice}`;
  }
}

/** The preamble, with SKR's abbreviated name expanded where it first occurs. In English the name is in full. */
function preamble(text: string): TemplateResult {
  const [before, after] = text.split('SKR');
  // The size is set on the span, so that the paragraph itself keeps the page's.
  return html`<span>${after ? html`${before}<abbr title=${SKR}>SKR</abbr>${after}` : text}</span>`;
}

declare global {
  interface HTMLElementTagNameMap {
    'skr-intl-overview': SkrIntlOverviewElement;
  }
}
