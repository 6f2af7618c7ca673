/**
 * A boolean attribute that `<contact-person>` doesn't have: `hide-telephone`. A server must not print the number that
 * the element would hide.
 */
import { renderElement } from '../../dist/lib/ssr.js';
import { type Declaration, describeElement, renderTexts } from '../../integrations/content.ts';
import { getElements, readManifest } from '../../scripts/manifest.ts';

/** The declaration of `<contact-person>`, with an additional attribute of this type. */
export function declarePerson(name: string, text: string): Declaration {
  const declaration = getElements(readManifest()).find(
    ({ tagName }) => tagName === 'contact-person',
  );
  const { attributes = [] }: Declaration = declaration ?? {};
  return { tagName: 'contact-person', attributes: [...attributes, { name, type: { text } }] };
}

/** Renders `<contact-person>` as if it had the attribute. */
const render: typeof renderElement = (tag, attributes, locale, options) => {
  const { 'hide-telephone': isHidden, ...others }: Record<string, unknown> = { ...attributes };
  if (isHidden) delete others.telephone;
  return renderElement(tag, others as typeof attributes, locale, options);
};

/** Its attributes as the servers know them. */
export const { attributes } = describeElement(
  declarePerson('hide-telephone', 'boolean | undefined'),
  render,
);

/** Its texts in Swedish as the servers have them. */
export const texts = renderTexts('contact-person', attributes, 'sv', render);
