import { html, nothing, type TemplateResult } from 'lit';
import type { Organisation } from '../content/organisations.ts';
import { type ContentContext, externalLink, heading, paragraph } from '../core/content.ts';

/**
 * An organisation's card: its name as a heading, what it does, and the way to its website.
 *
 * @param level The heading level of the name.
 */
export function organisationCard(
  context: ContentContext,
  level: number,
  { name, description, href }: Organisation,
): TemplateResult {
  return html`<div class="skr-card">
    ${heading(context, level, 'name', name, nothing, 'no')} ${organisationDescription(context, description)}
    ${href ? organisationLink(context, name, href) : nothing}
  </div>`;
}

/** What an organisation does, a paragraph each. */
export function organisationDescription(
  context: ContentContext,
  description: readonly string[],
): TemplateResult[] {
  return description.map((text) => paragraph(context, text, 'description'));
}

/** The way to an organisation's website. */
export function organisationLink(
  context: ContentContext,
  name: string,
  href: string,
): TemplateResult {
  return paragraph(context, externalLink(context, href, name), 'to-site');
}
