/**
 * Reads `publisher.json`: the organisation that publishes the library and is responsible for it. Details that no one
 * has filled in are empty strings. They are marked as missing wherever they would appear, never made up, and a
 * release requires all of them.
 */
import { readFileSync } from 'node:fs';
import { parseBaseUrl } from './target.ts';

/** The details, by their names in the file. */
export interface Publisher {
  /** The name of the organisation. */
  readonly name: string;
  readonly website: string;
  /** The URL of the source code. */
  readonly repository: string;
  /**
   * The folder that has `advisories.json`, `support.json` and a folder for each version: whoever runs
   * one of them asks there, wherever they have it from.
   */
  readonly publisherUrl: string;
  /** A person, since publiccode.yml requires one. */
  readonly maintainer: string;
  readonly maintainerEmail: string;
  /** What the publisher's servers keep of visitors: for how long, where, and in which role. */
  readonly privacyPolicy: string;
  /** The terms on which SKR lets its article be published, such as an SPDX id: the code's do not cover it. */
  readonly articleLicense: string;
  /** The URL for reporting vulnerabilities: `mailto:`, `tel:` or `https:`. */
  readonly securityContact: string;
  /** Until when `security.txt` may be trusted. */
  readonly securityTxtExpires: string;
  /** The last day of security updates, by major version. */
  readonly securityUpdatesUntil: Readonly<Record<string, string>>;
  /** The public keys that releases are signed with, in the format of the `integrity` attribute. */
  readonly publicKeys: readonly string[];
}

/** The details that are a text. */
export type TextName = Exclude<keyof Publisher, 'securityUpdatesUntil' | 'publicKeys'>;

/** Whether a text is a date that exists in the calendar. */
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

/** The format of each detail, once it is filled in. */
const texts: Readonly<Record<TextName, readonly [(text: string) => boolean, string]>> = {
  name: [
    (text) => text.trim() === text,
    'the name of the responsible organisation, without surrounding spaces',
  ],
  website: [isWebUrl, 'the URL of its website, such as https://www.example.se/'],
  repository: [isWebUrl, 'the URL of the source code, such as https://git.example.se/widgets'],
  publisherUrl: [
    isFolderUrl,
    'the URL of the folder that has advisories.json and a folder for each version, such as https://widgets.example.se/',
  ],
  maintainer: [(text) => /\S \S/.test(text), 'the first and last name of a maintainer'],
  maintainerEmail: [isEmail, 'an email address'],
  privacyPolicy: [isWebUrl, 'the URL of what the publisher says of IP addresses and logs'],
  articleLicense: [
    (text) => text.trim() === text,
    'the licence of SKR’s article, such as CC-BY-4.0',
  ],
  securityContact: [
    (text) => /^(mailto:[^\s@]+@[^\s@]+|tel:\+\d+|https:\/\/\S+)$/.test(text),
    'a URL such as mailto:security@example.se',
  ],
  securityTxtExpires: [isDate, 'a date such as 2027-01-31'],
};

/**
 * Reads and validates the file.
 *
 * @throws {Error} With a sentence for each invalid detail.
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
        `securityUpdatesUntil: expected a date for a major version, such as "1": "2028-12-31", got "${version}": ${JSON.stringify(day)}`,
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
 * Returns a sentence for each detail that a release of this version requires and that is missing or has expired.
 */
export function findErrors(publisher: Publisher, version: string, now = new Date()): string[] {
  const errors = Object.entries(texts)
    .filter(([name]) => !publisher[name as TextName])
    .map(([name, [, expected]]) => `${name}: expected ${expected}, got nothing`);
  const major = version.split('.', 1)[0] ?? '';
  const until = publisher.securityUpdatesUntil[major];
  if (!until) {
    errors.push(`securityUpdatesUntil: expected a date for version ${major}, got nothing`);
  } else if (countDaysUntil(until, now) < 0) {
    errors.push(`securityUpdatesUntil: expected a future date for version ${major}, got ${until}`);
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

/** Whether a date is acceptable as the expiry of `security.txt`: RFC 9116 advises against more than a year. */
export function isGoodExpiry(day: string, now = new Date()): boolean {
  const days = countDaysUntil(day, now);
  return days >= 30 && days <= 365;
}

/** The number of days left, including the given last day. Negative once it has passed. */
export function countDaysUntil(day: string, now: Date): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) - now.getTime()) / 86_400_000) + 1;
}

/** What each detail is, for those who read that it is missing. They know of no `publisher.json`. */
const descriptions: Readonly<Record<keyof Publisher, readonly [sv: string, en: string]>> = {
  name: ['organisationens namn', 'the organisation’s name'],
  website: ['organisationens webbplats', 'the organisation’s website'],
  repository: ['källkodens adress', 'the address of the source code'],
  publisherUrl: ['adressen till filerna', 'the address of the files'],
  maintainer: ['den ansvarigas namn', 'the maintainer’s name'],
  maintainerEmail: ['den ansvarigas e-postadress', 'the maintainer’s email address'],
  privacyPolicy: [
    'hur länge loggen sparas, i vilket land och i vilken roll',
    'how long the log is kept, in which country and in which role',
  ],
  articleLicense: ['SKR:s villkor för texten', 'SALAR’s terms for the text'],
  securityContact: [
    'adressen för att anmäla säkerhetsbrister',
    'the address for reporting vulnerabilities',
  ],
  securityTxtExpires: [
    'hur länge adressen för säkerhetsbrister gäller',
    'how long the address for vulnerabilities is valid',
  ],
  securityUpdatesUntil: [
    'den sista dagen med säkerhetsuppdateringar',
    'the last day of security updates',
  ],
  publicKeys: ['de publika nycklarna', 'the public keys'],
};

/** The text shown in place of a missing detail. */
export function toBeFilledIn(name: keyof Publisher, t = (_sv: string, en: string) => en): string {
  const description = t(...descriptions[name]);
  return t(`[utgivaren fyller i: ${description}]`, `[the publisher fills in: ${description}]`);
}
