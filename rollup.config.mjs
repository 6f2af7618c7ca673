import { readFileSync } from 'node:fs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { compactTemplates } from './scripts/compact-templates.ts';
import { licenses } from './scripts/licenses.ts';
import { serverLit } from './scripts/server-lit.ts';
import { translations } from './scripts/translations.ts';
import { trustedTypesPolicy } from './scripts/trusted-types-policy.ts';

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What `tsc` makes of `src`. */
const compiled = '.cache/compiled';

/** The one module that does something when another imports it. */
const treeshake = { moduleSideEffects: (id) => id.endsWith('/lit-in-xhtml.js') };

const minify = (preamble) =>
  terser({
    ecma: 2022,
    format: {
      // The page may be in any character set, and a classic script is read in the page's.
      ascii_only: true,
      comments: false,
      preamble: `/*! ${preamble} */`,
    },
  });

export default [
  {
    // For npm: a module per file, so that who imports one element gets that one. The last two are
    // only for what `publish/` makes.
    input: [
      'index.js',
      'auto-define.js',
      'define/contact-form.js',
      'define/contact-person.js',
      'define/org-card.js',
      'define/skr-intl-overview.js',
      'content/publication.js',
      'content/changes.js',
    ].map((file) => `${compiled}/${file}`),
    output: { dir: 'dist/lib', preserveModules: true, preserveModulesRoot: compiled },
    external: new RegExp(`^(${Object.keys(dependencies).join('|')})(/|$)`),
    treeshake,
    plugins: [translations(), compactTemplates()],
  },
  {
    // For servers: with Lit and its renderer in it, so that it runs the same whatever bundles or surrounds it.
    input: `${compiled}/ssr.js`,
    output: { file: 'dist/lib/ssr.js' },
    // What helpers of TypeScript in Lit's packages look for there, no module has.
    context: 'globalThis',
    plugins: [
      nodeResolve({
        exportConditions: ['node'],
        dedupe: ['parse5', 'entities'],
        ignoreSideEffectsForRoot: true,
      }),
      translations(),
      compactTemplates(),
      serverLit(),
      minify(`skr-widgets ${version}, see LICENSE.txt`),
      licenses(),
    ],
  },
  {
    // For the script tag: everything in one file, as a module and as a classic script.
    input: `${compiled}/script-tag.js`,
    output: {
      file: 'dist/skr-widgets.js',
      // In a function, because a classic script shares its names with the page.
      format: 'iife',
      strict: false,
      // Lit itself cannot be loaded where a page's policy or an old library forbids it. Then what stands
      // inside the elements stays, and the page's console gets a warning and no error.
      intro: 'try {',
      outro:
        '} catch (error) { console.warn("[skr-widgets] Nothing of ours can be shown on this page:", error); }',
    },
    treeshake,
    plugins: [
      // What package.json says of side effects is about `dist/`.
      nodeResolve({ ignoreSideEffectsForRoot: true }),
      translations(),
      compactTemplates(),
      trustedTypesPolicy(),
      minify(`skr-widgets ${version}, see LICENSE.txt`),
      licenses(),
    ],
  },
  // The scripts of frames: for the page in it, and for the page around.
  ...[
    { input: 'frame.js', file: 'dist/embed/frame.js' },
    { input: 'iframe-height.js', file: 'dist/iframe-height.js' },
  ].map(({ input, file }) => ({
    input: `${compiled}/${input}`,
    output: { file, format: 'iife' },
    plugins: [minify(`skr-widgets ${version} (MIT)`)],
  })),
];
