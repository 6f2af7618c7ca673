import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Person } from '../content/people.ts';
import type { Msg } from '../locale.ts';
import { css } from '../styles.ts';
import { waysToReach } from './ways.ts';

export const personStyles = css`
  .person {
    padding-inline-start: var(--space);
    border-inline-start: 0.25em solid var(--border);
  }
  .person p {
    margin: 0;
  }
  .person .person-name {
    font-weight: 700;
  }
`;

/** People, each in SKR's order: name, title, telephone, email. */
export function personList(msg: Msg, people: readonly Person[]): TemplateResult {
  return html`<ul class="people" role="list">
    ${people.map((person) => html`<li class="person" part="person">${personLines(msg, person)}</li>`)}
  </ul>`;
}

/** One person, as far as known. */
function personLines(msg: Msg, person: Person): TemplateResult {
  const { name, jobTitle } = person;
  return html`<p class="person-name" part="person-name">${name}</p>
    ${jobTitle ? html`<p part="job-title">${jobTitle}</p>` : nothing} ${waysToReach(msg, person)}`;
}
