/**
 * Entry point for the script tag, bundled into one file. Settings are read from the tag's attributes, or else
 * from `<meta>` elements.
 */
import './core/lit-in-xhtml.ts';
import { defineElements, readMeta } from './define-elements.ts';

const script = findScript();
defineElements(
  (name) => script?.getAttribute(`data-${name}`) ?? readMeta(name),
  script?.src,
  // Each in its own task: in a single one they blocked a page on a slow phone for up to 75 ms.
  (task) => setTimeout(task),
);

/**
 * Finds the tag this script runs from, whatever its name: tools concatenate scripts into other files, or inline
 * them. A module has no `currentScript`, so its tag is found by the name of our file.
 */
function findScript(): HTMLScriptElement | null {
  const { currentScript } = document;
  // `<img name="currentScript">` shadows the property.
  return currentScript?.localName === 'script'
    ? (currentScript as HTMLScriptElement)
    : document.querySelector('script[src*="skr-widgets"]');
}
