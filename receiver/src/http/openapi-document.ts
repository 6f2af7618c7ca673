import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import type { Config } from '../config.ts';
import type { FieldError } from '../messages/fields.ts';
import { createNotice, noticeSchema } from '../messages/form-notice.ts';
import {
  createProblemDocument,
  getProblemStatus,
  getProblemTitle,
  type ProblemCode,
  problemCodes,
  problemMediaType,
} from './problem.ts';
import { submissionSchema } from './submission-schema.ts';

/** The settings that the description of the API depends on. */
export type ApiConfig = Pick<Config, 'api' | 'limits'>;

const apiName = 'SKR Widgets receiver';

/** The version of the API, and the date of that version. They change together. */
const apiVersion = '1.0.0';
const apiReleased = '2026-11-29';

/** Builds the response of `GET /v1/api-info`, as required by the Swedish national REST API profile (VER.06). */
export function buildApiInfo({ api }: Pick<ApiConfig, 'api'>) {
  const apiDocumentation = `${api?.url ?? ''}/v1/openapi.json`;
  return { apiName, apiVersion, apiReleased, apiDocumentation, apiStatus: 'active' };
}

/**
 * Builds the OpenAPI 3.1 document, following the Swedish national REST API profile. The schema of a message is the same
 * one that validates it, so they can't differ. The rules for the content of each field are in the form's table of
 * rules.
 */
