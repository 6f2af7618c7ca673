import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Organisation } from '../content/organisations.ts';
import type { Msg } from '../core/localize.ts';
import { css } from '../core/styles.ts';
import { heading } from '../core/heading.ts';
import { siteLink } from '../core/link.ts';

export const organisationStyles = css`
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 18em), 1fr));
    gap: var(--space);
    max-inline-size: 64em;
    margin-block: calc(var(--space) * 1.5);
  }
  .card {
    box-sizing: border-box;
    block-size: 100%;
    display: flex;
    flex-direction: column;
    padding: var(--space) var(--space) calc(var(--space) / 2);
    border: 1px solid var(--border);
    border-radius: var(--radius);
    background-color: var(--skr-surface, transparent);
  }
  :host(org-card:nth-child(n + 13)) {
    /* Of many cards, those far from the screen cost little until they come near. Not the first: Chromium
       paints them once with these sizes, a usual card's, before it looks whether they are near. */
    content-visibility: auto;
    contain-intrinsic-size: auto 20em auto 16em;
  }
  ::slotted(*) {
    margin-block: 0 var(--space);
  }
  .to-site {
    margin-block: auto 0;
  }
`;

/** What is on a card, put in its place. */
type Layout = (title: unknown, description: unknown, toSite: unknown) => TemplateResult;

// No space between values, here and in other layouts: it would be a node on each of a thousand cards.
const plain: Layout = (title, description, toSite) =>
  html`<div class="card" part="card">${title}${description}${toSite}</div>`;

/**
 * An organisation's card: its name as a heading, what it does, and the way to its website.
 *
 * @param level The heading level of the name.
 * @param layout Lets `<org-card>` put slots where its user may fill in.
 */
export function organisationCard(
  msg: Msg,
  level: number,
  { name, description, href }: Organisation,
  layout = plain,
): TemplateResult {
  return layout(
    heading(level, 'name', name),
    description.map((paragraph) => html`<p part="description">${paragraph}</p>`),
    href ? html`<p class="to-site">${siteLink(msg, href, name)}</p>` : nothing,
  );
}
