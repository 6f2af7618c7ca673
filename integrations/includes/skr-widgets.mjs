import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A fragment, to print where the element is to be:
 *
 *     await skrWidget('/srv/skr-widgets/v1.0.0/fragments', 'contact-form', 'sv', {
 *       endpoint: 'https://receiver.example.se/v1/forms/international',
 *     });
 *
 * @param {string} folder Where the fragments lie on the server.
 * @param {string} widget Such as `org-card-icld`.
 * @param {'sv' | 'en'} language
 * @param {Record<string, string>} attributes What to write into the element's tag: values by name.
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
