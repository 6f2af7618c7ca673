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
      '[Nämndens namn] i [kommunens namn]',
      '[The name of the board] of [the municipality’s name]',
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

/**
 * The receiver's settings, as a template for `copyTemplate`: its example with a place for each value that is an
 * organisation's own.
 *
 * @throws {Error} If the example has no such setting.
 */
export function getReceiverSettings(locale: Locale): string {
  const t = (sv: string, en: string) => (locale === 'sv' ? sv : en);
  let settings = readFileSync('receiver/receiver.example.json', 'utf8').trimEnd();
  const edit = (pattern: RegExp, write: (found: string) => string) => {
    if (!pattern.test(settings)) throw new Error(`expected ${pattern} in receiver.example.json`);
    settings = settings.replace(pattern, write);
  };
  const setValue = (name: string, value: string) =>
    edit(new RegExp(`(?<="${name}": )("[^"]*"|\\["[^"]*"\\]|\\d+)`), () => value);
  const only = (condition: string) => (lines: string) => `{when ${condition}}${lines}{end}`;

  setValue(
    'server',
    t('"[it: e-postserver, som smtp://…:25]"', '"[IT: mail server, as smtp://…:25]"'),
  );
  setValue('from', t('"[it: avsändarens e-postadress]"', '"[IT: the sender’s email address]"'));
  setValue('allowedOrigins', t('["[webbplatsens adress]"]', '["[the website’s address]"]'));
  setValue('recipients', t('["[brevlådans e-postadress]"]', '["[the mailbox’s email address]"]'));
  setValue(
    'controller',
    t(
      '"[Nämndens namn] i [kommunens namn]"',
      '"[The name of the board] of [the municipality’s name]"',
    ),
  );
  setValue('legalBasis', '"{when kind=authority}authority{else}association{end}"');
  setValue(
    'dataProtectionOfficer',
    t('"[dataskyddsombudets e-postadress]"', '"[the data protection officer’s email address]"'),
  );
  setValue('telephone', t('"[telefonnummer]"', '"[telephone number]"'));
  setValue('email', t('"[e-postadress]"', '"[email address]"'));
  setValue('replyDays', t('[antal arbetsdagar]', '[number of working days]'));
  setValue(
    'privacyHref',
    t(
      '"[adressen till er sida om personuppgifter]"',
      '"[the address of your page on personal data]"',
    ),
  );
  setValue('days', t('[antal dagar]', '[number of days]'));
  setValue('decision', t('"[gallringsbeslut]"', '"[retention decision]"'));
  // Visitors are told who else handles what they write.
  const processor = t('[biträdets namn]', '[the processor’s name]');
  edit(
    /^ +(?="dataProtectionOfficer": )/m,
    (indent) => `${only('receiver=other')(`${indent}"processor": "${processor}",\n`)}${indent}`,
  );
  edit(/^ +"mail": \{[^}]*\},\n/m, only('delivery=mail'));
  edit(/^ +"recipients": .*\n/m, only('delivery=mail'));
  edit(/^ +"officialDocument": .*\n/m, only('kind=authority'));
  edit(/^ +"replyDays": .*\n/m, only('replyDays'));
  return settings;
}
