import { html, render, type TemplateResult } from 'lit';
import type { Locale } from './localize.ts';
import { RestoreLimit } from './restore-limit.ts';
import { warn } from './warn.ts';

/** The content of an element, by the name of the slot that shows it. A slot may have none. */
export type Content = Readonly<Record<string, TemplateResult | undefined>>;

/** The class of the containers with our content, and the name of the first slot. */
export const CONTAINER_CLASS = 'skr-content';

/** A container with content. It has its own `lang`, since the page may be in another language. */
export function container(slot: string, locale: Locale, template: Content[string]): TemplateResult {
  // Static attributes first, which is the order Lit produces in a browser, so that all output is the same HTML.
  return html`<div dir="ltr" class=${CONTAINER_CLASS} slot=${slot} lang=${locale}>${template}</div>`;
}

/**
 * Keeps an element's content in the page's own DOM, as children of the element, where read-aloud tools,
 * translation tools, reader views and search engines can find it.
 *
 * These nodes belong to the page: a server may have printed them, an editor copied them, a translation tool
 * replaced their text. So Lit doesn't keep rendering into them. The page gets plain nodes, which are replaced only
 * when our own output changes.
 */
export class PageContent {
  readonly #host: HTMLElement;
  /** The content last put on the page, as JSON of its template, by slot. */
  readonly #current = new Map<string, string>();
  /** The containers that we created, as opposed to those already on the page. */
  readonly #created = new WeakSet<Element>();
  readonly #limit = new RestoreLimit();

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  /** Shows the content in the page, and removes containers for slots it no longer has. */
  update(content: Content, locale: Locale): void {
    const slots = new Set<string>();
    // Not `Object.entries()`: old libraries replace it, and list what they have added to all objects.
    for (const slot of Reflect.ownKeys(content) as string[]) {
      const template = content[slot];
      if (!template) continue;
      slots.add(slot);
      this.#place(slot, container(slot, locale, template));
    }
    for (const each of this.#findContainers()) {
      // A second container for the same slot comes from a copy of the element.
      if (!slots.delete(each.slot)) each.remove();
    }
  }

  /** Removes the containers that we created, so that an editor doesn't save them with the page. */
  remove(): void {
    for (const each of this.#findContainers()) if (this.#created.has(each)) each.remove();
    this.#current.clear();
  }

  #place(slot: string, template: TemplateResult): void {
    const existing = this.#findContainers().find((each) => each.slot === slot);
    const current = this.#current.get(slot);
    const json = JSON.stringify(template);
    // Our content is the same, so keep what a translation tool may have made of it.
    if (existing && current === json) return;
    const next = renderPlain(template);
    if (!existing) {
      if (current && !this.#limit.mayRestore()) {
        warn(`A script of the page removes the content of <${this.#host.localName}>`);
        return;
      }
      this.#removeStray(slot);
      this.#insert(next);
      this.#created.add(next);
    } else if (!existing.isEqualNode(next)) {
      // Keep the container itself, in case the page holds references to it.
      for (const { name, value } of next.attributes) existing.setAttribute(name, value);
      existing.replaceChildren(...next.childNodes);
    }
    this.#current.set(slot, json);
  }

  /** Inserts a container before the children that are shown after it, so that DOM order matches visual order. */
  #insert(added: Element): void {
    const host = this.#host;
    const slots = [...(host.shadowRoot?.querySelectorAll('slot') ?? [])].map(({ name }) => name);
    const position = ({ slot }: Element) => (slot ? slots.indexOf(slot) : -1);
    const after = [...host.children].find((child) => position(child) > position(added));
    host.insertBefore(added, after ?? null);
  }

  /** Finds our containers in the element. One that has lost its `slot` in an editor belongs to the first slot. */
  #findContainers(): Element[] {
    const containers = [...this.#host.children].filter((child) =>
      child.classList.contains(CONTAINER_CLASS),
    );
    for (const each of containers) each.slot ||= CONTAINER_CLASS;
    return containers;
  }

  /**
   * Removes our container from after the paragraph that contains the element. HTML allows no heading in a `<p>`, so
   * the parser moves the container there when the page's HTML is read and written back.
   */
  #removeStray(slot: string): void {
    const next = this.#host.closest('p')?.nextElementSibling;
    if (next?.classList.contains(CONTAINER_CLASS) && next.slot === slot) next.remove();
  }
}

/** Renders a container to plain nodes, without Lit's marker comments. */
function renderPlain(template: TemplateResult): Element {
  const fragment = new DocumentFragment();
  render(template, fragment);
  const element = fragment.firstElementChild as Element;
  const comments = document.createNodeIterator(element, NodeFilter.SHOW_COMMENT);
  for (let each = comments.nextNode(); each; each = comments.nextNode()) (each as Comment).remove();
  element.normalize();
  return element;
}
