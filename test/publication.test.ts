/** The requirements for open source in the Swedish public sector: docs/publication.md lists them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { parse } from 'yaml';
import { type Publisher, readPublisher, toBeFilledIn } from '../publish/publisher.ts';
import { getProgramPath } from './browsers/programs.ts';

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => file && existsSync(file));
const read = (file: string) => readFileSync(file, 'utf8');
const packageJson = JSON.parse(read('package.json'));

/** What a commit can be about: a folder or a file of ours, or what it holds. */
const scopes = new Set([
  ...['site', 'form', 'card', 'person'],
  ...files.flatMap((file) => file.toLowerCase().split(/[/.]/)),
]);

test('has the standard files, and marks what nobody has filled in', () => {
  const publisher = readPublisher();
  const names = Object.keys(publisher) as (keyof Publisher)[];
  const marks = new Set<keyof Publisher>();
  for (const file of [
    ...[
      'README.md',
      'README.sv.md',
      'LICENSE',
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      'CODE_OF_CONDUCT.md',
    ],
    ...['GOVERNANCE.md', 'SECURITY.md', 'SECURITY.sv.md', 'publiccode.yml'],
  ]) {
    const text = read(file);
    assert(text.length > 500, file);
    assert.doesNotMatch(text, /TODO|FIXME|PLACEHOLDER|lorem ipsum|\[OWNER\]|<your/i, file);
    for (const [mark] of text.matchAll(
      /\[(?:the publisher fills in|utgivaren fyller i): [^\]]*\]/g,
    )) {
      const name = names.find((each) =>
        [toBeFilledIn(each), toBeFilledIn(each, (sv) => sv)].includes(mark),
      );
      assert(name, `${file} has ${mark}`);
      marks.add(name);
    }
  }
  const empty = [...marks].map((name) => publisher[name]);
  // Each mark stands for something empty: a fact, or a list or table of facts.
  for (const value of empty) {
    assert(typeof value === 'object' ? Object.values(value).every((each) => !each) : value === '');
  }
  for (const name of names) {
    const isPublic = ['name', 'maintainer', 'repository', 'securityContact'].includes(name);
    if (isPublic && publisher[name] === '')
      assert(marks.has(name), `${name} is empty and not marked`);
  }
});

test('states the licence and the copyright of every file', () => {
  const output = execFileSync(getProgramPath('reuse'), ['lint'], { encoding: 'utf8' });
  assert.match(output, /Your project is compliant/);
  assert.equal(packageJson.license, 'MIT');
  assert.equal(read('LICENSES/MIT.txt'), read('LICENSE'));
});

