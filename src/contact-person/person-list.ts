import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Person } from '../content/people.ts';
import type { Msg } from '../core/localize.ts';
import { css } from '../core/styles.ts';
import { waysToReach } from '../contact-form/contact-details.ts';

export const personStyles = css`
  .person {
    display: grid;
    grid-template-columns: auto 1fr;
    column-gap: var(--space);
  }
  .person::before {
    /* A head and shoulders, drawn. */
    grid-row: span 4;
    inline-size: 3.5em;
    block-size: 3.5em;
    background:
      radial-gradient(circle at 50% 26%, var(--border) 26%, #0000 27%),
      radial-gradient(circle at 50% 108%, var(--border) 44%, #0000 45%);
    content: '';
    /* Else forced colours and paper leave it out. */
    forced-color-adjust: preserve-parent-color;
    print-color-adjust: exact;
  }
  .person p {
    grid-column: 2;
    margin: 0;
  }
  .person .person-name {
    font-size: 1.15em;
    font-weight: 700;
    line-height: 1.25;
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
