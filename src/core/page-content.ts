import { html, render, type TemplateResult } from 'lit';
import type { Locale } from './localize.ts';
import { RestoreLimit } from './restore-limit.ts';
import { warn } from './warn.ts';

/** What an element says, by the name of the slot that shows it. */
export type Content = Readonly<Record<string, TemplateResult>>;

/** The class of the containers that hold our content, and the slot of the first. */
export const CONTAINER_CLASS = 'skr-content';

/** A container with content. Its language is said: the page around may be in a third one. */
export function container(
  slot: string,
  locale: Locale,
  template: TemplateResult | undefined,
): TemplateResult {
  // What is fixed comes first, as Lit has it in a browser, so that all write the same HTML.
  return html`<div dir="ltr" class=${CONTAINER_CLASS} slot=${slot} lang=${locale}>${template}</div>`;
}

/**
 * Keeps an element's content in the page's own DOM, as children of the element, where read-aloud tools,
 * translators, reader views and search find it.
 *
 * What stands there belongs to the page: a server may have printed it, an editor copied it, a translator
 * replaced its text. So nothing of Lit is kept alive in it: the page gets plain nodes, and only when we have
 * something else to say than the last time.
 */
export class PageContent {
  readonly #host: HTMLElement;
  /** The HTML of what was put on the page last, by slot. */
  readonly #current = new Map<string, string>();
  /** The containers that were not there before us. */
  readonly #created = new Set<Element>();
  readonly #limit = new RestoreLimit();

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Shows content in the page. What is no longer in it is removed. */
  update(content: Content, locale: Locale): void {
    for (const [slot, template] of Object.entries(content)) {
      this.#place(slot, renderPlain(container(slot, locale, template)));
    }
    const slots = new Set<string>();
    for (const each of this.#findContainers()) {
      // A second one of the same slot came with a copy of the element.
      if (!Object.hasOwn(content, each.slot) || slots.has(each.slot)) each.remove();
      slots.add(each.slot);
    }
  }

  /** Removes what was not there before us, so that whoever saves the page saves nothing of ours. */
  remove(): void {
    for (const each of this.#created) each.remove();
    this.#created.clear();
    this.#current.clear();
  }

  #place(slot: string, next: Element): void {
    const there = this.#findContainers().find((each) => each.slot === slot);
    const current = this.#current.get(slot);
    const html = next.outerHTML;
    // Nothing new to say: what a translator has made of it stays.
    if (there && current === html) return;
    if (!there) {
      if (current && !this.#limit.mayRestore()) {
        warn(`A script of the page removes the content of <${this.#host.localName}> each time`);
        return;
      }
      this.#removeStray(slot);
      this.#insert(next);
      this.#created.add(next);
    } else if (!there.isEqualNode(next)) {
      // The container stays, so that what the page knows of it holds.
      for (const { name, value } of next.attributes) {
        if (there.getAttribute(name) !== value) there.setAttribute(name, value);
      }
      there.replaceChildren(...next.childNodes);
    }
    this.#current.set(slot, html);
  }

  /** Puts a container before the page's children that are shown after it, so that the DOM reads in order. */
  #insert(added: Element): void {
    const host = this.#host;
    const slots = [...(host.shadowRoot?.querySelectorAll('slot') ?? [])].map(({ name }) => name);
    const position = ({ slot }: Element) => (slot ? slots.indexOf(slot) : -1);
    const after = [...host.children].find((child) => position(child) > position(added));
    host.insertBefore(added, after ?? null);
  }

  /** Our containers in the element. One whose `slot` an editor has taken away is the first slot's. */
  #findContainers(): Element[] {
    const containers = [...this.#host.children].filter((child) =>
      child.classList.contains(CONTAINER_CLASS),
    );
    for (const each of containers) each.slot ||= CONTAINER_CLASS;
    return containers;
  }

  /**
   * Removes our container from behind the paragraph that the element stands in: HTML lets no heading into
   * a `<p>`, so that the parser puts it there when the page writes back what it has read.
   */
  #removeStray(slot: string): void {
    const next = this.#host.closest('p')?.nextElementSibling;
    if (next?.classList.contains(CONTAINER_CLASS) && next.slot === slot) next.remove();
  }
}

/** A container as plain nodes, without the comments that Lit finds its places by. */
function renderPlain(template: TemplateResult): Element {
  const fragment = new DocumentFragment();
  render(template, fragment);
  const element = fragment.firstElementChild as Element;
  for (const comment of findNodes<Comment>(element, NodeFilter.SHOW_COMMENT)) comment.remove();
  element.normalize();
  // As the server prints it: white space that only makes our templates readable is no content.
  for (const text of findNodes<Text>(element, NodeFilter.SHOW_TEXT)) {
    text.data = collapseSpace(text.data);
  }
  return element;
}

/** The nodes of a kind in another, as a list that stays when one of them goes. */
function findNodes<T extends Node>(parent: Node, kind: number): T[] {
  const walker = document.createTreeWalker(parent, kind);
  const nodes: T[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as T);
  return nodes;
}

/** White space as HTML shows it. A no-break space is a character of the text. */
export function collapseSpace(text: string): string {
  return text.replace(/[ \t\n]+/g, ' ');
}
