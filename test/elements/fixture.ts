/** Helpers of the element tests: fixtures, queries across shadow roots, and the console. */
import { fixture } from '@open-wc/testing';
import '../../dist/lib/auto-define.js';
import type { SkrElement } from '../../dist/lib/core/skr-element.js';

/** Renders markup, and resolves to its first element of ours once that has updated. */
export async function renderFixture<T extends SkrElement = SkrElement>(markup: string): Promise<T> {
  const parent = await fixture<HTMLElement>(`<div>${markup}</div>`);
  return findElement<T>(parent);
}

/** The first element of ours inside another. */
export async function findElement<T extends SkrElement = SkrElement>(
  parent: ParentNode,
): Promise<T> {
  const element = parent.querySelector<T>(
    'skr-intl-overview, org-card, contact-person, contact-form',
  );
  if (!element) throw new Error('No element of ours is on the page');
  await element.updateComplete;
  return element;
}

/** The shadow root of an element, which it must have. */
export function getShadowRoot(element: Element): ShadowRoot {
  if (!element.shadowRoot) throw new Error(`<${element.localName}> has no shadow root`);
  return element.shadowRoot;
}

/** Queries the flat tree of an element, in document order: its shadow root and what is slotted into it. */
export function queryAll<T extends Element = HTMLElement>(element: Element, selector: string): T[] {
  return [...descendants(getShadowRoot(element))].filter((each): each is T =>
    each.matches(selector),
  );
}

/** The first match in the flat tree of an element. Throws if there is none. */
export function getBySelector<T extends Element = HTMLElement>(
  element: Element,
  selector: string,
): T {
  const [first] = queryAll<T>(element, selector);
  if (!first) throw new Error(`<${element.localName}> shows no ${selector}`);
  return first;
}

/** The elements of the flat tree, in which a slot holds what is assigned to it. */
function* descendants(parent: ParentNode): Generator<Element> {
  for (const child of parent.children) {
    yield child;
    const assigned = child instanceof HTMLSlotElement ? child.assignedElements() : [];
    for (const each of assigned) {
      yield each;
      yield* descendants(each);
    }
    if (!assigned.length) yield* descendants(child);
  }
}

/** The visible texts of an element, one per block that has any, in order. */
export function getVisibleTexts(element: Element): string[] {
  const blocks = 'h1, h2, h3, h4, h5, h6, [role="heading"], p, label, a, li, button';
  return queryAll(element, blocks)
    .filter(
      (block) =>
        block.checkVisibility({ visibilityProperty: true }) && !block.querySelector(blocks),
    )
    .map((block) => {
      const copy = block.cloneNode(true) as Element;
      for (const hidden of copy.querySelectorAll('.skr-visually-hidden')) {
        hidden.remove();
      }
      // Only what HTML collapses: a no-break space is a character of the text.
      return (copy.textContent ?? '').replace(/[ \t\n]+/g, ' ').replace(/^ | $/g, '');
    })
    .filter((text) => text !== '');
}

/** The `lang` of an element's content. */
export function getContentLang(element: Element): string | null {
  return getBySelector(element, '.skr-content, .skr-form').getAttribute('lang');
}

/** Collects warnings until the end of the test, except Lit's development mode notice. */
export function recordWarnings(): string[] {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (...words) => {
    const text = words.join(' ');
    if (!text.startsWith('Lit is in dev mode')) warnings.push(text);
  };
  cleanups.push(() => {
    console.warn = warn;
  });
  return warnings;
}

/** Functions to run after the test. */
export const cleanups: (() => void)[] = [];

/** Runs the cleanups in reverse order, so that what was changed twice is restored to its original value. */
export function runCleanups(): void {
  for (const back of cleanups.splice(0).reverse()) back();
}

afterEach(runCleanups);
