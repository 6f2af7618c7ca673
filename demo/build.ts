/**
 * Makes the site in `site/`: a part of `npm run build`. Static files that any web server can host, with
 * the release beside them. Where it will be stands in the environment, as for the release itself.
 */
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSync } from 'esbuild';
import { packSource } from '../publish/archive.ts';
import { readPublisher } from '../publish/publisher.ts';
import { createSecurityTxt } from '../publish/security-txt.ts';
import { readSource } from '../publish/source.ts';
import { baseUrl, receivers, version } from '../publish/urls.ts';
import { Html } from './html.ts';
import { choose, preview } from './pages/choose.ts';
import { hostPages } from './pages/host-pages.ts';
import { hosts } from './pages/hosts.ts';
import { notFound } from './pages/not-found.ts';
import { prosePage } from './pages/prose.ts';
import { reference } from './pages/reference.ts';
import { start } from './pages/start.ts';
import { tests } from './pages/tests.ts';
import { type Files, published } from './release.ts';
import {
  files as fileNames,
  locales,
  type Page,
  type PageName,
  pageAround,
  pathOf,
  type Settings,
  type View,
  viewOf,
} from './site.ts';
import { renderTestPages } from './test-pages.ts';

const pages: Readonly<Record<PageName, (view: View) => Page>> = {
  start,
  choose,
  goLive: (view) => prosePage('goLive', view),
  guides: (view) => prosePage('guides', view),
  texts: (view) => prosePage('texts', view),
  hosts,
  reference,
  trust: (view) => prosePage('trust', view),
  operators: (view) => prosePage('operators', view),
  tests,
};

/** What does not differ with where the site is. */
const asIs = ['site.css', 'preview.css', 'logotype.svg', 'scripts/brotli-LICENSE.txt'];

/** Every file of the site but its own scripts, by its path. */
export function site(settings: Settings): Files {
  const files: Record<string, string | Buffer | Html> = {
    ...published(settings),
    ...hostPages(settings),
    ...renderTestPages(settings),
  };
  // The licences of the libraries that make the zip want to be where they are. Brotli's package has none.
  files['scripts/fflate-LICENSE.txt'] = readFileSync('node_modules/fflate/LICENSE');
  files['llms.txt'] = fillIn(readFileSync('demo/llms.txt', 'utf8'), settings);
  for (const file of [...asIs, ...globSync('pictures/*', { cwd: 'demo' })]) {
    files[file] = readFileSync(`demo/${file}`);
  }
  for (const locale of locales) {
    const view = viewOf(locale, settings);
    for (const name of Object.keys(fileNames) as PageName[]) {
      files[pathOf(name, locale)] = pageAround(name, view, pages[name](view));
    }
    files[`preview.${locale}.html`] = preview(view);
  }
  files['404.html'] = notFound(settings);
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      content instanceof Html ? content.text : content,
    ]),
  );
}

/** A text with the URLs of the site and of the release. */
function fillIn(text: string, { address, version }: Settings): string {
  return text
    .replaceAll('{site}', new URL('../', address).href)
    .replaceAll('{address}', address)
    .replaceAll('{major}', version.split('.', 1)[0] ?? '');
}

if (import.meta.main) {
  const settings = { address: baseUrl, version, receiver: receivers[0] };
  for (const folder of ['en', 'skr-widgets', 'hosts', 'scripts', 'pictures']) {
    rmSync(join('site', folder), { recursive: true, force: true });
  }
  for (const [path, content] of Object.entries(site(settings))) {
    const file = join('site', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  buildSync({
    entryPoints: globSync('demo/scripts/*.ts'),
    outdir: 'site/scripts',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
  });
  const securityTxt = createSecurityTxt(readPublisher(), {
    canonical: new URL('/.well-known/security.txt', baseUrl).href,
    policy: new URL('../trygghet.html', baseUrl).href,
  });
  if (securityTxt) {
    mkdirSync('site/.well-known', { recursive: true });
    writeFileSync('site/.well-known/security.txt', securityTxt);
  }
  // What the configurator makes zips of.
  writeFileSync('site/scripts/source.zip', packSource(readSource()));
}
