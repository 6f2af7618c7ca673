/** Who may import whom. The table is the plan of the house; these tests hold the code against it. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { matchesGlob, posix } from 'node:path';
import { test } from 'node:test';

interface Room {
  /** The files in the room. A file belongs to the first room that fits. */
  readonly room: string;
  /** What they may import of ours. */
  readonly uses: readonly string[];
  /** What they may import with `import type` only. */
  readonly types?: readonly string[];
}

/** From the ground up: a room uses what stands above it here, and `index.ts` is used by no one. */
const house: readonly Room[] = [
  { room: 'src/warn.ts', uses: [] },
  { room: 'src/styles.ts', uses: [] },
  { room: 'src/form/message.ts', uses: [] },
  { room: 'src/generated/*', uses: [] },
  { room: 'src/register.ts', uses: ['src/warn.ts'] },
  { room: 'src/upgrade.ts', uses: ['src/warn.ts'] },
  { room: 'src/locale.ts', uses: [] },
  { room: 'src/widget.ts', uses: ['src/locale.ts', 'src/warn.ts'] },
  { room: 'src/content/*', uses: [], types: ['src/content/*', 'src/form/*', 'src/locale.ts'] },
  { room: 'src/form/*', uses: ['src/form/*', 'src/warn.ts'] },
  {
    room: 'src/views/*',
    uses: [
      'src/views/*',
      'src/styles.ts',
      'src/content/*',
      'src/form/message.ts',
      'src/locale.ts',
      'src/warn.ts',
    ],
    types: ['src/form/*'],
  },
  {
    // Never another element: what two of them share is a view.
    room: 'src/elements/*',
    uses: [
      'src/widget.ts',
      'src/styles.ts',
      'src/content/*',
      'src/views/*',
      'src/form/*',
      'src/locale.ts',
      'src/warn.ts',
    ],
  },
  {
    room: 'src/embed.ts',
    uses: ['src/register.ts', 'src/upgrade.ts', 'src/elements/*'],
    types: ['src/form/events.ts'],
  },
  { room: 'src/index.ts', uses: ['src/**'] },

  { room: 'src/frame.ts', uses: ['src/warn.ts'] },
  { room: 'src/iframe-height.ts', uses: [] },
  {
    room: 'src/prerender.ts',
    uses: ['src/elements/*', 'src/content/*', 'src/views/*', 'src/styles.ts', 'src/locale.ts'],
  },

  // The receiver shares the rules for a message with the form, and nothing else.
  { room: 'receiver/**', uses: ['receiver/**', 'src/form/message.ts'] },

  // These meet the elements as outsiders do, in what has been built.
  { room: 'publish/**', uses: ['publish/**', 'dist/**'] },
  // The site makes the same zip as the release, and says the same URLs.
  {
    room: 'demo/**',
    uses: [
      'demo/**',
      'dist/**',
      'receiver/**',
      'publish/archive.ts',
      'publish/source.ts',
      'publish/target.ts',
      'publish/urls.ts',
    ],
  },
  // What is published for one system is made of the same texts and addresses as for all.
  { room: 'integrations/*/build.ts', uses: ['publish/**', 'dist/**'] },
  { room: 'integrations/**', uses: ['integrations/**', 'dist/**'] },
];

interface Import {
  readonly from: string;
  /** A path from the top of the project, or the name of a package. */
  readonly of: string;
  readonly isType: boolean;
}

const statement = /^(?:import|export)\s+(type\s+)?[\w$*\s{},]*?\s*(?:from\s*)?'([^']+)'/gm;
const call = /\bimport\(\s*([^)]+?)\s*\)/g;
const attribute = /\s(?:src|href)="([^"#?]+)"/g;

const files = globSync('{src,receiver,publish,demo,integrations}/**/*.{ts,js,mjs,html}', {
  exclude: ['**/node_modules/**'],
});

test('every file has its place in the house', () => {
  const homeless = files.filter((file) => !roomOf(file));
  assert.deepEqual(homeless, [], 'Give them a room in the table of test/architecture.test.ts');
});

test('a file imports only what its room may use', () => {
  const faults = files
    .flatMap(importsIn)
    .filter(({ of }) => isOurs(of))
    .filter((found) => !isAllowed(found))
    .map(({ from, of, isType }) => `${from} imports ${isType ? 'the types of ' : ''}${of}`);
  assert.deepEqual(faults, [], 'The table of test/architecture.test.ts says who may import whom');
});

test('the library uses the packages that package.json names, and nothing of Node', () => {
  const { dependencies, devDependencies } = readPackage('package.json');
  // The build may take a package in, so that whoever installs the library does not need it.
  const named = { ...dependencies, ...devDependencies };
  assert.deepEqual(packagesNotIn(named, packagesOf('src')), []);
});

test('the receiver uses the packages that it depends on', () => {
  const { dependencies } = readPackage('receiver/package.json');
  const others = packagesOf('receiver').filter(({ of }) => !of.startsWith('node:'));
  assert.deepEqual(packagesNotIn(dependencies, others), []);
});

test('what both the form and the receiver use needs no package', () => {
  assert.deepEqual(importsIn('src/form/message.ts'), []);
});

function roomOf(file: string): Room | undefined {
  return house.find(({ room }) => matchesGlob(file, room));
}

function isAllowed({ from, of, isType }: Import): boolean {
  const { uses = [], types = [] } = roomOf(from) ?? {};
  return [...uses, ...(isType ? types : [])].some((room) => matchesGlob(of, room));
}

function isOurs(path: string): boolean {
  return /^(src|receiver|publish|demo|integrations|dist|test)\//.test(path);
}

function packagesOf(folder: string): Import[] {
  return files
    .filter((file) => file.startsWith(`${folder}/`))
    .flatMap(importsIn)
    .filter(({ of }) => !isOurs(of));
}

function packagesNotIn(named: Packages, imports: Import[]): string[] {
  return imports
    .filter(({ of }) => !Object.hasOwn(named, packageOf(of)))
    .map(({ from, of }) => `${from} imports ${of}`);
}

type Packages = Record<string, string>;

function readPackage(file: string): { dependencies: Packages; devDependencies: Packages } {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function importsIn(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = (specifier: string, isType = false) => ({
    from: file,
    of: resolve(file, specifier),
    isType,
  });

  const statements = [...text.matchAll(statement)].map(([, type, name = '']) =>
    found(name, type !== undefined),
  );
  const calls = [...text.matchAll(call)].map(([, argument = '']) => {
    const name = /^'([^']+)'$/.exec(argument)?.[1];
    if (!name) throw new Error(`${file} imports something that only shows when it runs`);
    return found(name);
  });
  const attributes = file.endsWith('.html')
    ? [...text.matchAll(attribute)].map(([, address = '']) => found(address))
    : [];
  return [...statements, ...calls, ...attributes];
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('/')) return posix.normalize(specifier.slice(1));
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(file), specifier);
}
