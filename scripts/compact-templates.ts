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
        const compact = text.replace(/\/\*.*?\*\//gs, '').replace(/[ \t\r\n]+/g, ' ');
        result.update(start, end, compact.replace(/[^ -~]/g, escapeUnit));
      }
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

/** A page may be in any character set, and Terser leaves what is in a tagged template as it is. */
function escapeUnit(unit: string): string {
  const code = unit.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** The texts of the templates in a syntax tree, between their expressions. */
function findTemplateTexts(node: Node): Node[] {
  if (!node || typeof node !== 'object') return [];
  if (node.type === 'TemplateElement') return [node];
  return Object.values(node).flat().flatMap(findTemplateTexts);
}
