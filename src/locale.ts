/**
 * Which language an element speaks, and how it gets its words.
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
 * The build puts the English beside each Swedish text (`translations.mjs`), so all that is left to
 * do when the text is shown is to choose: what a `msg` is then, is whether to show the English.
 */
export function createMsg(locale: Locale): Msg {
  return (locale === 'en') as unknown as Msg;
}

/** The locale for a BCP 47 tag such as `sv-SE` or `EN`, or nothing if we do not speak it. */
export function localeFromTag(tag: string): Locale | undefined {
  const [, language] = /^\s*(sv|en)\s*(?:-|$)/i.exec(tag) ?? [];
  return language?.toLowerCase() as Locale | undefined;
}

/**
 * The locale of an element: its own `lang`, else the nearest ancestor's across shadow roots, else
 * Swedish. A language we do not speak counts as Swedish; the browser's language never counts.
 *
 * Walked by hand because `:lang()` does not cross shadow roots in Firefox and goes stale in WebKit.
 */
export function localeOf(element: Element): Locale {
  let node: Node | null = element;
  while (node) {
    const tag = (node as Partial<Element>).getAttribute?.('lang');
    if (tag != null) return localeFromTag(tag) ?? 'sv';
    node = node.parentNode ?? (node as Partial<ShadowRoot>).host ?? null;
  }
  return 'sv';
}

/** An element that speaks the language of its place. */
interface Follower extends Element {
  /** Looks at which language that is now. */
  checkLang(): void;
}

const followers = new Set<Follower>();
let observer: MutationObserver | undefined;

/**
 * Has the element look at its language whenever a `lang` attribute changes on it or anything around
 * it, before the next paint. All elements share one observer; `unfollowLang` lets go of them.
 */
export function followLang(element: Follower): void {
  observer ??= new MutationObserver(() => {
    for (const each of followers) each.checkLang();
  });
  followers.add(element);
  // An observer does not see into shadow roots, so each one around the element is observed too.
  let root = element.getRootNode();
  while (root) {
    observer.observe(root, { attributeFilter: ['lang'], subtree: true });
    const host = (root as Partial<ShadowRoot>).host;
    if (!host) break;
    root = host.getRootNode();
  }
}

/** Stops what `followLang` began. */
export function unfollowLang(element: Follower): void {
  followers.delete(element);
  if (!followers.size) observer?.disconnect();
}
