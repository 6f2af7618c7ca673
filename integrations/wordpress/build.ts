/**
 * Builds `dist/skr-widgets-wordpress.zip`, a plugin for WordPress. Part of `npm run build`.
 *
 * All the plugin knows about the elements comes from the manifest, and their content is prerendered here.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { mo, po } from 'gettext-parser';
import { createZip } from '../../publish/archive.ts';
import { sriHash } from '../../publish/integrity.ts';
import { readPublisher } from '../../publish/publisher.ts';
import { majorUrl, version, versionUrl } from '../../publish/urls.ts';
import { locales, widgets } from '../../publish/widgets.ts';
import { type AttributeInfo, expandFormats, readElements, renderTexts } from '../content.ts';

const folder = 'integrations/wordpress';
const domain = 'skr-widgets';
const read = (path: string) => readFileSync(`${folder}/${path}`, 'utf8');
const toJson = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The titles of the blocks. */
const titles: Readonly<Record<string, string>> = {
  'skr-intl-overview': 'SKR: international cooperation',
  'org-card': 'SKR: organisation card',
  'contact-person': 'SKR: contact person',
  'contact-form': 'SKR: contact form',
};

const icons: Readonly<Record<string, string>> = {
  'skr-intl-overview': 'admin-site-alt3',
  'org-card': 'id',
  'contact-person': 'businessperson',
  'contact-form': 'email',
};

/** The labels of the attributes in the panel. Their help texts come from the manifest. */
const labels: Readonly<Record<string, string>> = {
  'heading-level': 'Heading level',
  'heading-class': 'Classes for headings',
  'text-class': 'Classes for paragraphs',
  'link-class': 'Classes for links',
  isolated: 'Keep the page’s styles out',
  'contact-endpoint': 'Address of the contact form',
  'source-href': 'Address of the source',
  'job-title': 'Job title',
  description: 'Description',
  email: 'Email address',
  endpoint: 'Address of the contact form',
  heading: 'Heading',
  href: 'Website',
  name: 'Name',
  org: 'Organisation',
  recipient: 'Recipient',
  telephone: 'Telephone number',
};

/** The elements, in the order of their blocks, with the help texts for their attributes. */
const elements = readElements()
  .map((element) => ({
    ...element,
    description: getFirstSentence(element.description),
    attributes: element.attributes.map(({ description, ...attribute }) => ({
      ...attribute,
      help: toHelpText(description),
    })),
  }))
  .sort((a, b) => Object.keys(titles).indexOf(a.tag) - Object.keys(titles).indexOf(b.tag));
const { changed } = JSON.parse(readFileSync('dist/content/international.sv.json', 'utf8'));
const { publisherUrl, publicKeys, securityUpdatesUntil } = readPublisher();

const editor = read('editor.js').replace(
  'const fields = {};',
  () => `const fields = ${renderFields()};`,
);

const files: Record<string, string | Uint8Array> = {
  'skr-widgets.php': read('skr-widgets.php').replace('{version}', version),
  'settings.php': read('settings.php'),
  'changes.php': read('changes.php'),
  'security.php': read('security.php'),
  'uninstall.php': read('uninstall.php'),
  'readme.txt': read('readme.txt').replaceAll('{version}', version),
  'LICENSE.txt': readFileSync('dist/LICENSE.txt', 'utf8'),
  'skr-widgets.js': readFileSync('dist/skr-widgets.js', 'utf8'),
  'skr-widgets.css': readFileSync('dist/skr-widgets.css', 'utf8'),
  'editor.js': editor,
  'widgets.json': toJson(createManifest()),
  // It stays as it is in the zip that is made for another URL.
  'publisher.json': toJson({ publisherUrl, publicKeys }),
};
for (const element of elements) {
  files[`blocks/${element.tag}/block.json`] = toJson(createBlock(element));
  for (const locale of locales) {
    files[`texts/${element.tag}.${locale}.json`] = toJson(
      renderTexts(element.tag, element.attributes, locale),
    );
  }
}
Object.assign(files, createTranslations());

writeFileSync(
  'dist/skr-widgets-wordpress.zip',
  createZip(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [
        `${domain}/${path}`,
        typeof content === 'string' ? new TextEncoder().encode(content) : content,
      ]),
    ),
  ),
);

