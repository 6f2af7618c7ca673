import MagicString from 'magic-string';
import type { Plugin } from 'rollup';

/** A style sheet in a template: the comments in it are for us, and would travel to every visitor. */
const CSS_TEMPLATE = /\b(?:css\s*|unsafeCSS\(\s*)`(?:\\.|[^`\\])*`/g;

/** A Rollup plugin that takes comments and line breaks out of the style sheets in `` css`…` `` and `` unsafeCSS(`…`) ``. */
export function stripCssComments(): Plugin {
  return {
    name: 'strip-css-comments',
    transform(code, id) {
      if (id.includes('node_modules')) return null;
      const result = new MagicString(code);
      for (const { index, 0: template } of code.matchAll(CSS_TEMPLATE)) {
        const shorter = template.replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ');
        result.update(index, index + template.length, shorter);
      }
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}
