import MagicString from 'magic-string';
import type { Plugin } from 'rollup';

/** An ESTree node, as far as this plugin uses it. */
// biome-ignore lint/suspicious/noExplicitAny: Rollup's parser gives ESTree nodes without types for walking them.
type Node = any;

/**
 * A Rollup plugin that removes comments, line breaks and indentation from HTML and CSS templates. They are for
 * developers, and would otherwise be sent to every visitor.
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
        const compact = text
          .replace(/\/\*.*?\*\//gs, '')
          // A space between two tags that counts is written without a line break.
          .replace(/>\s*\n\s*</g, '><')
          // In a style sheet, nothing needs the line break, nor the last semicolon of a rule.
          .replace(/;?\s*\n\s*}/g, '}')
          .replace(/([{};])\s*\n\s*/g, '$1')
          .replace(/\s*\n\s*>/g, '>')
          .replace(/[ \t\r\n]+/g, ' ');
        result.update(start, end, compact.replace(/[^ -~]/g, escapeUnit));
      }
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

/** Escapes a non-ASCII code unit: the page may use any encoding, and Terser leaves tagged templates as they are. */
function escapeUnit(unit: string): string {
  const code = unit.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}

/** Finds the text parts of all templates in a syntax tree. */
function findTemplateTexts(node: Node): Node[] {
  if (!node || typeof node !== 'object') return [];
  if (node.type === 'TemplateElement') return [node];
  return Object.values(node).flat().flatMap(findTemplateTexts);
}
