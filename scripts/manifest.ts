/** The custom-elements manifest, as those read it who write something of the elements from it. */
import { readFileSync } from 'node:fs';
import type {
  ClassDeclaration,
  CustomElement,
  Package,
} from 'custom-elements-manifest/schema.d.ts';

/** An element, or what all of them extend, which has no tag. */
export type Described = ClassDeclaration &
  CustomElement & {
    /** The classes of its content, of `@cssclass`. */
    readonly cssClasses?: readonly Row[];
  };

/** Something that an element has, for a row of a table. */
export interface Row {
  readonly name: string;
  readonly description?: string;
  readonly default?: string;
  readonly type?: { readonly text: string };
  readonly inheritedFrom?: object;
}

/** The manifest. Read anew each time, for those who change what they are given. */
export function readManifest(): Package {
  return JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));
}

/** The elements, and last what all of them extend. */
export function elementsIn({ modules }: Package): Described[] {
  return modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is Described => 'customElement' in declaration)
    .sort((a, b) => Number(!a.tagName) - Number(!b.tagName));
}

/** What an element has of its own, and not from what it extends. */
export function ownOf<T extends Row>(rows: readonly T[] = []): T[] {
  return rows.filter(({ inheritedFrom }) => !inheritedFrom);
}

/** What can be written, when it is one of a few. */
export function choicesOf({ type }: Row): string[] {
  return type?.text.match(/(?<=')[^' |]+(?=')/g) ?? [];
}

/** Whether a default is said in words, and not as it would be written. */
export function isInWords({ default: otherwise = '' }: Row): boolean {
  return /\s/.test(otherwise);
}
