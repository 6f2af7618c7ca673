/** A vulnerability, from its file to those who run an affected version. */
import assert from 'node:assert/strict';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { readAdvisories } from '../../publish/advisories.ts';
import { createSecurityTxt } from '../../publish/security-txt.ts';
import { chromium } from '../browsers/engines.ts';
import { serve } from '../e2e/pages.ts';
import { makeRelease, publisher } from './releases.ts';

// Imported dynamically: the receiver is type-checked separately, with other libraries.
const receiver = '../../receiver/src/operations/advisories.ts';
const { checkAdvisories } = (await import(receiver)) as {
  checkAdvisories(
    url: string,
    self: { name: string; version: string },
  ): Promise<{ errors: string[]; info: string[] }>;
};

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-advisories-'));
const advisory = {
  schema_version: '1.6.0',
  id: 'SKRW-2027-0001',
  published: '2027-02-01T09:00:00Z',
  modified: '2027-02-01T09:00:00Z',
  summary: 'Messages could be read.',
  details: 'Upgrade the receiver.',
  affected: [
    {
      package: { ecosystem: 'npm', name: 'skr-widgets-receiver' },
      ranges: [{ type: 'SEMVER', events: [{ introduced: '1.0.0' }, { fixed: '1.0.2' }] }],
    },
  ],
  database_specific: {
    sv: { summary: 'Meddelanden kunde läsas.', details: 'Uppgradera mottagaren.' },
  },
};

after(() => rmSync(folder, { recursive: true }));

suite('An advisory', () => {
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const release = 'release/skr-widgets-1.0.0/public/v1.0.0';

  before(() => {
    mkdirSync(join(folder, 'advisories'));
    writeFileSync(join(folder, 'advisories/SKRW-2027-0001.json'), JSON.stringify(advisory));
    const env = {
      SKR_WIDGETS_URL: 'https://widgets.kommun.example/skr-widgets/',
      SOURCE_DATE_EPOCH: String(Date.UTC(2027, 1, 1) / 1000),
    };
    makeRelease({ folder, env });
  });

  test('is in the feed of each language, first and as an advisory', () => {
    for (const [locale, summary] of [
      ['sv', 'Meddelanden kunde läsas.'],
      ['en', 'Messages could be read.'],
    ]) {
      const [, entry = ''] = read(`${release}/content/changes.${locale}.atom`).split('<entry>');
      assert(entry.includes(summary ?? ''), entry);
      assert.match(entry, /<category term="advisory"/);
      assert.match(
        entry,
        /href="https:\/\/widgets\.kommun\.example\/skr-widgets\/v1\/advisories\.json"/,
      );
    }
  });

  test('is on the page Trust, with the versions that have it', () => {
    for (const [page, words] of [
      [
        'site/trygghet.html',
        /SKRW-2027-0001.*Meddelanden kunde läsas\. Uppgradera mottagaren\. Gäller skr-widgets-receiver från 1\.0\.0 före 1\.0\.2\./,
      ],
      [
        'site/en/trust.html',
        /SKRW-2027-0001.*Messages could be read\. Upgrade the receiver\. Affects skr-widgets-receiver since 1\.0\.0 before 1\.0\.2\./,
      ],
    ] as const) {
      assert.match(read(page), words);
    }
  });

  test('is reported by the check of an affected receiver, and of no other', async (t) => {
    const headers = { 'content-type': 'application/json' };
    const files = ['advisories.json', 'support.json'].map((file) => [
      `/v1/${file}`,
      { headers, body: Buffer.from(read(`${release}/${file}`)) },
    ]);
    const site = await serve(Object.fromEntries(files));
    t.after(() => site.close());
    const check = (version: string) =>
      checkAdvisories(`${site.url}/v1/`, { name: 'skr-widgets-receiver', version });
    for (const version of ['1.0.0', '1.0.1']) {
      const { errors } = await check(version);
      assert.deepEqual(errors, [
        `SKRW-2027-0001: Messages could be read. Version ${version} is affected; upgrade to 1.0.2`,
      ]);
    }
    const { errors, info } = await check('1.0.2');
    assert.deepEqual(errors, []);
    assert(info.includes(`security updates: until ${publisher.securityUpdatesUntil['1']}`));
  });

  test('is on a page that says when security updates have ended, and not before', async (t) => {
    const types: Record<string, string> = { html: 'text/html', js: 'text/javascript' };
    const files = globSync('**/*.{html,js}', { cwd: join(folder, 'site') }).map((path) => [
      `/${path}`,
      {
        headers: { 'content-type': `${types[path.split('.').at(-1) ?? '']}; charset=utf-8` },
        body: readFileSync(join(folder, 'site', path)),
      },
    ]);
    const site = await serve(Object.fromEntries(files));
    const browser = await puppeteer.launch(chromium());
    t.after(() => Promise.all([browser.close(), site.close()]));
    const until = publisher.securityUpdatesUntil['1'] ?? '';
    for (const [now, isOver] of [
      [`${until}T12:00:00Z`, false],
      ['2099-01-01T00:00:00Z', true],
    ] as const) {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument((now) => {
        const Real = Date;
        globalThis.Date = class extends Real {
          constructor() {
            super(now);
          }
        } as DateConstructor;
      }, now);
      await page.goto(`${site.url}/trygghet.html`);
      const text = await page.$eval('main', (main) => (main as HTMLElement).innerText);
      assert(text.includes(`Säkerhetsuppdateringar av version 1 görs till och med ${until}.`));
      assert.equal(text.includes('Den tiden är över'), isOver);
      await page.close();
    }
  });

  test('is published with security.txt, on the site and in the zip for hosts', () => {
    const site = read('site/.well-known/security.txt');
    assert(site.startsWith(`Contact: ${publisher.securityContact}\nExpires: `));
    assert.match(
      site,
      /^Canonical: https:\/\/widgets\.kommun\.example\/\.well-known\/security\.txt$/m,
    );
    assert.match(site, /^Policy: https:\/\/widgets\.kommun\.example\/trygghet\.html$/m);
    const zip = read('release/skr-widgets-1.0.0/server/security.txt');
    // Valid for whichever host it is put on.
    assert.equal(zip, site.replace(/^(Canonical|Policy): .*\n/gm, ''));
  });
});

