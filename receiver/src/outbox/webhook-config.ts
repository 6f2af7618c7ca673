import { validateHeaderName } from 'node:http';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { fieldNames } from '../messages/fields.ts';
import { getPlaceholders, type Json } from './json-template.ts';

/** Values allowed in a URL: nothing that a visitor wrote, since URLs end up in logs. */
const urlValues = ['id', 'reference', 'caseId'];

/** Values allowed in a header. */
const headerValues = ['id', 'reference', 'token'];

/** Values allowed in a body. */
const bodyValues = ['id', 'reference', 'form', 'receivedAt', 'language', ...fieldNames];

const checkPlaceholders = <T extends Json>(allowed: readonly string[]) =>
  v.check<T, string>(
    (template) => getPlaceholders(template).every((name) => allowed.includes(name)),
    `expected only the placeholders ${allowed.map((name) => `{${name}}`).join(', ')}`,
  );

const jsonSchema: v.GenericSchema<Json> = v.lazy(() =>
  v.union(
    [
      v.string(),
      v.number(),
      v.boolean(),
      v.null(),
      v.array(jsonSchema),
      v.record(v.string(), jsonSchema),
    ],
    'expected JSON',
  ),
);

const urlSchema = v.pipe(
  v.string('expected a URL'),
  v.check(isHttpsUrl, 'expected a URL that begins with https:// and has no password'),
);
const urlTemplateSchema = v.pipe(urlSchema, checkPlaceholders(urlValues));

const pointerSchema = v.pipe(
  v.string('expected a JSON pointer'),
  v.regex(/^(\/.*)?$/, 'expected a JSON pointer, such as /caseNumber'),
);

const headersSchema = v.record(
  v.pipe(v.string(), v.check(isHeaderName, 'expected the name of a header')),
  v.pipe(
    v.string('expected text'),
    v.regex(/^[\x20-\x7e]*$/, 'expected plain ASCII text'),
    checkPlaceholders(headerValues),
  ),
);

/** Addresses and networks, such as `10.20.0.0/16`. */
export const networkSchema = v.pipe(
  v.string('expected an address or a network'),
  v.check(isNetwork, 'expected an address or a network'),
);

const webhookObjectSchema = v.strictObject({
  /** The URL that each message is posted to. */
  url: urlSchema,
  headers: v.optional(headersSchema, {}),
  /** The body, if the system expects another one than that of `export`. */
  body: v.optional(v.pipe(jsonSchema, checkPlaceholders(bodyValues))),
  /**
   * Whether the system recognises a message it has already received by its id. Defaults to true for the standard body,
   * since Standard Webhooks requires it, and to false with a `body`.
   */
  honoursId: v.optional(v.boolean()),
  /** How to look for the case of a message before it is created. */
  find: v.optional(
    v.strictObject({
      url: urlTemplateSchema,
      /** The pointer to the list of cases in the response. */
      items: v.optional(pointerSchema, ''),
      /** The pointer to the case's id in an item. */
      caseId: v.optional(pointerSchema),
    }),
  ),
  /** The position of the new case's id: a pointer into the response, or the last part of its `Location` header. */
  caseId: v.optional(
    v.union([v.literal('location'), pointerSchema], 'expected "location" or a JSON pointer'),
  ),
  /** The URL for reading the case by its id, if the response doesn't contain its number. */
  caseUrl: v.optional(urlTemplateSchema),
  /** The pointer to the case's number in the response, or in the case. */
  caseNumber: v.optional(pointerSchema, '/caseNumber'),
  /** How to get `{token}`, if it isn't a fixed secret: OAuth 2.0 with client credentials. */
  oauth2: v.optional(
    v.strictObject({
      tokenUrl: urlSchema,
      clientId: v.pipe(v.string('expected text'), v.minLength(1, 'expected text, not nothing')),
      scope: v.optional(v.string('expected text')),
    }),
  ),
  /** A PEM file with the only certificates to trust, if your own authority signs them. */
  ca: v.optional(v.string('expected the path of a file')),
  /** The addresses in your own network that may be used. All others in it are rejected. */
  privateAddresses: v.optional(v.array(networkSchema, 'expected a list of addresses'), []),
});

/** The schema of each setting of a webhook, by name. */
export const webhookEntries = webhookObjectSchema.entries;

/** The settings of one webhook. */
export const webhookSchema = v.pipe(
  webhookObjectSchema,
  v.check(
    ({ caseUrl, caseId }) => caseUrl === undefined || caseId !== undefined,
    'expected a caseId, because there is a caseUrl',
  ),
  v.check(
    ({ caseUrl, find }) => !caseUrl || !find || find.caseId !== undefined,
    'expected a find.caseId, because there is a caseUrl',
  ),
);

/** The settings of one webhook, validated. */
export type WebhookConfig = v.InferOutput<typeof webhookSchema>;

/** The prefix of a recipient that is a webhook. No e-mail address contains a colon. */
const webhookPrefix = 'webhook:';

/** The recipient in the outbox for a webhook. */
export const toWebhookRecipient = (name: string) => webhookPrefix + name;

/** The name of the webhook in a recipient, or `undefined` if the recipient is an e-mail address. */
export const getWebhookName = (recipient: string): string | undefined =>
  recipient.startsWith(webhookPrefix) ? recipient.slice(webhookPrefix.length) : undefined;

function isHttpsUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password } = new URL(value);
  return protocol === 'https:' && !username && !password;
}

function isHeaderName(name: string): boolean {
  try {
    validateHeaderName(name);
    return true;
  } catch {
    return false;
  }
}

function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/');
  const maxBits = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === undefined || rest.length > 0) return maxBits > 0 && rest.length === 0;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= maxBits;
}
