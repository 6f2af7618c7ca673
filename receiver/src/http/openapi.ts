import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { FieldError } from '../messages/fields.ts';
import { noticeSchema } from '../messages/form-notice.ts';
import { getProblemStatus, type ProblemCode, problemCodes, problemMediaType } from './problem.ts';
import { submissionSchema } from './submission-schema.ts';

/**
 * Builds the OpenAPI 3.1 document. Its schemas are those that requests are validated with, so the
 * two cannot disagree. The rules for the content of a field are in the form's table of rules.
 */
export function buildOpenApiDocument(): object {
  const form = { name: 'form', in: 'path', required: true, schema: { type: 'string' } };
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'One for each message, the same for every attempt until it is stored.',
    schema: { type: 'string', format: 'uuid' },
  };
  const receipt = createContent('application/json', {
    type: 'object',
    required: ['reference', 'receivedAt'],
    properties: {
      reference: { type: 'string', pattern: '^[A-HJ-NPR-Y2-9]{4}-[A-HJ-NPR-Y2-9]{4}$' },
      receivedAt: { type: 'string', format: 'date-time' },
    },
  });
  const challengeOperation = {
    summary: 'A challenge to solve before sending, valid for one message.',
    responses: {
      200: {
        description: 'The challenge, in the format of altcha-lib.',
        ...createContent(
          'application/json',
          toSchema(submissionSchema.entries.verification.wrapped.entries.challenge),
        ),
      },
      ...createProblemResponses(
        'unknown-form',
        'origin-not-allowed',
        'rate-limited',
        'unavailable',
      ),
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'SKR Widgets receiver', version: '1' },
    paths: {
      '/v1/forms/{form}': {
        parameters: [form],
        get: {
          operationId: 'getForm',
          summary: 'What the form tells the visitor about the recipient.',
          responses: {
            200: {
              description: 'The form.',
              ...createContent('application/json', toSchema(noticeSchema)),
            },
            ...createProblemResponses('unknown-form', 'origin-not-allowed'),
          },
        },
      },
      '/v1/forms/{form}/challenge': {
        parameters: [form],
        get: {
          operationId: 'getChallenge',
          deprecated: true,
          ...challengeOperation,
        },
        post: { operationId: 'createChallenge', ...challengeOperation },
      },
      '/v1/forms/{form}/messages': {
        parameters: [form],
        post: {
          operationId: 'postMessage',
          summary: 'Sends a message. The response comes when the message is stored, not before.',
          parameters: [key],
          requestBody: {
            required: true,
            ...createContent('application/json', toSchema(submissionSchema)),
          },
          responses: {
            201: { description: 'Stored.', ...receipt },
            200: {
              description: 'Already stored, by an earlier request with the same key.',
              headers: { 'Idempotent-Replayed': { required: true, schema: { const: 'true' } } },
              ...receipt,
            },
            ...createProblemResponses(...problemCodes.filter((code) => code !== 'not-found')),
          },
        },
      },
    },
  };
}

/** What can be wrong with a field. */
const fieldErrorCodes: FieldError[] = ['empty', 'too-long', 'format'];

/** The statuses with a `Retry-After` header. */
const statusesWithRetryAfter = new Set([
  getProblemStatus('rate-limited'),
  getProblemStatus('unavailable'),
]);
const retryAfter = { required: true, schema: { type: 'integer', minimum: 1 } };

function toSchema(schema: GenericSchema): object {
  // Normalisation and the rules for each field cannot be expressed in JSON Schema.
  const { $schema, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return rest;
}

function createContent(type: string, schema: object) {
  return { content: { [type]: { schema } } };
}

function createProblemResponses(...codes: ProblemCode[]): Record<number, object> {
  const byStatus = Object.groupBy(codes, getProblemStatus);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      {
        description: some.join(', '),
        ...(statusesWithRetryAfter.has(Number(status)) && {
          headers: { 'Retry-After': retryAfter },
        }),
        ...createContent(problemMediaType, {
          type: 'object',
          required: ['type', 'title', 'status', 'retryable'],
          properties: {
            type: { enum: some.map((code) => `urn:skr-widgets:problem:${code}`) },
            title: { type: 'string' },
            status: { const: Number(status) },
            retryable: { type: 'boolean' },
            errors: {
              type: 'array',
              items: {
                type: 'object',
                required: ['pointer', 'code'],
                properties: { pointer: { type: 'string' }, code: { enum: fieldErrorCodes } },
              },
            },
          },
        }),
      },
    ]),
  );
}
