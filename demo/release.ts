/** What has been built, as the site has it: the files of the release, and what the code needs of them. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseFragment, serialize } from 'parse5';
import { getAttributeNames, renderContent, renderElement, type Tag } from '../dist/lib/ssr.js';
import { createLists } from '../publish/advisories.ts';
import { rebaseFile } from '../publish/archive.ts';
import { getSignaturesFile, readSigningKeys } from '../publish/signature.ts';
import { readCommitDate } from '../publish/source.ts';
import { baseUrl, receivers } from '../publish/urls.ts';
import { getHrefLang, widgets } from '../publish/widgets.ts';
import { escaped, Html, html } from './html.ts';
import type { Release, Source } from './scripts/code.ts';
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
  return { ...files, ...lists() };
}

/** The publisher's lists of vulnerabilities and support, beside the folders of the versions. */
function lists(): Files {
  const all = Object.entries(createLists(readCommitDate(), readSigningKeys()));
  return Object.fromEntries(
    all.map(([path, content]) => [`skr-widgets/${path}`, Buffer.from(content)]),
  );
}

/** What the code needs to know of the release. */
export function releaseOf({ address, version }: Settings): Release {
  const csp = readFileSync('dist/csp.json', 'utf8').replaceAll(baseUrl, address);
  return {
    address,
    version,
    integrity: JSON.parse(readFileSync('dist/integrity.json', 'utf8')),
    publicKeys: readPublicKeys(version),
    policies: JSON.parse(csp).features,
    attributes: Object.fromEntries(widgets.map(({ tag }) => [tag, getAttributeNames(tag)])),
    links: Object.fromEntries(
      widgets.map((widget) => {
        const { name, locale, href, title } = widget;
        return [`${name}.${locale}`, { href, title, language: getHrefLang(widget) }];
      }),
    ),
  };
}

/** The keys that the release is signed with. */
export function readPublicKeys(version: string): readonly string[] {
  const file = `dist/${getSignaturesFile(version)}`;
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).publicKeys : [];
}

/** The HTML that the code has in it, as a browser writes it: the configurator gets it from one. */
export function htmlAt(source: Source | undefined): string {
  if (!source) return '';
  if ('path' in source) return readFileSync(join('dist', source.path), 'utf8');
  const { tag, attributes, locale } = source;
  return serialize(parseFragment(renderContent(tag, attributes, locale)));
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
  const styleSheet = `${view.root}skr-widgets/v${view.version}/skr-widgets.css`;
  const options = { styleSheet, children: children.text, form: endpoint !== '' };
  const rendered = renderElement(tag, attributes, view.locale, options);
  if (!endpoint) return new Html(rendered);
  const name = tag === 'skr-intl-overview' ? 'contact-endpoint' : 'endpoint';
  return new Html(rendered.replace(`<${tag}`, () => `<${tag} ${name}="${escaped(endpoint)}"`));
}
