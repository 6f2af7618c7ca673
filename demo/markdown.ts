/** Prose from Markdown, at build time. */
import { readFileSync } from 'node:fs';
import { Marked } from 'marked';
import { breakable, escaped, Html } from './html.ts';
import { copyable, type View } from './site.ts';

/** A heading of a page of prose, to link to. */
export interface Heading {
  readonly id: string;
  readonly text: string;
}

/**
 * Prose as HTML, with the headings of its second level.
 *
 * @param under How many levels deeper it stands than it was written for. What does so has names of its
 *   own, since it is not the only prose on the page.
 */
export function prose(
  markdown: string,
  view: View,
  under = 0,
): { body: Html; headings: Heading[] } {
  const own = under ? 'more-' : '';
  const headings: Heading[] = [];
  const counts = new Map<string, number>();
  let blocks = 0;
  /** What a table or code is about. */
  let nearest = '';
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const plain = text.replace(/[`*]/g, '').replace(/\[(.*?)\]\(.*?\)/g, '$1');
        const id = own + idFor(plain, counts);
        if (depth === 2) headings.push({ id, text: plain });
        nearest = plain;
        const level = depth + under;
        return `<h${level} id="${id}">${this.parser.parseInline(tokens)}</h${level}>\n`;
      },
      code({ text, lang }) {
        blocks++;
        const id = `${own}code-${blocks}`;
        if (lang === 'text') {
          return copyable(id, text, view, view.t('texten', 'the text'), 'words').text;
        }
        const name = view.t('koden', 'the code');
        if (lang) return copyable(id, text, view, name).text;
        return `<pre data-scrolls="${name}"><code>${escaped(text)}</code></pre>\n`;
      },
      table(token) {
        const cell = (name: string, { tokens }: (typeof token.header)[number], scope = '') =>
          `<${name}${scope}>${this.parser.parseInline(tokens)}</${name}>`;
        const head = token.header.map((each) => cell('th', each, ' scope="col"')).join('');
        const rows = token.rows.map(
          ([first, ...rest]) =>
            `<tr>${first ? cell('th', first, ' scope="row"') : ''}${rest.map((each) => cell('td', each)).join('')}</tr>`,
        );
        const content = `<thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody>`;
        return tableAround(content, nearest || view.t('Tabell', 'Table'));
      },
      image({ href, text }) {
        const [width, height] = sizeOf(`demo/${href}`);
        return `<img class="picture" src="${view.root}${escaped(href)}" alt="${escaped(text)}" width="${width}" height="${height}" loading="lazy">`;
      },
      link({ href, tokens }) {
        // What lies in the repository is not on the site.
        if (/^(docs|receiver)\/|^[A-Z]+\.md/.test(href)) return this.parser.parseInline(tokens);
        const content = this.parser.parseInline(tokens);
        const text = /^https?:[^<]+$/.test(content) ? breakable(content).text : content;
        return `<a href="${escaped(href.replace(/^#/, `#${own}`))}">${text}</a>`;
      },
    },
  });
  const filled = markdown
    .replaceAll('https://example.se/skr-widgets/', view.address)
    // In the repository the texts are a file beside the handbook.
    .replaceAll('(texts-for-your-site.md)', `(${view.to('texts')})`)
    .replaceAll('{version}', view.version)
    .replaceAll('{address}', view.address);
  return { body: new Html(marked.parse(filled, { async: false })), headings };
}

/** The width and height of a picture in lossless WebP: so that nothing moves when it comes. */
function sizeOf(path: string): readonly [number, number] {
  const file = readFileSync(path);
  const kind = file.toString('latin1', 12, 16);
  if (kind !== 'VP8L') throw new Error(`${path}: expected WebP of the kind VP8L, got ${kind}`);
  const sizes = file.readUInt32LE(21);
  return [(sizes & 0x3fff) + 1, ((sizes >> 14) & 0x3fff) + 1];
}

/** A table that scrolls by itself where it is wider than the page, and then has a name. */
export function tableAround(rows: string, name: string): string {
  return `<div class="table" data-scrolls="${escaped(name)}"><table>${rows}</table></div>\n`;
}

/** A text as an address has it: `#sa-gor-du`. */
function idFor(text: string, counts: Map<string, number>): string {
  const id = text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\p{M}'’]/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const count = counts.get(id) ?? 0;
  counts.set(id, count + 1);
  return count ? `${id}-${count + 1}` : id;
}
