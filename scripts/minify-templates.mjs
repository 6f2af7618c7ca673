import MagicString from 'magic-string';

/** A Rollup plugin that takes out the white space that only makes templates readable. */
export function templates() {
  return {
    name: 'templates',
    transform(code, id) {
      if (id.includes('node_modules')) return null;
      const result = new MagicString(code);
      for (const { tag, quasi } of taggedTemplates(this.parse(code))) {
        for (const { start, end, value } of quasi.quasis) {
          const shorter = minify[tag.name]?.(value.raw);
          if (shorter != null && shorter !== value.raw) result.update(start, end, shorter);
        }
      }
      return { code: result.toString(), map: result.generateMap({ hires: true }) };
    },
  };
}

const minify = {
  // One space remains where there was any, since between words it shows; but not between two values
  // on lines of their own, which are templates or nothing.
  html: (text) => (/^\s*\n\s*$/.test(text) ? '' : text.replace(/\s+/g, ' ')),
  css: (text) =>
    text
      .replace(/\/\*.*?\*\//gs, '')
      .replace(/\s+/g, ' ')
      .replace(/ ?([{};,>]) ?/g, '$1')
      .replace(/: |(?<=@media) (?=\()/g, (text) => text.trim())
      .replace(/ ([*/]) /g, '$1')
      .replace(/(?<=[ :(,])0\./g, '.')
      .replace(/;}/g, '}')
      .trim(),
};

function taggedTemplates(node) {
  const children = node && typeof node === 'object' ? Object.values(node) : [];
  const within = children.flat().flatMap(taggedTemplates);
  return node?.type === 'TaggedTemplateExpression' ? [node, ...within] : within;
}
