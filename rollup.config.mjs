import { readFileSync } from 'node:fs';
import nodeResolve from '@rollup/plugin-node-resolve';
import terser from '@rollup/plugin-terser';
import { licenses } from './scripts/licenses.mjs';
import { litHtml } from './scripts/lit-html.mjs';
import { templates } from './scripts/minify-templates.mjs';
import { translations } from './scripts/translations.mjs';

const { version, dependencies, peerDependencies } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

/** What `tsc` makes of `src`. */
const compiled = '.cache/compiled';

/**
 * Names of members that only this file's own code knows: those by which Lit's packages know each
 * other, and those between our form and its view. Short ones save the last hundred bytes. Not the one
 * that Lit looks for on a node, where a page may have names of one letter.
 */
const insideNames =
  /^(_\$(?!litPart).*|_(clone|update|insert|commit\w+)|advocacy|busy|checkLang|chooseKeeping|come|corrected|draft|failure|faults|fixed|goTo|keeping|msg|notice|parts|preamble|prove|said|sendTo|shown|startOver|strings|texts|whatWeDo)$/;

/** How scripts that go to browsers are made small. */
const small = (preamble) => ({
  ecma: 2022,
  compress: {
    passes: 3,
    pure_getters: true,
    unsafe: true,
    unsafe_arrows: true,
    unsafe_methods: true,
    // As it is written, it has more in common with the rest.
    lhs_constants: false,
  },
  mangle: { properties: { regex: insideNames } },
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
      'ssr.js',
      'content/publication.js',
      'content/changes.js',
    ].map((file) => `${compiled}/${file}`),
    output: { dir: 'dist/lib', preserveModules: true, preserveModulesRoot: compiled },
    // `@lit/localize` is only there until each text is in both languages; that it is then not used
    // is as it should be.
    onLog(level, log, handler) {
      if (log.code !== 'UNUSED_EXTERNAL_IMPORT') handler(level, log);
    },
    external: new RegExp(
      `^(${Object.keys({ ...dependencies, ...peerDependencies }).join('|')}|@lit/localize)(/|$)`,
    ),
    treeshake: { moduleSideEffects: false },
    plugins: [translations(), templates()],
  },
  {
    // For the script tag: everything in one file, as a module and as a classic script.
    input: `${compiled}/auto-define.js`,
    output: {
      file: 'dist/skr-widgets.js',
      // In a function, because a classic script shares its names with the page.
      format: 'iife',
      strict: false,
    },
    treeshake: { moduleSideEffects: false },
    plugins: [
      nodeResolve(),
      translations(),
      templates(),
      litHtml(),
      terser(small(`skr-widgets ${version}, see LICENSE.txt`)),
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
    plugins: [terser(small(`skr-widgets ${version} (MIT)`))],
  })),
];
