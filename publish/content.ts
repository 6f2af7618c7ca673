/** The text as data, for who wants nothing but that, and a feed of what becomes of it. */
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
import { type Files, labelsFor, locales } from './widgets.ts';

export function contentFiles(): Files {
  return {
    'content/international.schema.json': json(schema),
    ...Object.fromEntries(
      locales.flatMap((locale) => [
        [`content/international.${locale}.json`, json(createData(locale))],
        [`content/changes.${locale}.atom`, createFeed(locale)],
      ]),
    ),
  };
}

/** What the text is, whoever publishes it and in whichever version of ours. */
function createText(msg: Msg, locale: Locale) {
  const { title, preamble, body, whatWeDo, advocacy } = articleText(msg);
  const { translationNotice } = labelsFor(msg);
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

/** Sums up the text in all languages: another text has another sum. */
export function hashText(): string {
  const texts = locales.map((locale) => createText(createMsg(locale), locale));
  return createHash('sha256')
    .update(JSON.stringify([articleFacts, texts]))
    .digest('hex');
}

/**
 * The newest change.
 *
 * @throws {Error} When the text has changed since, so that a change would go out untold.
 */
function latestChange(all: readonly [Change, ...Change[]]): Change {
  const hash = hashText();
  if (all[0].hash !== hash) {
    throw new Error(
      `The text has changed. Tell those who have copied it: put a change first in src/content/changes.ts, with the hash ${hash}`,
    );
  }
  return all[0];
}

function createData(locale: Locale): object {
  const msg = createMsg(locale);
  const { kind, date, hash } = latestChange(changes(msg));
  return {
    $schema: `${majorUrl}content/international.schema.json`,
    version,
    hash,
    status: kind === 'withdrawn' ? 'withdrawn' : 'current',
    changed: date,
    language: locale,
    published: articleFacts.published,
    publisher: labelsFor(msg).publisher,
    source: articleFacts.href,
    ...createText(msg, locale),
  };
}

function createFeed(locale: Locale): string {
  const msg = createMsg(locale);
  const all = changes(msg);
  const { publisher, changesTitle } = labelsFor(msg);
  const { publisherUrl } = readPublisher();
  const advisories = readAdvisories().map((advisory) => {
    const { summary: title, details: text } = getAdvisoryText(advisory, locale);
    return { id: advisory.id, kind: 'advisory', date: advisory.published, title, text };
  });
  const entries = [...all, ...advisories].sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
  // Named after whoever publishes the text, from the day of the first change: the names of what is in
  // the feed are then the same wherever it is hosted.
  const day = all.at(-1)?.date.slice(0, 10);
  const tag = `tag:${new URL(articleFacts.href).hostname},${day}:skr-widgets/changes/${locale}`;
  const feed = new Feed({
    id: tag,
    title: changesTitle,
    language: locale,
    link: articleFacts.href,
    feedLinks: { atom: `${majorUrl}content/changes.${locale}.atom` },
    updated: new Date(entries[0]?.date ?? latestChange(all).date),
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

/** What the data look like. */
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: `${majorUrl}content/international.schema.json`,
  title: "SKR's text on its international development work",
  type: 'object',
  properties: {
    $schema: href,
    version: { ...text, description: 'The version of SKR Widgets that this was made with.' },
    hash: { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'Another text has another.' },
    status: { enum: ['current', 'withdrawn'], description: 'Show no text that is withdrawn.' },
    changed: { type: 'string', format: 'date-time', description: 'As in the feed of changes.' },
    language: { enum: locales },
    published: { type: 'string', format: 'date', description: 'When SKR published it.' },
    publisher: text,
    source: { ...href, description: 'Where SKR publishes it. Link to it.' },
    title: text,
    preamble: text,
    body: texts,
    section: object({ title: text, body: texts }),
    organisations: {
      type: 'array',
      items: object({ id: text, name: text, description: texts, href: href }),
    },
    person: object({ name: text, jobTitle: text }),
    translationNotice: { ...text, description: 'Show it with a translation.' },
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

function object(properties: object): object {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
