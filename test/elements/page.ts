/** What the element tests need of a page: elements in it, what they show, and the console. */
import { fixture } from '@open-wc/testing';
import '../../dist/lib/auto-define.js';
import type { Widget } from '../../dist/lib/core/skr-element.js';

/** Puts markup on the page and gives its first element of ours, when it has shown itself. */
export async function show<T extends Widget = Widget>(markup: string): Promise<T> {
  const place = await fixture<HTMLElement>(`<div>${markup}</div>`);
  return widgetIn<T>(place);
}

/** The first element of ours in a place. */
export async function widgetIn<T extends Widget = Widget>(place: ParentNode): Promise<T> {
  const widget = place.querySelector<T>(
    'skr-intl-overview, org-card, contact-person, contact-form',
  );
  if (!widget) throw new Error('No element of ours is on the page');
  // The large ones are defined a task after the script has run.
  await customElements.whenDefined(widget.localName);
  await widget.updateComplete;
  return widget;
}

/** The shadow root of an element, which it must have. */
export function rootOf(element: Element): ShadowRoot {
  if (!element.shadowRoot) throw new Error(`<${element.localName}> has not shown itself`);
  return element.shadowRoot;
}

/** What a selector finds in an element, which must be there. */
export function find<T extends HTMLElement = HTMLElement>(element: Element, selector: string): T {
  const found = rootOf(element).querySelector<T>(selector);
  if (!found) throw new Error(`<${element.localName}> shows no ${selector}`);
  return found;
}

/** The texts a person sees in an element, one for each block of text, in order. */
export function textsOf(element: Element): string[] {
  const blocks = 'h1, h2, h3, h4, h5, h6, [role="heading"], p, label, a, li, button';
  return [...rootOf(element).querySelectorAll(blocks)]
    .filter(
      (block) =>
        block.checkVisibility({ visibilityProperty: true }) && !block.querySelector(blocks),
    )
    .map((block) => {
      const copy = block.cloneNode(true) as Element;
      for (const hidden of copy.querySelectorAll('.visually-hidden, .was')) hidden.remove();
      // Only what HTML collapses: a no-break space is a character of the text.
      return (copy.textContent ?? '').replace(/[ \t\n]+/g, ' ').replace(/^ | $/g, '');
    })
    .filter((text) => text !== '');
}

/** The language that the content of an element is said to be in. */
export function langOf(element: Element): string | null | undefined {
  return rootOf(element).firstElementChild?.getAttribute('lang');
}

/** Collects what is warned about from here to the end of the test, but for Lit's greeting in tests. */
export function listenToConsole(): string[] {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (...words) => {
    const text = words.join(' ');
    if (!text.startsWith('Lit is in dev mode')) warnings.push(text);
  };
  restore.push(() => {
    console.warn = warn;
  });
  return warnings;
}

/** What is to be put back after the test. */
export const restore: (() => void)[] = [];

/** Puts everything back, the last first: what was changed twice is then as it was. */
export function putBack(): void {
  for (const back of restore.splice(0).reverse()) back();
}

afterEach(putBack);
