/** Checks the imports of every file against a table of layers. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { matchesGlob, posix } from 'node:path';
import { test } from 'node:test';

interface Layer {
  /** The files of the layer. A file belongs to the first layer that fits. */
  readonly files: string;
  /** The files of ours that they may import. */
  readonly mayImport: readonly string[];
  /** What they may import with `import type` only. */
  readonly mayImportTypes?: readonly string[];
}

/** What elements share with each other: everything but their classes, which have the name of their folder. */
const shared = ['contact-form', 'contact-person', 'org-card', 'skr-intl-overview'].map(
  (name) => `src/${name}/!(${name}).ts`,
);
const classes = 'src/{contact-form,contact-person,org-card,skr-intl-overview}/*';

/** From the bottom up: a layer imports layers above it in this list, and nothing imports `index.ts`. */
const layers: readonly Layer[] = [
  { files: 'src/core/*', mayImport: ['src/core/*'] },
  { files: 'src/contact-form/message.ts', mayImport: [] },
  // Texts, and the function that translates them.
  {
    files: 'src/content/*',
    mayImport: ['src/core/localize.ts'],
    mayImportTypes: ['src/content/*'],
  },
  { files: 'src/generated/*', mayImport: [] },
  // An element may render the same as another, but not import its class.
  { files: classes, mayImport: ['src/core/*', 'src/content/*', ...shared] },
  { files: 'src/register.ts', mayImport: ['src/core/warn.ts'] },
  { files: 'src/auto-embed.ts', mayImport: ['src/core/{warn,url,styles,restore-limit}.ts'] },
  {
    files: 'src/define-elements.ts',
    mayImport: ['src/register.ts', 'src/auto-embed.ts', 'src/core/{settings,url}.ts', classes],
  },
  {
    files: 'src/define/*',
    mayImport: [
      'src/register.ts',
      'src/core/{lit-in-xhtml,warn}.ts',
      'src/define/define-element.ts',
      classes,
    ],
  },
  {
    files: 'src/{auto-define,script-tag}.ts',
    mayImport: ['src/define-elements.ts', 'src/core/lit-in-xhtml.ts', classes],
  },
  { files: 'src/ssr.ts', mayImport: ['src/core/*', 'src/generated/attributes.ts', classes] },
  { files: 'src/index.ts', mayImport: ['src/**'] },

  { files: 'src/frame.ts', mayImport: ['src/core/warn.ts'] },
  { files: 'src/iframe-height.ts', mayImport: [] },

  // The receiver shares only the rules for a message with the form.
  {
    files: 'receiver/test/**',
    mayImport: [
      'receiver/{src,test}/**',
      'src/contact-form/*',
      'test/browsers/programs.ts',
      'test/{free-ports,random}.ts',
      // Its zip is part of what is published.
      'publish/{archive,receiver}.ts',
    ],
  },
  // A single file imports the form's rules.
  { files: 'receiver/src/messages/fields.ts', mayImport: ['src/contact-form/message.ts'] },
  { files: 'receiver/src/log.ts', mayImport: [] },
  { files: 'receiver/src/durable-fs.ts', mayImport: [] },
  {
    files: 'receiver/src/database/*',
    mayImport: ['receiver/src/database/*', 'receiver/src/durable-fs.ts'],
  },
  {
    files: 'receiver/src/config.ts',
    mayImport: [
      'receiver/src/http/submission-schema.ts',
      'receiver/src/messages/form-notice.ts',
      'receiver/src/outbox/webhook-config.ts',
    ],
  },
  {
    files: 'receiver/src/context.ts',
    mayImport: [],
    mayImportTypes: ['receiver/src/database/*', 'receiver/src/security/keyring.ts'],
  },
  {
    files: 'receiver/src/{messages,outbox,security}/*',
    mayImport: [
      'receiver/src/{messages,outbox,security,database}/*',
      'receiver/src/{config,durable-fs}.ts',
    ],
    mayImportTypes: ['receiver/src/context.ts', 'receiver/src/http/*'],
  },
  {
    files: 'receiver/src/http/**',
    mayImport: ['receiver/src/{http/**,messages/*,security/*}'],
    mayImportTypes: ['receiver/src/{config,context}.ts', 'receiver/src/operations/metrics.ts'],
  },
  {
    files: 'receiver/src/operations/*',
    mayImport: [
      'receiver/src/{operations,messages,outbox,security,database}/*',
      'receiver/src/{config,durable-fs}.ts',
    ],
    mayImportTypes: ['receiver/src/context.ts'],
  },
  { files: 'receiver/src/{server,cli}.ts', mayImport: ['receiver/src/**'] },

  // These use the elements like outsiders, from the build output.
  { files: 'publish/**', mayImport: ['publish/**', 'dist/**'] },
  // What is stated about the project comes from its publisher and from the test results.
  {
    files: 'scripts/{publication,conformance}.ts',
    mayImport: ['publish/{publisher,signature}.ts', 'test/results.ts'],
  },
  {
    files: 'scripts/**',
    mayImport: ['scripts/**', 'dist/**', 'src/generated/*', 'publish/urls.ts'],
  },
  // The site makes the same zip as the release, and uses the same URLs.
  {
    files: 'demo/**',
    mayImport: [
      'demo/**',
      'dist/**',
      'receiver/**',
      'publish/advisories.ts',
      'publish/archive.ts',
      'publish/publisher.ts',
      'publish/security-txt.ts',
      'publish/signature.ts',
      'publish/source.ts',
      'publish/target.ts',
      'publish/urls.ts',
      'publish/widgets.ts',
      'scripts/manifest.ts',
    ],
  },
  // The files for a system use the same texts and URLs as those for all.
  { files: 'integrations/content.ts', mayImport: ['dist/**'] },
  {
    files: 'integrations/*/build.ts',
    mayImport: ['integrations/content.ts', 'publish/**', 'dist/**'],
  },
  { files: 'integrations/**', mayImport: ['integrations/**', 'dist/**'] },
];

