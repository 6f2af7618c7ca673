/** The receiver's notice in one language. Missing texts are not shown. */
export interface LocalizedNotice {
  /** How soon to expect a reply. */
  readonly replyTime?: string | undefined;
  /** How personal data are used: a title, paragraphs, and the text of a link to more. */
  readonly privacy?: {
    readonly title?: string | undefined;
    readonly text: readonly string[];
    readonly more?: string | undefined;
  };
}

/** What the receiver says about itself: reply time, contact details, use of personal data. */
export interface Notice {
  readonly sv: LocalizedNotice;
  readonly en: LocalizedNotice;
  readonly telephone?: string | undefined;
  readonly email?: string | undefined;
  /** The URL of a page with more about personal data. */
  readonly privacyHref?: string | undefined;
}

/** Parses the receiver's response. Ignores anything unexpected: the form must work whatever the network returns. */
export function parseNotice(answer: unknown): Notice {
  const { sv, en, telephone, email, privacyHref } = toRecord(answer);
  return {
    sv: parseLocalized(sv),
    en: parseLocalized(en),
    telephone: toText(telephone),
    email: toText(email),
    privacyHref: toText(privacyHref),
  };
}

function parseLocalized(answer: unknown): LocalizedNotice {
  const { replyTime, privacy } = toRecord(answer);
  const { title, text, more } = toRecord(privacy);
  return {
    replyTime: toText(replyTime),
    privacy: {
      title: toText(title),
      text: Array.isArray(text) ? text.filter((each) => toText(each)) : [],
      more: toText(more),
    },
  };
}

function toRecord(value: unknown): Record<string, unknown> {
  return Object(value);
}

function toText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
