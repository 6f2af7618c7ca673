/**
 * Fits Lit's templates to the one file, which goes to everyone, on pages of every kind.
 *
 * - What Lit does with a template when it first meets it, finding where the values go, is done here
 *   when building, by Lit itself. What our templates never use is left out too: directives, bindings
 *   of properties and elements, SVG. That is half of Lit's templates.
 * - The page may have a Lit of its own, and a list of policies for Trusted Types: the file has a
 *   policy by its own name, and leaves no mark on `window`.
 *
 * Works on Lit's readable source. The build fails when a newer Lit no longer has what is changed
 * here, and when our modules take from Lit what is left out. The npm package has Lit whole.
 */
import { readFileSync } from 'node:fs';
import { _$LH as lit } from 'lit-html/private-ssr-support.js';
import MagicString from 'magic-string';

/** Stands in a template after the name of an attribute that has a value. */
const marker = '~';

/** A tag that begins or ends a box of its own, and the space around it, which never shows. */
const block =
  /\s*(<\/?(?:p|div|ul|li|h\d|form|details|summary|label|input|textarea|button)\b[^>]*>)\s*/g;

/**
 * What is left of Lit's parts for attributes: a value is a text, `nothing`, or, where the name begins
 * with `@`, a listener that stays the same.
 */
const attributePart = `class AttributePart {
  constructor(element, name) {
    this.element = element;
    this.name = name;
  }
  _$setValue(value) {
    if (value === this._$committedValue) return;
    this._$committedValue = value;
    if (this.name[0] === '@') this.element.addEventListener(this.name.slice(1), value);
    else if (value === nothing) this.element.removeAttribute(this.name);
    else this.element.setAttribute(this.name, value);
  }
}
`;

/**
 * What is left of the setting of a value in content: it is a list, a template, or a text. A template is
 * told by a name that stays as it is: pages give all texts methods of one letter. A text that changes is
 * a new node, since ours are short.
 */
const setValue = `_$setValue(value) {
    if (isArray(value)) this._commitIterable(value);
    else if (value?.values) this._commitTemplateResult(value);
    else {
      if (value == null || value === nothing) value = '';
      if (value === this._$committedValue) return;
      this._commitNode(d.createTextNode(value));
      this._$committedValue = value;
    }
  }
  _commitNode(node) {
    this._$clear();
    this._insert(node);
  }
`;

/** What is left of the making of a template. What it holds beside elements are places of values. */
const template = `class Template {
  constructor(strings) {
    this.parts = [];
    this.el = d.createElement('template');
    this.el.innerHTML = policy ? policy.createHTML(strings) : strings;
    walker.currentNode = this.el.content;
    let node;
    for (let index = 0; (node = walker.nextNode()); index++) {
      if (node.nodeType === 8) this.parts.push({ index });
      else {
        for (const name of node.getAttributeNames()) {
          if (name.endsWith(marker)) {
            this.parts.push({ index, name: name.slice(0, -1) });
            node.removeAttribute(name);
          }
        }
      }
    }
  }
}
`;

/** What is left of the setting of a template. */
const commitTemplate = `_commitTemplateResult({ strings, values }) {
    let template = templateCache.get(strings);
    if (!template) templateCache.set(strings, (template = new Template(strings)));
    if (this._$committedValue?._$template === template) this._$committedValue._update(values);
    else {
      const instance = new TemplateInstance(template);
      const fragment = instance._clone();
      instance._update(values);
      this._commitNode(fragment);
      this._$committedValue = instance;
    }
  }
`;

/** What is left of drawing. */
const render = `const render = (value, container) => {
  container._$litPart$ ??= new ChildPart(container.insertBefore(createMarker(), null), null);
  container._$litPart$._$setValue(value);
};
`;

/** What is left of the making of a template's nodes and of the parts of them that take values. */
const clone = `_clone() {
    const { el, parts } = this._$template;
    const fragment = (walker.currentNode = d.importNode(el.content, true));
    let at = -1;
    for (const { index, name } of parts) {
      for (; at < index; at++) walker.nextNode();
      const node = walker.currentNode;
      const part = name ? new AttributePart(node, name) : new ChildPart(node, node.nextSibling);
      this._$parts.push(part);
    }
    walker.currentNode = d;
    return fragment;
  }
`;

/** What is left of lists: each item has a part of its own, between two marks. */
const commitList = `_commitIterable(values) {
    if (!isArray(this._$committedValue)) {
      this._$committedValue = [];
      this._$clear();
    }
    const items = this._$committedValue;
    values.forEach((value, i) => {
      const item = (items[i] ??= new ChildPart(this._insert(createMarker()), this._insert(createMarker())));
      item._$setValue(value);
    });
    this._$clear(items[values.length]?._$startNode ?? this._$endNode);
    items.length = values.length;
  }
`;

