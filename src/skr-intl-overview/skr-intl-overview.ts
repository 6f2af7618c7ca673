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
} from '../org-card/organisation-card.ts';

const articleStyles = unsafeCSS(`
  .skr-preamble > span {
    font-size: 1.125em;
  }
  .skr-preamble,
  .skr-text {
    /* Not in narrow cards, where it makes stairs of the lines. */
    text-wrap: pretty;
  }
  .skr-content .skr-cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 18em), 1fr));
    gap: var(--_skr-space);
    max-inline-size: 64em;
    margin: var(--_skr-space) 0;
    padding: 0;
    /* Not "none", by which Safari takes a list for something else. */
    list-style-type: '';
  }
  .skr-cards > li {
    /* So that the card fills it, also where a page has its padding come on top of its size. */
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
  /* Where there is a script to follow the link. */
  :is(:defined > .skr-content, :host) .skr-card:hover {
    border-color: currentColor;
    cursor: pointer;
  }
  .skr-content .skr-source {
    margin-block-start: calc(var(--_skr-space) * 2);
  }
`);

/** What the letters stand for; only Swedish uses them. */
const SKR = 'Sveriges Kommuner och Regioner';

/**
 * SKR's page about its international development work, whole: the text, the two organisations, the
 * person responsible and the way to make contact. Children show only where scripts do not run.
 *
 * @summary SKR's page about its international development work.
 * @tagname skr-intl-overview
 * @fires {MessageStartedEvent} message-started - The visitor has begun to write in the form.
 * @fires {MessageSendingEvent} message-sending - A valid message is about to be sent; cancelable.
 * @fires {MessageSentEvent} message-sent - The receiver has stored the message; `reference` is its number.
 * @fires {MessageFailedEvent} message-failed - The message could not be sent; `code` says why: `offline`, `unknown`, `rate-limited`, `unavailable`, `closed`, `language`, `too-large`, `refused`, `verification` or `invalid`.
 * @slot privacy - How you use personal data, instead of what the receiver says of it.
 * @csspart form - The contact form.
 * @csspart field - A field with its label, hint and error.
 * @csspart verification - The field of the verification.
 * @csspart summary - The summary of what is wrong.
 * @csspart failure - What is shown when the message could not be sent.
 * @csspart confirmation - What is shown when the message is stored.
 * @csspart privacy - How personal data are used.
 * @csspart button - A button.
 * @csspart heading - The heading of the form, of the summary and of the confirmation.
 * @csspart link - The link to more about personal data.
 * @cssclass skr-published - The date of publication.
 * @cssclass skr-title - The first heading.
 * @cssclass skr-preamble - The first paragraph.
 * @cssclass skr-section - The heading of a section.
 * @cssclass skr-cards - The list of organisations.
 * @cssclass skr-card - An organisation's card.
 * @cssclass skr-name - The name of an organisation.
 * @cssclass skr-description - A paragraph on a card.
 * @cssclass skr-to-site - The line with the link to an organisation's website.
 * @cssclass skr-person - The person responsible.
 * @cssclass skr-person-name - The person's name.
 * @cssclass skr-job-title - The person's job title.
 * @cssclass skr-source - Where the text comes from.
 * @cssclass skr-link - A link.
 * @cssclass skr-external - A link to another website, with an arrow after it.
 * @cssprop [--skr-accent=#00597a] - The colour of the send button. The text on it is white where that can be read, else black.
 * @cssprop [--skr-border=#8c8c8c] - The colour of lines.
 * @cssprop [--skr-error=#a5231b] - The colour that marks what is wrong, made as dark or as light as it must be to be read.
 * @cssprop [--skr-surface=transparent] - The background of cards.
 * @cssprop [--skr-radius=0.375em] - How round corners are.
 */
export class SkrIntlOverviewElement extends SkrElement {
  static readonly tag: string = 'skr-intl-overview';
  /** So that the browser keeps what is typed when the visitor leaves the page and comes back. */
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
   * The contact form's URL at the receiver: `https://…/v1/forms/international`. Without one a
   * link to SKR's own form is shown.
   */
  declare contactEndpoint: string | null | undefined;

  /**
   * Who the message goes to, in the form's name.
   * @default SKR
   */
  declare recipient: string | null | undefined;

  /**
   * Where SKR publishes the text.
   * @default The page on skr.se that this text was taken from
   */
  declare sourceHref: string | null | undefined;

  readonly #form = new FormController(this);
  #sourceUrl: string = articleFacts.href;

  constructor() {
    super();
    followCardLinks(this, (each) => each.matches?.('.skr-card'));
  }

  /** Called by the browser, after a visitor has come back. @internal */
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
        ${paragraph(context, this.#preamble, 'preamble')}
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

  /** SKR's own name is explained where it is first used in a sentence. In English it is written out. */
  get #preamble(): TemplateResult {
    const { preamble } = articleText(this.msg);
    const [before, after] = preamble.split('SKR');
    // The span gets a size, so that the paragraph itself keeps the page's.
    return html`<span>${after ? html`${before}<abbr title=${SKR}>SKR</abbr>${after}` : preamble}</span>`;
  }

  /**
   * The date as the language writes it, and as machines read it. Written out: the first date that a
   * browser puts into words takes it longer than all the rest of the article.
   */
  get #publicationDate(): TemplateResult {
    const { msg } = this;
    return msg(html`Publicerad <time datetime=${articleFacts.published}>18 april 2024</time>`);
  }

  /** Where the text comes from, and which language is the original. */
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

declare global {
  interface HTMLElementTagNameMap {
    'skr-intl-overview': SkrIntlOverviewElement;
  }
}
