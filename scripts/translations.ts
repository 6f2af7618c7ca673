/**
 * A Rollup plugin that puts each translation next to its source text: `msg('Namn')` becomes `msg('Namn', 0, 'Name')`.
 * The 0 takes the place of the options, and is short because it is repeated for every text. Why this isn't a table
 * looked up at run time:
 * docs/decisions/0002-translations-beside-the-source.md.
 */
import { readFileSync } from 'node:fs';
import { generateMsgId } from '@lit/localize/internal/id-generation.js';
import MagicString from 'magic-string';
import type { Plugin } from 'rollup';
import { templates } from '../src/generated/en.ts';

/** A message in another language: a text, or pieces of text and the order of the expressions between them. */
type Translation =
  | string
  | { readonly strings: readonly string[]; readonly values: readonly number[] };

/** An ESTree node, as far as this plugin uses it. */
// biome-ignore lint/suspicious/noExplicitAny: Rollup's parser gives ESTree nodes without types for walking them.
type Node = any;

/** The ids of the translated texts. For the others, `templates` contains the Swedish text. */
const translatedIds = new Set(
  Array.from(
    readFileSync('locales/en.xlf', 'utf8').matchAll(
      /<trans-unit id="(\w+)">(?:(?!<\/trans-unit>).)*<target>/gs,
    ),
    ([, id]) => id,
  ),
);

/** Creates the plugin. It fails the build if a text has no translation. */
export function translations(): Plugin {
  return {
    name: 'translations',
    transform(code) {
      const calls = findMsgCalls(this.parse(code));
      if (!calls.length) return null;
      const result = new MagicString(code);
      for (const call of calls) {
        const [source] = call.arguments;
        const { end } = call.arguments.at(-1);
        const text = code.slice(source.start, source.end);
        result.update(source.start, end, `${text}, 0, ${translate(source, code)}`);
      }
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

/** Finds the calls of `msg` in a syntax tree. */
function findMsgCalls(node: Node): Node[] {
  const children = node && typeof node === 'object' ? Object.values(node) : [];
  const inside = children.flat().flatMap(findMsgCalls);
  const { type, callee, arguments: args } = node ?? {};
  const isCall = type === 'CallExpression' && (callee.name ?? callee.property?.name) === 'msg';
  if (!isCall || !args.length) return inside;
  if (inside.length) throw new Error('Expected no message within a message');
  return [node];
}

/** Generates the code of a message's translation. */
function translate(source: Node, code: string): string {
  const { tag, strings, expressions } = parseMessage(source, code);
  const id = generateMsgId(strings, tag === 'html');
  if (!translatedIds.has(id))
    throw new Error(
      `Expected a translation of “${strings.join('…')}” (${id}) in locales/en.xlf, got none`,
    );
  const translation = (templates as Record<string, Translation>)[id] as Translation;
  if (typeof translation === 'string') return JSON.stringify(translation);
  const pieces = translation.strings.map((text) => text.replace(/[`\\]|\$\{/g, '\\$&'));
  return `${tag}\`${pieces.reduce(
    (all, text, i) => `${all}\${${expressions[translation.values[i - 1] as number]}}${text}`,
  )}\``;
}

/** Splits a message into its tag, its pieces of text, and the code of the expressions between them. */
function parseMessage(source: Node, code: string) {
  if (source.type === 'Literal') return { tag: '', strings: [source.value], expressions: [] };
  const { quasi, tag } = source;
  return {
    tag: tag.name as string,
    strings: quasi.quasis.map((piece: Node) => piece.value.cooked),
    expressions: quasi.expressions.map(({ start, end }: Node) => code.slice(start, end)),
  };
}
