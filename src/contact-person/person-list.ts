import { css, html, nothing, type TemplateResult } from 'lit';
import { contactDetails } from '../contact-form/contact-details.ts';
import type { Person } from '../content/people.ts';
import { type ContentContext, paragraph } from '../core/content.ts';

export const personStyles = css`
  .skr-content .skr-person p {
    margin: 0;
  }
  .skr-person-name {
    font-weight: 700;
  }
`;

/** People, each in SKR's order: name, title, telephone, email. What is not known is left out. */
export function personList(context: ContentContext, people: readonly Person[]): TemplateResult {
  return html`<ul class="skr-people">
    ${people.map((person) => html`<li class="skr-person">${personLines(context, person)}</li>`)}
  </ul>`;
}

function personLines(context: ContentContext, person: Person): TemplateResult {
  const { name, jobTitle } = person;
  return html`${name ? paragraph(context, name, 'person-name', 'no') : nothing}
    ${jobTitle ? paragraph(context, jobTitle, 'job-title') : nothing}
    ${contactDetails(context, person)}`;
}
