/** Advisories and support periods, which plugins, receivers and the site look up. */
import type { KeyObject } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Locale } from '../dist/lib/core/localize.js';
import type { Files } from './archive.ts';
import { readPublisher } from './publisher.ts';
import { signDetached } from './signature.ts';
import { version } from './urls.ts';

/** A vulnerability in the OSV format (https://ossf.github.io/osv-schema/): the fields used here. */
export interface Advisory {
  readonly id: string;
  readonly published: string;
  readonly modified: string;
  readonly summary: string;
  readonly details: string;
  readonly affected: readonly {
    readonly package: { readonly ecosystem: 'npm'; readonly name: string };
    readonly ranges: readonly {
      readonly type: 'SEMVER';
      readonly events: readonly { readonly introduced?: string; readonly fixed?: string }[];
    }[];
  }[];
  readonly database_specific: {
    readonly sv: { readonly summary: string; readonly details: string };
  };
}

const packages = ['skr-widgets', 'skr-widgets-receiver'];

/**
 * How long a list holds: a quarter, and some days to be late in. Whoever can change files on the server
 * but has no key can keep back a newer list for so long and no longer.
 */
const validDays = 100;

/**
 * `advisories.json` and `support.json`, each with its signature beside it where there is a key. They lie
 * beside the folders of the versions and not in them: what they say changes without a new version.
 *
 * @param date When they were committed, in ISO 8601.
 * @param keys The first signs, as it does the release.
 */
export function createLists(date: string, [key]: readonly KeyObject[]): Files {
  const { securityUpdatesUntil } = readPublisher();
  // A date that nobody has filled in is `null`.
  const until = Object.entries(securityUpdatesUntil).map(([major, day]) => [major, day || null]);
  const expires = getListExpiry(date);
  const lists = {
    'advisories.json': { date, expires, advisories: readAdvisories() },
    'support.json': { date, expires, version, securityUpdatesUntil: Object.fromEntries(until) },
  };
  const files: Record<string, Uint8Array> = {};
  for (const [path, list] of Object.entries(lists)) {
    const content = Buffer.from(`${JSON.stringify(list, null, 2)}\n`);
    files[path] = content;
    if (key) files[`${path}.sig`] = signDetached(content, key);
  }
  return files;
}

/** Until when a list of a date holds. */
export function getListExpiry(date: string): string {
  return new Date(Date.parse(date) + validDays * 86_400_000).toISOString();
}

/**
 * Reads all advisories, newest first.
 *
 * @throws {Error} If any is invalid, with a sentence for each error.
 */
export function readAdvisories(folder = 'advisories'): readonly Advisory[] {
  const files = globSync(`${folder}/*.json`).sort();
  const errors: string[] = [];
  const advisories = files.flatMap((file) => {
    try {
      const advisory: Advisory = JSON.parse(readFileSync(file, 'utf8'));
      const wrong = findErrors(advisory, basename(file, '.json'));
      errors.push(...wrong.map((error) => `${file}: ${error}`));
      return [advisory];
    } catch (cause) {
      errors.push(`${file}: expected JSON, got ${(cause as Error).message}`);
      return [];
    }
  });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return advisories.sort((a, b) => b.published.localeCompare(a.published));
}

function findErrors(advisory: Advisory, name: string): string[] {
  const { id, published, modified, affected } = advisory;
  const errors: string[] = [];
  const expect = (isRight: boolean, what: string, value: unknown) => {
    if (!isRight) errors.push(`expected ${what}, got ${JSON.stringify(value)}`);
  };
  expect(id === name, `the name of the file, ${name}, as id`, id);
  for (const date of [published, modified]) {
    const isDate = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(date) && !Number.isNaN(Date.parse(date));
    expect(isDate, 'published and modified as dates such as 2027-02-01T09:00:00Z', date);
  }
  for (const locale of ['sv', 'en'] as const) {
    const { summary, details } = getAdvisoryText(advisory, locale);
    expect(Boolean(summary && details), `a summary and details (${locale})`, { summary, details });
  }
  expect(Array.isArray(affected) && affected.length > 0, 'a list of affected packages', affected);
  for (const each of affected ?? []) {
    expect(packages.includes(each.package?.name), packages.join(' or '), each.package?.name);
    for (const { type, events } of each.ranges ?? []) {
      expect(type === 'SEMVER', 'a range of type SEMVER', type);
      const versions = (events ?? []).flatMap((event) => Object.values(event));
      const isRange = versions.length > 0 && 'introduced' in (events[0] ?? {});
      expect(
        isRange && versions.every(isVersion),
        'versions, the first of them “introduced”',
        events,
      );
      expect(
        (events ?? []).length <= 2,
        'at most one “introduced” and one “fixed” in each range',
        events,
      );
    }
    expect((each.ranges ?? []).length > 0, 'a range of versions', each.ranges);
  }
  return errors;
}

function isVersion(text: unknown): boolean {
  return typeof text === 'string' && (text === '0' || /^\d+\.\d+\.\d+$/.test(text));
}

/** The text of an advisory in a language. */
export function getAdvisoryText(
  advisory: Advisory,
  locale: Locale,
): { summary: string; details: string } {
  const { summary, details } = advisory;
  return locale === 'sv' ? (advisory.database_specific?.sv ?? {}) : { summary, details };
}

/** Lists the affected versions for readers: `skr-widgets from 1.0.0 before 1.0.2`. */
export function formatAffected({ affected }: Advisory, before: string, since: string): string {
  return affected
    .flatMap(({ package: { name }, ranges }) =>
      ranges.map(({ events }) => {
        const { introduced } = events.find((event) => event.introduced) ?? {};
        const { fixed } = events.find((event) => event.fixed) ?? {};
        return `${name} ${since} ${introduced}${fixed ? ` ${before} ${fixed}` : ''}`;
      }),
    )
    .join(', ');
}
