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
  { room: 'src/core/warn.ts', uses: [] },
  { room: 'src/core/styles.ts', uses: [] },
  { room: 'src/contact-form/message.ts', uses: [] },
  { room: 'src/generated/*', uses: [] },
  { room: 'src/register.ts', uses: ['src/core/warn.ts'] },
  { room: 'src/auto-embed.ts', uses: ['src/core/warn.ts'] },
  { room: 'src/core/localize.ts', uses: [] },
  { room: 'src/core/skr-element.ts', uses: ['src/core/localize.ts', 'src/core/warn.ts'] },
  {
    room: 'src/content/*',
    uses: [],
    types: ['src/content/*', 'src/contact-form/*', 'src/core/localize.ts'],
  },
  { room: 'src/contact-form/*', uses: ['src/contact-form/*', 'src/core/warn.ts'] },
  {
    room: 'src/views/*',
    uses: [
      'src/views/*',
      'src/core/styles.ts',
      'src/content/*',
      'src/contact-form/message.ts',
      'src/core/localize.ts',
      'src/core/warn.ts',
    ],
    types: ['src/contact-form/*'],
  },
  {
    // Never another element: what two of them share is a view.
    room: 'src/elements/*',
    uses: [
      'src/core/skr-element.ts',
      'src/core/styles.ts',
      'src/content/*',
      'src/views/*',
      'src/contact-form/*',
      'src/core/localize.ts',
      'src/core/warn.ts',
    ],
  },
  {
    room: 'src/auto-define.ts',
    uses: ['src/register.ts', 'src/auto-embed.ts', 'src/elements/*'],
    types: ['src/contact-form/events.ts'],
  },
  { room: 'src/index.ts', uses: ['src/**'] },

  { room: 'src/frame.ts', uses: ['src/core/warn.ts'] },
  { room: 'src/iframe-height.ts', uses: [] },
  {
    room: 'src/ssr.ts',
    uses: [
      'src/elements/*',
      'src/content/*',
      'src/views/*',
      'src/core/styles.ts',
      'src/core/localize.ts',
    ],
  },

  // The receiver shares the rules for a message with the form, and nothing else.
  {
    room: 'receiver/test/**',
    uses: ['receiver/{src,test}/**', 'src/contact-form/*', 'test/browsers/programs.ts'],
  },
  // One file takes the form's rules into the receiver.
  { room: 'receiver/src/messages/fields.ts', uses: ['src/contact-form/message.ts'] },
  { room: 'receiver/src/log.ts', uses: [] },
  { room: 'receiver/src/durable-fs.ts', uses: [] },
  {
    room: 'receiver/src/database/*',
    uses: ['receiver/src/database/*', 'receiver/src/durable-fs.ts'],
  },
  {
    room: 'receiver/src/config.ts',
    uses: ['receiver/src/http/submission-schema.ts', 'receiver/src/messages/form-notice.ts'],
  },
  {
    room: 'receiver/src/context.ts',
    uses: [],
    types: ['receiver/src/database/*', 'receiver/src/security/keyring.ts'],
  },
  {
    room: 'receiver/src/{messages,outbox,security}/*',
    uses: [
      'receiver/src/{messages,outbox,security,database}/*',
      'receiver/src/{config,durable-fs}.ts',
    ],
    types: ['receiver/src/context.ts', 'receiver/src/http/*'],
  },
  {
    room: 'receiver/src/http/**',
    uses: ['receiver/src/{http/**,messages/*,security/*}'],
    types: ['receiver/src/{config,context}.ts', 'receiver/src/operations/metrics.ts'],
  },
  {
    room: 'receiver/src/operations/*',
    uses: [
      'receiver/src/{operations,messages,outbox,security,database}/*',
      'receiver/src/{config,durable-fs}.ts',
    ],
    types: ['receiver/src/context.ts'],
  },
  { room: 'receiver/src/{server,cli}.ts', uses: ['receiver/src/**'] },

  // These meet the elements as outsiders do, in what has been built.
  { room: 'publish/**', uses: ['publish/**', 'dist/**'] },
  { room: 'demo/**', uses: ['demo/**', 'dist/**', 'receiver/**', 'publish/address.ts'] },
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
  const { dependencies, devDependencies } = readPackage('receiver/package.json');
  const isFromNpm = ({ of }: Import) => !of.startsWith('node:');
  const packages = packagesOf('receiver/src').filter(isFromNpm);
  assert.deepEqual(packagesNotIn(dependencies, packages), []);
  const named = { ...dependencies, ...devDependencies };
  assert.deepEqual(packagesNotIn(named, packagesOf('receiver/test').filter(isFromNpm)), []);
});

test('what both the form and the receiver use needs no package', () => {
  assert.deepEqual(importsIn('src/contact-form/message.ts'), []);
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
