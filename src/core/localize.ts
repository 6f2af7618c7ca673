/**
 * Which language an element speaks, and how it gets its words. The observer that follows the language
 * tells an element of its other attributes too.
 *
 * `@lit/localize` knows one language per page. A municipality's page can hold a Swedish and an
 * English widget side by side, so here each element owns a `msg` of its own locale. The extractor
 * recognises `msg` by its type, wherever it comes from.
 */
import type { TemplateResult } from 'lit/html.js';

/** A language we have every word in. */
export type Locale = 'sv' | 'en';

/** A text with expressions in it, made with the tag `str` of `@lit/localize`. */
interface StrResult {
  strTag: true;
  strings: TemplateStringsArray;
  values: unknown[];
}

/**
 * Translates a Swedish source text; content functions take it as a parameter named `msg`. `desc`
 * tells the translator what the text alone does not. It is `MsgFn` of `@lit/localize`, which the
 * extractor knows by its brand, written out so that who builds with us needs no more than Lit.
 */
export interface Msg {
  (text: string | StrResult, options?: { desc?: string }): string;
  (text: TemplateResult, options?: { desc?: string }): TemplateResult;
  _LIT_LOCALIZE_MSG_?: never;
}

/**
 * Makes the `msg` for a locale.
 *
 * The build puts the English beside each Swedish text (`scripts/translations.mjs`), so all that is left to
 * do when the text is shown is to choose: what a `msg` is then, is whether to show the English.
 */
export function createMsg(locale: Locale): Msg {
  return (locale === 'en') as unknown as Msg;
}

/** A BCP 47 tag of a language we speak, such as `sv-SE` or `EN`. */
export const SPOKEN = /^\s*(sv|en)\b/i;

/** The locale for a BCP 47 tag such as `sv-SE` or `EN`, or nothing if we do not speak it. */
export function localeFromTag(tag: string): Locale | undefined {
  return SPOKEN.exec(tag)?.[1]?.toLowerCase() as Locale | undefined;
}

/**
 * The locale of an element: its own `lang`, else the nearest ancestor's across shadow roots, else
 * Swedish. A language we do not speak counts as Swedish; the browser's language never counts.
 *
 * Not by `:lang()`, which does not cross shadow roots in Firefox and goes stale in WebKit.
 */
export function localeOf(element: Element): Locale {
  for (let place: Element | undefined = element; place; place = hostOf(place)) {
    const tag = place.closest('[lang]')?.getAttribute('lang');
    if (tag != null) return localeFromTag(tag) ?? 'sv';
  }
  return 'sv';
}

/** The element whose shadow root a place stands in. A document is not asked: `<img name="host">` would be it. */
function hostOf(place: Element): Element | undefined {
  const root = place.getRootNode();
  return root === place.ownerDocument ? undefined : (root as ShadowRoot).host;
}

/** An element that shows its attributes, in the language of its place. */
interface Follower extends Element {
  /** Looks at which language that is now. */
  checkLang(): void;
  /** Shows itself anew. */
  requestUpdate(): void;
}

const followers = new Set<Follower>();
let observer: MutationObserver | undefined;

/** What the observer looks for: `lang`, and the attributes of each class of which there is an element. */
export const attributeNames = new Set(['lang']);

/**
 * Has the element look at its language whenever a `lang` attribute changes on it or anything around
 * it, and show itself anew when another attribute of its own does, before the next paint. All elements
 * share one observer; `unfollow` lets go of them.
 *
 * Not by `observedAttributes`: the browser would call us for each attribute of each element that is put
 * on the page, a tenth of what a list of cards costs. And not each element by itself: Firefox goes
 * through all that an observer observes each time.
 */
export function follow(element: Follower): void {
  observer ??= new MutationObserver((changes) => {
    let asked: Iterable<Follower> = [];
    for (const { target, attributeName } of changes) {
      if (attributeName === 'lang') asked = followers;
      else if (followers.has(target as Follower)) (target as Follower).requestUpdate();
    }
    for (const each of asked) each.checkLang();
  });
  followers.add(element);
  // An observer does not see into shadow roots, so each one around the element is observed too.
  for (let place: Element | undefined = element; place; place = hostOf(place)) {
    observer.observe(place.getRootNode(), { attributeFilter: [...attributeNames], subtree: true });
  }
}

/** Stops what `follow` began. */
export function unfollow(element: Follower): void {
  followers.delete(element);
  if (!followers.size) (observer as MutationObserver).disconnect();
}
