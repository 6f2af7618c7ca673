/** HTML fragments for content management systems to print: each widget with its text. */
import { renderElement } from '../dist/lib/ssr.js';
import { versionUrl } from './urls.ts';
import { type Files, type Widget, widgets } from './widgets.ts';

/** Creates the fragments. The endpoint of a form is added to the tag later. */
export function createFragments(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `fragments/${widget.name}.${widget.locale}.html`,
      `${renderFragment(widget, versionUrl, true)}\n`,
    ]),
  );
}

/**
 * Renders a widget to HTML with `renderElement()`.
 *
 * Its form links the style sheet of this exact version, so that a fragment kept for years still looks right.
 *
 * @param folder The URL of the folder that contains `skr-widgets.css`.
 * @param form Whether to render the form, if the widget has one. Its endpoint is added to the tag later.
 */
export function renderFragment(
  { tag, attributes, locale }: Widget,
  folder: string,
  form: boolean,
): string {
  return renderElement(tag, attributes, locale, { styleSheet: `${folder}skr-widgets.css`, form });
}
