/** The card as a custom element without any library. */
import { cardStyles } from './styles.ts';
import { organisations } from './text.js';

const sheet = new CSSStyleSheet();
sheet.replaceSync(`:host { display: block; } ${cardStyles}`);

const template = document.createElement('template');
template.innerHTML = '<div class="card"><h3></h3><p></p><p><a></a></p></div>';

export class VanillaCard extends HTMLElement {
  #locale = 'sv';

  set locale(locale) {
    this.#locale = locale;
    this.#show();
  }

  connectedCallback() {
    if (!this.shadowRoot) {
      const root = this.attachShadow({ mode: 'open' });
      root.adoptedStyleSheets = [sheet];
      root.append(template.content.cloneNode(true));
    }
    this.#show();
  }

  #show() {
    const facts = organisations[this.#locale][this.getAttribute('org')];
    const name = this.getAttribute('name') ?? facts.name;
    const [card] = this.shadowRoot.children;
    const [heading, description, last] = card.children;
    card.lang = this.#locale;
    heading.textContent = name;
    description.textContent = this.getAttribute('description') ?? facts.description.join(' ');
    last.firstChild.href = this.getAttribute('href') ?? facts.href;
    last.firstChild.textContent = name;
  }
}
