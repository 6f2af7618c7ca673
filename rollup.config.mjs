import { readFileSync } from 'node:fs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { compactTemplates } from './scripts/compact-templates.ts';
import { licenses } from './scripts/licenses.ts';
import { serverLit } from './scripts/server-lit.ts';
import { translations } from './scripts/translations.ts';
import { trustedTypesPolicy } from './scripts/trusted-types-policy.ts';

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The output of `tsc` for `src`. */
const compiled = '.cache/compiled';

/** The one module with side effects that others import. */
const treeshake = { moduleSideEffects: (id) => id.endsWith('/lit-in-xhtml.js') };

/** Prints modules as they are, but for their comments. */
const withoutComments = () =>
  terser({
    ecma: 2022,
    compress: false,
    mangle: false,
    format: { beautify: true, indent_level: 2, comments: false, preserve_annotations: true },
  });

const minify = (preamble, { format, ...options } = {}) =>
  terser({
    ecma: 2022,
    compress: { passes: 2 },
    format: {
      // The page may use any character encoding, and a classic script is decoded with the page's.
      ascii_only: true,
      comments: false,
      preamble: `/*! ${preamble} */`,
      ...format,
    },
    ...options,
  });

export default [
  {
    // For npm: one module per source file, so that importing a single element pulls in only that element. The
    // last two are used only by `publish/`. What the comments of public things say is in the types.
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
    plugins: [translations(), compactTemplates(), withoutComments()],
  },
  {
    // For servers: bundles Lit and its renderer, so that it runs the same in any bundler and with any globals.
    input: `${compiled}/ssr.js`,
    output: { file: 'dist/lib/ssr.js' },
    // TypeScript helpers in Lit's packages read the top-level `this`, which is undefined in a module.
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
      minify(`skr-widgets ${version}, see LICENSE.txt`, {
        // For an uncaught error, Node prints the line that threw it, and then the message. A single line would be more
        // than fits in a pipe, and the message would be lost.
        format: { semicolons: false, max_line_len: 400 },
        // So that the stack says what the app has called.
        keep_fnames: /^render(Element|Content)$/,
      }),
      licenses(),
    ],
  },
  {
    // For the script tag: one file, which works as a module and as a classic script.
    input: `${compiled}/script-tag.js`,
    output: {
      file: 'dist/skr-widgets.js',
      // A function scope, because classic scripts share the page's global scope.
      format: 'iife',
      strict: false,
      // A page's policy or an old library can make loading Lit fail. Then the content inside the elements stays
      // visible, and the console gets a warning instead of an error.
      intro: 'try {',
      outro:
        '} catch (error) { console.warn("[skr-widgets] Nothing of ours can be shown on this page:", error); }',
    },
    treeshake,
    plugins: [
      // `sideEffects` in package.json describes the files in `dist/`, not these.
      nodeResolve({ ignoreSideEffectsForRoot: true }),
      translations(),
      compactTemplates(),
      trustedTypesPolicy(),
      minify(`skr-widgets ${version}, see LICENSE.txt`),
      licenses(),
    ],
  },
  // The scripts for frames: one for the embed page, one for the page around the frame.
  ...[
    { input: 'frame.js', file: 'dist/embed/frame.js' },
    { input: 'iframe-height.js', file: 'dist/iframe-height.js' },
  ].map(({ input, file }) => ({
    input: `${compiled}/${input}`,
    output: { file, format: 'iife' },
    plugins: [minify(`skr-widgets ${version} (MIT)`)],
  })),
];