interface Import {
  readonly from: string;
  /** A path relative to the project, or the name of a package. */
  readonly of: string;
  readonly isType: boolean;
}

const statement = /^(?:import\s+|(?:import|export)\s+(type\s+)?[\w$*\s{},]*?\s*from\s*)'([^']+)'/gm;
const call = /\bimport\(\s*([^)]+?)\s*\)/g;
const attribute = /\s(?:src|href)="([^"#?]+)"/g;

const files = globSync('{src,receiver,publish,demo,integrations,scripts}/**/*.{ts,js,mjs,html}', {
  exclude: ['**/node_modules/**'],
});

test('every file belongs to a layer', () => {
  const unassigned = files.filter((file) => !findLayer(file));
  assert.deepEqual(unassigned, [], 'Give them a layer in the table of test/architecture.test.ts');
});

test('a file imports only what its layer may use', () => {
  const errors = files
    .flatMap(importsIn)
    .filter(({ of }) => isOurs(of))
    .filter((each) => !isAllowed(each))
    .map(({ from, of, isType }) => `${from} imports ${isType ? 'the types of ' : ''}${of}`);
  assert.deepEqual(errors, [], 'The table of test/architecture.test.ts says who may import whom');
});

test('the library uses the packages that package.json names, and nothing of Node', () => {
  const { dependencies, devDependencies } = readPackage('package.json');
  // The build may bundle a package, so that installing the library doesn't require it.
  const named = { ...dependencies, ...devDependencies };
  assert.deepEqual(packagesNotIn(named, getPackages('src')), []);
});

test('the receiver uses the packages that it depends on', () => {
  const { dependencies, devDependencies } = readPackage('receiver/package.json');
  const isFromNpm = ({ of }: Import) => !of.startsWith('node:');
  const packages = getPackages('receiver/src').filter(isFromNpm);
  assert.deepEqual(packagesNotIn(dependencies, packages), []);
  const named = { ...dependencies, ...devDependencies };
  assert.deepEqual(packagesNotIn(named, getPackages('receiver/test').filter(isFromNpm)), []);
});

test('only users of the package import its index', () => {
  const users = files.flatMap(importsIn).filter(({ of }) => of === 'src/index.ts');
  assert.deepEqual(users, []);
});

test('the module shared by the form and the receiver imports no package', () => {
  assert.deepEqual(importsIn('src/contact-form/message.ts'), []);
});

function findLayer(file: string): Layer | undefined {
  return layers.find(({ files }) => matchesGlob(file, files));
}

function isAllowed({ from, of, isType }: Import): boolean {
  const { mayImport = [], mayImportTypes = [] } = findLayer(from) ?? {};
  return [...mayImport, ...(isType ? mayImportTypes : [])].some((pattern) =>
    matchesGlob(of, pattern),
  );
}

function isOurs(path: string): boolean {
  return /^(src|receiver|publish|demo|integrations|scripts|dist|test)\//.test(path);
}

function getPackages(folder: string): Import[] {
  return files
    .filter((file) => file.startsWith(`${folder}/`))
    .flatMap(importsIn)
    .filter(({ of }) => !isOurs(of));
}

function packagesNotIn(named: Packages, imports: Import[]): string[] {
  return imports
    .filter(({ of }) => !Object.hasOwn(named, getPackage(of)))
    .map(({ from, of }) => `${from} imports ${of}`);
}

type Packages = Record<string, string>;

function readPackage(file: string): { dependencies: Packages; devDependencies: Packages } {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function getPackage(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

function importsIn(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const toImport = (specifier: string, isType = false) => ({
    from: file,
    of: resolve(file, specifier),
    isType,
  });

  const statements = [...text.matchAll(statement)].map(([, type, name = '']) =>
    toImport(name, type !== undefined),
  );
  const calls = [...text.matchAll(call)].map(([, argument = '']) => {
    const name = /^'([^']+)'$/.exec(argument)?.[1];
    if (!name) throw new Error(`${file} imports something that only shows when it runs`);
    return toImport(name);
  });
  const attributes = file.endsWith('.html')
    ? [...text.matchAll(attribute)].map(([, url = '']) => toImport(url))
    : [];
  return [...statements, ...calls, ...attributes];
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith('/')) return posix.normalize(specifier.slice(1));
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(file), specifier);
}