/** Converts regular expressions to PCRE, which has another syntax for code points. */
function toPcre(formats: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(formats).map(([name, format]) => [
      name,
      format.replaceAll(/\\u(?:\{(\w+)\}|(\w{4}))/g, '\\x{$1$2}'),
    ]),
  );
}

/** The data that the PHP code reads. */
function createManifest(): object {
  const pages = widgets.map(({ name, tag, attributes, locale }) => ({
    name: `${name}.${locale}`,
    page: { tag, attributes: { ...attributes, lang: locale } },
  }));
  const getEmbedUrl = (name: string) => `${majorUrl}embed/${name}.html`;
  return {
    version,
    url: majorUrl,
    script: `${versionUrl}skr-widgets.js`,
    integrity: sriHash('skr-widgets.js'),
    changed,
    securityUpdatesUntil: securityUpdatesUntil[version.split('.', 1)[0] ?? ''] || null,
    formats: toPcre(expandFormats('code point')),
    elements: Object.fromEntries(
      elements.map(({ tag, attributes }) => [
        tag,
        Object.fromEntries(attributes.map(({ name, help: _, ...rest }) => [name, rest])),
      ]),
    ),
    pages: Object.fromEntries(pages.map(({ name, page }) => [getEmbedUrl(name), page])),
    oembed: Object.fromEntries(
      pages.map(({ name }) => [getEmbedUrl(name), `${majorUrl}oembed/${name}.json`]),
    ),
  };
}

/** The `block.json` of a block. */
function createBlock({ tag, description, attributes }: (typeof elements)[0]): object {
  return {
    $schema: 'https://schemas.wp.org/trunk/block.json',
    apiVersion: 3,
    name: `${domain}/${tag}`,
    version,
    title: getTitle(tag),
    description,
    category: 'embed',
    icon: icons[tag],
    keywords: ['SKR'],
    textdomain: domain,
    attributes: Object.fromEntries(
      [{ name: 'lang', kind: 'choice' }, ...attributes].map(({ name, kind }) => [
        name,
        { type: kind === 'boolean' ? 'boolean' : 'string' },
      ]),
    ),
    supports: { html: false, align: ['wide', 'full'] },
    example: {},
    editorScript: 'skr-widgets-editor',
  };
}

/** Generates the fields of the panels as code, so that translation tools find the texts. */
function renderFields(): string {
  const translate = (text: string) => `__(${JSON.stringify(text)}, '${domain}')`;
  const names = readOrganisationNames('en');
  const lines = elements.map(({ tag, attributes }) => {
    const fields = attributes.map(({ name, kind, choices, help }) => {
      const label = labels[name];
      if (!label) {
        throw new Error(
          `Expected a label for the attribute ${name} of <${tag}>, got none: add one to labels in ${folder}/build.ts`,
        );
      }
      const options = choices?.map((value) => {
        const organisation = names[value];
        return `{ value: '${value}', label: ${organisation ? translate(organisation) : `'${value}'`} }`;
      });
      return `{ name: '${name}', kind: '${getControl(kind)}', isEndpoint: ${
        kind === 'endpoint'
      }, label: ${translate(label)}, help: ${translate(help)}${
        options
          ? `, options: [{ value: '', label: ${translate('Default')} }, ${options.join(', ')}]`
          : ''
      } }`;
    });
    return `    '${tag}': [\n      ${fields.join(',\n      ')},\n    ]`;
  });
  return `{\n${lines.join(',\n')},\n  }`;
}

/** The names of the organisations, by value of the `org` attribute. */
function readOrganisationNames(locale: string): Record<string, string> {
  const { organisations } = JSON.parse(
    readFileSync(`dist/content/international.${locale}.json`, 'utf8'),
  );
  return Object.fromEntries(
    organisations.map(({ id, name }: { id: string; name: string }) => [id, name]),
  );
}

/** The editor control for an attribute. */
function getControl(kind: AttributeInfo['kind']): string {
  if (kind === 'endpoint') return 'url';
  return kind === 'classes' ? 'text' : kind;
}

