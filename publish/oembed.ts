/**
 * oEmbed responses for the embed pages. Content management systems discover them through a link in the page's head.
 */

import { getEmbedPath } from './embed.ts';
import { baseUrl, majorUrl } from './urls.ts';
import { escapeHtml, type Files, type Widget, widgets } from './widgets.ts';

export function createOembedFiles(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `oembed/${widget.name}.${widget.locale}.json`,
      `${JSON.stringify(createResponse(widget), null, 2)}\n`,
    ]),
  );
}

/** In pixels: the width of a text column on most sites. */
const width = 600;

/** The height of each page in such a column, in the language with the longest text, with some margin. */
const heights: Readonly<Record<string, number>> = {
  'skr-intl-overview': 2200,
  'org-card': 280,
  'org-card-icld': 400,
  'contact-person': 150,
  'contact-form': 120,
};

function createResponse(widget: Widget): object {
  const { name, title } = widget;
  const height = heights[name];
  const page = `${majorUrl}${getEmbedPath(widget)}`;
  // Exactly this markup: WordPress removes anything else from a provider that it doesn't know.
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
