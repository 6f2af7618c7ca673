import { html, nothing, type PropertyDeclarations, type PropertyValues, unsafeCSS } from 'lit';
import { warnInvalidContactDetails } from '../contact-form/contact-details.ts';
import { informationOwner, type Person } from '../content/people.ts';
import { heading } from '../core/content.ts';
import type { Content } from '../core/page-content.ts';
import { sectionStyles } from '../core/section-styles.ts';
import { SkrElement } from '../core/skr-element.ts';
import { personDetails, personStyles } from './person-details.ts';

/** Layout with the picture next to the text. */
export const beside = `
  display: flex;
  flex-wrap: wrap;
  align-items: start;
  column-gap: var(--_skr-space);
`;

/** Styles of the person's picture. */
export const photo = `
  inline-size: 6em;
  block-size: 6em;
  margin-block-end: var(--_skr-space);
  border-radius: var(--_skr-radius);
  object-fit: cover;
`;

const styles = unsafeCSS(`
  .beside {
    ${beside}
  }
  .skr-content,
  ::slotted(.skr-content) {
    flex: 1 1 12em;
  }
  ::slotted([slot='photo']) {
    ${photo}
  }
`);

/**
 * A person to contact: the one responsible for SKR's article, or any other, described by attributes. Missing details
 * are left out. Children are shown only without scripts.
 *
 * @summary A person to contact.
 * @tagname contact-person
 * @slot photo - A picture of the person, next to the text, or above it where space is narrow.
 * @cssclass skr-section - The heading above the person.
 * @cssclass skr-person - The box around the person's details.
 * @cssclass skr-person-name - The person's name.
 * @cssclass skr-job-title - The person's job title.
 * @cssclass skr-telephone - The line with the telephone number.
 * @cssclass skr-email - The line with the email address.
 * @cssclass skr-label - The label before a telephone number or an email address.
 * @cssclass skr-value - A telephone number or an email address.
 * @cssclass skr-link - A telephone or email link.
 */
export class ContactPersonElement extends SkrElement {
  static readonly tag: string = 'contact-person';

  static override contentStyles = [...SkrElement.contentStyles, sectionStyles, personStyles];
  static override get styles() {
    return [...super.styles, styles];
  }

  static override properties: PropertyDeclarations = {
    heading: { reflect: true },
    name: { reflect: true },
    jobTitle: { attribute: 'job-title', reflect: true },
    telephone: { reflect: true },
    email: { reflect: true },
  };

  /**
   * The heading above the person. SKR's content owner has the heading “Content owner”, in Swedish
   * “Informationsansvarig”, by default; other people have none.
   */
  declare heading: string | null | undefined;

  /** The person's name. SKR's content owner is shown if no attribute describes another person. */
  declare name: string | null | undefined;

  /**
   * The person's job title. `title` also works, but browsers show it as a tooltip too, which some screen readers
   * then read twice, and changing it later has no effect.
   */
  declare jobTitle: string | null | undefined;

  /** The person's telephone number, as it should be shown: `08-123 45 67`. */
  declare telephone: string | null | undefined;

  /** The person's email address. */
  declare email: string | null | undefined;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    warnInvalidContactDetails(this);
  }

  protected renderContent(): Content {
    const { context, level, msg } = this;
    const person = this.#getPerson();
    const isEmpty = person && !Object.values(person).some(Boolean);
    const text = this.heading ?? (person ? '' : msg('Informationsansvarig'));
    return {
      'skr-content': html`${text ? heading(context, level, 'section', text) : nothing}
        ${isEmpty ? nothing : personDetails(context, person ?? informationOwner(msg))}`,
    };
  }

  protected override render(): unknown {
    const content = html`<slot name="photo"></slot>${this.contentSlot()}`;
    return this.hasSlotted('photo') ? html`<div class="beside">${content}</div>` : content;
  }

  /** The person described by the attributes, if any. An app may set some of them before the others. */
  #getPerson(): Person | undefined {
    const { name, telephone, email } = this;
    const jobTitle = this.jobTitle ?? this.getAttribute('title')?.trim();
    if ((name ?? jobTitle ?? telephone ?? email) == null) return undefined;
    return { name: name ?? '', jobTitle, telephone, email };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'contact-person': ContactPersonElement;
  }
}
