/** Reads the custom-elements manifest, for what is generated from it. */
import { readFileSync } from 'node:fs';
import type {
  ClassDeclaration,
  CustomElement,
  Package,
} from 'custom-elements-manifest/schema.d.ts';

/** An element, or their base class, which has no tag. */
export type ElementDeclaration = ClassDeclaration &
  CustomElement & {
    /** The classes of its content, of `@cssclass`. */
    readonly cssClasses?: readonly Row[];
  };

/** An attribute, slot, event, class, part or custom property: a row of a table. */
export interface Row {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
  readonly inheritedFrom?: object;
}

/** Reads the manifest; anew each time, since some tools change the object that they get. */
export function readManifest(): Package {
  return JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
}

/** The elements, with their base class last. */
export function getElements({ modules }: Package): ElementDeclaration[] {
  return modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is ElementDeclaration => 'customElement' in declaration)
    .sort((a, b) => Number(!a.tagName) - Number(!b.tagName));
}

/** Leaves out what an element inherits. */
export function withoutInherited<T extends Row>(rows: readonly T[] = []): T[] {
  return rows.filter(({ inheritedFrom }) => !inheritedFrom);
}

/** The values of an attribute that takes one of a few. */
export function getChoices({ type }: Row): string[] {
  return type?.text.match(/(?<=')[^' |]+(?=')/g) ?? [];
}

/** Whether a default is said in words, and not as it would be written. */
export function isProseDefault({ default: otherwise = '' }: Row): boolean {
  return /\s/.test(otherwise);
}
