import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Returns a fragment to print at the position of the element:
 *
 *     await skrWidget('/srv/skr-widgets/v1.0.0/fragments', 'contact-form', 'sv', {
 *       endpoint: 'https://receiver.example.se/v1/forms/international',
 *     });
 *
 * @param {string} folder The folder with the fragments on the server.
 * @param {string} widget The widget, such as `org-card-icld`.
 * @param {'sv' | 'en'} language
 * @param {Record<string, string>} attributes Attributes to add to the element's tag, as names and values.
 */
export async function skrWidget(folder, widget, language, attributes = {}) {
  if (!/^[a-z]+(-[a-z]+)*$/.test(widget) || !['sv', 'en'].includes(language)) {
    throw new TypeError(`There is no fragment ${widget}.${language}`);
  }
  const html = (await readFile(join(folder, `${widget}.${language}.html`), 'utf8')).trimEnd();

  const tagAttributes = Object.entries(attributes).map(([name, value]) => {
    if (!/^(?!on|style$)[a-z]+(-[a-z]+)*$/.test(name)) {
      throw new TypeError(`An element has no attribute ${name}`);
    }
    return ` ${name}="${value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`;
  });
  // The fragment begins with the tag: `<contact-form lang="sv">`.
  return html.replace(' ', () => `${tagAttributes.join('')} `);
}
