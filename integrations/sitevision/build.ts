/**
 * Makes `dist/skr-widgets-sitevision.zip`, a WebApp for Sitevision: a part of `npm run build`.
 *
 * The zip is what Sitevision's own tools make of an app with `"bundled": true`: a server part that
 * calls `require` for Sitevision's API, and a client part that is an AMD module. Those tools bring 900
 * packages for what is done here by putting files together.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createZip } from '../../publish/archive.ts';

const folder = 'integrations/sitevision';
const read = (path: string) => readFileSync(`${folder}/${path}`, 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What can be chosen, and which fragment is the text of it. What is one's own has no text of ours. */
const choices: Record<string, { tag: string; fragment?: string; own?: Record<string, string> }> = {
  'skr-intl-overview': { tag: 'skr-intl-overview', fragment: 'skr-intl-overview' },
  'org-card': { tag: 'org-card', fragment: 'org-card', own: { org: 'salar-international' } },
  'org-card-icld': { tag: 'org-card', fragment: 'org-card-icld', own: { org: 'icld' } },
  'org-card-own': { tag: 'org-card' },
  'contact-person': { tag: 'contact-person', fragment: 'contact-person' },
  'contact-person-own': { tag: 'contact-person' },
  'contact-form': { tag: 'contact-form', fragment: 'contact-form' },
};

/** The attributes that describe something of one's own, which a thing of SKR's does not take. */
const ofOnesOwn = new Set(['name', 'description', 'href', 'job-title', 'org']);

/** The colours of the panel: each is a custom property, `--skr-accent`. */
const colours = ['accent', 'link', 'border', 'surface'];

const widgets = Object.fromEntries(
  Object.entries(choices).flatMap(([name, { tag, fragment, own = {} }]) =>
    ['sv', 'en'].map((locale) => [
      `${name}.${locale}`,
      {
        tag,
        attributes: attributesOf(tag).filter(
          (attribute) => !fragment || own[attribute] || !ofOnesOwn.has(attribute),
        ),
        own,
        html: fragment
          ? readFileSync(`dist/fragments/${fragment}.${locale}.html`, 'utf8').trim()
          : '',
      },
    ]),
  ),
);

const files = {
  'manifest.json': JSON.stringify({ ...JSON.parse(read('manifest.json')), version }, null, 2),
  'appDataDefaults.json': read('appDataDefaults.json'),
  // In a function, so that no name of ours meets another app's.
  'index.js': `(function () {
var widgets = ${ascii(JSON.stringify(widgets))};
var colours = ${JSON.stringify(colours)};
${read('index.js')}})();
`,
  'main.js': `define(['exports'], function (exports) {
${readFileSync('dist/skr-widgets.js', 'utf8')}
${read('main.js')}
});
`,
  'config/index.html': read('config/index.html'),
  'config/index.js': read('config/index.js'),
  'i18n/sv.json': read('i18n/sv.json'),
  'i18n/en.json': read('i18n/en.json'),
};

writeFileSync(
  'dist/skr-widgets-sitevision.zip',
  createZip(
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)]),
    ),
  ),
);

/** The attributes of an element, as the manifest says. */
function attributesOf(tag: string): string[] {
  const { modules } = JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
  const declarations: Declaration[] = modules.flatMap(
    (module: Module) => module.declarations ?? [],
  );
  const found = declarations.find(({ tagName }) => tagName === tag);
  const names = found?.attributes?.map(({ name }) => name) ?? [];
  return [...new Set(['heading-level', ...names])];
}

interface Module {
  declarations?: Declaration[];
}

interface Declaration {
  tagName?: string;
  attributes?: { name: string }[];
}

/** The server reads the file in an encoding that we do not know. */
function ascii(json: string): string {
  return json.replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
