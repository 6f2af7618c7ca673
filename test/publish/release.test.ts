/** The contents of a release, which are the same wherever and whenever it is created. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { strFromU8, unzipSync } from 'fflate';
import {
  createArchive,
  createEmbedPolicy,
  createZip,
  rebaseFile,
  unpackSource,
} from '../../publish/archive.ts';
import { toPem, toPublicKey } from '../../publish/signature.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { copySources, makeRelease, publisher } from './releases.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const name = `skr-widgets-${version}`;
const target = {
  baseUrl: 'https://widgets.kommun.example/gemensamt%20material/%C3%A5/',
  receivers: ['https://mottagare.kommun.example', 'https://annan.kommun.example:8443'],
};
const env = {
  SKR_WIDGETS_URL: target.baseUrl,
  SKR_WIDGETS_RECEIVERS: target.receivers.join(' '),
  // In Stockholm this time of night doesn't exist, because summer time begins.
  SOURCE_DATE_EPOCH: String(Date.UTC(2026, 2, 29, 2, 30, 42) / 1000),
};
const parent = mkdtempSync(join(tmpdir(), 'skr-widgets-release-'));
const [first = '', second = ''] = ['a', 'another folder, with a longer name'].map((each) =>
  join(parent, each),
);

const { privateKey } = generateKeyPairSync('ed25519');
const keyFile = join(parent, 'signing-key.pem');
writeFileSync(keyFile, privateKey.export({ type: 'pkcs8', format: 'pem' }));
const publicKey = toPublicKey(privateKey);
/** A publisher with signing keys. */
const signed = {
  env: { ...env, SKR_WIDGETS_SIGNING_KEYS: keyFile },
  publisher: { publicKeys: [publicKey] },
};

after(() => rmSync(parent, { recursive: true }));

