/** The form in Lit: only what is visible. It relies on the browser's validation, and doesn't send. */
import { css, html, LitElement, nothing, unsafeCSS } from 'lit';
import { fields, keep, send } from './fields.ts';
import { formStyles } from './styles.ts';

const field = ({ name, label, type, hint, multiline, required }) => html`<div class="field">
  <label for=${name}>${label}</label>
  ${hint ? html`<p id="${name}-hint">${hint}</p>` : nothing}
  ${
    multiline
      ? html`<textarea
          id=${name}
          name=${name}
          rows="8"
          ?required=${required}
          aria-describedby="${name}-hint"
        ></textarea>`
      : html`<input
          id=${name}
          name=${name}
          type=${type ?? 'text'}
          ?required=${required}
          aria-describedby=${hint ? `${name}-hint` : nothing}
        />`
  }
</div>`;

export const form = () =>
  html`<form>
    <h3>Kontaktformulär SKR</h3>
    ${fields.map(field)}
    <div class="field">
      <input id="keep" type="checkbox" /><label for="keep" style="display: inline">${keep}</label>
    </div>
    <p><button type="submit">${send}</button></p>
  </form>`;

export class LitForm extends LitElement {
  static styles = css`
    :host {
      display: block;
    }
    ${unsafeCSS(formStyles)}
  `;

  render() {
    return form();
  }
}
