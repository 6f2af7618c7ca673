/**
 * Defines what a message is and when it is valid.
 *
 * Both sides use the same table of rules: the form validates with it before sending, and the receiver builds its
 * schema from it. The module has no imports, so it costs the browser a few hundred bytes and runs unbundled in Node.
 * Errors are codes; the text is chosen when it is shown, in the visitor's language.
 */

/** The rule for one field. */
export interface FieldRule {
  /** Whether the field must be filled in. */
  readonly required?: boolean;
  /** The maximum length in UTF-16 code units, which is also the unit of `maxlength` in HTML. */
  readonly max: number;
  /** Whether the value may have line breaks. In other fields they become spaces. */
  readonly multiline?: boolean;
  /** The format of a non-empty value. Invisible characters are removed from such a value. */
  readonly format?: RegExp;
}

/** Matches invisible characters: format characters (Cf), fillers, variation selectors and the blank braille pattern. */
export const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * The fields of a message, in the order of the form.
 *
 * - `email.max` is the length of the longest deliverable address (RFC 5321, 4.5.3.1).
 * - `email.format` is deliberately permissive: one `@`, a dot in the domain, and no characters that could end the
 *   address in a mail header or add to a `mailto:` link. Only a reply proves that an address works.
 * - `telephone.format` requires at least three digits, as in 112, with the usual separators and any dash. An
 *   extension in words may follow: `ankn 12`, `(växel)`.
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
 * The names of all fields, in the order of the form. Old pages replace `Object.keys` with a function that also lists
 * what they have added to `Object.prototype`; hence `Reflect.ownKeys`.
 */
export const fieldNames = Reflect.ownKeys(fieldRules) as FieldName[];

/** The value of every field. Optional fields left out are empty strings. */
export type Fields = Record<FieldName, string>;

/** Field values before normalization. */
export type FieldInput = { [name in FieldName]?: string | undefined };

/** What is wrong with a field. */
export type FieldError = 'empty' | 'too-long' | 'format';

/** The errors by field. Valid fields are left out. */
export type FieldErrors = { [name in FieldName]?: FieldError | undefined };

/** Removes invisible characters, which often come along when an address or a number is copied. */
export function removeInvisible(text: string): string {
  return text.replace(INVISIBLE, '').trim();
}

/**
 * Normalizes field values: Unicode NFC, one kind of line break, no control characters, no surrounding space.
 * Invisible characters belong in text, where they join emoji and letters, but not in an address or a number, and
 * a value of nothing else is empty. Both sides call this before validating or counting, so that a text has the
 * same length for the visitor and the receiver.
 */
export function normalizeFields(input: FieldInput): Fields {
  return Object.fromEntries(
    fieldNames.map((name) => {
      const rule: FieldRule = fieldRules[name];
      const text = (input[name] ?? '').normalize().replace(/\r\n?|[\u2028\u2029]/g, '\n');
      const value = rule.multiline ? text : text.replace(/[\n\t]+/g, ' ');
      // Every control character (Cc) except tab and line feed.
      const printable = value.replace(/(?![\t\n])\p{Cc}/gu, '').trim();
      const visible = removeInvisible(printable);
      return [name, rule.format || !visible ? visible : printable];
    }),
  ) as Fields;
}

/** Validates normalized fields. The result is an empty object if the message is valid. */
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
