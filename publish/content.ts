/** The article as data, for those who want only that, and a feed of its changes. */
import { createHash } from 'node:crypto';
import { Feed } from 'feed';
import { articleFacts, articleText } from '../dist/lib/content/article.js';
import { type Change, changes } from '../dist/lib/content/changes.js';
import { type OrganisationName, organisations } from '../dist/lib/content/organisations.js';
import { informationOwner } from '../dist/lib/content/people.js';
import { createMsg, type Locale, type Msg } from '../dist/lib/core/localize.js';
import { getAdvisoryText, readAdvisories } from './advisories.ts';
import { readPublisher } from './publisher.ts';
import { majorUrl, version } from './urls.ts';
import { type Files, getLabels, locales } from './widgets.ts';

export function createContentFiles(): Files {
  return {
    'content/international.schema.json': toJson(schema),
    ...Object.fromEntries(
      locales.flatMap((locale) => [
        [`content/international.${locale}.json`, toJson(createData(locale))],
        [`content/changes.${locale}.atom`, createFeed(locale)],
      ]),
    ),
  };
}

/** The text itself, independent of its publisher and of the version of SKR Widgets. */
function createText(msg: Msg, locale: Locale) {
  const { title, preamble, body, whatWeDo, advocacy } = articleText(msg);
  const { translationNotice } = getLabels(msg);
  return {
    title,
    preamble,
    body,
    section: { title: whatWeDo, body: advocacy },
    organisations: Object.entries(organisations).map(([id, facts]) => ({
      id: id as OrganisationName,
      ...facts(msg),
    })),
    person: informationOwner(msg),
    ...(locale === 'sv' ? {} : { translationNotice }),
  };
}

/** Hashes the text in all languages. The hash changes whenever the text does. */
export function hashText(): string {
  const texts = locales.map((locale) => createText(createMsg(locale), locale));
  return createHash('sha256')
    .update(JSON.stringify([articleFacts, texts]))
    .digest('hex');
}

/**
 * Returns the newest change.
 *
 * @throws {Error} If the text has changed since then, so that no change is published without an entry.
 */
function getLatestChange(all: readonly [Change, ...Change[]]): Change {
  const hash = hashText();
  if (all[0].hash !== hash) {
    throw new Error(
      `The text has changed. To tell those who have copied it, add an entry at the top of src/content/changes.ts, with the hash ${hash}`,
    );
  }
  return all[0];
}

function createData(locale: Locale): object {
  const msg = createMsg(locale);
  const { kind, date, hash } = getLatestChange(changes(msg));
  return {
    $schema: `${majorUrl}content/international.schema.json`,
    version,
    hash,
    status: kind === 'withdrawn' ? 'withdrawn' : 'current',
    changed: date,
    language: locale,
    published: articleFacts.published,
    publisher: getLabels(msg).publisher,
    source: articleFacts.href,
    ...createText(msg, locale),
  };
}

function createFeed(locale: Locale): string {
  const msg = createMsg(locale);
  const all = changes(msg);
  const { publisher, changesTitle } = getLabels(msg);
  const { publisherUrl } = readPublisher();
  const advisories = readAdvisories().map((advisory) => {
    const { summary: title, details: text } = getAdvisoryText(advisory, locale);
    return { id: advisory.id, kind: 'advisory', date: advisory.published, title, text };
  });
  const entries = [...all, ...advisories].sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
  // Tag URIs with SKR's domain and the date of the first change, so that the ids are the same wherever the feed is
  // hosted.
  const day = all.at(-1)?.date.slice(0, 10);
  const tag = `tag:${new URL(articleFacts.href).hostname},${day}:skr-widgets/changes/${locale}`;
  const feed = new Feed({
    id: tag,
    title: changesTitle,
    language: locale,
    link: articleFacts.href,
    feedLinks: { atom: `${majorUrl}content/changes.${locale}.atom` },
    updated: new Date(entries[0]?.date ?? getLatestChange(all).date),
    author: { name: publisher },
    generator: false,
  });
  for (const { id, kind, date, title, text } of entries) {
    feed.addItem({
      id: `${tag}/${id}`,
      title,
      description: text,
      link:
        kind === 'advisory' && publisherUrl ? `${publisherUrl}advisories.json` : articleFacts.href,
      date: new Date(date),
      published: new Date(date),
      category: [{ term: kind }],
    });
  }
  return `${feed.atom1().replace('<feed ', `<feed xml:lang="${locale}" `)}\n`;
}

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', minItems: 1, items: text };
const href = { type: 'string', format: 'uri', pattern: '^https?://' };

/** JSON Schema of the data. */
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `${majorUrl}content/international.schema.json`,
  title: "SKR's text on its international development work",
  type: 'object',
  properties: {
    $schema: href,
    version: { ...text, description: 'The version of SKR Widgets that generated this file.' },
    hash: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Changes with the text.' },
    status: { enum: ['current', 'withdrawn'], description: 'Do not show a withdrawn text.' },
    changed: {
      type: 'string',
      format: 'date-time',
      description: 'When the text last changed, as in the feed.',
    },
    language: { enum: locales },
    published: { type: 'string', format: 'date', description: 'When SKR published the text.' },
    publisher: text,
    source: { ...href, description: 'The text on SKR’s website. Link to it.' },
    title: text,
    preamble: text,
    body: texts,
    section: createObjectSchema({ title: text, body: texts }),
    organisations: {
      type: 'array',
      items: createObjectSchema({ id: text, name: text, description: texts, href: href }),
    },
    person: createObjectSchema({ name: text, jobTitle: text }),
    translationNotice: { ...text, description: 'Show this with the translation.' },
  },
  required: [
    'version',
    'hash',
    'status',
    'changed',
    'language',
    'published',
    'publisher',
    'source',
    'title',
    'preamble',
    'body',
    'section',
    'organisations',
    'person',
  ],
  if: { properties: { language: { const: 'en' } } },
  // biome-ignore lint/suspicious/noThenProperty: the word of JSON Schema.
  then: { required: ['translationNotice'] },
  additionalProperties: false,
};

function createObjectSchema(properties: object): object {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function toJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
