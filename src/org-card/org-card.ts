import { html, type TemplateResult } from 'lit/html.js';
import {
  type Organisation,
  type OrganisationName,
  organisations,
} from '../content/organisations.ts';
import { baseStyles } from '../core/styles.ts';
import { hrefOf } from '../core/link.ts';
import { organisationCard, organisationStyles } from './organisation-card.ts';
import { warnAbout } from '../core/warn.ts';
import { Widget } from '../core/skr-element.ts';

/**
 * A card for an organisation: SALAR International or ICLD from built-in facts, or any other by
 * attributes and slots. Children without a slot show only where scripts do not run.
 *
 * @tagname org-card
 * @slot media - A logotype or picture above the name.
 * @slot description - Replaces the description where a plain text is not enough.
 * @slot footer - Goes last on the card, for an address or more links.
 * @csspart card - The card.
 * @csspart heading - A heading.
 * @csspart name - The organisation's name.
 * @csspart description - A paragraph of the description.
 * @csspart link - The link to the organisation's website.
 * @cssprop [--skr-border=color-mix(in srgb, currentColor 40%, transparent)] - The colour of the line around the card.
 * @cssprop [--skr-surface=transparent] - The background of the card.
 * @cssprop [--skr-radius=0.375em] - How round the corners of the card are.
 */
export class OrgCardElement extends Widget {
  static readonly tag = 'org-card';
  static override fixed = true;
  static override styles = [baseStyles, organisationStyles];
  static override attributes = [...Widget.attributes, 'org', 'name', 'description', 'href'];

  /**
   * The organisation whose built-in facts to show. Each of the other attributes replaces the fact of
   * the same name; with a `name` and no `org`, nothing built in shows.
   * @type {'salar-international' | 'icld' | undefined}
   * @default salar-international
   */
  declare org: OrganisationName | undefined;

  /** The organisation's name. */
  declare name: string | undefined;

  /** What the organisation does, as plain text. */
  declare description: string | undefined;

  /** The organisation's website. Without one the card has no link. */
  declare href: string | undefined;

  protected content(): TemplateResult {
    return organisationCard(
      this.msg,
      this.level,
      this.#organisation(),
      (title, description, toSite) =>
        html`<div class="card" part="card"><slot name="media"></slot>${title}<slot name="description">${description}</slot>${toSite}<slot name="footer"></slot></div>`,
    );
  }

  #organisation(): Organisation {
    const { name, description, href } = this;
    const facts = this.#facts();
    return {
      name: name || facts.name,
      description: description ? [description] : facts.description,
      href: href ? hrefOf(this, 'href') : facts.href,
    };
  }

  #facts(): Organisation {
    const { org, name } = this;
    if (org && Object.hasOwn(organisations, org)) return organisations[org](this.msg);
    if (org) {
      warnAbout(this, 'org', org, `write ${Object.keys(organisations).join(' or ')}`);
    }
    if (name) return { name, description: [] };
    return organisations['salar-international'](this.msg);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'org-card': OrgCardElement;
  }
}
