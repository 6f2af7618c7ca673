/** What a content management system can print where the script may not come, or comes later. */
import { prerender, prerenderContent } from '../dist/lib/prerender.js';
import { versionUrl } from './urls.ts';
import { escapeHtml, type Files, getHrefLang, type Widget, widgets } from './widgets.ts';

/** Fragments with a declarative shadow root, their style sheet's own address in them. */
export function fragments(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `fragments/${widget.name}.${widget.locale}.html`,
      `${fragment(widget, versionUrl, true)}\n`,
    ]),
  );
}

/** Fragments of nothing but headings, paragraphs, lists and links, which every editor lets through. */
export function plainFragments(): Files {
  return Object.fromEntries(
    widgets.map((widget) => [
      `fragments/${widget.name}.${widget.locale}.plain.html`,
      `${plain(widget)}\n`,
    ]),
  );
}

/**
 * A prerendered widget.
 *
 * The sheet is that of this version, not the newest, so that a fragment that is kept for years still
 * looks right.
 *
 * @param form Shows the form of a widget that has one; its address is written into the tag later.
 */
export function fragment(widget: Widget, base: string, form: boolean): string {
  const { tag, attributes, locale } = widget;
  return prerender(tag, attributes, locale, { base, form, children: link(widget) });
}

/** What browsers show that know neither scripts nor declarative shadow roots. */
function link(widget: Widget): string {
  const { title, href, locale } = widget;
  const language = getHrefLang(widget);
  const hreflang = language === locale ? '' : ` hreflang="${language}"`;
  return `<a href="${escapeHtml(href)}"${hreflang}>${escapeHtml(title)}</a>`;
}

const plainTags = /^(h[1-6]|p|ul|li|a|br)$/;

/** The same text and links without anything for a style sheet or a script to hold on to. */
export function plain({
  tag,
  attributes,
  locale,
}: Pick<Widget, 'tag' | 'attributes' | 'locale'>): string {
  const text = prerenderContent(tag, attributes, locale)
    // Without the style sheet they would be seen.
    .replace(/<span class="visually-hidden">.*?<\/span>/g, '')
    .replace(/<(\/?)(\w+)([^>]*)>/g, (_, end, name, rest) => {
      const [href = ''] = rest.match(/ href="[^"]*"/) ?? [];
      return plainTags.test(name) ? `<${end}${name}${href}>` : '';
    })
    .replace(/ *(<\/?(?:h[1-6]|p|ul|li)>) */g, '$1');
  return `<div lang="${locale}">${text}</div>`;
}
