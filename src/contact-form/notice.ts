/** The receiver's notice in one language. Missing texts are not shown. */
export interface LocalizedNotice {
  /** How soon to expect a reply. */
  readonly replyTime?: string | undefined;
  /** How personal data are used: a title, paragraphs, and the text of a link to more. */
  readonly privacy?: {
    readonly title?: string | undefined;
    readonly text?: readonly string[] | undefined;
    readonly more?: string | undefined;
  };
}

/** What the receiver says about itself: reply time, contact details, use of personal data. */
export interface Notice {
  readonly sv?: LocalizedNotice | undefined;
  readonly en?: LocalizedNotice | undefined;
  readonly telephone?: string | undefined;
  readonly email?: string | undefined;
  /** The URL of a page with more about personal data. */
  readonly privacyHref?: string | undefined;
}

/**
 * Parses the receiver's response. Leaves out whatever is of an unexpected type: the form must work whatever the network
 * returns. Throws if it isn't JSON.
 */
export function parseNotice(json: string): Notice | undefined {
  return JSON.parse(json, (key, value) => {
    let isExpected = typeof value === 'string';
    if (/^(sv|en|privacy)?$/.test(key)) isExpected = value instanceof Object;
    if (key === 'text') isExpected = Array.isArray(value);
    return isExpected ? value : undefined;
  });
}