/** Creates the help text of an attribute. Sentences that begin with code are for those who write HTML, and left out. */
function toHelpText(description: string): string {
  return description
    .replaceAll('\n', ' ')
    .replace(/(?<=[.]) `(?!{).*/, '')
    .replaceAll('`', '');
}

function getTitle(tag: string): string {
  const title = titles[tag];
  if (!title) {
    throw new Error(
      `Expected a title for <${tag}>, got none: add one to titles in ${folder}/build.ts`,
    );
  }
  return title;
}

function getFirstSentence(text: string): string {
  return text.replaceAll('\n', ' ').replace(/(?<=[.]) .*/, '');
}

/** A translation catalogue, as far as it is used here: translations by context and text. */
interface Catalogue {
  headers: Record<string, string>;
  translations: Record<string, Record<string, { msgstr: string[] }>>;
}

/**
 * Creates the Swedish translations for PHP and for the editor.
 *
 * @throws {Error} If a text has no translation, or a translation isn't used.
 */
function createTranslations(): Record<string, string | Uint8Array> {
  const catalogue: Catalogue = po.parse(read('languages/skr-widgets-sv_SE.po'));
  const texts = new Map<string, { context: string; text: string; ofEditor: boolean }>();
  const requireText = (text: string, context = '', ofEditor = false) => {
    const key = `${context}\u0004${text}`;
    texts.set(key, { context, text, ofEditor: ofEditor || texts.get(key)?.ofEditor === true });
  };
  const call = /\b__\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"),\s*'skr-widgets'/g;
  for (const [path, content] of Object.entries(files)) {
    if (typeof content !== 'string' || !/^[a-z-]+\.(php|js)$/.test(path)) continue;
    const calls = [...content.matchAll(call)];
    // Without the text domain, or with a text that isn't a literal, translation tools wouldn't find it.
    if (calls.length !== content.match(/\b__\(/g)?.length && content.includes('__(')) {
      throw new Error(`${path} uses a text that translation tools cannot find`);
    }
    for (const [, single = '', double] of calls) {
      const text = double === undefined ? single.replaceAll("\\'", "'") : JSON.parse(`"${double}"`);
      requireText(text, '', path === 'editor.js');
    }
  }
  for (const { tag, description } of elements) {
    requireText(getTitle(tag), 'block title');
    requireText(description, 'block description');
  }
  requireText('SKR', 'block keyword');
  const [, header = ''] = read('skr-widgets.php').match(/ \* Description: (.*)/) ?? [];
  requireText(header);

  const missing = [...texts.values()].filter(
    ({ context, text }) => !catalogue.translations[context]?.[text]?.msgstr[0],
  );
  const unused = Object.entries(catalogue.translations).flatMap(([context, entries]) =>
    Object.keys(entries).filter((text) => text && !texts.has(`${context}\u0004${text}`)),
  );
  const problems = [
    ...(missing.length > 0
      ? ['Expected these translations, got none:', ...missing.map(toEntry)]
      : []),
    ...(unused.length > 0 ? ['Expected these texts to be in use, but nothing is:', ...unused] : []),
  ];
  if (problems.length > 0) {
    throw new Error([`${folder}/languages/skr-widgets-sv_SE.po`, ...problems].join('\n\n'));
  }

  const ofEditor = [...texts.values()].filter((text) => text.ofEditor);
  const messages = {
    '': { domain: 'messages', lang: 'sv_SE', 'plural-forms': catalogue.headers['Plural-Forms'] },
    ...Object.fromEntries(
      ofEditor.map(({ text }) => [text, catalogue.translations['']?.[text]?.msgstr]),
    ),
  };
  return {
    'languages/skr-widgets-sv_SE.po': read('languages/skr-widgets-sv_SE.po'),
    'languages/skr-widgets-sv_SE.mo': mo.compile(catalogue),
    'languages/skr-widgets-sv_SE-skr-widgets-editor.json': toJson({
      domain: 'messages',
      locale_data: { messages },
    }),
  };
}

/** An entry of a translation catalogue, to be filled in. */
function toEntry({ context, text }: { context: string; text: string }): string {
  const lines = [`msgid ${JSON.stringify(text)}`, 'msgstr ""'];
  return [...(context ? [`msgctxt ${JSON.stringify(context)}`] : []), ...lines].join('\n');
}
