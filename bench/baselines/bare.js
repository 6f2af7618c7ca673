/**
 * What the browser itself needs for a card in a shadow root, with our rule for cards that are far from
 * the screen: the same words for all, and no attribute is read.
 */
import { cardStyles, farStyles } from './styles.ts';
import { organisations } from './text.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  `:host { display: block; } ${farStyles(':host(:nth-child(n + 13))')} ${cardStyles}`,
);

const { name, description, href } = organisations.sv['salar-international'];
const template = document.createElement('template');
template.innerHTML = `<div class="card" lang="sv"><h3>${name}</h3><p>${description}</p><p><a href="${href}">${name}</a></p></div>`;

export class BareCard extends HTMLElement {
  connectedCallback() {
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet];
    root.append(template.content.cloneNode(true));
  }
}
