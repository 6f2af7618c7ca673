/** A vulnerability, from its file to those who run an affected version. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { readAdvisories } from '../../publish/advisories.ts';
import { createSecurityTxt } from '../../publish/security-txt.ts';
import { signDetached, toPem, toPublicKey } from '../../publish/signature.ts';
import { chromium } from '../browsers/chromium.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { type Answer, type Site, serve } from '../e2e/pages.ts';
import { copySources, makeRelease, publisher } from './releases.ts';

// Imported dynamically: the receiver is type-checked separately, with other libraries.
const receiver = '../../receiver/src/operations/advisories.ts';
const { checkAdvisories } = (await import(receiver)) as {
  checkAdvisories(
    url: undefined,
    publisher: { publisherUrl: string; publicKeys: readonly string[] },
    self: { name: string; version: string },
  ): Promise<{ errors: string[]; info: string[] }>;
};

const { privateKey } = generateKeyPairSync('ed25519');
const publicKeys = [toPublicKey(privateKey)];
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
  const lists = ['advisories.json', 'support.json'];

  before(() => {
    mkdirSync(join(folder, 'advisories'));
    writeFileSync(join(folder, 'advisories/SKRW-2027-0001.json'), JSON.stringify(advisory));
    const keyFile = join(folder, 'signing-key.pem');
    writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const env = {
      SKR_WIDGETS_SIGNING_KEYS: keyFile,
      SKR_WIDGETS_URL: 'https://widgets.kommun.example/skr-widgets/',
      SOURCE_DATE_EPOCH: String(Date.UTC(2027, 1, 1) / 1000),
    };
    makeRelease({ folder, env, publisher: { publicKeys } });
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
        /href="https:\/\/widgets\.kommun\.example\/skr-widgets\/advisories\.json"/,
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

  test('is in a list with a date, beside the release and not in it, and in the site', () => {
    const { date, expires, advisories } = JSON.parse(read('release/advisories.json'));
    assert.deepEqual([date, expires], ['2027-02-01T00:00:00.000Z', '2027-05-12T00:00:00.000Z']);
    assert.deepEqual(advisories, [advisory]);
    const support = JSON.parse(read('release/support.json'));
    assert.deepEqual(support, {
      date,
      expires,
      version: '1.0.0',
      securityUpdatesUntil: publisher.securityUpdatesUntil,
    });
    for (const file of lists.flatMap((each) => [each, `${each}.sig`])) {
      const content = readFileSync(join(folder, 'release', file));
      assert(content.equals(readFileSync(join(folder, 'site/skr-widgets', file))), file);
    }
    assert.deepEqual(globSync('**/{advisories,support}.json*', { cwd: join(folder, release) }), []);
  });

  test('is signed: the line in docs/integrity.md finds one flipped byte', () => {
    assert(getProgramPath('openssl'), 'the line runs it');
    const cwd = join(folder, 'release');
    writeFileSync(join(cwd, 'skr-widgets.pem'), toPem(publicKeys[0] ?? ''));
    const [line = ''] =
      /^openssl pkeyutl .*advisories\.json.*$/m.exec(read('docs/integrity.md')) ?? [];
    for (const file of lists) {
      const command = line.replaceAll('advisories.json', file);
      const verify = () => execFileSync('/bin/sh', ['-ec', command], { cwd, stdio: 'pipe' });
      assert.match(String(verify()), /Signature Verified Successfully/);
      const content = readFileSync(join(cwd, file));
      const changed = Buffer.from(content);
      changed[20] = (changed[20] ?? 0) ^ 1;
      writeFileSync(join(cwd, file), changed);
      assert.throws(verify, file);
      writeFileSync(join(cwd, file), content);
    }
    rmSync(join(cwd, 'skr-widgets.pem'));
  });

  test('is reported by the check of an affected receiver, and of no other', async (t) => {
    const files = Object.fromEntries(
      lists
        .flatMap((file) => [file, `${file}.sig`])
        .map((file) => [
          `/${file}`,
          { headers: {}, body: readFileSync(join(folder, 'release', file)) },
        ]),
    );
    const site = await serve(files);
    t.after(() => site.close());
    const check = (version: string) =>
      checkAdvisories(
        undefined,
        { publisherUrl: `${site.url}/`, publicKeys },
        { name: 'skr-widgets-receiver', version },
      );
    for (const version of ['1.0.0', '1.0.1']) {
      const { errors } = await check(version);
      assert.deepEqual(errors, [
        `SKRW-2027-0001: Messages could be read. Version ${version} is affected; upgrade to 1.0.2`,
      ]);
    }
    const { errors, info } = await check('1.0.2');
    assert.deepEqual(errors, []);
    assert(info.includes(`security updates: until ${publisher.securityUpdatesUntil['1']}`));
    const list = files['/advisories.json'] ?? assert.fail();
    list.body[20] = (list.body[20] ?? 0) ^ 1;
    assert.match(String((await check('1.0.0')).errors), /got another signature/);
  });

  suite('stands on a page that', () => {
    const files: Record<string, Answer> = {};
    let site: Site;
    let browser: Browser;

    before(async () => {
      const types: Record<string, string> = { html: 'text/html', js: 'text/javascript' };
      for (const path of globSync('**/*.{html,js,json,sig}', { cwd: join(folder, 'site') })) {
        const type = types[path.split('.').at(-1) ?? ''];
        files[`/${path}`] = {
          headers: type ? { 'content-type': `${type}; charset=utf-8` } : {},
          body: readFileSync(join(folder, 'site', path)),
        };
      }
      site = await serve(files);
      browser = await puppeteer.launch(chromium());
    });
    after(() => Promise.all([browser?.close(), site?.close()]));

    /** What the page says on a day, once its scripts have run. */
    async function visit(now: string, path = 'trygghet.html'): Promise<string> {
      const page = await browser.newPage();
      await page.evaluateOnNewDocument((now) => {
        const Real = Date;
        globalThis.Date = class extends Real {
          constructor() {
            super(now);
          }
        } as DateConstructor;
      }, now);
      await page.goto(`${site.url}/${path}`);
      await page.waitForSelector('#list-signatures [data-state]:not(:empty)');
      const text = await page.$eval('main', (main) => (main as HTMLElement).innerText);
      await page.close();
      return text;
    }

    test('says when the time of security updates is over, and not before', async () => {
      const until = publisher.securityUpdatesUntil['1'] ?? '';
      for (const [now, isOver] of [
        [`${until}T12:00:00Z`, false],
        ['2099-01-01T00:00:00Z', true],
      ] as const) {
        const text = await visit(now);
        assert(text.includes(`Säkerhetsuppdateringar av version 1 görs till och med ${until}.`));
        assert.equal(text.includes('Den tiden är över: byt'), isOver);
      }
    });

    test('says of when the list is, and when that is too long ago', async () => {
      for (const [now, isOver] of [
        ['2027-05-12T12:00:00Z', false],
        ['2027-05-13T12:00:00Z', true],
      ] as const) {
        const text = await visit(now);
        assert(text.includes('är från 2027-02-01 och gäller till och med 2027-05-12.'));
        assert.equal(text.includes('Den tiden är över: fråga utgivaren.'), isOver);
      }
    });

    test('verifies the signatures in the browser, and says what came of it', async () => {
      const now = '2027-02-02T00:00:00Z';
      assert.match(await visit(now), /har kontrollerat signaturen, och den stämmer/);
      assert.match(await visit(now, 'en/trust.html'), /Your browser has verified the signature/);

      for (const name of lists) {
        const list = files[`/skr-widgets/${name}`] ?? assert.fail();
        const signature = files[`/skr-widgets/${name}.sig`] ?? assert.fail();
        list.body[20] = (list.body[20] ?? 0) ^ 1;
        assert.match(await visit(now), /Signaturen stämmer inte/);
        list.body[20] = (list.body[20] ?? 0) ^ 1;
        delete files[`/skr-widgets/${name}.sig`];
        assert.match(await visit(now), /Signaturen stämmer inte/);
        files[`/skr-widgets/${name}.sig`] = signature;

        // A newer list, signed by the publisher, beside a page that is older.
        const newer = Buffer.from(String(list.body).replace('2027-02-01T', '2027-02-03T'));
        files[`/skr-widgets/${name}`] = { ...list, body: newer };
        const body = Buffer.from(signDetached(newer, privateKey));
        files[`/skr-widgets/${name}.sig`] = { headers: {}, body };
        assert.match(await visit(now), /Den här sidan är äldre än listan/);
        Object.assign(files, {
          [`/skr-widgets/${name}`]: list,
          [`/skr-widgets/${name}.sig`]: signature,
        });
      }

      const list = files['/skr-widgets/advisories.json'] ?? assert.fail();
      delete files['/skr-widgets/advisories.json'];
      assert.match(await visit(now), /kan inte kontrollera signaturen/);
      files['/skr-widgets/advisories.json'] = list;
    });
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

suite('The lists without a release', () => {
  /** Runs the command in a copy of the sources, with nothing built. */
  function makeLists(own: object, env: Record<string, string>): { cwd: string; printed: string } {
    const cwd = mkdtempSync(join(folder, 'lists-'));
    copySources(cwd);
    writeFileSync(join(cwd, 'publisher.json'), JSON.stringify({ ...publisher, ...own }));
    const printed = execFileSync('npm', ['run', '--silent', 'advisories'], {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, SOURCE_DATE_EPOCH: '1893456000', ...env },
      stdio: 'pipe',
    });
    return { cwd, printed };
  }

  test('are made in a moment, signed, and say until when they hold', () => {
    const SKR_WIDGETS_SIGNING_KEYS = join(folder, 'signing-key.pem');
    const { cwd, printed } = makeLists({ publicKeys }, { SKR_WIDGETS_SIGNING_KEYS });
    assert.deepEqual(globSync('**/*', { cwd: join(cwd, 'release') }).sort(), [
      'advisories.json',
      'advisories.json.sig',
      'support.json',
      'support.json.sig',
    ]);
    assert.match(printed, /hold until 2030-04-11$/m);
    assert.match(printed, /Nothing is published\. To publish: all of them to https:/);
  });

  for (const [what, own, env, expected] of [
    ['for nobody', { publisherUrl: '' }, {}, /publisherUrl: expected the URL .*, got nothing/],
    [
      'without the key',
      { publicKeys },
      {},
      /SKR_WIDGETS_SIGNING_KEYS: expected .*, got that of none/,
    ],
    [
      'that have expired',
      {},
      { SOURCE_DATE_EPOCH: '1700000000' },
      /expected a commit of the last months, got one of 2023-11-14.*expired on 2024-02-22/,
    ],
  ] as const) {
    test(`are not made ${what}`, () => {
      assert.throws(() => makeLists(own, env), expected);
    });
  }
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
