/** What the form says, for pages that quote it: from where the form has it, so that no quotation can differ. */
import { readFileSync } from 'node:fs';
import { createNotice, type NoticeConfig } from '../../receiver/src/messages/form-notice.ts';
import type { Locale } from '../site.ts';

/**
 * A text of the form in a language.
 *
 * @param source The Swedish text, which is the form's own.
 * @throws {Error} If the form has no such text.
 */
export function quoteForm(source: string, locale: Locale): string {
  const [, units = ''] = readFileSync('locales/en.xlf', 'utf8').split(`<source>${source}</source>`);
  const [, target] = /^\s*<target>(.+?)<\/target>/.exec(units) ?? [];
  if (!target) throw new Error(`expected a text of the form in locales/en.xlf, got “${source}”`);
  return locale === 'sv' ? source : target;
}

/**
 * The short text on personal data that stands in a form with a receiver, as a template for `copyTemplate`: what the
 * receiver composes of an authority's or an association's settings.
 */
export function getFormNotice(locale: Locale): string {
  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const settings: NoticeConfig = {
    controller: t(
      '[nämndens namn] i [kommunens namn]',
      '[the name of the board] of [the municipality’s name]',
    ),
    dataProtectionOfficer: t(
      '[dataskyddsombudets e-postadress]',
      '[the data protection officer’s email address]',
    ),
    privacyHref: t(
      '[adressen till er sida om personuppgifter]',
      '[the address of your page on personal data]',
    ),
  };
  const processor = t('[biträdets namn]', '[the processor’s name]');
  const compose = (config: NoticeConfig, days?: number) =>
    createNotice(config, [locale], days)[locale]?.privacy;
  const getSentence = (config: NoticeConfig, days?: number) =>
    (compose(config, days)?.text[0] ?? '').replace(
      `${days}`,
      t('[antal dagar]', '[number of days]'),
    );
  const only = (condition: string, text: string) => `{when ${condition}}${text}\n\n{end}`;

  const { title, text = [], more } = compose(settings) ?? {};
  const [opening = '', ...rights] = text;
  return [
    `${title}\n\n`,
    `${quoteForm('Det du skriver skickas först när du trycker på knappen.', locale)}\n\n`,
    `${opening}\n\n`,
    only('kind=authority', getSentence({ legalBasis: 'authority' })),
    only('kind=association', getSentence({ legalBasis: 'association' })),
    only('kind=authority', getSentence({ officialDocument: true })),
    `{when days<40}${getSentence({}, 39)}{else}${getSentence({}, 40)}{end}\n\n`,
    only('receiver=other', getSentence({ processor })),
    ...rights.map((each) => `${each}\n\n`),
    `${more}: ${settings.privacyHref}`,
  ].join('');
}

/** How soon a reply can be expected, as the form says it in the receiver's example. */
export function quoteReplyTime(locale: Locale): string {
  const example = readFileSync('receiver/receiver.example.json', 'utf8');
  const [{ notice }] = JSON.parse(example).forms;
  return createNotice(notice, [locale])[locale]?.replyTime ?? '';
}
