/**
 * A description of each page for content management systems that ask by oEmbed. They find it by the
 * link in the page's head.
 */

import { embedPath } from './embed.ts';
import { baseUrl, majorUrl } from './urls.ts';
import { escapeHtml, type Files, type Widget, widgets } from './widgets.ts';

export function oembedFiles(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `oembed/${widget.name}.${widget.locale}.json`,
      `${JSON.stringify(description(widget), null, 2)}\n`,
    ]),
  );
}

/** In pixels; a column of text on most sites. */
const width = 600;

/** How high each page is in such a column, in the language that needs most, and a little over. */
const heights: Readonly<Record<string, number>> = {
  'skr-intl-overview': 2200,
  'org-card': 280,
  'org-card-icld': 400,
  'contact-person': 150,
  'contact-form': 120,
};

function description(widget: Widget): object {
  const { name, title } = widget;
  const height = heights[name];
  const page = `${majorUrl}${embedPath(widget)}`;
  // This and no more: WordPress takes out everything else of a provider that it does not know.
  const link = `<blockquote><a href="${page}">${escapeHtml(title)}</a></blockquote>`;
  const frame = `<iframe src="${page}" title="${escapeHtml(title)}" width="${width}" height="${height}" frameborder="0"></iframe>`;
  return {
    version: '1.0',
    type: 'rich',
    title,
    provider_name: 'SKR Widgets',
    provider_url: baseUrl,
    width,
    height,
    html: link + frame,
  };
}
