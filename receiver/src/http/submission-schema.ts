import * as v from 'valibot';
import {
  type FieldName,
  type Fields,
  fieldNames,
  normalizeFields,
  validateFields,
} from '../messages/fields.ts';
import type { ValidationError } from './problem.ts';

/**
 * The body that a form posts. All objects are strict: unknown members are rejected instead of dropped, so that nothing
 * the sender wrote is silently discarded. The rules for each field are those of the form itself, in
 * `src/contact-form/message.ts`.
 */
const rawFieldsSchema = v.strictObject(
  Object.fromEntries(fieldNames.map((name) => [name, v.optional(v.string(), '')])) as Record<
    FieldName,
    v.OptionalSchema<v.StringSchema<undefined>, ''>
  >,
);

/**
 * More combining marks on one letter than any writing system uses (Unicode Standard Annex 15,
 * Stream-Safe Text Format). Normalising them takes time that grows with the square of their number.
 */
const excessiveMarks = /\p{M}{31}/u;

const fieldsSchema = v.pipe(
  rawFieldsSchema,
  v.check((fields: Fields) => !Object.values(fields).some((text) => excessiveMarks.test(text))),
  v.transform((fields: Fields) => normalizeFields(fields)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value: input } = dataset;
    for (const [key, message] of Object.entries(validateFields(input))) {
      const value = input[key as FieldName];
      addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value }] });
    }
  }),
);

const hexSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{2,128}$/));
const countSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const solvedChallengeSchema = v.strictObject({
  challenge: v.strictObject({
    parameters: v.strictObject({
      algorithm: v.literal('PBKDF2/SHA-256'),
      cost: countSchema,
      data: v.strictObject({ form: v.string(), key: v.string() }),
      expiresAt: countSchema,
      keyLength: countSchema,
      keyPrefix: hexSchema,
      keySignature: hexSchema,
      nonce: hexSchema,
      salt: hexSchema,
    }),
    signature: hexSchema,
  }),
  solution: v.strictObject({
    counter: countSchema,
    derivedKey: hexSchema,
    time: v.optional(v.number()),
  }),
});

/** A challenge as the receiver issued it, with the sender's solution. */
export type SolvedChallenge = v.InferOutput<typeof solvedChallengeSchema>;

/** The languages that a form may be shown in. A form can accept fewer. */
export const languages = ['sv', 'en'] as const;

/** One of the languages. */
export type Language = (typeof languages)[number];

/**
 * The body of `POST …/messages`. `verification` is optional: without it, the problem has its own
 * code.
 */
export const submissionSchema = v.strictObject({
  fields: fieldsSchema,
  language: v.picklist(languages),
  verification: v.optional(solvedChallengeSchema),
  /** The honeypot: people do not see it, so only a bot fills it in. */
  website: v.optional(v.string(), ''),
});

/** A valid body, with its fields normalised. */
export type Submission = v.InferOutput<typeof submissionSchema>;

/** Why a body was rejected. */
export interface SubmissionError {
  readonly problem: 'malformed' | 'invalid-fields' | 'verification-failed';
  readonly errors?: readonly ValidationError[];
}

/** Validates a request body. Errors in its structure take precedence over errors in a field. */
export function parseSubmission(
  body: unknown,
): { readonly submission: Submission } | SubmissionError {
  const result = v.safeParse(submissionSchema, body);
  if (result.success) return { submission: result.output };
  const structural = result.issues.filter((issue) => issue.type !== 'raw_check');
  // A challenge with another structure is not one of ours, and a new one solves the problem.
  if (structural.length > 0 && structural.every(({ path }) => path?.[0]?.key === 'verification')) {
    return { problem: 'verification-failed' };
  }
  if (structural.length > 0) return { problem: 'malformed' };
  const errors = result.issues.map((issue) => ({
    pointer: `/${issue.path?.map((step) => String(step.key)).join('/')}`,
    code: issue.message,
  }));
  return { problem: 'invalid-fields', errors };
}
