/**
 * Who publishes this and answers for it: `publisher.json`. What nobody has filled in is an empty
 * text. It is marked as such wherever it would stand, never made up, and no release is made without.
 */
import { readFileSync } from 'node:fs';
import { parseBaseUrl } from './target.ts';

/** The facts, by their names in the file. */
export interface Publisher {
  /** The organisation. */
  readonly name: string;
  readonly website: string;
  /** Where the source code is. */
  readonly repository: string;
  /**
   * The folder that has `advisories.json`, `support.json` and a folder for each version: whoever runs
   * one of them asks there, wherever they have it from.
   */
  readonly publisherUrl: string;
  /** A person: publiccode.yml asks for one. */
  readonly maintainer: string;
  readonly maintainerEmail: string;
  /** The terms on which SKR lets its article be published, such as an SPDX id: the code's do not cover it. */
  readonly articleLicense: string;
  /** Where vulnerabilities are reported, as a URL: `mailto:`, `tel:` or `https:`. */
  readonly securityContact: string;
  /** Until when `security.txt` may be trusted. */
  readonly securityTxtExpires: string;
  /** The last day of security updates, by the first number of the version. */
  readonly securityUpdatesUntil: Readonly<Record<string, string>>;
  /** The public halves of the keys that releases are signed with, as `integrity` has them. */
  readonly publicKeys: readonly string[];
}

type TextName = Exclude<keyof Publisher, 'securityUpdatesUntil' | 'publicKeys'>;

/** A date, in the calendar. */
const isDate = (text: string) => {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
};
const isWebUrl = (text: string) => URL.parse(text)?.protocol === 'https:';
const isFolderUrl = (text: string) => {
  try {
    return isWebUrl(text) && parseBaseUrl(text) === text;
  } catch {
    return false;
  }
};
const isEmail = (text: string) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text);

/** What each text must be, once it is filled in. */
const texts: Readonly<Record<TextName, readonly [(text: string) => boolean, string]>> = {
  name: [(text) => text.trim() === text, 'the name of the organisation that answers for this'],
  website: [isWebUrl, 'the URL of its website, such as https://www.example.se/'],
  repository: [isWebUrl, 'the URL of the source code, such as https://git.example.se/widgets'],
  publisherUrl: [
    isFolderUrl,
    'the URL of the folder that has advisories.json and a folder for each version, such as https://widgets.example.se/',
  ],
  maintainer: [(text) => /\S \S/.test(text), 'the first and last name of a maintainer'],
  maintainerEmail: [isEmail, 'an email address'],
  articleLicense: [
    (text) => text.trim() === text,
    'the terms on which SKR lets its article be published, such as CC-BY-4.0',
  ],
  securityContact: [
    (text) => /^(mailto:[^\s@]+@[^\s@]+|tel:\+\d+|https:\/\/\S+)$/.test(text),
    'a URL such as mailto:security@example.se',
  ],
  securityTxtExpires: [isDate, 'a date such as 2027-01-31'],
};

/**
 * Reads the file.
 *
 * @throws {Error} With a sentence for each fact that is not what it should be.
 */
export function readPublisher(path = 'publisher.json'): Publisher {
  let publisher: Publisher;
  try {
    publisher = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new Error(`${path}: expected JSON, got ${(cause as Error).message}`, { cause });
  }
  const errors = findInvalid(publisher);
  if (errors.length > 0) throw new Error(errors.map((error) => `${path}: ${error}`).join('\n'));
  return publisher;
}

function findInvalid(publisher: Publisher): string[] {
  const { securityUpdatesUntil = {}, publicKeys = [], ...others } = publisher;
  const unknown = Object.keys(others).filter((name) => !Object.hasOwn(texts, name));
  const errors = unknown.map((name) => `expected ${Object.keys(texts).join(', ')}, got ${name}`);
  for (const [name, [isRight, expected]] of Object.entries(texts)) {
    const value: unknown = publisher[name as TextName];
    if (typeof value !== 'string' || (value && !isRight(value))) {
      errors.push(`${name}: expected ${expected}, got ${JSON.stringify(value)}`);
    }
  }
  for (const [version, day] of Object.entries(securityUpdatesUntil)) {
    if (!/^\d+$/.test(version) || (day !== '' && !isDate(day))) {
      errors.push(
        `securityUpdatesUntil: expected a date by a first number, such as "1": "2028-12-31", got "${version}": ${JSON.stringify(day)}`,
      );
    }
  }
  for (const key of publicKeys) {
    if (Buffer.from(key, 'base64').length !== 32 || !/^[A-Za-z0-9+/]{43}=$/.test(key)) {
      errors.push(`publicKeys: expected 32 bytes in Base64, got ${JSON.stringify(key)}`);
    }
  }
  return errors;
}

/**
 * A sentence for each fact that a release of this version needs, and that nobody has filled in or that
 * has had its day.
 */
export function findErrors(publisher: Publisher, version: string, now = new Date()): string[] {
  const errors = Object.entries(texts)
    .filter(([name]) => !publisher[name as TextName])
    .map(([name, [, expected]]) => `${name}: expected ${expected}, got nothing`);
  const major = version.split('.', 1)[0] ?? '';
  const until = publisher.securityUpdatesUntil[major];
  if (!until) {
    errors.push(`securityUpdatesUntil: expected a date for version ${major}, got nothing`);
  } else if (daysUntil(until, now) < 0) {
    errors.push(`securityUpdatesUntil: expected a date for version ${major} to come, got ${until}`);
  }
  const { securityTxtExpires: expires } = publisher;
  if (expires && !isGoodExpiry(expires, now)) {
    errors.push(`securityTxtExpires: expected a date 30 to 365 days ahead, got ${expires}`);
  }
  return errors;
}

/**
 * A sentence where a release would be signed with other keys than the publisher names, or with none.
 * Pages and receivers go by those names: what is signed otherwise is not taken there.
 *
 * @param signingKeys The public halves of the keys that it would be signed with.
 */
export function findKeyErrors({ publicKeys }: Publisher, signingKeys: readonly string[]): string[] {
  const list = (keys: readonly string[]) => keys.join(' and ') || 'none';
  return list(signingKeys) === list(publicKeys)
    ? []
    : [
        `SKR_WIDGETS_SIGNING_KEYS: expected the private half of publicKeys in publisher.json, ${list(publicKeys)}, got that of ${list(signingKeys)}`,
      ];
}

/** Whether `security.txt` may say that it expires then: RFC 9116 advises against more than a year. */
export function isGoodExpiry(day: string, now = new Date()): boolean {
  const days = daysUntil(day, now);
  return days >= 30 && days <= 365;
}

/** How many days are left of a period of which this is the last. Negative when it is past. */
export function daysUntil(day: string, now: Date): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) - now.getTime()) / 86_400_000) + 1;
}

/** What stands where a fact would, until somebody fills it in. */
export function toBeFilledIn(name: keyof Publisher, t = (_sv: string, en: string) => en): string {
  return t(
    `[att fylla i: ${name} i publisher.json]`,
    `[to be filled in: ${name} in publisher.json]`,
  );
}
