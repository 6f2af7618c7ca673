/**
 * Puts each translation beside its source text, at build time.
 *
 * `msg('Namn')` becomes `(msg ? 'Name' : 'Namn')`, where `msg` says whether the element speaks
 * English. The usual way, a table of all translations looked up by a hash of the source, costs the
 * page 2.5 kB more: the hashes, the code that makes them and, where only a card is imported, the
 * words of the whole form.
 */
import { readFileSync } from 'node:fs';
import { generateMsgId } from '@lit/localize/internal/id-generation.js';
import MagicString from 'magic-string';
import { templates } from '../src/generated/en.ts';

/** The texts that the translator has done: for the others, `templates` has the Swedish. */
const translated = new Set(
  Array.from(
    readFileSync('locales/en.xlf', 'utf8').matchAll(
      /<trans-unit id="(\w+)">(?:(?!<\/trans-unit>).)*<target>/gs,
    ),
    ([, id]) => id,
  ),
);

/** A Rollup plugin. It fails the build for a text without a translation. */
export function translations() {
  return {
    name: 'translations',
    transform(code) {
      const calls = outermostCalls(this.parse(code));
      if (!calls.length) return null;
      const result = new MagicString(code);
      for (const call of calls) result.update(call.start, call.end, inBothLanguages(call, code));
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

/** The calls of `msg` in a syntax tree, without those within another. */
function outermostCalls(node) {
  if (node?.type === 'CallExpression' && node.arguments.length && nameOf(node.callee) === 'msg') {
    return [node];
  }
  const children = node && typeof node === 'object' ? Object.values(node) : [];
  return children.flat().flatMap(outermostCalls);
}

const nameOf = (callee) => callee.name ?? callee.property?.name;

/** The code that gives a message in the language of the element. */
function inBothLanguages(call, code) {
  const source = read(call.arguments[0], code);
  const id = generateMsgId(source.strings, source.tag === 'html');
  const translation = templates[id];
  if (!translated.has(id)) throw new Error(`No English for «${source.strings.join('…')}» (${id})`);
  const english =
    typeof translation === 'string' ? { strings: [translation], values: [] } : translation;
  const order = source.expressions.map((_, index) => index);
  const ask = code.slice(call.callee.start, call.callee.end);
  return `(${ask} ? ${write(source, english.strings, english.values)} : ${write(source, source.strings, order)})`;
}

/** Takes a message apart: its tag, its pieces of text and the code between them. */
function read(argument, code) {
  if (argument.type === 'Literal') return { tag: '', strings: [argument.value], expressions: [] };
  const { quasi, tag } = argument;
  return {
    // A plain text needs no tag: `str` only keeps it apart until it is translated.
    tag: tag.name === 'html' ? 'html' : '',
    strings: quasi.quasis.map((piece) => piece.value.cooked),
    expressions: quasi.expressions.map((expression) => {
      const [inner] = outermostCalls(expression);
      if (inner)
        throw new Error(`A message within a message: «${code.slice(inner.start, inner.end)}»`);
      return code.slice(expression.start, expression.end);
    }),
  };
}

/** Puts a message together again, with its expressions in the order of the language. */
function write({ tag, expressions }, strings, order) {
  const texts = strings.map((text) => text.replace(/[`\\]|\$\{/g, '\\$&'));
  return `${tag}\`${texts.reduce((all, text, i) => `${all}\${${expressions[order[i - 1]]}}${text}`)}\``;
}
