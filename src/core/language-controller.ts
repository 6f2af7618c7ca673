import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { observeInherited, unobserveInherited } from './inherited-attributes.ts';
import { createMsg, type Locale, type Msg } from './localize.ts';
import { warnInvalidAttribute } from './warn.ts';

const SUPPORTED_LANGUAGE = /^\s*(sv|en)\b/i;

/** The locale for a BCP 47 tag such as `sv-SE` or `EN`, or nothing for a language that we have no words in. */
export function localeFromTag(tag: string | null | undefined): Locale | undefined {
  return SUPPORTED_LANGUAGE.exec(tag ?? '')?.[1]?.toLowerCase() as Locale | undefined;
}

/**
 * Keeps an element in the language of the place it stands in: its own `lang`, else its nearest ancestor's
 * across shadow roots, else Swedish. The browser's language never counts. When the page changes to a
 * language that we have no words in, as a translation tool in the page does, the element keeps the one it
 * has, so that the tool goes on translating from what it has seen.
 */
export class LanguageController implements ReactiveController {
  locale: Locale = 'sv';
  msg: Msg = createMsg('sv');

  readonly #host: ReactiveControllerHost & HTMLElement;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    observeInherited(this.#host);
    // Remembers what the page says now: before the first update a translation tool may change it.
    findLocale(this.#host);
  }

  hostDisconnected(): void {
    unobserveInherited(this.#host);
  }

  /** Finds the language anew. The host calls it first of all in `willUpdate`, where words are asked for. */
  update(): void {
    const own = this.#host.getAttribute('lang');
    if (own && !localeFromTag(own)) {
      warnInvalidAttribute(this.#host, 'lang', own, 'write sv or en');
    }
    const locale = (isServer ? localeFromTag(own) : findLocale(this.#host)) ?? this.locale;
    if (locale === this.locale) return;
    this.locale = locale;
    this.msg = createMsg(locale);
  }
}

/**
 * The last language of ours that an element of the page said: what it says now may be what a translation
 * tool has written there, and an element of ours may be new, as on a page that is drawn again.
 */
const lastLocales = new WeakMap<Element, Locale>();

/**
 * The language that applies to an element. Not by `:lang()`, which does not cross shadow roots in Firefox
 * and goes stale in WebKit.
 */
function findLocale(element: Element): Locale | undefined {
  for (let host: Element | undefined = element; host; host = getShadowHost(host)) {
    const speaker = host.closest('[lang]');
    if (!speaker) continue;
    const locale = localeFromTag(speaker.getAttribute('lang'));
    if (!locale) return lastLocales.get(speaker);
    lastLocales.set(speaker, locale);
    return locale;
  }
  return undefined;
}

/**
 * The element whose shadow root an element stands in. A document is not asked for its `host`:
 * `<img name="host">` would be it.
 */
export function getShadowHost(element: Element): Element | undefined {
  const root = element.getRootNode();
  return root === element.ownerDocument ? undefined : (root as ShadowRoot).host;
}
