/** HTML as the browser reads it, for whoever reads a snippet. Nothing in it is loaded or run. */
import type { SnippetElement } from './read-snippet.ts';

export function parseSnippet(html: string): readonly SnippetElement[] {
  // Our own policy lets no `style` be, not even in a document that is never shown, and would say so.
  const styleless = html
    .replace(/\sstyle(?=\s*=)/gi, ' data-style')
    .replace(/<(\/?)style(?=[\s>])/gi, '<$1data-style');
  const all = [...new DOMParser().parseFromString(styleless, 'text/html').querySelectorAll('*')];
  const elements = new Map(
    all.map((node) => [
      node,
      {
        tag: node.localName,
        attributes: Object.fromEntries(
          [...node.attributes].map(
            ({ name, value }) => [name === 'data-style' ? 'style' : name, value] as const,
          ),
        ),
        text: node.textContent ?? '',
        descendants: [] as SnippetElement[],
      },
    ]),
  );
  for (const [node, element] of elements) {
    for (const inner of node.querySelectorAll('*')) {
      element.descendants.push(elements.get(inner) as SnippetElement);
    }
  }
  return [...elements.values()].filter(({ tag }) => !['html', 'head', 'body'].includes(tag));
}