export function buildOpenApiDocument(config: ApiConfig): object {
  const form = {
    ...{ name: 'form', in: 'path', required: true },
    description: "The form's name.",
    schema: { type: 'string' },
  };
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'One for each message, the same for every attempt until it is stored.',
    schema: { type: 'string', format: 'uuid' },
  };
  const receipt = createContent('application/json', receiptSchema, {
    reference: 'K7MA-P2XD',
    receivedAt: '2026-11-29T09:30:00.000Z',
  });
  const challengeOperation = {
    summary: 'A challenge to solve before sending, valid for one message.',
    description:
      'A proof of work that takes a browser about a second. It is valid for a limited time, and is spent when the message is stored.',
    parameters: [form],
    responses: {
      200: {
        description: 'The challenge, in the format of altcha-lib.',
        ...createContent(
          'application/json',
          toSchema(submissionSchema.entries.verification.wrapped.entries.challenge),
          challengeExample,
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
    info: createInfo(config),
    servers: [{ url: `${config.api?.url ?? ''}/v1` }],
    // Open to anyone: a browser is checked by its origin and a solved challenge.
    security: [],
    paths: {
      '/api-info': {
        get: {
          operationId: 'getApiInfo',
          summary: 'What this API is.',
          description: 'The name, version and status of the API, and where its description is.',
          responses: {
            200: {
              description: 'The information.',
              ...createContent('application/json', apiInfoSchema, buildApiInfo(config)),
            },
          },
        },
      },
      '/forms/{form}': {
        get: {
          operationId: 'getForm',
          summary: 'What the form tells the visitor about the recipient.',
          description:
            'How soon a reply can be expected, and how personal data is processed, in each of the languages of the form.',
          parameters: [form],
          responses: {
            200: {
              description: 'The form.',
              ...createContent('application/json', toSchema(noticeSchema), noticeExample),
            },
            ...createProblemResponses('unknown-form', 'origin-not-allowed'),
          },
        },
      },
      '/forms/{form}/challenge': {
        get: {
          operationId: 'getChallenge',
          deprecated: true,
          ...challengeOperation,
        },
        post: { operationId: 'createChallenge', ...challengeOperation },
      },
      '/forms/{form}/messages': {
        post: {
          operationId: 'postMessage',
          summary: 'Sends a message. The response comes when the message is stored, not before.',
          description:
            'A request that got no response can be sent again with the same key: the message is stored once.',
          parameters: [form, key],
          requestBody: {
            required: true,
            ...createContent('application/json', toSchema(submissionSchema), submissionExample),
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

function createInfo({ api, limits }: ApiConfig): object {
  const { messages, challenges } = limits;
  return {
    title: apiName,
    version: apiVersion,
    description:
      'Tar emot meddelanden från ett kontaktformulär på en webbplats. Ett meddelande är sparat när svaret kommer, och den som skickar får ett referensnummer. Det finns en begränsning av hur många meddelanden som tas emot per minut.\n\n' +
      'Receives messages from a contact form on a website. A message is stored when the response comes, and its sender gets a reference number. There is a limit to how many messages are accepted per minute.',
    license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    ...(api && { contact: api.contact, termsOfService: api.termsOfService }),
    'x-sla': api?.serviceLevel ?? {
      availability: 'No level is promised.',
      responseTime: 'No time is promised.',
      support: 'No support hours are promised.',
    },
    'x-limitations': [
      `From one address ${messages.perAddress} messages and ${challenges.perAddress} challenges per minute are accepted, in all ${messages.total} and ${challenges.total}.`,
      'A request body may have 32 KiB. A form may accept one language only.',
    ],
  };
}

const receiptSchema = {
  type: 'object',
  required: ['reference', 'receivedAt'],
  properties: {
    reference: { type: 'string', pattern: '^[A-HJ-NPR-Y2-9]{4}-[A-HJ-NPR-Y2-9]{4}$' },
    receivedAt: { type: 'string', format: 'date-time' },
  },
};

const apiInfoSchema = {
  type: 'object',
  required: ['apiName', 'apiVersion', 'apiReleased', 'apiDocumentation', 'apiStatus'],
  properties: {
    apiName: { type: 'string' },
    apiVersion: { type: 'string' },
    apiReleased: { type: 'string', format: 'date' },
    apiDocumentation: { type: 'string', format: 'uri-reference' },
    apiStatus: { type: 'string' },
  },
};

const noticeExample = createNotice(
  {
    controller: 'Kommunstyrelsen i Exempelkommun',
    legalBasis: 'authority',
    officialDocument: true,
    replyDays: 2,
    telephone: '08-465 004 00',
    privacyHref: 'https://www.exempelkommun.se/personuppgifter',
  },
  ['sv', 'en'],
);

const challengeExample = {
  parameters: {
    algorithm: 'PBKDF2/SHA-256',
    cost: 5000,
    data: { form: 'international', key: '2026-11-29' },
    expiresAt: 1795946400,
    keyLength: 32,
    keyPrefix: '3f7a',
    keySignature: '5d41402abc4b2a76b9719d911017c592',
    nonce: '9b74c9897bac770ffc029102a200c5de',
    salt: '0cc175b9c0f1b6a831c399e269772661',
  },
  signature: '8277e0910d750195b448797616e091ad',
};

const submissionExample = {
  fields: {
    name: 'Åsa Öberg',
    organisation: 'Exempelkommun',
    email: 'asa.oberg@exempelkommun.se',
    telephone: '08-123 45 67',
    subject: 'Vänort i Moçambique',
    message: 'Hej!\nVi söker en vänort.',
  },
  language: 'sv',
  verification: {
    challenge: challengeExample,
    solution: { counter: 217, derivedKey: '3f7a6b1c' },
  },
  website: '',
};

/** The errors that a field can have. */
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

function createContent(type: string, schema: object, example: object) {
  return { content: { [type]: { schema, example } } };
}

function createProblemResponses(...codes: ProblemCode[]): Record<number, object> {
  const byStatus = Object.groupBy(codes, getProblemStatus);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, some = []]) => [
      status,
      {
        description: `${some.map(getProblemTitle).join('. ')}.`,
        ...(statusesWithRetryAfter.has(Number(status)) && {
          headers: { 'Retry-After': retryAfter },
        }),
        ...createContent(problemMediaType, createProblemSchema(some), {
          ...createProblemDocument(some[0] ?? 'unavailable'),
          instance: 'urn:uuid:7f1d7e3c-5b0f-4d0a-9a57-3f2f0e1f6c11',
        }),
      },
    ]),
  );
}

function createProblemSchema(codes: readonly ProblemCode[]): object {
  return {
    type: 'object',
    required: ['type', 'title', 'status', 'detail', 'instance', 'retryable'],
    properties: {
      type: { enum: codes.map((code) => `urn:skr-widgets:problem:${code}`) },
      title: { type: 'string' },
      status: { const: getProblemStatus(codes[0] ?? 'unavailable') },
      detail: { type: 'string' },
      instance: { type: 'string', format: 'uri' },
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
  };
}
