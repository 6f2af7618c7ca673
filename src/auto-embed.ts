/**
 * Puts our elements where an editor could write no more than a link or a `<div>`.
 *
 * A link to one of our embed pages that stands alone in its paragraph, and a
 * `<div data-skr-widget="org-card">`, each get the element, also when they come late. What was there
 * moves into it, as what shows where scripts do not run.
 *
 * Comment fields let through links and `data-` attributes too. So where an embed page may lie, and
 * where a form may post to, is limited to the origins that the page's webmaster trusts.
 */
import { warnInvalidAttribute } from './core/warn.ts';

/** An element class that knows the tag it is meant for and the attributes it takes. */
interface UpgradableElement extends CustomElementConstructor {
  readonly tag: string;
  readonly observedAttributes: readonly string[];
}

const PLACEHOLDER_SELECTOR = 'a[href*="/embed/"], div[data-skr-widget]';

/**
 * Upgrades what stands on the page, and from now on what is put there.
 *
 * @param prefix What our elements are registered with.
 * @param origins Where embed pages may lie, and where forms may post to.
 */
export function embedElements(prefix: string, origins: readonly string[]): void {
  const isTrusted = (url: string) => origins.some((origin) => url.startsWith(`${origin}/`));

  const upgradePlaceholder = (placeholder: HTMLElement) => {
    const link = placeholder.localName === 'a' ? (placeholder as HTMLAnchorElement) : undefined;
    // There is a page for each organisation too: `…/embed/org-card-icld.sv.html`.
    const [page, tag = placeholder.dataset.skrWidget, org, lang] =
      /\/embed\/([a-z-]+?)(?:-(icld))?\.(sv|en)\.html$/.exec(link?.pathname ?? '') ?? [];
    if (link && !(page && isTrusted(link.href) && isAlone(link))) return;
    // What a visitor has written, such as a comment: it must not look like the page's own words.
    if (/\bugc\b/.test(link?.rel ?? '')) return;
    const name = prefix + tag;
    const element = customElements.get(name) as UpgradableElement | undefined;
    // Somebody else's element, one that is there already, and an editor, who saves what is shown.
    if (!element || element.tag !== tag) return;
    if (
      placeholder.closest(name) ||
      placeholder.querySelector(name) ||
      placeholder.isContentEditable
    )
      return;

    const created = document.createElement(name);
    const query = new URLSearchParams(`${link?.search}&lang=${lang}&org=${org ?? ''}`);
    for (const option of ['lang', ...element.observedAttributes]) {
      const value = link ? query.get(option) : placeholder.getAttribute(`data-${option}`);
      if (!value) continue;
      if (!option.endsWith('endpoint') || isTrusted(value)) created.setAttribute(option, value);
      else
        warnInvalidAttribute(
          created,
          option,
          value,
          'name its origin in data-origins of the script tag',
        );
    }
    if (link) link.before(created);
    created.append(...(link ? [link] : placeholder.childNodes));
    if (!link) placeholder.append(created);
  };

  const upgradeIn = (node: Node) => {
    const root = node as HTMLElement;
    const placeholders = root.matches?.(PLACEHOLDER_SELECTOR)
      ? [root]
      : root.querySelectorAll?.<HTMLElement>(PLACEHOLDER_SELECTOR);
    for (const placeholder of placeholders ?? []) upgradePlaceholder(placeholder);
  };

  upgradeIn(document);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach(upgradeIn);
  }).observe(document, { childList: true, subtree: true });
}

/** Whether a link is all there is in its paragraph. */
function isAlone(link: Element): boolean {
  const block = link.closest('p, div, td, figure');
  return !block?.querySelector('img') && block?.textContent?.trim() === link.textContent?.trim();
}
