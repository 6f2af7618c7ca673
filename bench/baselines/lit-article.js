/** The whole article in Lit, in both languages. */
import { css, html, LitElement, unsafeCSS } from 'lit';
import { card } from './lit-card.js';
import { form } from './lit-form.js';
import { articleStyles, cardStyles, formStyles } from './styles.ts';
import { article, organisations, person } from './text.js';

const paragraph = (text) => html`<p>${text}</p>`;

export class LitArticle extends LitElement {
  static styles = css`
    :host {
      display: block;
    }
    ${unsafeCSS(articleStyles + cardStyles + formStyles)}
  `;

  static properties = { locale: { attribute: false } };

  constructor() {
    super();
    this.locale = 'sv';
  }

  render() {
    const { title, preamble, body, section } = article[this.locale];
    const { name, jobTitle } = person[this.locale];
    return html`<div class="article" lang=${this.locale}>
      <h2>${title}</h2>
      <p class="preamble">${preamble}</p>
      ${body.map(paragraph)}
      <h3>${section.title}</h3>
      ${section.body.map(paragraph)}
      <div class="cards">
        ${Object.values(organisations[this.locale]).map(
          (one) => html`<div class="card">${card(one.name, one.description, one.href)}</div>`,
        )}
      </div>
      <h3>Informationsansvarig</h3>
      <p>${name}<br />${jobTitle}</p>
      ${form()}
    </div>`;
  }
}
