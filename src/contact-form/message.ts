/**
 * What a message is and when it is valid.
 *
 * One table of rules serves both sides: the form checks with it before sending, and the receiver
 * builds its schema from it. It imports nothing, so it costs the browser a few hundred bytes and
 * runs in Node as it is. An error is a code, never a sentence: the sentence is chosen when shown, in
 * the visitor's language.
 */

/** The rule for one field. */
export interface FieldRule {
  /** Whether a message without it is refused. */
  readonly required?: boolean;
  /** The longest allowed value in UTF-16 code units, the unit of `maxlength` in HTML. */
  readonly max: number;
  /** Whether line breaks are part of the value. Everywhere else they become spaces. */
  readonly multiline?: boolean;
  /** What a value that is not empty must look like. Such a value holds no invisible characters. */
  readonly format?: RegExp;
}

/** Characters that nobody sees: format characters (Cf), fillers, variation selectors, a braille blank. */
export const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * Every field of a message, in the order the form shows them.
 *
 * - `email.max` is the longest address that mail can be sent to (RFC 5321, 4.5.3.1).
 * - `email.format` is deliberately wide: one `@`, a dot in the domain, and none of the characters
 *   that could end an address in a mail header or add to a `mailto:` link. Only an answer proves that an address works.
 * - `telephone.format` asks for at least the three digits of 112, with the usual separators and any
 *   dash. An extension may follow, in words: `ankn 12`, `(växel)`.
 */
export const fieldRules = {
  name: { required: true, max: 200 },
  organisation: { max: 200 },
  email: {
    required: true,
    max: 254,
    format: /^[^\s@<>()[\]\\,;:"?&]+@[^\s@<>()[\]\\,;:"?&.]+(\.[^\s@<>()[\]\\,;:"?&.]+)+$/,
  },
  telephone: {
    max: 40,
    format:
      /^\(?\+?([\s()./\p{Pd}\u2212]*\d){3,}[\s()./\p{Pd}\u2212]*([\s,;:(]+\p{L}+[.:]?(\s*\d+)?\)?)*$/u,
  },
  subject: { required: true, max: 200 },
  message: { required: true, max: 5000, multiline: true },
} as const satisfies Record<string, FieldRule>;

/** The name of a field. */
export type FieldName = keyof typeof fieldRules;

/**
 * The names of all fields, in the order the form shows them. Not by `Object.keys`: old pages replace
 * that by one that also lists what they have added to every object.
 */
export const fieldNames = Reflect.ownKeys(fieldRules) as FieldName[];

/** A value for every field; an optional field that was left out is the empty string. */
export type Fields = Record<FieldName, string>;

/** What was typed, field by field. */
export type FieldInput = { [name in FieldName]?: string | undefined };

/** What is wrong with a field. */
export type FieldError = 'empty' | 'too-long' | 'format';

/** The invalid fields and what is wrong with each. */
export type FieldErrors = { [name in FieldName]?: FieldError | undefined };

/** A text without the characters that nobody sees, such as come along when an address or a number is copied. */
export function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '').trim();
}

/**
 * Normalizes what was typed: one way to write each letter (NFC), one kind of line break, no control
 * characters, no space around it. Invisible characters are part of a text (they join emoji and
 * letters), but not of an address or a number, and alone they are no text. Both sides call this before they
 * check or count, so the same text is as long for the visitor as for the receiver.
 */
export function normalizeFields(input: FieldInput): Fields {
  return Object.fromEntries(
    fieldNames.map((name) => {
      const rule: FieldRule = fieldRules[name];
      const text = (input[name] ?? '').normalize().replace(/\r\n?|[\u2028\u2029]/g, '\n');
      const value = rule.multiline ? text : text.replace(/[\n\t]+/g, ' ');
      // Every control character (Cc) but tab and line feed.
      const printable = value.replace(/(?![\t\n])\p{Cc}/gu, '').trim();
      const visible = removeInvisible(printable);
      return [name, rule.format || !visible ? visible : printable];
    }),
  ) as Fields;
}

/** Validates normalized fields. The result is empty for a valid message. */
export function validateFields(fields: Fields): FieldErrors {
  const errors: FieldErrors = {};
  for (const name of fieldNames) {
    const rule: FieldRule = fieldRules[name];
    const value = fields[name];
    if (!value) {
      if (rule.required) errors[name] = 'empty';
    } else if (value.length > rule.max) {
      errors[name] = 'too-long';
    } else if (rule.format && !rule.format.test(value)) {
      errors[name] = 'format';
    }
  }
  return errors;
}