suite('A release', () => {
  let printed = '';
  let files: Record<string, Uint8Array>;
  const getZip = (folder: string) => readFileSync(join(folder, `release/${name}.zip`));
  const componentsIn = (file: string): string[] =>
    JSON.parse(text(file))
      .components.map(({ name, version }: Package) => `${name}@${version}`)
      .sort();
  const text = (path: string) => strFromU8(files[path] ?? assert.fail(path));

  before(() => {
    printed = makeRelease({
      ...signed,
      folder: first,
      env: { ...signed.env, TZ: 'Pacific/Kiritimati' },
    });
    const top = `${name}/`;
    files = Object.fromEntries(
      Object.entries(unzipSync(getZip(first))).map(([path, content]) => {
        assert(path.startsWith(top), path);
        return [path.slice(top.length), content];
      }),
    );
  });

  test('is the same, byte by byte, in another folder and another time zone', () => {
    const other = { TZ: 'Europe/Stockholm', LANG: 'sv_SE.UTF-8' };
    makeRelease({ ...signed, folder: second, env: { ...signed.env, ...other } });
    assert.deepEqual(hashes(second), hashes(first));
  });

  test('equals the release that the site makes from a build for another URL and no receivers', async () => {
    const folder = join(parent, 'for another URL');
    const other = { SKR_WIDGETS_URL: 'https://other.example/', SKR_WIDGETS_RECEIVERS: '' };
    makeRelease({ ...signed, folder, env: { ...signed.env, ...other } });
    const source = unpackSource(readFileSync(join(folder, 'site/scripts/source.zip')));
    assert.notEqual(source.builtFor.baseUrl, target.baseUrl);
    const archive = await createArchive(source, target);
    const differing = Object.entries(unzipSync(archive)).filter(([path, content]) => {
      return !Buffer.from(content).equals(files[path.slice(name.length + 1)] ?? new Uint8Array());
    });
    assert.deepEqual(
      differing.map(([path]) => path),
      [],
    );
    assert(getZip(first).equals(archive));
  });

  test('asks the same publisher from every host, also where that has the URL of the build', () => {
    const from = { baseUrl: publisher.publisherUrl, receivers: [] };
    const to = { baseUrl: 'https://www.kommun.example/skr/', receivers: [] };
    const facts = JSON.stringify({ publisherUrl: publisher.publisherUrl, publicKeys: [publicKey] });
    const manifest = JSON.stringify({ url: `${from.baseUrl}v1/` });
    const plugin = createZip({
      'skr-widgets/publisher.json': Buffer.from(facts),
      'skr-widgets/widgets.json': Buffer.from(manifest),
    });
    const rebased = unzipSync(rebaseFile('skr-widgets-wordpress.zip', plugin, from, to));
    assert.equal(strFromU8(rebased['skr-widgets/publisher.json'] ?? assert.fail()), facts);
    const { url } = JSON.parse(strFromU8(rebased['skr-widgets/widgets.json'] ?? assert.fail()));
    assert.equal(url, `${to.baseUrl}v1/`);
    const link = `<link href="${from.baseUrl}advisories.json"/><link href="${from.baseUrl}v1/"/>`;
    assert.equal(
      strFromU8(rebaseFile('content/changes.sv.atom', Buffer.from(link), from, to)),
      link.replace(`${from.baseUrl}v1/`, `${to.baseUrl}v1/`),
    );
    // And in the zip that was made for this host.
    const own = unzipSync(files['plugins/skr-widgets-wordpress.zip'] ?? assert.fail());
    const ownFacts = JSON.parse(strFromU8(own['skr-widgets/publisher.json'] ?? assert.fail()));
    assert.deepEqual(ownFacts, { publisherUrl: publisher.publisherUrl, publicKeys: [publicKey] });
    assert(text('README.txt').includes(publisher.publisherUrl));
  });

  test('says that nothing has been published, and how to publish it', () => {
    assert.match(printed, /Nothing has been published\./);
    assert.match(printed, /npm publish; needs an npm account/);
  });

  test('has everything a host needs in one zip, and the same files unpacked', () => {
    const paths = Object.keys(files);
    assert.deepEqual(paths.filter((path) => !path.startsWith('public/')).sort(), [
      'LICENSE.txt',
      'README.txt',
      'SHA256SUMS',
      'plugins/skr-widgets-sitevision.zip',
      'plugins/skr-widgets-wordpress.zip',
      'sbom-receiver.cdx.json',
      'sbom-widgets.cdx.json',
      'server/Caddyfile',
      'server/apache-signatures.conf',
      'server/apache.conf',
      'server/caddy-signatures.conf',
      'server/htaccess.txt',
      'server/nginx-http.conf',
      'server/nginx-server.conf',
      'server/nginx-signatures.conf',
      'server/security.txt',
      'server/web.config',
      'skr-receiver.zip',
    ]);
    for (const path of [
      'skr-widgets.js',
      'skr-widgets.css',
      'iframe-height.js',
      'embed/frame.js',
      'csp.json',
      'integrity.json',
      'custom-elements.json',
      'LICENSE.txt',
      'content/international.sv.json',
      'oembed/contact-form.en.json',
    ]) {
      assert(files[`public/v${version}/${path}`], path);
    }
    assert(!paths.some((path) => path.includes('/lib/')));
    const unpacked = globSync('**', { cwd: join(first, 'release', name) }).filter((path) =>
      statSync(join(first, 'release', name, path)).isFile(),
    );
    assert.deepEqual(unpacked.sort(), paths.sort());
  });

  test('is dated by its commit, whichever program unpacks it, wherever', () => {
    const folder = mkdtempSync(join(parent, 'unpacked-'));
    const zip = join(first, `release/${name}.zip`);
    execFileSync(getProgramPath('unzip'), ['-q', zip, '-d', folder], {
      env: { ...process.env, TZ: 'Asia/Tokyo' },
    });
    for (const path of globSync(`${folder}/**/*`)) {
      const { mtimeMs } = statSync(path);
      if (statSync(path).isFile()) assert.equal(mtimeMs / 1000, Number(env.SOURCE_DATE_EPOCH));
    }
    // Windows programs read the date without a time zone. It has a precision of two seconds.
    const bytes = getZip(first);
    const [time, day] = [bytes.readUInt16LE(10), bytes.readUInt16LE(12)];
    const dateParts = [
      (day >> 9) + 1980,
      (day >> 5) & 15,
      day & 31,
      time >> 11,
      (time >> 5) & 63,
      (time & 31) * 2,
    ];
    assert.deepEqual(dateParts, [2026, 3, 29, 2, 30, 42]);
  });

  test('has the checksum of every file, and sha256sum agrees', () => {
    const named = text('SHA256SUMS').match(/(?<= {2}).+/g);
    const others = Object.keys(files).filter((path) => path !== 'SHA256SUMS');
    assert.deepEqual(named?.sort(), others.sort());
    const check = (file: string, cwd: string) =>
      execFileSync('sha256sum', ['--check', '--quiet', '--strict', file], { cwd, stdio: 'pipe' });
    const folder = join(first, 'release', name);
    check('SHA256SUMS', folder);
    check(`${name}.zip.sha256`, join(first, 'release'));
    const script = join(folder, `public/v${version}/skr-widgets.js`);
    const content = readFileSync(script);
    writeFileSync(script, content.subarray(1));
    assert.throws(() => check('SHA256SUMS', folder));
    writeFileSync(script, content);
  });

  test('is signed as a whole, and the line in README.txt finds one flipped byte', () => {
    assert(getProgramPath('openssl'), 'the line runs it');
    const folder = join(first, 'release');
    writeFileSync(join(folder, 'skr-widgets.pem'), toPem(publicKey));
    const [swedish = '', english = ''] = text('README.txt').split('HOW TO HOST');
    for (const language of [swedish, english]) {
      const [line = ''] = /openssl pkeyutl .*?--check$/ms.exec(language) ?? [];
      const verify = () => execFileSync('/bin/sh', ['-ec', line], { cwd: folder, stdio: 'pipe' });
      assert.match(String(verify()), /OK/);
      for (const file of [`${name}.zip`, `${name}.zip.sha256`, `${name}.zip.sha256.sig`]) {
        const content = readFileSync(join(folder, file));
        const changed = Buffer.from(content);
        changed[40] = (changed[40] ?? 0) ^ 1;
        writeFileSync(join(folder, file), changed);
        assert.throws(verify, file);
        writeFileSync(join(folder, file), content);
      }
      // An attack without the key: an old checksum and its signature next to a new file.
      for (const suffix of ['.zip.sha256', '.zip.sha256.sig']) {
        const newName = name.replace(version, '9.9.9') + suffix;
        writeFileSync(join(folder, newName), readFileSync(join(folder, name + suffix)));
      }
      assert.throws(() =>
        execFileSync('/bin/sh', ['-ec', line.replaceAll(version, '9.9.9')], {
          cwd: folder,
          stdio: 'pipe',
        }),
      );
      const strangers = generateKeyPairSync('ed25519').publicKey;
      writeFileSync(
        join(folder, 'skr-widgets.pem'),
        strangers.export({ type: 'spki', format: 'pem' }),
      );
      assert.throws(verify);
      writeFileSync(join(folder, 'skr-widgets.pem'), toPem(publicKey));
      assert(language.includes('skr-widgets.pem'));
    }
    rmSync(join(folder, 'skr-widgets.pem'));
    assert(text('README.txt').includes(`\nNyckel / Key:         ${publicKey}\n`));
  });

  test('has two compressed files beside each text, with the same in it', () => {
    const texts = Object.keys(files).filter(
      (path) => path.startsWith('public/') && !/\.(br|gz)$/.test(path),
    );
    for (const path of texts) {
      const content = Buffer.from(files[path] ?? []);
      assert(content.equals(gunzipSync(files[`${path}.gz`] ?? assert.fail(path))), path);
      assert(content.equals(brotliDecompressSync(files[`${path}.br`] ?? assert.fail(path))), path);
    }
  });

  test('says how to host it in both languages, and leaves no placeholders', () => {
    const readme = text('README.txt');
    assert.match(readme, /SÅ LÄGGER NI UPP.*HOW TO HOST/s);
    assert(readme.includes(`${target.baseUrl}v1/skr-widgets.js`));
    // Pages that name the key stop where v1 leads to files whose signatures the server does not have.
    for (const language of readme.split('HOW TO HOST')) {
      const configured = language.indexOf('cp server/nginx-signatures.conf');
      const switched = language.indexOf('ln -sfn');
      assert(0 < configured && configured < switched, `${configured} ${switched}`);
    }
    assert.match(readme, /Exempelkommunen/);
    // Nobody reads a line that is half again as long as the others.
    const source = readFileSync('publish/hosting/README.txt', 'utf8').split('\n');
    assert.deepEqual(
      source.filter((line) => line.length > 102),
      [],
    );
    for (const receiver of target.receivers) assert(readme.includes(receiver));
    for (const path of Object.keys(files).filter((each) => /^(README|server)/.test(each))) {
      assert.doesNotMatch(text(path), /\{\{|\{(receiver|path|policy|version)\}/, path);
    }
    const policy = `connect-src 'self' ${target.receivers.join(' ')};`;
    for (const file of [
      'nginx-http.conf',
      'apache.conf',
      'htaccess.txt',
      'Caddyfile',
      'web.config',
    ]) {
      assert(text(`server/${file}`).includes(policy), file);
    }
  });

  test('has a file for IIS that is XML, with the policy of the pages in both folders', () => {
    // No IIS runs here, so the test checks that the file is valid and what it contains.
    const code = `$locations = [];
      foreach (simplexml_load_file($argv[1])->location as $each) {
        foreach ($each->{'system.webServer'}->httpProtocol->customHeaders->add ?? [] as $header) {
          $locations[(string) $each['path']][(string) $header['name']] = (string) $header['value'];
        }
      }
      echo json_encode($locations);`;
    const file = join(first, 'release', name, 'server/web.config');
    const locations = JSON.parse(
      execFileSync(getProgramPath('php'), ['-r', code, '--', file], { encoding: 'utf8' }),
    );
    const headers = {
      'Content-Security-Policy': createEmbedPolicy(target.receivers),
      'Cross-Origin-Embedder-Policy': 'require-corp',
    };
    assert.deepEqual(locations, { [`v${version}/embed`]: headers, 'v1/embed': headers });
  });

  test('has hashes that a browser accepts for its scripts', () => {
    const integrity = JSON.parse(text(`public/v${version}/integrity.json`));
    for (const [path, expected] of Object.entries(integrity)) {
      const bytes = files[`public/v${version}/${path}`] ?? assert.fail(path);
      assert.equal(`sha384-${createHash('sha384').update(bytes).digest('base64')}`, expected);
    }
    const scripts = Object.keys(files)
      .filter((path) => path.startsWith('public/') && /\.(js|css)$/.test(path))
      .map((path) => path.replace(`public/v${version}/`, ''));
    assert.deepEqual(Object.keys(integrity).sort(), scripts.sort());
  });

  for (const [file, component] of [
    ['sbom-widgets.cdx.json', 'skr-widgets'],
    ['sbom-receiver.cdx.json', 'skr-widgets-receiver'],
  ] as const) {
    test(`states in ${file} its supplier, date and licence`, () => {
      const { bomFormat, metadata, components } = JSON.parse(text(file));
      assert.equal(bomFormat, 'CycloneDX');
      assert.equal(metadata.timestamp, '2026-03-29T02:30:42.000Z');
      assert.deepEqual(metadata.supplier, { name: 'Exempelkommunen' });
      assert.deepEqual(metadata.authors, [{ name: 'Exempelkommunen' }]);
      assert.equal(metadata.component.name, component);
      for (const { licenses, hashes } of components) {
        assert(licenses.length > 0);
        assert.equal(hashes[0].alg, 'SHA-512');
      }
    });
  }

  test('lists the third-party code in the script: Lit and its dependencies', () => {
    assert.deepEqual(
      componentsIn('sbom-widgets.cdx.json')
        .map((each) => each.replace(/(?<=.)@.*/, ''))
        .sort(),
      [
        '@lit-labs/ssr-dom-shim',
        '@lit/reactive-element',
        '@types/trusted-types',
        'lit',
        'lit-element',
        'lit-html',
      ],
    );
  });

  test('lists what npm installs for a receiver, and otherwise only what is for other machines', () => {
    const listed = componentsIn('sbom-receiver.cdx.json');
    const installed = installedForReceiver();
    assert(installed.length > 50);
    assert.deepEqual(
      installed.filter((each) => !listed.includes(each)),
      [],
    );
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const others = listed.filter((each) => !installed.includes(each));
    for (const each of others) {
      const entry = packages[`node_modules/${each.replace(/(?<=.)@.*/, '')}`];
      assert(entry.os || entry.cpu, each);
    }
  });

  test('lists the hash of each script that pages load', () => {
    const { metadata } = JSON.parse(text('sbom-widgets.cdx.json'));
    const listed = Object.fromEntries(
      metadata.component.components.map(({ name, hashes }: FileComponent) => [
        name,
        hashes.find(({ alg }) => alg === 'SHA-384')?.content,
      ]),
    );
    const integrity: Record<string, string> = JSON.parse(text(`public/v${version}/integrity.json`));
    assert.deepEqual(
      listed,
      Object.fromEntries(
        Object.entries(integrity).map(([path, hash]) => [
          path,
          Buffer.from(hash.replace('sha384-', ''), 'base64').toString('hex'),
        ]),
      ),
    );
  });

  test('contains no path of the machine that it was built on', () => {
    for (const [path, content] of Object.entries(files)) {
      const readable = Buffer.from(content).toString();
      assert(!readable.includes(parent) && !readable.includes(process.cwd()), path);
    }
  });
});

suite('No release is made', () => {
  const rsa = join(parent, 'rsa.pem');
  const { privateKey: rsaKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(rsa, rsaKey.export({ type: 'pkcs8', format: 'pem' }));
  const signing = { SKR_WIDGETS_SIGNING_KEYS: keyFile };
  const folder = join(parent, 'refused');
  before(() => copySources(folder));
  for (const [what, { own = {}, change = {} }, expected] of [
    ['without a URL', { change: { SKR_WIDGETS_URL: '' } }, /SKR_WIDGETS_URL: expected the URL/],
    [
      'without a publisher',
      { own: { name: '' } },
      /publisher\.json: name: expected the name of the responsible organisation.*, got nothing/,
    ],
    [
      'with a publisher of whom nothing is known',
      { own: Object.fromEntries(Object.keys(publisher).map((key) => [key, undefined])) },
      /name: expected .*\n.*website: expected .*\n.*repository: expected/,
    ],
    [
      'with a fact that nothing asks for',
      { own: { phone: '1' } },
      /publisher\.json: expected name, .*, got phone/,
    ],
    [
      'without a place where vulnerabilities are told of',
      { own: { publisherUrl: '' } },
      /publisherUrl: expected the URL of the folder .*, got nothing/,
    ],
    [
      'with such a place that is no folder',
      { own: { publisherUrl: 'https://widgets.kommun.example/advisories.json' } },
      /publisherUrl: expected the URL of the folder .*, got "https:/,
    ],
    [
      'without a contact for vulnerabilities',
      { own: { securityContact: '' } },
      /securityContact: expected a URL such as mailto:.*, got nothing/,
    ],
    [
      'with a contact that is no URL',
      { own: { securityContact: 'kim@example.se' } },
      /securityContact: expected a URL such as mailto:.*, got "kim@example\.se"/,
    ],
    [
      'after the end of its support',
      { own: { securityUpdatesUntil: { '1': '2025-12-31' } } },
      /securityUpdatesUntil: expected a future date for version 1, got 2025-12-31/,
    ],
    [
      'without a support window',
      { own: { securityUpdatesUntil: {} } },
      /securityUpdatesUntil: expected a date for version 1, got nothing/,
    ],
    [
      'with a security.txt that has expired',
      { own: { securityTxtExpires: '2025-12-31' } },
      /securityTxtExpires: expected a date 30 to 365 days ahead, got 2025-12-31/,
    ],
    [
      'with a date that is none',
      { own: { securityTxtExpires: '2027-02-30' } },
      /securityTxtExpires: expected a date such as 2027-01-31, got "2027-02-30"/,
    ],
    [
      'with a public key that is none',
      { own: { publicKeys: ['abc'] } },
      /publicKeys: expected 32 bytes in Base64, got "abc"/,
    ],
    [
      'unsigned by a publisher who has a key',
      { own: { publicKeys: [publicKey] } },
      /SKR_WIDGETS_SIGNING_KEYS: expected the private half of publicKeys .*, got that of none/,
    ],
    [
      'with a key that the publisher does not name',
      { change: signing },
      /SKR_WIDGETS_SIGNING_KEYS: expected .* none, got that of /,
    ],
    [
      'with a key that is not there',
      { change: { SKR_WIDGETS_SIGNING_KEYS: '/nowhere/key.pem' } },
      /expected a file with an Ed25519 private key in PEM, got \/nowhere\/key\.pem: ENOENT/,
    ],
    [
      'with a key of another kind',
      { change: { SKR_WIDGETS_SIGNING_KEYS: rsa } },
      /expected a file with an Ed25519 private key in PEM, got .*rsa\.pem with a key of type rsa/,
    ],
    [
      'for a URL with a password',
      { change: { SKR_WIDGETS_URL: 'https://kim:secret@example.se/' } },
      /SKR_WIDGETS_URL: expected a URL without a user name or password/,
    ],
    [
      'for a receiver without https',
      { change: { SKR_WIDGETS_RECEIVERS: 'http://mottagare.example.se' } },
      /SKR_WIDGETS_RECEIVERS: expected an origin such as https/,
    ],
  ] as [string, { own?: object; change?: Record<string, string> }, RegExp][]) {
    test(what, () => {
      writeFileSync(join(folder, 'publisher.json'), JSON.stringify({ ...publisher, ...own }));
      const run = () =>
        execFileSync(process.execPath, ['publish/release.ts'], {
          cwd: folder,
          env: { ...process.env, ...env, ...change },
          stdio: 'pipe',
        });
      assert.throws(run, expected);
      // Nothing has been started.
      assert.deepEqual(globSync('{dist,release,site}', { cwd: folder }), []);
    });
  }
});

interface FileComponent {
  readonly name: string;
  readonly hashes: readonly { readonly alg: string; readonly content: string }[];
}

interface Package {
  readonly name: string;
  readonly version: string;
}

/** What npm would install for a receiver in production. */
function installedForReceiver(): string[] {
  const folder = join(parent, 'receiver-alone');
  for (const path of ['package.json', 'package-lock.json', '.npmrc', 'receiver/package.json']) {
    cpSync(path, join(folder, path));
  }
  const args = ['install', '--offline', '--dry-run', '--omit=dev', '--workspace=receiver'];
  const printed = execFileSync('npm', [...args, '--no-audit', '--no-fund'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
  });
  return [...printed.matchAll(/^add (\S+) (\S+)$/gm)]
    .map(([, name, version]) => `${name}@${version}`)
    .filter((each) => !each.startsWith('skr-widgets-receiver@'));
}

/** The files of a release, with their hashes. */
function hashes(folder: string): Record<string, string> {
  const paths = globSync('**/*', { cwd: join(folder, 'release') }).sort();
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(folder, 'release', path)).isFile())
      .map((path) => {
        const bytes = readFileSync(join(folder, 'release', path));
        return [path, createHash('sha256').update(bytes).digest('hex')];
      }),
  );
}