suite('An advisory is not published', () => {
  for (const [what, change, expected] of [
    [
      'under another name than its own',
      { id: 'SKRW-1' },
      /expected the name of the file, SKRW-2027-0001, as id, got "SKRW-1"/,
    ],
    ['without its Swedish', { database_specific: {} }, /expected a summary and details \(sv\)/],
    ['without a date', { published: 'soon' }, /expected published and modified as dates/],
    ['about nothing', { affected: [] }, /expected a list of affected packages, got \[\]/],
    [
      'about a package of somebody else',
      { affected: [{ ...advisory.affected[0], package: { name: 'lit' } }] },
      /expected skr-widgets or skr-widgets-receiver, got "lit"/,
    ],
    [
      'about a version that is none',
      {
        affected: [
          { ...advisory.affected[0], ranges: [{ type: 'SEMVER', events: [{ introduced: '1' }] }] },
        ],
      },
      /expected versions, the first of them “introduced”/,
    ],
  ] as const) {
    test(what, () => {
      const own = mkdtempSync(join(folder, 'wrong-'));
      const file = join(own, 'SKRW-2027-0001.json');
      writeFileSync(file, JSON.stringify({ ...advisory, ...change }));
      assert.throws(() => readAdvisories(own), expected);
    });
  }

  test('if it is not JSON', () => {
    const own = mkdtempSync(join(folder, 'wrong-'));
    writeFileSync(join(own, 'SKRW-2027-0001.json'), '{');
    assert.throws(() => readAdvisories(own), /SKRW-2027-0001\.json: expected JSON, got/);
  });
});

test('security.txt is as RFC 9116 says, and is not made when nobody may trust it', () => {
  const now = new Date('2026-12-01T12:00:00Z');
  const create = (securityTxtExpires: string) =>
    createSecurityTxt({ ...publisher, securityTxtExpires }, {}, now);
  const fields = create('2027-06-30')
    .trimEnd()
    .split('\n')
    .map((line) => /^([A-Z][A-Za-z-]+): (\S.*)$/.exec(line)?.slice(1) ?? assert.fail(line));
  assert.deepEqual(fields, [
    ['Contact', publisher.securityContact],
    ['Expires', '2027-06-30T23:59:59Z'],
    ['Preferred-Languages', 'sv, en'],
  ]);
  for (const day of ['2026-11-30', '2026-12-20', '2027-12-31']) {
    assert.throws(() => create(day), /securityTxtExpires: expected a date 30 to 365 days ahead/);
  }
  assert.equal(create(''), '');
});
