/**
 * How an element gets its words. `@lit/localize` knows one language a page; a municipality's page can hold
 * a Swedish and an English widget side by side, so each element has a `msg` of its own.
 * `lit-localize extract` recognises `msg` and `str` by their types, wherever they come from.
 */
import type { TemplateResult } from 'lit';
import type { Locale } from './locale.ts';

export type { Locale };

/** What tells the translator more than a Swedish source text does by itself. */
interface MsgOptions {
  desc?: string;
}

/**
 * Gives a Swedish source text in the language of an element. The build adds the translation
 * (`scripts/translations.ts`); without a build every text is Swedish.
 */
export interface Msg {
  (text: string, options?: MsgOptions | 0, translation?: string): string;
  (text: TemplateResult, options?: MsgOptions | 0, translation?: TemplateResult): TemplateResult;
  /** What `lit-localize extract` knows the function by. */
  _LIT_LOCALIZE_MSG_?: never;
}

/** A template tag for a text with expressions in it. */
interface Str {
  (strings: TemplateStringsArray, ...values: unknown[]): string;
  /** What `lit-localize extract` knows the tag by. */
  _LIT_LOCALIZE_STR_?: never;
}

/** Makes the `msg` of a language. */
export function createMsg(locale: Locale): Msg {
  return <T>(text: T, _options?: unknown, translation?: T): T =>
    (locale === 'en' && translation) || text;
}

/** Marks a text with expressions in it as one message: `` msg(str`Du har ${count} tecken kvar`) ``. */
export const str: Str = (strings, ...values) => String.raw({ raw: strings }, ...values);

/**
 * Writes an integer with the language's thousands separator: 5 000; 5,000. Not by `toLocaleString`: the first
 * number that a browser formats takes it 16 ms, on a slow phone four times as long.
 */
export function formatInteger(value: number, locale: Locale): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, locale === 'en' ? ',' : '\u00a0');
}
