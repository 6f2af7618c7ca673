/** What a content management system can print: each widget with its text in it. */
import { renderElement } from '../dist/lib/ssr.js';
import { versionUrl } from './urls.ts';
import { type Files, type Widget, widgets } from './widgets.ts';

/** The fragments; a form's URL is written into the tag later. */
export function fragments(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `fragments/${widget.name}.${widget.locale}.html`,
      `${fragment(widget, versionUrl, true)}\n`,
    ]),
  );
}

/**
 * A widget as HTML, as `renderElement()` prints it.
 *
 * The style sheet that a form links is that of this version, not the newest, so that a fragment that is
 * kept for years still looks right.
 *
 * @param folder The URL of the folder of `skr-widgets.css`.
 * @param form Prints the form of a widget that has one; its URL is written into the tag later.
 */
export function fragment(
  { tag, attributes, locale }: Widget,
  folder: string,
  form: boolean,
): string {
  return renderElement(tag, attributes, locale, { styleSheet: `${folder}skr-widgets.css`, form });
}
