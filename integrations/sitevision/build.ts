/**
 * Makes `dist/skr-widgets-sitevision.zip`, a WebApp for Sitevision: a part of `npm run build`.
 *
 * The zip is what Sitevision's own tools make of an app with `"bundled": true`: a server part that
 * calls `require` for Sitevision's API, and a client part that is an AMD module. Those tools bring 900
 * packages for what is done here by putting files together.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createZip } from '../../publish/archive.ts';
import { locales } from '../../publish/widgets.ts';
import { expandFormats, readElements, renderTexts } from '../content.ts';

const folder = 'integrations/sitevision';
const read = (path: string) => readFileSync(`${folder}/${path}`, 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What can be chosen. The text of SKR's own takes no facts of others. */
const choices: Record<string, { tag: string; own?: Record<string, string>; isOwn?: true }> = {
  'skr-intl-overview': { tag: 'skr-intl-overview' },
  'org-card': { tag: 'org-card', own: { org: 'salar-international' } },
  'org-card-icld': { tag: 'org-card', own: { org: 'icld' } },
  'org-card-own': { tag: 'org-card', isOwn: true },
  'contact-person': { tag: 'contact-person' },
  'contact-person-own': { tag: 'contact-person', isOwn: true },
  'contact-form': { tag: 'contact-form' },
};

/** The attributes that describe an organisation or a person of one's own. */
const facts = ['name', 'description', 'href', 'job-title', 'org'];
const factsOfPerson = ['telephone', 'email'];

/** The attributes that the panel has no field for. */
const left = ['heading', 'source-href'];

/** The colours of the panel: each is a custom property, `--skr-accent`. */
const colours = ['accent', 'link', 'border', 'surface'];

const elements = readElements();

const widgets = Object.fromEntries(
  Object.entries(choices).map(([name, { tag, own = {}, isOwn }]) => {
    const skipped = [
      ...left,
      ...(isOwn ? ['org'] : facts.filter((fact) => !own[fact])),
      ...(tag === 'contact-person' && !isOwn ? factsOfPerson : []),
    ];
    const attributes = elements
      .find((element) => element.tag === tag)
      ?.attributes.filter((attribute) => !skipped.includes(attribute.name))
      .map(({ description: _, choices: values, ...attribute }) => ({
        ...attribute,
        // Of organisations there is the one that was chosen.
        ...(own[attribute.name]
          ? { choices: [own[attribute.name] ?? ''] }
          : values && { choices: values }),
      }));
    if (!attributes) throw new Error(`There is no element ${tag}`);
    const texts = locales.map((locale) => [
      locale,
      renderTexts(tag as (typeof elements)[0]['tag'], attributes, locale),
    ]);
    return [name, { tag, attributes, own, texts: Object.fromEntries(texts) }];
  }),
);

/** For a form: its shadow root is reached by no style sheet of the page, and nothing tells where ours lies. */
const formStyles = readFileSync('dist/skr-widgets.css', 'utf8');

const files = {
  'manifest.json': JSON.stringify({ ...JSON.parse(read('manifest.json')), version }, null, 2),
  'appDataDefaults.json': read('appDataDefaults.json'),
  // In a function, so that no name of ours meets another app's.
  'index.js': `(function () {
var widgets = ${ascii(JSON.stringify(widgets))};
var colours = ${JSON.stringify(colours)};
var formats = ${ascii(JSON.stringify(expandFormats('code unit')))};
var formStyles = ${ascii(JSON.stringify(formStyles))};
${read('index.js')}})();
`,
  'main.js': `define(['exports'], function (exports) {
${readFileSync('dist/skr-widgets.js', 'utf8')}
${read('main.js')}
});
`,
  // Sitevision puts it into the head of a page that has the app.
  'css/main.css': readFileSync('dist/skr-widgets.css', 'utf8'),
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

/** The server reads the file in an encoding that we do not know. */
function ascii(json: string): string {
  return json.replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
