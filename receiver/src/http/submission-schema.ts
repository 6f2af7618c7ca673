import * as v from 'valibot';
import {
  cleanFields,
  type FieldName,
  type Fields,
  fieldFaults,
  fieldNames,
} from '../../../src/form/message.ts';
import type { ValidationError } from './problem.ts';

/**
 * What a form posts. Everything is strict: an unknown member is refused rather than left out, so
 * that nothing a sender wrote is ever thrown away in silence. The fields' own rules are not written
 * here: they are the table in `src/form/message.ts`, the same that the form checks with.
 */
const rawFieldsSchema = v.strictObject(
  Object.fromEntries(fieldNames.map((name) => [name, v.optional(v.string(), '')])) as Record<
    FieldName,
    v.OptionalSchema<v.StringSchema<undefined>, ''>
  >,
);

/**
 * More marks on one letter than any writing has (Unicode Standard Annex 15, Stream-Safe Text). Putting
 * them in order takes time that grows with their square, and cleaning does so.
 */
const excessiveMarks = /\p{M}{31}/u;

const fieldsSchema = v.pipe(
  rawFieldsSchema,
  v.check((typed: Fields) => !Object.values(typed).some((text) => excessiveMarks.test(text))),
  v.transform((typed: Fields) => cleanFields(typed)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value: input } = dataset;
    for (const [key, message] of Object.entries(fieldFaults(input))) {
      const value = input[key as FieldName];
      addIssue({ message, path: [{ type: 'object', origin: 'value', input, key, value }] });
    }
  }),
);

/** Hexadecimal, as the challenge's parts are written. */
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

/** A challenge as we made it, with the sender's solution. */
export type SolvedChallenge = v.InferOutput<typeof solvedChallengeSchema>;

/** The languages a message may be written from; a form may take fewer. */
export const languages = ['sv', 'en'] as const;

/** One of them. */
export type Language = (typeof languages)[number];

/** The body of `POST …/messages`. A missing `verification` is a problem of its own. */
export const submissionSchema = v.strictObject({
  fields: fieldsSchema,
  language: v.picklist(languages),
  verification: v.optional(solvedChallengeSchema),
  /** The honeypot: no person sees it, so what fills it in is not one. */
  website: v.optional(v.string(), ''),
});

/** A posted message: its fields are cleaned and valid. */
export type Submission = v.InferOutput<typeof submissionSchema>;

/** A body that was not accepted, and why. */
export interface SubmissionError {
  readonly problem: 'malformed' | 'invalid-fields' | 'verification-failed';
  readonly errors?: readonly ValidationError[];
}

/** Reads a request body. A fault of form comes before a fault in a field. */
export function parseSubmission(
  body: unknown,
): { readonly submission: Submission } | SubmissionError {
  const result = v.safeParse(submissionSchema, body);
  if (result.success) return { submission: result.output };
  const typing = result.issues.filter((issue) => issue.type !== 'raw_check');
  // A challenge of another shape is not one of ours: a new one is the cure.
  if (typing.length > 0 && typing.every((issue) => issue.path?.[0]?.key === 'verification')) {
    return { problem: 'verification-failed' };
  }
  if (typing.length > 0) return { problem: 'malformed' };
  const errors = result.issues.map((issue) => ({
    pointer: `/${issue.path?.map((step) => String(step.key)).join('/')}`,
    code: issue.message,
  }));
  return { problem: 'invalid-fields', errors };
}
