/**
 * Shows our elements where an editor could write no more than a link or a `<div>`: a link to one of our embed
 * pages that stands alone in its paragraph, and a `<div data-skr-widget="org-card">`, also when they come late.
 *
 * What stands there belongs to whoever wrote it: a framework throws when its nodes have been moved. So nothing
 * is moved or changed but what is ours: the element is put beside the link or what is in the `<div>`, which
 * is hidden. When the place is drawn again, the element comes back to it.
 *
 * Comment fields let through links and `data-` attributes too. So where an embed page may lie, and where a form
 * may post to, is limited to the origins that the page's webmaster trusts.
 */
import { unsafeCSS } from 'lit';
import { RestoreLimit } from './core/restore-limit.ts';
import { adoptStyleSheets } from './core/styles.ts';
import { warnInvalidAttribute } from './core/warn.ts';

/** An element class that knows the tag it is meant for and the attributes it takes. */
interface EmbeddableElement extends CustomElementConstructor {
  readonly tag: string;
  readonly observedAttributes: readonly string[];
}

const TAGS = ['skr-intl-overview', 'org-card', 'contact-person', 'contact-form'];

const PLACEHOLDER_SELECTOR = 'a[href*="/embed/"], div[data-skr-widget]';

/** An element that was put somewhere. */
interface Embed {
  readonly element: HTMLElement;
  /** The element as it was created: its tag, attributes and children. */
  readonly source: string;
  /** The page that it was created for, as an application may go to another without being loaded. */
  readonly path: string;
  readonly limit: RestoreLimit;
}

/**
 * Embeds what the page asks for, and from now on what is put there.
 *
 * @param prefix What our elements are registered with.
 * @param origins Where embed pages may lie, and where forms may post to.
 */
export function embedElements(prefix: string, origins: readonly string[]): void {
  const embeds = new WeakMap<Element, Embed>();
  const isTrusted = (url: string) => origins.some((origin) => url.startsWith(`${origin}/`));
  const names = TAGS.map((tag) => prefix + tag);
  const styles = unsafeCSS(
    `a[href*='/embed/']:has(+ :is(${names.join()})){display:none!important}`,
  );
  /** What has been taken away together with its place, while what came instead is looked at. */
  let removed: Embed[] = [];

  const embed = (placeholder: HTMLElement) => {
    const link = placeholder.localName === 'a' ? (placeholder as HTMLAnchorElement) : undefined;
    // There is a page for each organisation too: `…/embed/org-card-icld.sv.html`.
    const [page, tag = placeholder.dataset.skrWidget, org, lang] =
      /\/embed\/([a-z-]+?)(?:-(icld))?\.(sv|en)\.html$/.exec(link?.pathname ?? '') ?? [];
    if (link && !(page && isTrusted(link.href) && isAlone(link))) return;
    // What a visitor has written, such as a comment: it must not look like the page's own words.
    if (/\bugc\b/.test(link?.rel ?? '')) return;
    const name = prefix + tag;
    const Class = customElements.get(name) as EmbeddableElement | undefined;
    // Somebody else's element, one of ours around, and an editor, who saves what is shown.
    if (!Class || Class.tag !== tag) return;
    if (placeholder.closest(name) || placeholder.isContentEditable) return;
    // A copy of a place brings its element along.
    const existing = link ? link.nextElementSibling : placeholder.querySelector(name);
    if (existing?.localName === name) return show(placeholder, existing);

    const known =
      embeds.get(placeholder) ?? create(Class, name, placeholder, link && { link, org, lang });
    embeds.set(placeholder, known);
    if (!known.limit.mayRestore()) {
      if (link) link.hidden = false;
      return;
    }
    if (link) link.after(known.element);
    else placeholder.append(known.element);
    show(placeholder, known.element);
  };

  /** Shows the element of a place, and hides what else is there. */
  const show = (placeholder: HTMLElement, element: Element) => {
    if (placeholder.localName === 'a') {
      placeholder.hidden = true;
      // A page that gives links a box shows them all the same.
      adoptStyleSheets(document, [styles]);
      return;
    }
    // A text cannot be hidden by a rule, but what has no slot is not shown.
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
    page:
      | { link: HTMLAnchorElement; org: string | undefined; lang: string | undefined }
      | undefined,
  ): Embed => {
    const created = document.createElement(name);
    const { link, org = '', lang } = page ?? {};
    // What the query says goes before what the page's name says.
    const query = link && new URLSearchParams(`${link.search}&lang=${lang}&org=${org}`);
    for (const option of ['lang', ...observedAttributes]) {
      const value = query ? query.get(option) : placeholder.getAttribute(`data-${option}`);
      if (!value) continue;
      if (!option.endsWith('endpoint') || isTrusted(value)) created.setAttribute(option, value);
      else
        warnInvalidAttribute(
          created,
          option,
          value,
          'name its origin in data-origins of the script tag, or in <meta name="skr-origins">',
        );
    }
    // For the element's slots. The page goes on owning what is there.
    if (!link) {
      for (const child of placeholder.childNodes) created.append(child.cloneNode(true));
    }
    const source = created.outerHTML;
    const path = location.pathname + location.search;
    // Drawn again: what was typed, and what shows, goes on.
    const known = removed.find((each) => each.source === source && each.path === path);
    removed = removed.filter((each) => each !== known);
    return known ?? { element: created, source, path, limit: new RestoreLimit() };
  };

  const embedIn = (node: Node) => {
    for (const placeholder of findPlaceholders(node)) embed(placeholder);
  };

  embedIn(document);
  new MutationObserver((changes) => {
    removed = [];
    for (const { removedNodes } of changes) {
      for (const node of removedNodes) {
        if (node.isConnected) continue;
        for (const placeholder of findPlaceholders(node)) {
          const known = embeds.get(placeholder);
          if (!known) continue;
          removed.push(known);
          // A link that has gone alone takes its element along.
          if (placeholder === node && known.element.isConnected) known.element.remove();
        }
      }
    }
    for (const { target, addedNodes, removedNodes } of changes) {
      addedNodes.forEach(embedIn);
      // An element that was taken away comes back to a place that is still there.
      if ([...removedNodes].some(({ nodeName }) => names.includes(nodeName.toLowerCase()))) {
        embedIn((target as Element).closest?.('div[data-skr-widget]') ?? target);
      }
    }
    removed = [];
  }).observe(document, { childList: true, subtree: true });
}

/** The places in a node for elements of ours. */
function findPlaceholders(node: Node): Iterable<HTMLElement> {
  const root = node as HTMLElement;
  return root.matches?.(PLACEHOLDER_SELECTOR)
    ? [root]
    : (root.querySelectorAll?.<HTMLElement>(PLACEHOLDER_SELECTOR) ?? []);
}

/** Whether a link is all there is in its paragraph, but for the element that stands for it. */
function isAlone(link: Element): boolean {
  const block = link.closest('p, div, td, figure');
  const next = link.nextElementSibling;
  const own = next && TAGS.some((tag) => next.localName.endsWith(tag)) ? next.textContent : '';
  const text = block?.textContent?.replace(own ?? '', '').trim();
  return !block?.querySelector('img') && text === link.textContent?.trim();
}
