import MagicString from 'magic-string';
import type { Plugin } from 'rollup';

/** A node of a syntax tree, as far as we look at it. */
// biome-ignore lint/suspicious/noExplicitAny: Rollup's parser gives ESTree nodes without types for walking them.
type Node = any;

/**
 * A Rollup plugin that takes comments, line breaks and indentation out of templates, of HTML and of style sheets:
 * they are for us, and would travel to every visitor.
 */
export function compactTemplates(): Plugin {
  return {
    name: 'compact-templates',
    transform(code, id) {
      if (id.includes('node_modules')) return null;
      const result = new MagicString(code);
      for (const { start, end } of findTemplateTexts(this.parse(code))) {
        if (start === end) continue;
        const text = code.slice(start, end);
        result.update(start, end, text.replace(/\/\*.*?\*\//gs, '').replace(/[ \t\r\n]+/g, ' '));
      }
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

/** The texts of the templates in a syntax tree, between their expressions. */
function findTemplateTexts(node: Node): Node[] {
  if (!node || typeof node !== 'object') return [];
  if (node.type === 'TemplateElement') return [node];
  return Object.values(node).flat().flatMap(findTemplateTexts);
}
