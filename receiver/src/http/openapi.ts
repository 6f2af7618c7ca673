import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { FieldFault } from '../../../src/form/message.ts';
import { notice } from '../messages/form-notice.ts';
import { type ProblemCode, problemCodes, problemType, statusOf } from './problem.ts';
import { envelope } from './submission-schema.ts';

/**
 * Describes the interface in OpenAPI 3.1. The schemas are the ones that requests are checked with,
 * so the description cannot say something else; what a field's own rules add is in the form's table.
 */
export function describeInterface(): object {
  const form = { name: 'form', in: 'path', required: true, schema: { type: 'string' } };
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'One for each draft, the same at every attempt until it is stored.',
    schema: { type: 'string', format: 'uuid' },
  };
  const receipt = content('application/json', {
    type: 'object',
    required: ['reference', 'receivedAt'],
    properties: {
      reference: { type: 'string', pattern: '^[A-HJ-NPR-Y2-9]{4}-[A-HJ-NPR-Y2-9]{4}$' },
      receivedAt: { type: 'string', format: 'date-time' },
    },
  });
  return {
    openapi: '3.1.0',
    info: { title: 'SKR Widgets receiver', version: '1' },
    paths: {
      '/v1/forms/{form}': {
        parameters: [form],
        get: {
          operationId: 'getForm',
          summary: 'What the form tells the visitor about who receives.',
          responses: {
            200: { description: 'The form.', ...content('application/json', schemaOf(notice)) },
            ...problems('unknown-form', 'origin-not-allowed'),
          },
        },
      },
      '/v1/forms/{form}/challenge': {
        parameters: [form],
        get: {
          operationId: 'getChallenge',
          summary: 'A challenge to solve before sending, good for one message.',
          responses: {
            200: {
              description: 'The challenge, as altcha-lib makes it.',
              ...content(
                'application/json',
                schemaOf(envelope.entries.verification.wrapped.entries.challenge),
              ),
            },
            ...problems('unknown-form', 'origin-not-allowed', 'rate-limited', 'unavailable'),
          },
        },
      },
      '/v1/forms/{form}/messages': {
        parameters: [form],
        post: {
          operationId: 'postMessage',
          summary: 'Sends a message. Answered when it is stored, and not before.',
          parameters: [key],
          requestBody: { required: true, ...content('application/json', schemaOf(envelope)) },
          responses: {
            201: { description: 'Stored.', ...receipt },
            200: {
              description: 'Stored earlier, by a request with the same key.',
              headers: { 'Idempotent-Replayed': { required: true, schema: { const: 'true' } } },
              ...receipt,
            },
            ...problems(...problemCodes.filter((code) => code !== 'not-found')),
          },
        },
      },
    },
  };
}

/** What can be wrong at a pointer. */
const faultCodes: FieldFault[] = ['empty', 'too-long', 'format'];

/** The statuses that say when to come back, in seconds. */
const waits = new Set([statusOf('rate-limited'), statusOf('unavailable')]);
const retryAfter = { required: true, schema: { type: 'integer', minimum: 1 } };

function schemaOf(schema: GenericSchema): object {
  // What is done to the text on its way in (cleaning, the rules) has no place in JSON Schema.
  const { $schema, ...rest } = toJsonSchema(schema, { typeMode: 'input', errorMode: 'ignore' });
  return rest;
}

function content(type: string, schema: object) {
  return { content: { [type]: { schema } } };
}

function problems(...codes: ProblemCode[]): Record<number, object> {
  const byStatus = Object.groupBy(codes, statusOf);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      {
        description: some.join(', '),
        ...(waits.has(Number(status)) && { headers: { 'Retry-After': retryAfter } }),
        ...content(problemType, {
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
                properties: { pointer: { type: 'string' }, code: { enum: faultCodes } },
              },
            },
          },
        }),
      },
    ]),
  );
}
