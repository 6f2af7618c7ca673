import { html, nothing, type TemplateResult, unsafeCSS } from 'lit';
import { contactDetails } from '../contact-form/contact-details.ts';
import type { Person } from '../content/people.ts';
import { type ContentContext, paragraph } from '../core/content.ts';

export const personStyles = unsafeCSS(`
  .skr-person {
    margin-block-end: var(--_skr-space);
    break-inside: avoid;
  }
  .skr-content .skr-person p {
    margin: 0;
  }
  .skr-person-name {
    font-weight: 700;
  }
  /* Two columns, also when the value is on more than one line, or a single one where the second would be narrow. */
  .skr-person :is(.skr-telephone, .skr-email) {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    column-gap: 0.5em;
  }
  .skr-person .skr-label {
    min-inline-size: 5.5em;
    /* The padding that makes the link a touch target goes above the label, where it is above the link. */
    margin-block: 0.5em -0.5em;
  }
  .skr-person .skr-value {
    flex: 1 1 14em;
  }
  .skr-person .skr-link {
    /* Not inline: the label aligns with the first line of an address, not the last. */
    display: block;
    inline-size: fit-content;
  }
`);

/** A person's details in SKR's order: name, job title, telephone, email. Missing details are left out. */
export function personDetails(context: ContentContext, person: Person): TemplateResult {
  const { name, jobTitle } = person;
  return html`<div class="skr-person">
    ${name ? paragraph(context, name, 'person-name', 'no') : nothing}
    ${jobTitle ? paragraph(context, jobTitle, 'job-title') : nothing}
    ${contactDetails(context, person)}
  </div>`;
}
