/** HTML fragments for content management systems to output: each widget with its text. */
import { renderElement } from '../dist/lib/ssr.js';
import { versionUrl } from './urls.ts';
import { type Files, type Widget, widgets } from './widgets.ts';

/** Creates the fragments. Their forms link the style sheet of this exact version, which fits a fragment kept for years. */
export function createFragments(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `fragments/${widget.name}.${widget.locale}.html`,
      `${renderFragment(widget, versionUrl, true)}\n`,
    ]),
  );
}

/**
 * Renders a widget to HTML. A form has no endpoint, since each site has its own receiver: whoever outputs the HTML adds
 * the attribute to the element's start tag.
 *
 * @param folder The URL of the folder that contains `skr-widgets.css`, with a slash at the end.
 * @param form Whether to render the form, if the widget has one.
 */
export function renderFragment(
  { tag, attributes, locale }: Widget,
  folder: string,
  form: boolean,
): string {
  return renderElement(tag, attributes, locale, { styleSheet: `${folder}skr-widgets.css`, form });
}
