import { html, nothing, type TemplateResult } from 'lit';
import type { Organisation } from '../content/organisations.ts';
import { type ContentContext, externalLink, heading, paragraph } from '../core/content.ts';

/**
 * What a card says of an organisation: its name as a heading, what it does, and the way to its website.
 *
 * @param level The heading level of the name.
 */
export function organisationCard(
  context: ContentContext,
  level: number,
  organisation: Organisation,
): TemplateResult {
  return html`${heading(context, level, 'name', organisation.name)}
    ${organisation.description.map((text) => paragraph(context, text, 'description'))}
    ${organisationLink(context, organisation)}`;
}

/** The way to an organisation's website, if it has one. */
export function organisationLink(
  context: ContentContext,
  { name, href }: Organisation,
): TemplateResult | typeof nothing {
  return href ? paragraph(context, externalLink(context, href, name), 'to-site') : nothing;
}
