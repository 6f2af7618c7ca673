import { html, nothing, type TemplateResult } from 'lit/html.js';
import { informationOwner, type Person } from '../content/people.ts';
import { baseStyles } from '../core/styles.ts';
import { heading } from '../core/heading.ts';
import { personList, personStyles } from './person-list.ts';
import { warnAboutWays } from '../contact-form/contact-details.ts';
import { Widget } from '../core/skr-element.ts';

/**
 * A person to turn to: the one responsible for SKR's article, or any other by attributes. Only what
 * is given is shown. Children show only where scripts do not run.
 *
 * @tagname contact-person
 * @csspart heading - A heading.
 * @csspart section - The heading over the person.
 * @csspart person - The person.
 * @csspart person-name - The person's name.
 * @csspart job-title - The person's job title.
 * @csspart telephone - The line with the telephone number.
 * @csspart email - The line with the email address.
 * @csspart link - A telephone or email link.
 * @cssprop [--skr-border=color-mix(in srgb, currentColor 40%, transparent)] - The colour of the figure beside the person.
 */
export class ContactPersonElement extends Widget {
  static readonly tag = 'contact-person';
  static override styles = [baseStyles, personStyles];
  static override attributes = [
    ...Widget.attributes,
    'heading',
    'name',
    'job-title',
    'telephone',
    'email',
  ];

  /**
   * The heading over the person.
   * @default Informationsansvarig, for SKR's own; none for another person
   */
  declare heading: string | undefined;

  /** The person's name. Without one, SKR's information owner is shown, and what is said here of a person is left out. */
  declare name: string | undefined;

  /**
   * The person's job title. `title` is understood too, but browsers also make that a tooltip, which
   * some screen readers then read twice.
   */
  declare jobTitle: string | undefined;

  /** The person's telephone number, as it should be shown: `08-123 45 67`. */
  declare telephone: string | undefined;

  /** The person's email address. */
  declare email: string | undefined;

  protected content(): TemplateResult {
    const { msg } = this;
    const title = this.heading ?? (this.name ? '' : msg('Informationsansvarig'));
    return html`${title ? heading(this.level, 'section', title) : nothing}
    ${personList(msg, [this.#person()])}`;
  }

  #person(): Person {
    warnAboutWays(this);
    const { name, telephone, email } = this;
    if (!name) return informationOwner(this.msg);
    const jobTitle = this.jobTitle ?? this.getAttribute('title') ?? undefined;
    return { name, jobTitle, telephone, email };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'contact-person': ContactPersonElement;
  }
}
