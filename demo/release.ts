/** What has been built, as the site has it: the files of the release, and what the code needs of them. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { prerender, type Tag } from '../dist/lib/prerender.js';
import { address as builtFor } from '../publish/address.ts';
import { escaped, Html, html } from './html.ts';
import type { Release } from './scripts/code.ts';
import type { Settings, View } from './site.ts';

/** Files by their path. */
export type Files = Record<string, string | Buffer>;

/** The release, in the folders that the code links to. */
export function published(settings: Settings): Files {
  const { version } = settings;
  const paths = globSync('**', { cwd: 'dist', exclude: ['lib', 'lib/**'] }).sort();
  const files: Files = {};
  for (const path of paths) {
    const file = join('dist', path);
    if (!statSync(file).isFile()) continue;
    const content = readFileSync(file);
    for (const folder of [`v${version.split('.', 1)[0]}`, `v${version}`]) {
      files[`skr-widgets/${folder}/${path}`] = moved(path, content, settings);
    }
  }
  return files;
}

/**
 * A file for another address than it was built for: that of one who tries the site on their own
 * machine, whose port is not known when building. Scripts and style sheets name no address, and so
 * keep their hashes.
 */
function moved(path: string, content: Buffer, { address, receiver }: Settings): string | Buffer {
  if (address === builtFor || !/\.(html|json|atom)$/.test(path)) return content;
  return content
    .toString()
    .replaceAll(builtFor, address)
    .replace('data-origins=""', `data-origins="${receiver ?? ''}"`);
}

/** What the code needs to know of the release. */
export function releaseOf({ address, version }: Settings): Release {
  const csp = readFileSync('dist/csp.json', 'utf8').replaceAll(builtFor, address);
  const pages = globSync('*.html', { cwd: 'dist/embed' }).sort();
  return {
    address,
    version,
    integrity: JSON.parse(readFileSync('dist/integrity.json', 'utf8')),
    policies: JSON.parse(csp).features,
    links: Object.fromEntries(pages.map((file) => [file.replace('.html', ''), linkIn(file)])),
  };
}

/** The link inside the element on a widget's own page: what shows where scripts do not run. */
function linkIn(file: string) {
  const page = readFileSync(`dist/embed/${file}`, 'utf8');
  const [, href = '', hreflang, title = ''] =
    /<\/template><a(?: slot="fallback")? href="([^"]*)"(?: hreflang="(\w+)")?>(.*?)<\/a>/.exec(
      page,
    ) ?? [];
  if (!href) throw new Error(`dist/embed/${file} has no link in its element`);
  const language = hreflang ?? file.split('.')[1] ?? '';
  return { href: plain(href), title: plain(title), language };
}

function plain(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
}

/**
 * An element as a server prints it: it is there from the start, and nothing moves when the script comes.
 *
 * @param endpoint Where its form posts to, if it has one.
 */
export function widget(
  view: Pick<View, 'locale' | 'root' | 'version'>,
  tag: Tag,
  attributes: Readonly<Record<string, string>>,
  { children = html``, endpoint = '' } = {},
): Html {
  const base = `${view.root}skr-widgets/v${view.version}/`;
  const options = { base, children: children.text, form: endpoint !== '' };
  const written = prerender(tag, attributes, view.locale, options);
  if (!endpoint) return new Html(written);
  const name = tag === 'skr-intl-overview' ? 'contact-endpoint' : 'endpoint';
  return new Html(written.replace(`<${tag}`, () => `<${tag} ${name}="${escaped(endpoint)}"`));
}
