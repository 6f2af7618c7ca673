/** Reads the custom elements manifest, for the generators. */
import { readFileSync } from 'node:fs';
import type {
  ClassDeclaration,
  CustomElement,
  Package,
} from 'custom-elements-manifest/schema.d.ts';

/** A declaration of an element, or of the base class, which has no tag. */
export type ElementDeclaration = ClassDeclaration &
  CustomElement & {
    /** The classes of its content, from `@cssclass`. */
    readonly cssClasses?: readonly Row[];
  };

/** An attribute, slot, event, class, part or custom property, as shown in a table row. */
export interface Row {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
  readonly inheritedFrom?: object;
}

/** Reads the manifest. Not cached, since some tools modify the object. */
export function readManifest(): Package {
  return JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
}

/** The elements, followed by their base class. */
export function getElements({ modules }: Package): ElementDeclaration[] {
  return modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is ElementDeclaration => 'customElement' in declaration)
    .sort((a, b) => Number(!a.tagName) - Number(!b.tagName));
}

/** Leaves out inherited rows. */
export function withoutInherited<T extends Row>(rows: readonly T[] = []): T[] {
  return rows.filter(({ inheritedFrom }) => !inheritedFrom);
}

/** The values of an attribute with a fixed set of values. */
export function getChoices({ type }: Row): string[] {
  return type?.text.match(/(?<=')[^' |]+(?=')/g) ?? [];
}
