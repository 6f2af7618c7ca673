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
 * The short text on personal data that stands in a form with a receiver, with the settings of the example as
 * places to fill in: what the receiver composes of them.
 */
export function getFormNotice(locale: Locale): string {
  const example = readFileSync('receiver/receiver.example.json', 'utf8');
  const [{ notice, retention }] = JSON.parse(example).forms;
  const { legalBasis, ...others } = notice;
  const marked = Object.entries(others).map(([name, value]) => [
    name,
    typeof value === 'string' ? `[${value}]` : value,
  ]);
  const processor = '…';
  const settings: NoticeConfig = { ...Object.fromEntries(marked), legalBasis, processor };
  const getSentence = (config: NoticeConfig, days?: number) =>
    createNotice(config, [locale], days)[locale]?.privacy?.text[0] ?? '';
  const { replyTime = '', privacy } =
    createNotice(settings, [locale], retention.days)[locale] ?? {};

  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  const basis = getSentence({ legalBasis });
  const association = getSentence({ legalBasis: 'association' });
  const deletion = getSentence({}, retention.days);
  const shortPeriod = getSentence({}, 39).replace('39', '…');
  const processing = getSentence({ processor });
  const variants = new Map([
    [
      basis,
      `${basis} [${t('För en förening, i stället', 'For an association, instead')}: ${association}]`,
    ],
    [
      deletion,
      `${deletion.replace(retention.days, `[${retention.days}]`)} [${t('Vid färre än 40 dagar, i stället', 'With fewer than 40 days, instead')}: ${shortPeriod}]`,
    ],
    [
      processing,
      `[${t('Om någon annan driver mottagaren', 'If somebody else runs the receiver')}: ${processing}]`,
    ],
  ]);
  return [
    privacy?.title,
    quoteForm('Det du skriver skickas först när du trycker på knappen.', locale),
    ...(privacy?.text ?? []).map((text) => variants.get(text) ?? text),
    `${privacy?.more}: ${settings.privacyHref}`,
    `${t('Svarstiden', 'The reply time')}: ${replyTime.replace(notice.replyDays, `[${notice.replyDays}]`)}`,
  ].join('\n\n');
}
