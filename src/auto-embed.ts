/**
 * Embeds our elements where an editor could write only a link or a `<div>`: a link to one of our embed pages
 * that is alone in its paragraph, or a `<div data-skr-widget="org-card">`. Works for nodes added later too.
 *
 * The original nodes belong to whoever wrote them, and frameworks throw when their nodes are moved. So we move
 * or change nothing but our own: the element is added next to the link, or next to the contents of the `<div>`,
 * and the original is hidden. When the page redraws the placeholder, its element is put back.
 *
 * Comment fields also let links and `data-` attributes through. Therefore embed pages and form endpoints are
 * accepted only from origins that the page's webmaster trusts.
 */
import { unsafeCSS } from 'lit';
import { RestoreLimit } from './core/restore-limit.ts';
import { adoptStyleSheets } from './core/styles.ts';
import { warnInvalidAttribute } from './core/warn.ts';

/** An element class that has a default tag and lists its attributes. */
interface EmbeddableElement extends CustomElementConstructor {
  readonly tag: string;
  readonly observedAttributes: readonly string[];
}

const TAGS = ['skr-intl-overview', 'org-card', 'contact-person', 'contact-form'];

const PLACEHOLDER_SELECTOR = 'a[href*="/embed/"], div[data-skr-widget]';

/** An element embedded for a placeholder. */
interface Embed {
  readonly element: HTMLElement;
  /**
   * The page it was created for, since a single-page app can navigate without reloading, and the element as it
   * was created: its tag, attributes and children.
   */
  readonly key: string;
  readonly limit: RestoreLimit;
}

/**
 * Embeds elements for the placeholders on the page, and for those added later.
 *
 * @param prefix The prefix that our elements are registered with.
 * @param origins The origins that embed pages and form endpoints may have.
 */
export function embedElements(prefix: string, origins: readonly string[]): void {
  const embeds = new WeakMap<Element, Embed>();
  const isTrusted = (url: string) => origins.some((origin) => url.startsWith(`${origin}/`));
  const names = TAGS.map((tag) => prefix + tag);
  const styles = unsafeCSS(
    `a[href*='/embed/']:has(+ :is(${names.join()})){display:none!important}`,
  );
  /** Embeds removed together with their placeholder, kept while the nodes added in the same batch are examined. */
  let removed: Embed[] = [];

  const embed = (placeholder: HTMLElement) => {
    const link = placeholder.localName === 'a' ? (placeholder as HTMLAnchorElement) : undefined;
    // Each organisation has a page too: `…/embed/org-card-icld.sv.html`.
    const [page, tag = placeholder.dataset.skrWidget, org = '', lang] =
      /\/embed\/([a-z-]+?)(?:-(icld))?\.(sv|en)\.html$/.exec(link?.pathname ?? '') ?? [];
    if (link && !(page && isTrusted(link.href))) return;
    // Visitors' content, such as comments, must not be able to look like the page's own.
    if (/\bugc\b/.test(link?.rel ?? '')) return;
    const name = prefix + tag;
    const Class = customElements.get(name) as EmbeddableElement | undefined;
    // Skip elements that aren't ours, placeholders inside an element, and editors, which would save the element.
    if (!Class || Class.tag !== tag) return;
    if (placeholder.closest(name) || placeholder.isContentEditable) return;
    // A cloned placeholder brings its element with it.
    const existing = link ? link.nextElementSibling : placeholder.querySelector(name);
    if (existing?.localName === name) return show(placeholder, existing);
    if (link && !isAlone(link)) return;

    // What stands first takes precedence. The fragment has what no server is to see: a person's name.
    const query =
      link && new URLSearchParams(`${link.search}&${link.hash.slice(1)}&lang=${lang}&org=${org}`);
    const entry = embeds.get(placeholder) ?? create(Class, name, placeholder, query);
    embeds.set(placeholder, entry);
    if (!entry.limit.mayRestore()) {
      if (link) link.hidden = false;
      return;
    }
    if (link) link.after(entry.element);
    else placeholder.append(entry.element);
    show(placeholder, entry.element);
  };

  /** Shows the embedded element and hides the rest of the placeholder. */
  const show = (placeholder: HTMLElement, element: Element) => {
    if (placeholder.localName === 'a') {
      placeholder.hidden = true;
      // Pages that set `display` on links would still show it.
      adoptStyleSheets(document, [styles]);
      return;
    }
    // CSS can't hide a text node, but a node without a slot isn't rendered.
    const root =
      placeholder.shadowRoot ??
      placeholder.attachShadow({ mode: 'open', slotAssignment: 'manual' });
    if (!root.firstChild) root.append(document.createElement('slot'));
    (root.firstChild as HTMLSlotElement).assign(element);
  };

  const create = (
    { observedAttributes }: EmbeddableElement,
    name: string,
    placeholder: HTMLElement,
    query: URLSearchParams | undefined,
  ): Embed => {
    const element = document.createElement(name);
    for (const option of ['lang', ...observedAttributes]) {
      const value = query ? query.get(option) : placeholder.getAttribute(`data-${option}`);
      if (!value) continue;
      if (!option.endsWith('endpoint') || isTrusted(value)) element.setAttribute(option, value);
      else
        warnInvalidAttribute(
          element,
          option,
          value,
          'name its origin in data-origins of the script tag',
        );
    }
    // Cloned for the element's slots; the originals still belong to the page.
    if (!query) {
      for (const child of placeholder.childNodes) element.append(child.cloneNode(true));
    }
    const key = location.pathname + location.search + element.outerHTML;
    // If the page has redrawn the placeholder, reuse its element, so that what the visitor typed is kept.
    const entry = removed.find((each) => each.key === key);
    removed = removed.filter((each) => each !== entry);
    return entry ?? { element, key, limit: new RestoreLimit() };
  };

  const embedIn = (node: Node) => {
    for (const placeholder of findPlaceholders(node)) embed(placeholder);
  };

  embedIn(document);
  new MutationObserver((changes) => {
    for (const { removedNodes } of changes) {
      for (const node of removedNodes) {
        if (node.isConnected) continue;
        for (const placeholder of findPlaceholders(node)) {
          const entry = embeds.get(placeholder);
          if (!entry) continue;
          removed.push(entry);
          // If only the link was removed, remove its element too.
          if (placeholder === node && entry.element.isConnected) entry.element.remove();
        }
      }
    }
    for (const { target, addedNodes, removedNodes } of changes) {
      addedNodes.forEach(embedIn);
      // If an element was removed but its placeholder is still there, put it back.
      if ([...removedNodes].some(({ nodeName }) => names.includes(nodeName.toLowerCase()))) {
        embedIn((target as Element).closest?.('div[data-skr-widget]') ?? target);
      }
    }
    removed = [];
  }).observe(document, { childList: true, subtree: true });
}

/** Finds the placeholders in a node, including the node itself. */
function findPlaceholders(node: Node): Iterable<HTMLElement> {
  const root = node as HTMLElement;
  return root.matches?.(PLACEHOLDER_SELECTOR)
    ? [root]
    : (root.querySelectorAll?.<HTMLElement>(PLACEHOLDER_SELECTOR) ?? []);
}

/** Whether a link is the only content of its block. */
function isAlone(link: Element): boolean {
  const block = link.closest('p, div, td, figure');
  return !block?.querySelector('img') && block?.textContent?.trim() === link.textContent?.trim();
}
