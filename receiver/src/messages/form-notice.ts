/**
 * Composes a form's notice to visitors about the recipient. Law and facts differ between organisations, so they are
 * settings. Each sentence requires its setting: nothing is shown that isn't true of this installation. The notice is
 * composed here and not in the browser, which would have to load the sentences of every other receiver too.
 */
import * as v from 'valibot';
import type { Language } from '../http/submission-schema.ts';

const text = v.pipe(v.string('expected text'), v.minLength(1, 'expected text, not nothing'));

/** The settings that the notice is created from. */
export const noticeConfigSchema = v.strictObject({
  controller: v.optional(text),
  legalBasis: v.optional(v.picklist(['authority', 'association'])),
  /** Whether a message becomes an official document, as it does at an authority. */
  officialDocument: v.optional(v.boolean()),
  /**
   * How long messages are kept, as one sentence per language of the form. Without it, the form's own retention period
   * is told.
   */
  retention: v.optional(v.strictObject({ sv: v.optional(text), en: v.optional(text) })),
  processor: v.optional(text),
  dataProtectionOfficer: v.optional(text),
  telephone: v.optional(text),
  email: v.optional(
    v.pipe(v.string('expected an e-mail address'), v.email('expected an e-mail address')),
  ),
  replyDays: v.optional(
    v.pipe(
      v.number('expected a number'),
      v.integer('expected a whole number'),
      v.minValue(1, 'expected at least 1'),
    ),
  ),
  privacyHref: v.optional(
    v.pipe(
      v.string('expected a URL'),
      v.regex(/^https:\/\//, 'expected a URL that begins with https://'),
    ),
  ),
});

/** The settings of one form's notice. */
export type NoticeConfig = v.InferOutput<typeof noticeConfigSchema>;

const texts = v.object({
  /** How soon a reply can be expected. */
  replyTime: v.optional(v.string()),
  /** How personal data is processed; `more` is the text of the link to `privacyHref`. */
  privacy: v.optional(
    v.object({ title: v.string(), text: v.array(v.string()), more: v.optional(v.string()) }),
  ),
});

/** The response to the form: the settings, and the sentences in each of the form's languages. */
export const noticeSchema = v.object({
  ...noticeConfigSchema.entries,
  sv: v.optional(texts),
  en: v.optional(texts),
});

/** A form's notice, with its sentences. */
export type Notice = v.InferOutput<typeof noticeSchema>;

/**
 * Creates a notice. Each sentence requires its setting; the general ones require a controller.
 *
 * @param retentionDays The form's retention period, if the receiver deletes its messages.
 */
export function createNotice(
  ownSettings: NoticeConfig,
  languages: readonly Language[],
  retentionDays?: number,
): Notice {
  const settings = retentionDays
    ? { retention: createRetentionTexts(retentionDays), ...ownSettings }
    : ownSettings;
  const { retention, ...others } = settings;
  const pickLanguages = <T>(texts: { readonly [language in Language]?: T }) =>
    Object.fromEntries(languages.map((language) => [language, texts[language]]));
  return {
    ...others,
    ...(retention && { retention: pickLanguages(retention) }),
    ...pickLanguages({ sv: createSwedishTexts(settings), en: createEnglishTexts(settings) }),
  };
}

/**
 * A message that cannot be delivered is retried for up to ten days, and kept for thirty more: a shorter retention
 * period may be exceeded.
 */
const maxUndeliveredDays = 40;

/** Says what the receiver does. It knows nothing of mailboxes and case systems. */
function createRetentionTexts(days: number) {
  const isShort = days < maxUndeliveredDays;
  const later = isShort ? ', eller senare om det inte har gått att lämna vidare' : '';
  const orLater = isShort ? ', or later if it could not be passed on' : '';
  return {
    sv: `Meddelandet gallras från servern som tar emot det ${days === 1 ? 'en dag' : `${days} dagar`} efter att det har kommit in${later}.`,
    en: `The message is deleted from the server that receives it ${days === 1 ? 'one day' : `${days} days`} after it has arrived${orLater}.`,
  };
}

type Texts = v.InferOutput<typeof texts>;

function createSwedishTexts(settings: NoticeConfig): Texts {
  const { controller, legalBasis, replyDays } = settings;
  const days = replyDays === 1 ? 'en arbetsdag' : `${replyDays} arbetsdagar`;
  return {
    ...(replyDays && { replyTime: `Vi svarar oftast inom ${days}.` }),
    ...createPrivacyTexts(
      'Så hanterar vi dina uppgifter',
      compactSentences(
        controller &&
          `${controller} är personuppgiftsansvarig. Vi använder dina uppgifter för att läsa, besvara och följa upp ditt meddelande.`,
        legalBasis === 'authority' &&
          'Den rättsliga grunden är en uppgift av allmänt intresse (artikel 6.1 e i dataskyddsförordningen).',
        legalBasis === 'association' &&
          'Den rättsliga grunden är vårt berättigade intresse av att kunna svara dig (artikel 6.1 f i dataskyddsförordningen).',
        settings.officialDocument &&
          'Ditt meddelande blir en allmän handling. Det betyder att andra kan begära att få läsa det. Uppgifter som omfattas av sekretess lämnar vi inte ut.',
        settings.retention?.sv,
        settings.processor && `Uppgifterna hanteras av ${settings.processor} för vår räkning.`,
        controller &&
          // By itself (Article 21(4)).
          'Du har rätt att invända mot hur vi använder dina uppgifter.',
        controller &&
          'Du har också rätt att få veta vilka uppgifter vi har om dig, att få fel rättade och i vissa fall att få uppgifter borttagna. Du kan klaga hos Integritetsskyddsmyndigheten (IMY).',
        controller &&
          'Du väljer själv om du vill skriva till oss. Utan namn och e-postadress kan vi inte svara.',
        settings.dataProtectionOfficer &&
          `Frågor? Kontakta vårt dataskyddsombud: ${settings.dataProtectionOfficer}.`,
      ),
      settings.privacyHref && 'Läs mer om hur vi hanterar personuppgifter',
    ),
  };
}

function createEnglishTexts(settings: NoticeConfig): Texts {
  const { controller, legalBasis, replyDays } = settings;
  const days = replyDays === 1 ? 'one working day' : `${replyDays} working days`;
  return {
    ...(replyDays && { replyTime: `We usually reply within ${days}.` }),
    ...createPrivacyTexts(
      'How we use your information',
      compactSentences(
        controller &&
          `${controller} is the data controller. We use your information to read, answer and follow up your message.`,
        legalBasis === 'authority' &&
          'The legal basis is the performance of a task in the public interest (Article 6(1)(e) of the General Data Protection Regulation).',
        legalBasis === 'association' &&
          'The legal basis is our legitimate interest in being able to reply to you (Article 6(1)(f) of the General Data Protection Regulation).',
        settings.officialDocument &&
          'Your message becomes an official document. This means that other people may ask to read it. We do not disclose information that is subject to secrecy.',
        settings.retention?.en,
        settings.processor && `The information is handled by ${settings.processor} on our behalf.`,
        controller && 'You have the right to object to how we use your information.',
        controller &&
          'You also have the right to know what information we hold about you, to have errors corrected and, in certain cases, to have information erased. You can complain to the Swedish Authority for Privacy Protection (IMY).',
        controller &&
          'It is up to you whether to write to us. Without a name and an email address we cannot reply.',
        settings.dataProtectionOfficer &&
          `Questions? Contact our data protection officer: ${settings.dataProtectionOfficer}.`,
      ),
      settings.privacyHref && 'Read more about how we handle personal data',
    ),
  };
}

/** The part on personal data, if there is anything to say. */
const createPrivacyTexts = (title: string, text: string[], more: string | undefined): Texts =>
  text.length > 0 || more ? { privacy: { title, text, ...(more && { more }) } } : {};

const compactSentences = (...sentences: (string | false | undefined)[]): string[] =>
  sentences.filter((sentence) => typeof sentence === 'string');
