import { html, nothing, type PropertyDeclarations, type PropertyValues, unsafeCSS } from 'lit';
import { warnInvalidContactDetails } from '../contact-form/contact-details.ts';
import { informationOwner, type Person } from '../content/people.ts';
import { heading } from '../core/content.ts';
import type { Content } from '../core/page-content.ts';
import { sectionStyles } from '../core/section-styles.ts';
import { SkrElement } from '../core/skr-element.ts';
import { personDetails, personStyles } from './person-details.ts';

/** A picture and text beside each other. */
export const beside = `
  display: flex;
  flex-wrap: wrap;
  align-items: start;
  column-gap: var(--_skr-space);
`;

/** A person's picture. */
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
 * A person to turn to: the one responsible for SKR's article, or any other by attributes. Only what
 * is given is shown. Children show only where scripts do not run.
 *
 * @summary A person to turn to.
 * @tagname contact-person
 * @slot photo - A picture of the person, beside the text or above it where that would be narrow.
 * @cssclass skr-section - The heading over the person.
 * @cssclass skr-person - The person.
 * @cssclass skr-person-name - The person's name.
 * @cssclass skr-job-title - The person's job title.
 * @cssclass skr-telephone - The line with the telephone number.
 * @cssclass skr-email - The line with the email address.
 * @cssclass skr-label - What the telephone number or the email address is called.
 * @cssclass skr-value - The telephone number or the email address.
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
   * The heading over the person.
   * @default Informationsansvarig, for SKR's own; none for another person
   */
  declare heading: string | null | undefined;

  /** The person's name. SKR's information owner is shown where nothing is said of a person. */
  declare name: string | null | undefined;

  /**
   * The person's job title. `title` is understood too, but browsers also make that a tooltip, which
   * some screen readers then read twice.
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

  /** What is said of a person here. An app may say some of it and have the rest on its way. */
  #getPerson(): Person | undefined {
    const { name, telephone, email } = this;
    const jobTitle = this.jobTitle ?? this.getAttribute('title');
    if ((name ?? jobTitle ?? telephone ?? email) == null) return undefined;
    return { name: name ?? '', jobTitle, telephone, email };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'contact-person': ContactPersonElement;
  }
}
