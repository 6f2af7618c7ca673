/**
 * Fits Lit's templates to the one file, which goes to everyone, on pages of every kind.
 *
 * - What Lit does with a template when it first meets it, finding where the values go, is done here
 *   when building, by Lit itself. What our templates never use is left out too: directives, bindings
 *   of properties and elements, SVG. That is half of Lit's templates, 1.2 kB with brotli.
 * - The page may have a Lit of its own, and a list of policies for Trusted Types: the file has a
 *   policy by its own name, and leaves no mark on `window`.
 *
 * Works on Lit's readable source. The build fails when a newer Lit no longer has what is changed
 * here, and when our modules take from Lit what is left out. The npm package has Lit whole.
 */
import { readFileSync } from 'node:fs';
import { _$LH as lit } from 'lit-html/private-ssr-support.js';
import MagicString from 'magic-string';

/** Stands in a template where a value goes, and after the name of an attribute with one. */
const marker = '~';

/** A tag that begins or ends a box of its own, and the space around it, which never shows. */
const block =
  /\s*(<\/?(?:p|div|ul|li|h\d|form|details|summary|label|input|textarea|button)\b[^>]*>)\s*/g;

/** What is changed in Lit, in this order: its name, where it stands, and what comes instead. */
const changes = [
  ['checks for developers', 'DEV_MODE = true', 'DEV_MODE = false'],
  ['hooks', 'ENABLE_EXTRA_SECURITY_HOOKS = true', 'ENABLE_EXTRA_SECURITY_HOOKS = false'],
  ['Shady DOM', 'ENABLE_SHADYDOM_NOPATCH = true', 'ENABLE_SHADYDOM_NOPATCH = false'],
  ['the mark on window', /const polyfillSupport = .*?\.push\([^;]*;/s, ''],
  [
    // Where there is none, templates still work unless the page requires Trusted Types.
    'the policy',
    /const policy = [^;]*;/,
    `let policy;
    try { policy = trustedTypes.createPolicy('skr-widgets', { createHTML: (s) => s }); } catch {}`,
  ],

  ['the marker', /const marker = [^;]*;/, `const marker = '${marker}';`],
  [
    'the suffix',
    /const boundAttributeSuffix = [^;]*;/,
    `const boundAttributeSuffix = '${marker}';`,
  ],
  ['templates by identity', 'templateCache = new WeakMap()', 'templateCache = new Map()'],
  ['the door for servers', /export const _\$LH = .*?\n};\n/s, ''],
  ['the search for values', /const getTemplateHtml = .*?\n};\n/s, ''],
  [
    'its result',
    'const [html, attrNames] = getTemplateHtml(strings, type);',
    'const html = policy ? policy.createHTML(strings) : strings;',
  ],
  ['the names it kept', 'attrNames[attrNameIndex++]', 'name.slice(0, -1)'],
  ['the check of them', 'attrNames.length !== attrNameIndex', 'false'],
  ['the number of values', 'const partCount = strings.length - 1;', ''],
  ['the end by that number', '&& parts.length < partCount', ''],

  ['directives', /function resolveDirective\(.*?\n}\n/s, ''],
  ['calls of directives', /resolveDirective\(this, ([^,)]*)[^)]*\)/g, '$1'],
  [
    'element bindings',
    /else if \(name\.startsWith\(marker\)\) \{.*?removeAttribute\(name\);\s*\}/s,
    '',
  ],
  ['element parts', /else if \(templatePart\.type === ELEMENT_PART\) \{[^}]*\}/, ''],
  ['property bindings', /m\[1\] === '\.'\s*\? PropertyPart\s*:/, ''],
  ['bindings in comments', /else \{\s*let i = -1;.*?marker\.length - 1;\s*\}\s*\}/s, ''],
  ['bindings in raw text', 'rawTextElement.test(node.tagName)', 'false'],
  ['SVG', /if \(type === SVG_RESULT[^}]*\}/, ''],
  [
    'templates compiled by Lit',
    /typeof type === 'number'\s*\? (this\._\$getTemplate\(result\))\s*:.*?type\)/s,
    '$1',
  ],
  ['connection', /get _\$isConnected\(\) \{[^}]*\}/g, ''],
  ['changes of connection', /setConnected\(isConnected\) \{.*?\n {4}\}\n/s, ''],
  ['news of connection', 'this._$notifyConnectionChanged?.(false, true, from);', ''],
  ['accessors', /get (?:tagName|startNode|endNode)\(\) \{[^}]*\}/g, ''],
  ['parents', /get parentNode\(\) \{.*?\n {4}\}\n/gs, ''],
  [
    'fields',
    /this\.(?:type = \w+_PART|_\$disconnectableChildren = undefined|__isConnected = [^;]*);/g,
    '',
  ],
  ['other documents', '(options?.creationScope ?? d)', 'd'],
  ['values that change nothing', / && value !== noChange/g, ''],
  ['listeners that change nothing', /if \(newListener === noChange\) \{.*?\}/s, ''],
  ['parts that change nothing', /if \(v === noChange\) \{.*?\}/s, ''],
  [
    'nodes as values',
    /else if \(value\.nodeType !== undefined\) \{.*?(?=else if \(isIterable)/s,
    '',
  ],
  ['other iterables', 'isIterable(value)', 'isArray(value)'],
  ['options', /(?:this\.)?options\?\.(?:renderBefore|host) \?\? /g, ''],
  ['options passed on', /,\s*(?:this\.|_)?options\b(?: \?\? \{\})?(?!:)/g, ''],
  ['options to clone with', /_clone\((?:this\.)?options\)/g, '_clone()'],
  ['options kept', /this\.options = options;/g, ''],
  ['options of listeners', /newListener\.capture !==.*?oldListener\.passive/s, 'false'],
  [
    'listener objects',
    /if \(typeof this\._\$committedValue === 'function'\) (\{.*?\})\s*else \{.*?\}/s,
    '$1',
  ],
  ['wrapped nodes', /\bwrap\(/g, '('],
  ['parents kept', /this\._\$parent = parent;/g, ''],
  ['constructors', /constructor\(\) \{\s*super\(\.\.\.arguments\);\s*\}/g, ''],
  [
    'constructors of listeners',
    /constructor\([^)]*\) \{\s*super\([^)]*\);\s*if \(DEV_MODE.*?\}\s*\}/s,
    '',
  ],
];

