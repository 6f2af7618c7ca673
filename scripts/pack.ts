/**
 * Packs the npm package: `node scripts/pack.ts DESTINATION FOLDER`, or `npm run pack`. The contents are first put
 * together in FOLDER, by default `.cache/package`. `npm pack` alone would include the repository's README, whose links
 * lead to files that aren't in the package, and the parts of package.json that only development uses.
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { baseUrl, majorUrl, versionUrl } from '../publish/urls.ts';

/**
 * What is only for a publisher: pages, oEmbed and feeds say where they are on the web, and what others ask
 * of a version is there too. An app has its own pages.
 */
const published = [
  'dist/*.zip',
  'dist/{embed,oembed}',
  'dist/content/*.atom',
  'dist/{advisories,support}.json',
  'dist/lib/content/{changes,publication}.{js,d.ts}',
];

/** A publisher's URLs in the rest, and what an app gets instead: the style sheet is where its bundler puts it. */
const placeholders = {
  [`${versionUrl}skr-widgets.css`]: '{styleSheet}',
  [`${majorUrl}content/`]: './',
  [baseUrl]: '{address}',
};

/** `folder` holds the package as it is in `node_modules` once installed. */
const [destination = '.', folder = '.cache/package'] = process.argv.slice(2);

const {
  private: _,
  scripts,
  workspaces,
  devDependencies,
  overrides,
  ...description
} = JSON.parse(readFileSync('package.json', 'utf8'));
delete description['size-limit'];
// For `ssr.js`. The modules for browsers don't depend on Node.
description.engines = { node: '>=22' };

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const file of globSync(description.files as string[]))
  cpSync(file, `${folder}/${file}`, { recursive: true });
for (const file of globSync(published, { cwd: folder })) {
  rmSync(`${folder}/${file}`, { recursive: true });
}
for (const file of findUnreachableTypes()) rmSync(`${folder}/${file}`);
const hashes = Object.entries(JSON.parse(readFileSync(`${folder}/dist/integrity.json`, 'utf8')));
const integrity = Object.fromEntries(
  hashes.filter(([path]) => existsSync(`${folder}/dist/${path}`)),
);
writeFileSync(`${folder}/dist/integrity.json`, `${JSON.stringify(integrity, null, 2)}\n`);
for (const file of globSync(`${folder}/dist/{csp.json,content/*,fragments/*}`)) {
  const text = Object.entries(placeholders).reduce(
    (text, [url, placeholder]) => text.replaceAll(url, placeholder),
    readFileSync(file, 'utf8'),
  );
  writeFileSync(file, text);
}
// The guides it links to aren't in the package, so replace links with file names.
const changes = readFileSync('CHANGELOG.md', 'utf8').replace(/\[([^\]]+\.md)\]\(\1\)/g, '`$1`');
writeFileSync(`${folder}/CHANGELOG.md`, changes);
cpSync('LICENSE', `${folder}/LICENSE`);
cpSync('docs/frameworks.md', `${folder}/README.md`);
writeFileSync(`${folder}/package.json`, `${JSON.stringify(description, null, 2)}\n`);

execFileSync('npm', ['pack', '--silent', '--pack-destination', resolve(destination)], {
  cwd: folder,
  stdio: 'inherit',
});

/** Finds the types that no export leads to: nobody can import these modules. */
function findUnreachableTypes(): string[] {
  const reachable = new Set<string>();
  for (const entry of Object.values<string | { types: string }>(description.exports)) {
    if (typeof entry === 'object') reachable.add(join(entry.types));
  }
  // Includes what is added on the way.
  for (const file of reachable) {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    for (const [, path = ''] of text.matchAll(
      /\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)\.(?:js|ts)['"]/g,
    )) {
      reachable.add(join(file, '..', `${path}.d.ts`));
    }
  }
  return globSync('dist/**/*.d.ts', { cwd: folder }).filter((file) => !reachable.has(file));
}
