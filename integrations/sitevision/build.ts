/**
 * Builds `dist/skr-widgets-sitevision.zip`, a WebApp for Sitevision. Part of `npm run build`.
 *
 * The zip has the structure that Sitevision's own tools produce for an app with `"bundled": true`: a server part that
 * calls `require` for Sitevision's API, and a client part that is an AMD module. Those tools would bring in 900
 * packages to do what concatenating files does here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createZip } from '../../publish/archive.ts';
import { locales } from '../../publish/widgets.ts';
import { expandFormats, readElements, renderTexts } from '../content.ts';

const folder = 'integrations/sitevision';
const read = (path: string) => readFileSync(`${folder}/${path}`, 'utf8');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The choices in the panel. SKR's own content can't be combined with details of another organisation or person. */
const choices: Record<string, { tag: string; own?: Record<string, string>; isOwn?: true }> = {
  'skr-intl-overview': { tag: 'skr-intl-overview' },
  'org-card': { tag: 'org-card', own: { org: 'salar-international' } },
  'org-card-icld': { tag: 'org-card', own: { org: 'icld' } },
  'org-card-own': { tag: 'org-card', isOwn: true },
  'contact-person': { tag: 'contact-person' },
  'contact-person-own': { tag: 'contact-person', isOwn: true },
  'contact-form': { tag: 'contact-form' },
};

/** The attributes that the panel has no field for. */
const attributesWithoutField = ['heading', 'source-href'];

/** The colour fields of the panel. Each sets a custom property, such as `--skr-accent`. */
const colours = ['accent', 'link', 'border', 'surface'];

const elements = readElements();
const panel = read('config/index.html');

const widgets = Object.fromEntries(
  Object.entries(choices).map(([name, { tag, own = {}, isOwn }]) => {
    const canBeOwn = Object.values(choices).some((other) => other.tag === tag && other.isOwn);
    const attributes = elements
      .find((element) => element.tag === tag)
      ?.attributes.filter((attribute) => !attributesWithoutField.includes(attribute.name))
      // Whatever changes SKR's own text describes another organisation or person.
      .filter(({ name, affectsText }) =>
        isOwn ? name !== 'org' : !canBeOwn || !affectsText || own[name],
      )
      .map(({ description: _, choices: values, ...attribute }) => ({
        ...attribute,
        // Only the selected organisation.
        ...(own[attribute.name]
          ? { choices: [own[attribute.name] ?? ''] }
          : values && { choices: values }),
      }));
    if (!attributes) throw new Error(`Expected the element ${tag} in the manifest, got none`);
    for (const { name, kind } of attributes) {
      const field = kind === 'endpoint' ? kind : name;
      if (own[name] || panel.includes(`name="${field}"`)) continue;
      throw new Error(
        `Expected a field for ${field} in ${folder}/config/index.html, got none: add one, with its words in i18n/, or list the attribute in attributesWithoutField`,
      );
    }
    const texts = locales.map((locale) => [
      locale,
      renderTexts(tag as (typeof elements)[0]['tag'], attributes, locale),
    ]);
    return [name, { tag, attributes, own, texts: Object.fromEntries(texts) }];
  }),
);

/** Printed in the form's shadow root: the page's style sheets don't reach it, and the URL of ours isn't known. */
const formStyles = readFileSync('dist/skr-widgets.css', 'utf8');

const files = {
  'manifest.json': JSON.stringify({ ...JSON.parse(read('manifest.json')), version }, null, 2),
  'appDataDefaults.json': read('appDataDefaults.json'),
  // In a function scope, so that our variables don't collide with those of other apps.
  'index.js': `(function () {
var widgets = ${escapeNonAscii(JSON.stringify(widgets))};
var colours = ${JSON.stringify(colours)};
var formats = ${escapeNonAscii(JSON.stringify(expandFormats('code unit')))};
var formStyles = ${escapeNonAscii(JSON.stringify(formStyles))};
${read('index.js')}})();
`,
  'main.js': `define(['exports'], function (exports) {
${readFileSync('dist/skr-widgets.js', 'utf8')}
${read('main.js')}
});
`,
  // Sitevision loads it in the head of pages that have the app.
  'css/main.css': readFileSync('dist/skr-widgets.css', 'utf8'),
  'config/index.html': panel,
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

/** Escapes non-ASCII characters, because we don't know the encoding that the server reads the file in. */
function escapeNonAscii(json: string): string {
  return json.replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
