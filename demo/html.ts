/** Pages as templates: what is put into one is escaped, unless it is HTML already. */

import { escapeHtml as escaped } from '../publish/widgets.ts';

export { escaped };

/** A piece of HTML. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Value = Html | string | number | false | undefined | readonly Value[];

/** A template of HTML. */
export function html(strings: TemplateStringsArray, ...values: readonly Value[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(textOf)));
}

function textOf(value: Value): string {
  if (value === false || value === undefined) return '';
  if (value instanceof Html) return value.text;
  return Array.isArray(value) ? value.map(textOf).join('') : escaped(String(value));
}

/** A URL in running text: a narrow column breaks it between its parts, and not in a word. */
export function breakable(url: string): Html {
  return html`${url.split(/(?<=[/-])(?=[^/])/).map((part, at) => html`${at > 0 && html`<wbr>`}${part}`)}`;
}

/** Data for a script to read: it is not run, so no policy asks about it. */
export function data(id: string, value: object): Html {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return new Html(`<script type="application/json" id="${id}">${json}</script>`);
}