/** What is changed in Lit, in this order: its name, where it stands, and what comes instead. */
const changes = [
  ['checks for developers', 'DEV_MODE = true', 'DEV_MODE = false'],
  ['hooks', 'ENABLE_EXTRA_SECURITY_HOOKS = true', 'ENABLE_EXTRA_SECURITY_HOOKS = false'],
  ['wrapped nodes', /\bwrap\(/g, '('],
  ['the mark on window', /const polyfillSupport = .*?\.push\([^;]*;/s, ''],
  [
    // Where there is none, templates still work unless the page requires Trusted Types.
    'the policy',
    /const policy = [^;]*;/,
    `let policy;
    try { policy = trustedTypes.createPolicy('skr-widgets', { createHTML: (s) => s }); } catch {}`,
  ],

  ['the marker', /const marker = [^;]*;/, `const marker = '${marker}';`],
  ['templates by identity', 'templateCache = new WeakMap()', 'templateCache = new Map()'],
  ['the door for servers', /export const _\$LH = .*?\n};\n/s, ''],
  ['the search for values', /const getTemplateHtml = .*?\n};\n/s, ''],
  ['nothing for all', "Symbol.for('lit-nothing')", 'Symbol()'],
  ["a result's kind", "['_$litType$']: type,", ''],
  ['templates', /class Template \{.*?\n\}\n/s, template],
  ['the setting of templates', /_\$getTemplate\(result\) \{.*?\n {4}\}\n/s, ''],
  ['their setting', /_commitTemplateResult\(result\) \{.*?\n {4}\}\n/s, commitTemplate],
  ['drawing', /export const render = .*?\n};\n/s, `export ${render}`],

  ['directives', /function resolveDirective\(.*?\n}\n/s, ''],
  ['calls of directives', /resolveDirective\(this, ([^,)]*)[^)]*\)/g, '$1'],
  [
    'attribute parts',
    /class AttributePart \{.*?\n(?=\/\*\*\s*\* END USERS|class ElementPart)/s,
    attributePart,
  ],
  ['element parts', /class ElementPart \{.*?\n\}\n/s, ''],
  ['clones', /_clone\(options\) \{.*?\n {4}\}\n/s, clone],
  ['lists', /_commitIterable\(value\) \{.*?\n {4}\}\n/s, commitList],
  [
    'the update of parts',
    /_update\(values\) \{.*?\n {4}\}\n/s,
    '_update(values) { values.forEach((value, i) => this._$parts[i]._$setValue(value)); }\n',
  ],
  [
    'the setting of values',
    /_\$setValue\(value, directiveParent = this\) \{.*?\n {4}\}\n(?= {4}_insert)/s,
    setValue,
  ],
  ['nodes as values', /_commitNode\(value\) \{.*?\n {4}\}\n/s, ''],
  ['texts as values', /_commitText\(value\) \{.*?\n {4}\}\n/s, ''],
  ['connection', /get _\$isConnected\(\) \{[^}]*\}/g, ''],
  ['changes of connection', /setConnected\(isConnected\) \{.*?\n {4}\}\n/s, ''],
  ['news of connection', 'this._$notifyConnectionChanged?.(false, true, from);', ''],
  ['accessors', /get (?:tagName|startNode|endNode)\(\) \{[^}]*\}/g, ''],
  ['parents', /get parentNode\(\) \{.*?\n {4}\}\n/gs, ''],
  ['parents kept', /this\._\$parent = parent;/g, ''],
  ['parents given', /(?<=constructor\([^)]*), parent\b/g, ''],
  ['the place to clear from', ', from) {', ') {'],
  [
    'fields',
    /this\.(?:type = \w+_PART|_\$disconnectableChildren = undefined|__isConnected = [^;]*);/g,
    '',
  ],
  ['options passed on', /,\s*(?:this\.|_)?options\b(?: \?\? \{\})?(?!:)/g, ''],
  ['options kept', /this\.options = options;/g, ''],
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

/**
 * Writes a template as Lit would parse it: ``html`<p id="${name}-hint">${text}</p>` `` becomes
 * ``html("<p id~><?>", `${name}-hint`, text)``.
 */
function compile({ start, end, quasi: { quasis, expressions } }, result) {
  const strings = quasis.map(({ value }) => value.cooked);
  const used = strings.find((text) => text.includes(marker) || /\s[.?][\w-]+=$/.test(text));
  if (used) throw new Error(`The one file cannot show this template: ${used}`);

  /** The texts between the values, once an attribute of several pieces is one value. */
  const pieces = [''];
  /** The code between the expressions. */
  const between = [];
  let within = false;
  for (const [index, text] of strings.entries()) {
    const last = index === strings.length - 1;
    const [, head, tail] = within ? /^([^"]*)(".*)?$/s.exec(text) : ['', '', text];
    const closes = within && tail !== undefined ? `}${literal(head)}\`` : '';
    if (within && tail === undefined) {
      between.push(`}${literal(head)}\${`);
      continue;
    }
    const rest = within ? tail.slice(1) : tail;
    const [, before, opening] = (!last && /^(.*=)"([^"<>]*)$/s.exec(rest)) || ['', rest];
    within = opening !== undefined;
    pieces[pieces.length - 1] += before;
    if (!last) pieces.push('');
    between.push(`${closes}${last ? ')' : `, ${within ? `\`${literal(opening)}\${` : ''}`}`);
  }

  const [html] = lit.getTemplateHtml(Object.assign(pieces, { raw: pieces }), 1);
  const compiled = html
    .replaceAll(lit.boundAttributeSuffix, marker)
    .replaceAll(`?${lit.marker}`, '?')
    .replaceAll(lit.marker, marker)
    .replaceAll(`${marker}=${marker}`, marker)
    .replace(block, '$1')
    .replace(/="([\w-]+)"/g, '=$1')
    .replace(/ \/?>/g, '>')
    // What ends with the template needs no end of its own.
    .replace(/(<\/\w+>\s*)+$/, '');
  between[0] = `html(${JSON.stringify(compiled)}${between[0]}`;

  const starts = [...expressions.map((expression) => expression.start), end];
  const ends = [start, ...expressions.map((expression) => expression.end)];
  for (const [index, code] of between.entries()) result.update(ends[index], starts[index], code);
}

const literal = (text) => text.replace(/[`\\]|\$\{/g, '\\$&');
