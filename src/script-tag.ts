/**
 * The script tag: the one file. It takes what the page says from its tag, or else from the head of the page.
 */
import './core/lit-in-xhtml.ts';
import { defineElements, readMeta } from './define-elements.ts';

const script = findScript();
defineElements(
  (name) => script?.dataset[toCamelCase(name)] ?? readMeta(name),
  script?.src,
  // Each in a task of its own: in one, they kept a page on a slow phone from answering for up to 75 ms.
  (task) => setTimeout(task),
);

/**
 * The tag that we are running from, by whatever name: tools join scripts in files of other names, or write
 * them into the page. A module does not know its tag, so it is found by the name that our file has.
 */
function findScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  // `<img name="currentScript">` would be it.
  return currentScript?.localName === 'script'
    ? (currentScript as HTMLScriptElement)
    : document.querySelector('script[src*="skr-widgets"]');
}

function toCamelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter) => letter.toUpperCase());
}
