import { isServer, type ReactiveController, type ReactiveControllerHost } from 'lit';
import { findClosest } from './closest.ts';
import { observeInherited, unobserveInherited } from './inherited-attributes.ts';
import { createMsg, type Locale, type Msg } from './localize.ts';
import { warnInvalidAttribute } from './warn.ts';

const SUPPORTED_LANGUAGE = /^\s*(sv|en)\b/i;

/** The locale for a BCP 47 tag such as `sv-SE` or `EN`, or `undefined` if we have no translation. */
export function localeFromTag(tag: string | null | undefined): Locale | undefined {
  return SUPPORTED_LANGUAGE.exec(tag ?? '')?.[1]?.toLowerCase() as Locale | undefined;
}

/**
 * Resolves the language of an element: its own `lang`, or else the nearest ancestor's across shadow roots, or
 * else Swedish. The browser's language is never used. If the page changes to a language we have no translation
 * for, as in-page translation tools do, the element keeps its language, so that the tool can go on translating
 * the text it has already seen.
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
    // Remember the page's language now, since a translation tool may change it before the first update.
    findLocale(this.#host);
  }

  hostDisconnected(): void {
    unobserveInherited(this.#host);
  }

  /**
   * Resolves the language again. The host calls it first in `willUpdate()`, which needs the words: Lit calls
   * `hostUpdate()` after it, and never on a server.
   */
  resolve(): void {
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
 * The last supported language of each element with a `lang`. Its current value may have been written by a
 * translation tool, and our element may be new, as on a page that redraws itself.
 */
const lastLocales = new WeakMap<Element, Locale>();

/**
 * The language that applies to an element. `:lang()` isn't used: it doesn't cross shadow roots in Firefox and
 * goes stale in WebKit.
 */
function findLocale(element: Element): Locale | undefined {
  const source = findClosest(element, '[lang]');
  if (!source) return 'sv';
  const locale = localeFromTag(source.getAttribute('lang'));
  if (!locale) return lastLocales.get(source);
  lastLocales.set(source, locale);
  return locale;
}
