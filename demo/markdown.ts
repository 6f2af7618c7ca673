/** Prose from Markdown, at build time. */
import { readFileSync } from 'node:fs';
import { Marked } from 'marked';
import { conditional, copyTemplate } from './facts.ts';
import { breakable, escaped, Html } from './html.ts';
import { copyable, type View } from './site.ts';

/** A heading of a page of prose, to link to. */
export interface Heading {
  readonly id: string;
  readonly text: string;
  /** The condition under which its section is there. */
  readonly when?: string;
}

/**
 * Prose as HTML, with the headings of its second level. A heading with `{when form=yes}` before it begins a
 * section that is there under that condition, and a paragraph that begins with one is there under it.
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
  /** The condition of the section that begins next. */
  let when: string | undefined;
  let isInSection = false;
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const plain = text.replace(/[`*]/g, '').replace(/\[(.*?)\]\(.*?\)/g, '$1');
        const id = own + idFor(plain, counts);
        nearest = plain;
        const level = depth + under;
        const heading = `<h${level} id="${id}">${this.parser.parseInline(tokens)}</h${level}>\n`;
        if (depth !== 2) return heading;
        headings.push({ id, text: plain, ...(when && { when }) });
        const end = isInSection ? '</section>' : '';
        const start = when ? `<section${conditional(when, view).text}>` : '';
        isInSection = when !== undefined;
        when = undefined;
        return end + start + heading;
      },
      paragraph({ tokens, text }) {
        when = /^\{when (.+)\}$/.exec(text)?.[1];
        if (when) return '';
        const content = this.parser.parseInline(tokens);
        const [start = '', own] = /^\{when ([^}]+)\} /.exec(content) ?? [];
        return `<p${own ? conditional(own, view).text : ''}>${content.slice(start.length)}</p>\n`;
      },
      code({ text, lang }) {
        blocks++;
        const id = `${own}code-${blocks}`;
        if (lang === 'text') {
          return copyable(id, text, view, view.t('texten', 'the text'), 'words').text;
        }
        if (lang === 'template' || lang === 'json-template') {
          return copyTemplate(id, text, view, nearest, lang === 'json-template').text;
        }
        const name = view.t('koden', 'the code');
        if (lang) return copyable(id, text, view, name).text;
        return `<pre data-scrolls="${name}"><code>${escaped(text)}</code></pre>\n`;
      },
      table(token) {
        const cell = ({ tokens, text }: (typeof token.header)[number]) => ({
          html: this.parser.parseInline(tokens),
          text,
        });
        const rows = token.rows.map((row) => row.map((each) => cell(each).html));
        return createTable(token.header.map(cell), rows, nearest || view.t('Tabell', 'Table'));
      },
      codespan({ text }) {
        // A word of code is read whole, where it is not wider than a telephone.
        const kind = text.length > 24 ? '' : ' class="unbroken"';
        return `<code${kind}>${escaped(text)}</code>`;
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
    // In the repository the texts are a file.
    .replaceAll('(../demo/prose/texts.en.md', `(${view.to('texts')}`)
    .replaceAll('{version}', view.version)
    .replaceAll('{address}', view.address);
  const body = marked.parse(filled, { async: false }) + (isInSection ? '</section>' : '');
  return { body: new Html(body.replace(/>[^<]+/g, withoutBreaks)), headings };
}

/** A text whose hyphens that belong to a word never end a line: no Swede writes “e-” alone. */
function withoutBreaks(text: string): string {
  return text.replace(/\be-post/gi, (word) => `<span class="unbroken">${word}</span>`);
}

/** The width and height of a picture in lossless WebP: so that nothing moves when it comes. */
function sizeOf(path: string): readonly [number, number] {
  const file = readFileSync(path);
  const kind = file.toString('latin1', 12, 16);
  if (kind !== 'VP8L') throw new Error(`${path}: expected WebP of the kind VP8L, got ${kind}`);
  const sizes = file.readUInt32LE(21);
  return [(sizes & 0x3fff) + 1, ((sizes >> 14) & 0x3fff) + 1];
}

/**
 * A table that scrolls by itself where it is wider than the page, and then has a name. On a telephone each
 * row is a block, whose cells say what column they are of. Roles keep it a table to screen readers then.
 */
export function createTable(
  head: readonly { readonly html: string; readonly text: string }[],
  rows: readonly (readonly string[])[],
  name: string,
): string {
  const headers = head.map(({ html }) => `<th scope="col" role="columnheader">${html}</th>`);
  const body = rows.map(([first, ...rest]) => {
    const cells = rest.map(
      (html, at) =>
        `<td role="cell" data-column="${escaped(head[at + 1]?.text ?? '')}">${html}</td>`,
    );
    return `<tr role="row"><th scope="row" role="rowheader">${first}</th>${cells.join('')}</tr>`;
  });
  const content = `<thead role="rowgroup"><tr role="row">${headers.join('')}</tr></thead><tbody role="rowgroup">${body.join('')}</tbody>`;
  return `<div class="table" data-scrolls="${escaped(name)}"><table role="table">${content}</table></div>\n`;
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
