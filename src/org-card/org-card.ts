import { html, type PropertyDeclarations, type PropertyValues, unsafeCSS } from 'lit';
import {
  type Organisation,
  type OrganisationName,
  organisations,
} from '../content/organisations.ts';
import type { Content } from '../core/page-content.ts';
import { getSafeUrlAttribute } from '../core/safe-url.ts';
import { SkrElement } from '../core/skr-element.ts';
import { warnInvalidAttribute } from '../core/warn.ts';
import {
  card,
  followCardLinks,
  organisationDetails,
  organisationLink,
  organisationName,
  organisationStyles,
} from './organisation-details.ts';

const styles = unsafeCSS(`
  :host {
    ${card}
  }
  @media (prefers-contrast: more) {
    :host {
      border-color: currentColor;
    }
  }
  /* Fills a grid cell of its own. Next to other content it would overflow the cell. */
  :host(:only-child) {
    block-size: 100%;
  }
  /* Nearly "has a link", which CSS can't see: not a card with a name and no source of a link. */
  :host(:hover:not([name]:not([org], [href]))) {
    border-color: currentColor;
    cursor: pointer;
  }
  :host(:nth-child(n + 13)) {
    /* In a long list, cards far from the viewport cost little until they come near. The first twelve are exempt, as
       they are likely to be in sight: Chromium would first paint them with these placeholder sizes. */
    content-visibility: auto;
    contain-intrinsic-size: auto 20em auto 16em;
  }
  /* Fills the card, with the link at the bottom, so that the links of cards in a row align. */
  [slot='skr-content'],
  ::slotted([slot='skr-content']) {
    display: flex;
    flex-direction: column;
    flex: auto;
  }
  ::slotted(:not(.skr-content)) {
    max-inline-size: 100%;
    margin-block: 0 var(--_skr-space);
  }
  ::slotted(img) {
    align-self: start;
    block-size: auto;
  }
`);

/**
 * A card for an organisation: SALAR International or ICLD from built-in facts, or any other, described by attributes
 * and slots. Children without a `slot` attribute are shown only where scripts don't run.
 *
 * @summary A card for an organisation.
 * @tagname org-card
 * @slot media - A logotype or picture above the name.
 * @slot description - Replaces the description, if plain text is not enough.
 * @slot footer - Last on the card, for an address or more links.
 * @cssclass skr-name - The organisation's name.
 * @cssclass skr-description - A paragraph of the description.
 * @cssclass skr-to-site - The line with the link to the organisation's website.
 * @cssclass skr-link - The link to the organisation's website.
 * @cssclass skr-external - A link to another website, followed by an arrow.
 * @cssprop [--skr-border=#8c8c8c] - The colour of the card's border.
 * @cssprop [--skr-surface=transparent] - The background of the card.
 * @cssprop [--skr-radius=0.375em] - The corner radius of the card.
 */
export class OrgCardElement extends SkrElement {
  static readonly tag: string = 'org-card';

  static override contentStyles = [...SkrElement.contentStyles, organisationStyles];
  static override get styles() {
    return [...super.styles, styles];
  }

  static override properties: PropertyDeclarations = {
    org: { reflect: true },
    name: { reflect: true },
    description: { reflect: true },
    href: { reflect: true },
  };

  /**
   * The organisation whose built-in facts are shown. Each of the other attributes replaces the fact of the same name.
   * Without `org`, any of them replaces all the built-in facts.
   * @type {'salar-international' | 'icld' | undefined}
   * @default salar-international
   */
  declare org: OrganisationName | null | undefined;

  /** The organisation's name. Without it, or a built-in one, the card has no heading and no link. */
  declare name: string | null | undefined;

  /** What the organisation does, as plain text. */
  declare description: string | null | undefined;

  /** The URL of the organisation's website. Without it, or a built-in one, the card has no link. */
  declare href: string | null | undefined;

  #organisation!: Organisation;

  constructor() {
    super();
    followCardLinks(this, (card) => card === this);
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    const { description } = this;
    const facts = this.#getFacts();
    const name = this.name || facts.name;
    const href = this.href ? getSafeUrlAttribute(this, 'href', this.href) : facts.href;
    this.#organisation = {
      name,
      description: description ? [description] : facts.description,
      // No name, no link: the name is its text.
      href: name && href,
    };
  }

  protected renderContent(): Content {
    const { context, level } = this;
    const organisation = this.#organisation;
    // A slotted description comes after the name, which then needs a container of its own, and before the link.
    return this.hasSlotted('description')
      ? {
          'skr-content-start': organisationName(context, level, organisation),
          'skr-content': organisationLink(context, organisation),
        }
      : { 'skr-content': organisationDetails(context, level, organisation) };
  }

  protected override render(): unknown {
    return html`<slot name="media"></slot>
      ${this.contentSlot('skr-content-start')}
      <slot name="description"></slot>
      ${this.contentSlot()}
      <slot name="footer"></slot>`;
  }

  #getFacts(): Organisation {
    const { org, name, description, href, msg } = this;
    if (org && Object.hasOwn(organisations, org)) return organisations[org](msg);
    if (org) {
      warnInvalidAttribute(this, 'org', org, `write ${Object.keys(organisations).join(' or ')}`);
    }
    // Any of the three, so that SALAR International doesn't flash while an app is still setting the others.
    return (name ?? description ?? href) == null
      ? organisations['salar-international'](msg)
      : { name: '', description: [] };
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'org-card': OrgCardElement;
  }
}
