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
import { warnAbout } from './warn.ts';

/** An element class that knows the tag it is meant for and the attributes it takes. */
interface UpgradableElement extends CustomElementConstructor {
  readonly tag: string;
  readonly attributes: readonly string[];
}

const places = 'a[href*="/embed/"], div[data-skr-widget]';

/**
 * Upgrades what stands on the page, and from now on what is put there.
 *
 * @param elements The classes that are registered.
 * @param prefix What they are registered with.
 * @param origins Where embed pages may lie, and where forms may post to.
 */
export function upgrade(
  elements: readonly UpgradableElement[],
  prefix: string,
  origins: readonly string[],
): void {
  const isTrusted = (address: string) => origins.some((origin) => address.startsWith(`${origin}/`));

  const upgradePlace = (place: HTMLElement) => {
    const link = place.localName === 'a' ? (place as HTMLAnchorElement) : undefined;
    const page = /\/embed\/([a-z-]+?)(-icld)?\.(sv|en)\.html$/.exec(link?.pathname ?? '');
    const element = elements.find(({ tag }) => tag === (page?.[1] ?? place.dataset.skrWidget));
    if (!element || (link && !(isTrusted(link.href) && isAlone(link)))) return;
    const tag = prefix + element.tag;
    // Somebody else's element, one that is there already, and an editor, who saves what is shown.
    if ((customElements.get(tag) as UpgradableElement | undefined)?.tag !== element.tag) return;
    if (place.closest(tag) || place.querySelector(tag) || place.isContentEditable) return;

    const made = document.createElement(tag);
    const query = new URLSearchParams(link?.search);
    if (page) {
      query.set('lang', page[3] ?? '');
      if (page[2]) query.set('org', 'icld');
    }
    for (const name of ['lang', ...element.attributes]) {
      const value = link ? query.get(name) : place.getAttribute(`data-${name}`);
      if (value == null) continue;
      if (!name.endsWith('endpoint') || isTrusted(value)) made.setAttribute(name, value);
      else warnAbout(made, name, value, 'name its origin in data-origins of the script tag');
    }
    if (link) link.before(made);
    made.append(...(link ? [link] : place.childNodes));
    if (!link) place.append(made);
  };

  const upgradeIn = (node: Node) => {
    const root = node as HTMLElement;
    const found = root.matches?.(places) ? [root] : root.querySelectorAll?.<HTMLElement>(places);
    for (const place of found ?? []) upgradePlace(place);
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
