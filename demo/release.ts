/** What has been built, as the site has it: the files of the release, and what the code needs of them. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { prerender, type Tag } from '../dist/lib/ssr.js';
import { rebaseFile } from '../publish/archive.ts';
import { baseUrl, receivers } from '../publish/urls.ts';
import { escaped, Html, html } from './html.ts';
import type { Release } from './scripts/code.ts';
import type { Settings, View } from './site.ts';

/** Files by their path. */
export type Files = Record<string, string | Buffer>;

/** The files of the release. What bundlers use is in the npm package. */
function paths(): string[] {
  return globSync('**', { cwd: 'dist', exclude: ['lib', 'lib/**', 'types', 'types/**'] })
    .filter((path) => statSync(join('dist', path)).isFile())
    .sort();
}

/**
 * The release, in the folders that the code links to. For another address than it was built for where
 * somebody tries the site on their own machine, whose port is not known when building.
 */
export function published({ version, address, receiver }: Settings): Files {
  const files: Files = {};
  const to = { baseUrl: address, receivers: receiver ? [receiver] : [] };
  for (const path of paths()) {
    const content = readFileSync(join('dist', path));
    const here =
      address === baseUrl
        ? content
        : Buffer.from(rebaseFile(path, content, { baseUrl, receivers }, to));
    for (const folder of [`v${version.split('.', 1)[0]}`, `v${version}`]) {
      files[`skr-widgets/${folder}/${path}`] = here;
    }
  }
  return files;
}

/** What the code needs to know of the release. */
export function releaseOf({ address, version }: Settings): Release {
  const csp = readFileSync('dist/csp.json', 'utf8').replaceAll(baseUrl, address);
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
