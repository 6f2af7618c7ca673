/**
 * Translates an element's words. `@lit/localize` supports one language per page, but a municipality's page can
 * have a Swedish and an English widget side by side, so each element has its own `msg`. `lit-localize extract`
 * recognises `msg` and `str` by their types, wherever they are imported from.
 */
import type { TemplateResult } from 'lit';
import type { Locale } from './locale.ts';

export type { Locale };

/** Context for the translator, where the Swedish source text isn't clear by itself. */
interface MsgOptions {
  desc?: string;
}

/**
 * Returns a Swedish source text in the element's language. The build adds the translation as the third argument
 * (`scripts/translations.ts`); without the build every text is Swedish.
 */
export interface Msg {
  (text: string, options?: MsgOptions | 0, translation?: string): string;
  (text: TemplateResult, options?: MsgOptions | 0, translation?: TemplateResult): TemplateResult;
  /** `lit-localize extract` recognises the function by this property. */
  _LIT_LOCALIZE_MSG_?: never;
}

/** A template tag for a text with expressions. */
interface Str {
  (strings: TemplateStringsArray, ...values: unknown[]): string;
  /** `lit-localize extract` recognises the tag by this property. */
  _LIT_LOCALIZE_STR_?: never;
}

/** Creates the `msg` function of a language. */
export function createMsg(locale: Locale): Msg {
  return <T>(text: T, _options?: unknown, translation?: T): T =>
    (locale === 'en' && translation) || text;
}

/** Marks a text with expressions as one message: `` msg(str`Tecken kvar: ${count}`) ``. */
export const str: Str = (strings, ...values) => String.raw({ raw: strings }, ...values);

/**
 * Formats an integer with the language's thousands separator: 5 000 or 5,000. Doesn't use `toLocaleString()`: the first
 * number that a browser formats takes 16 ms, and four times as long on a slow phone.
 */
export function formatInteger(value: number, locale: Locale): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, locale === 'en' ? ',' : '\u00a0');
}
