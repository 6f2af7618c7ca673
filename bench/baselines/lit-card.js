/** The card, written as in Lit's documentation. */
import { css, html, LitElement, unsafeCSS } from 'lit';
import { cardStyles } from './styles.ts';
import { organisations } from './text.js';

export const card = (name, description, href) =>
  html`<h3>${name}</h3>
    ${description.map((paragraph) => html`<p>${paragraph}</p>`)}
    <p><a href=${href}>${name}</a></p>`;

export class LitCard extends LitElement {
  static styles = css`
    :host {
      display: block;
    }
    ${unsafeCSS(cardStyles)}
  `;

  static properties = {
    org: {},
    name: {},
    description: {},
    href: {},
    locale: { attribute: false },
  };

  constructor() {
    super();
    this.locale = 'sv';
  }

  render() {
    const facts = organisations[this.locale][this.org];
    const description = this.description ? [this.description] : facts.description;
    return html`<div class="card" lang=${this.locale}>
      ${card(this.name ?? facts.name, description, this.href ?? facts.href)}
    </div>`;
  }
}
