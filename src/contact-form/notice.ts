/** What a receiver says of itself in one language. What it leaves out is not shown. */
export interface LocalizedNotice {
  /** How soon an answer can be expected. */
  readonly replyTime?: string | undefined;
  /** How personal data are handled: a title, some paragraphs, and the text of a link to more. */
  readonly privacy?: {
    readonly title?: string | undefined;
    readonly text: readonly string[];
    readonly more?: string | undefined;
  };
}

/** What a receiver says of itself. */
export interface Notice {
  readonly sv: LocalizedNotice;
  readonly en: LocalizedNotice;
  readonly telephone?: string | undefined;
  readonly email?: string | undefined;
  /** The page that says more about personal data. */
  readonly privacyHref?: string | undefined;
}

/** Takes what can be shown from a receiver's answer. Whatever came over the network, the form must work. */
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