/** What of Lit is left in the one file. */
const left = new Set(['html', 'nothing', 'render']);

/** A Rollup plugin. */
export function litHtml() {
  return {
    name: 'lit-html',
    load(id) {
      if (!id.endsWith('/lit-html/lit-html.js')) return null;
      const code = readFileSync(id.replace('lit-html.js', 'development/lit-html.js'), 'utf8');
      return changes.reduce((before, [name, from, to]) => {
        const after = before.replace(from, to);
        if (after === before) throw new Error(`Lit has changed: ${name} not found`);
        return after;
      }, code);
    },
    transform(code, id) {
      if (id.includes('node_modules')) return null;
      const program = this.parse(code);
      for (const { type, source, specifiers } of program.body) {
        if (type !== 'ImportDeclaration' || !/^lit\b/.test(source.value)) continue;
        const other = specifiers.find(({ imported }) => !left.has(imported?.name));
        if (other)
          throw new Error(`lit-html.mjs leaves out «${other.local.name}» of ${source.value}`);
      }
      const result = new MagicString(code);
      for (const template of templatesIn(program)) compile(template, result);
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

function templatesIn(node) {
  const children = node && typeof node === 'object' ? Object.values(node) : [];
  const within = children.flat().flatMap(templatesIn);
  const isTemplate = node?.type === 'TaggedTemplateExpression' && node.tag.name === 'html';
  return isTemplate ? [node, ...within] : within;
}

/** Writes a template as Lit would parse it: ``html`<p>${text}</p>` `` becomes `html("<p><?~></p>", text)`. */
function compile({ start, end, quasi: { quasis, expressions } }, result) {
  const strings = quasis.map(({ value }) => value.cooked);
  const used = strings.find((text) => text.includes(marker));
  if (used) throw new Error(`«${marker}» in a template: ${used}`);
  const [html] = lit.getTemplateHtml(Object.assign(strings, { raw: strings }), 1);
  const compiled = html
    .replaceAll(lit.boundAttributeSuffix, marker)
    .replaceAll(lit.marker, marker)
    .replace(block, '$1')
    .replace(/ >/g, '>');
  const starts = [...expressions.map((expression) => expression.start), end];
  const ends = [start, ...expressions.map((expression) => expression.end)];
  starts.forEach((next, index) => {
    const opening = index === 0 ? `html(${JSON.stringify(compiled)}` : '';
    result.update(ends[index], next, `${opening}${index < expressions.length ? ', ' : ')'}`);
  });
}