test('says how vulnerabilities are reported, in both languages', () => {
  const [english, swedish] = [read('SECURITY.md'), read('SECURITY.sv.md')];
  const factsIn = (text: string) => [...text.matchAll(/<!-- fact: (\w+)/g)].map(([, name]) => name);
  assert.deepEqual(factsIn(swedish), factsIn(english));
  assert.deepEqual(factsIn(english), [
    ...['securityContact', 'name', 'publisherUrl', 'supportTable', 'publicKeys'],
  ]);
  assert.match(english, /answer from a person.* \| Within 5 working days/);
  assert.match(swedish, /svar från en person.* \| Inom 5 arbetsdagar/);
  // Table by table, row by row.
  const shapeOf = (text: string) => text.match(/^(#+|\||\d\.)/gm);
  assert.deepEqual(shapeOf(swedish), shapeOf(english));
});

test('ships only code whose licence requires no more than a notice', () => {
  const allowed =
    /^(MIT|MIT-0|ISC|BSD-[23]-Clause|0BSD|Apache-2\.0|CC0-1\.0|Unlicense|BlueOak-1\.0\.0)$/;
  const { packages } = JSON.parse(read('package-lock.json'));
  const installed = Object.entries<LockEntry>(packages).filter(
    ([path, entry]) => path.includes('node_modules/') && !entry.dev && !entry.link && !entry.peer,
  );
  assert(installed.length > 50);
  const others = installed.filter(([, { license = '' }]) => {
    // If a package offers a choice of licences, one that is allowed is enough.
    return !license
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((each) => allowed.test(each));
  });
  assert.deepEqual(
    others.map(([path, { license }]) => `${path}: ${license}`),
    [],
  );
});

test('depends on released versions alone, over TLS', () => {
  for (const file of files.filter((each) => each.endsWith('package-lock.json'))) {
    const { packages } = JSON.parse(read(file));
    for (const [path, entry] of Object.entries<LockEntry>(packages)) {
      // A package bundled inside another is covered by the hash of that one.
      if (!path.includes('node_modules/') || entry.link || entry.inBundle) continue;
      assert.match(entry.version ?? '', /^\d+\.\d+\.\d+/, `${file}: ${path}`);
      assert.match(entry.resolved ?? 'https:', /^https:/, `${file}: ${path}`);
      assert(entry.integrity, `${file}: ${path}`);
    }
  }
});

test('follows the conventions for versions and commits', () => {
  assert.match(packageJson.version, /^\d+\.\d+\.\d+$/);
  const changelog = read('CHANGELOG.md');
  const versions = [...changelog.matchAll(/^## \[(.+?)\]/gm)].map(([, version]) => version);
  assert.equal(versions[0], packageJson.version);
  for (const version of versions) assert.match(version ?? '', /^\d+\.\d+\.\d+$/);
  // GOV.UK's style: what readers must do, and what they now can.
  assert.match(changelog, /^### What you (must|can) do/m);
  // The newest, which is where new ones are. Older ones stay as they are.
  const log = ['log', '--no-merges', '--max-count=50', '--format=%s'];
  const subjects = execFileSync('git', log, { encoding: 'utf8' }).split('\n').filter(Boolean);
  assert.deepEqual(
    subjects.filter((subject) => !isConventional(subject)),
    [],
    'CONTRIBUTING.md says how a commit is described, under “A change”',
  );
  for (const subject of [
    ...['Add a card', 'add: a card', 'feat:a card', 'feat(): a card', 'fix(nothing-here): mend it'],
    `fix(form): mend ${'x'.repeat(57)}`,
  ]) {
    assert(!isConventional(subject), subject);
  }
});

test('has no secrets in it, and no build output', () => {
  const secrets =
    /-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{40,}|\bghp_\w{36}|\bnpm_\w{36}|\bAKIA[A-Z0-9]{16}\b|\bxox[bp]-\d{10}/;
  for (const file of files) {
    assert.doesNotMatch(file, /(^|\/)(dist|site|release|node_modules)\/|\.(pem|key|p12)$/);
    assert(!secrets.test(readFileSync(file, 'latin1')), file);
  }
  const { privateKey } = planted();
  assert.match(privateKey, secrets);
});

suite('publiccode.yml', () => {
  const text = read('publiccode.yml');

  test('has a publiccode.yml that is as the standard says', () => {
    const publiccode = parse(text);
    assert.deepEqual(findPubliccodeErrors(publiccode), []);
    assert.equal(publiccode.softwareVersion, packageJson.version);
    assert.equal(publiccode.legal.license, packageJson.license);
    // There is no release yet, and the changelog and the README say so too.
    const isReleased = !/^## \[.*not yet released/m.test(read('CHANGELOG.md'));
    assert.equal(publiccode.developmentStatus, isReleased ? 'stable' : 'beta');
    assert.equal(read('README.md').includes('is not yet released'), !isReleased);
    assert.equal(read('README.sv.md').includes('är inte utgiven än'), !isReleased);
  });

  for (const [what, change, expected] of [
    ['an unknown key', { colour: 'red' }, 'colour'],
    ['no URL', { url: undefined }, 'url'],
    ['a status of our own', { developmentStatus: 'nearly' }, 'developmentStatus'],
    ['a licence that is none', { legal: { license: 'Ours' } }, 'legal.license'],
    ['nobody to contact', { maintenance: { type: 'internal' } }, 'maintenance.contacts'],
    [
      'a contact without a name',
      { maintenance: { type: 'internal', contacts: [{ email: 'a@b.se' }] } },
      'contacts.name',
    ],
    [
      'too long a sentence',
      { description: { sv: { shortDescription: 'x'.repeat(151) } } },
      'description.sv.shortDescription',
    ],
    ['no features', { description: { sv: { shortDescription: 'x' } } }, 'description.features'],
    ['no language', { description: {} }, 'description'],
  ] as const) {
    test(`would not be valid with ${what}`, () => {
      const errors = findPubliccodeErrors(
        JSON.parse(JSON.stringify({ ...parse(text), ...change })),
      );
      assert(errors.includes(expected), String(errors));
    });
  }
});

suite('The table in docs/publication.md', () => {
  const rows = [
    ...read('docs/publication.md').matchAll(/^\| ([RPSIJ\d, ]+) \| (.+) \| (.+) \|$/gm),
  ];

  test('has every requirement of the four lists', () => {
    const listed = rows.flatMap(([, ids = '']) => ids.split(', '));
    const counts = { R: 26, P: 27, S: 22, I: 20 };
    const expected = Object.entries(counts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, index) => `${letter}${index + 1}`),
    );
    assert.deepEqual(listed.sort(), [...expected, 'RJ'].sort());
  });

  test('names tests and files that exist, and a reason for each requirement that is not met', () => {
    let count = 0;
    for (const [, ids, , state = ''] of rows) {
      const checks = [
        ...state.matchAll(/`([\w./-]+\.test\.ts)` › ([^.;|]+?)(?=\.(?: |$)|, and `|;| \(| \||$)/g),
      ];
      for (const [, file = '', title = ''] of checks) {
        count++;
        const isThere = read(file).includes(title);
        assert(isThere, `${ids}: ${file} has no test “${title}”`);
      }
      for (const [, file = ''] of state.matchAll(
        /\b((?:docs\/)?[A-Z]\w+\.md|docs\/[\w/-]+\.md)\b/g,
      )) {
        assert(existsSync(file), `${ids}: ${file}`);
      }
      assert.match(
        state,
        /Check|File|Not yet|not yet|Exempt|See|npm|In GOVERNANCE|GOVERNANCE|LICENSE/,
        ids,
      );
    }
    assert(count >= 20, String(count));
  });
});

interface LockEntry {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly peer?: boolean;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

type Yaml = Readonly<Record<string, unknown>>;

/** The keys in a publiccode.yml that the standard doesn't have, according to our copy of its list. */
function findPubliccodeErrors(publiccode: Yaml): string[] {
  const standard = JSON.parse(read('test/publication/publiccode.json'));
  const errors: string[] = [];
  const valueAt = (path: string) =>
    path.split('.').reduce<unknown>((value, key) => (value as Yaml | undefined)?.[key], publiccode);
  const known = [...standard.required, ...standard.optional];
  for (const [key, value] of Object.entries(publiccode)) {
    if (!known.includes(key)) errors.push(key);
    if (key === 'description' || typeof value !== 'object' || Array.isArray(value)) continue;
    for (const inner of Object.keys(value as Yaml)) {
      if (!known.includes(`${key}.${inner}`)) errors.push(`${key}.${inner}`);
    }
  }
  for (const path of standard.required) if (valueAt(path) === undefined) errors.push(path);
  for (const [path, values] of Object.entries<string[]>(standard.values)) {
    if (!values.includes(String(valueAt(path)))) errors.push(path);
  }
  for (const path of ['url', 'organisation.uri']) {
    if (!URL.canParse(String(valueAt(path)))) errors.push(path);
  }
  const licenses = files.map((file) => /^LICENSES\/(.+)\.txt$/.exec(file)?.[1]).filter(Boolean);
  if (!licenses.includes(String(valueAt('legal.license')))) errors.push('legal.license');
  const contacts = valueAt('maintenance.contacts');
  if (/internal|community/.test(String(valueAt('maintenance.type'))) && !Array.isArray(contacts)) {
    errors.push('maintenance.contacts');
  }
  for (const contact of Array.isArray(contacts) ? contacts : []) {
    for (const key of standard.contact.required) if (!contact[key]) errors.push(`contacts.${key}`);
  }
  const descriptions = Object.entries((publiccode.description ?? {}) as Record<string, Yaml>);
  if (descriptions.length === 0) errors.push('description');
  const { required, requiredInOneLanguage, optional } = standard.description;
  for (const [lang, description] of descriptions) {
    for (const key of required) if (!description[key]) errors.push(`description.${lang}.${key}`);
    for (const [key, value] of Object.entries(description)) {
      const length = String(value).length;
      const isRight =
        [...required, ...requiredInOneLanguage, ...optional].includes(key) &&
        (key !== 'shortDescription' || length <= 150) &&
        (key !== 'longDescription' || (length >= 150 && length <= 10_000));
      if (!isRight) errors.push(`description.${lang}.${key}`);
    }
  }
  for (const key of requiredInOneLanguage) {
    if (!descriptions.some(([, description]) => description[key]))
      errors.push(`description.${key}`);
  }
  return errors;
}

/** Whether a commit is described as CONTRIBUTING.md asks for. */
function isConventional(subject: string): boolean {
  const convention =
    /^(build|chore|ci|docs|feat|fix|perf|refactor|revert|style|test)(\((?<scope>[\w-]+)\))?!?: \S/;
  const match = convention.exec(subject);
  const { scope } = match?.groups ?? {};
  return match !== null && subject.length <= 72 && (scope === undefined || scopes.has(scope));
}

/** What the search for secrets must find, in two halves so that it doesn't find itself. */
function planted() {
  return { privateKey: `-----BEGIN ${'PRIVATE KEY'}-----\n${'A'.repeat(64)}\n` };
}
