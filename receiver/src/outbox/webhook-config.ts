import { validateHeaderName } from 'node:http';
import { isIP } from 'node:net';
import * as v from 'valibot';
import { fieldNames } from '../messages/fields.ts';
import { getPlaceholders, type Json } from './json-template.ts';

/** What a URL may contain: nothing that a visitor wrote, since URLs end up in logs. */
const urlValues = ['id', 'reference', 'caseId'];

/** What a header may contain. */
const headerValues = ['id', 'reference', 'token'];

/** What a body may contain. */
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
  /** Where each message is posted. */
  url: urlSchema,
  headers: v.optional(headersSchema, {}),
  /** The body, if the system expects another one than `export` gives. */
  body: v.optional(v.pipe(jsonSchema, checkPlaceholders(bodyValues))),
  /**
   * Whether the system takes a message with an id that it has had for the same message. By default
   * true for a body of our own, since Standard Webhooks requires it, and false with a `body`.
   */
  honoursId: v.optional(v.boolean()),
  /** How to look for the case of a message before it is created. */
  find: v.optional(
    v.strictObject({
      url: urlTemplateSchema,
      /** Where the list of cases is in the response. */
      items: v.optional(pointerSchema, ''),
      /** Where the case's id is in an item. */
      caseId: v.optional(pointerSchema),
    }),
  ),
  /** Where the new case's id is: in the response, or the last part of its `Location` header. */
  caseId: v.optional(
    v.union([v.literal('location'), pointerSchema], 'expected "location" or a JSON pointer'),
  ),
  /** Where to read the case by its id, if the response does not contain its number. */
  caseUrl: v.optional(urlTemplateSchema),
  /** Where the case's number is in the response, or in the case. */
  caseNumber: v.optional(pointerSchema, '/caseNumber'),
  /** How to get `{token}`, if it is not a fixed secret: OAuth 2.0, client credentials. */
  oauth2: v.optional(
    v.strictObject({
      tokenUrl: urlSchema,
      clientId: v.pipe(v.string('expected text'), v.minLength(1, 'expected text, not nothing')),
      scope: v.optional(v.string('expected text')),
    }),
  ),
  /** A PEM file with the only certificates to trust, if your own authority signs them. */
  ca: v.optional(v.string('expected the path of a file')),
  /** The addresses inside your own network that may be used. All others there are refused. */
  privateAddresses: v.optional(v.array(networkSchema, 'expected a list of addresses'), []),
});

/** The settings of one webhook, each by its name. */
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

/** The beginning of a recipient that is a webhook. No e-mail address contains a colon. */
const webhookPrefix = 'webhook:';

/** The recipient that a webhook is in the outbox. */
export const toWebhookRecipient = (name: string) => webhookPrefix + name;

/** The name of the webhook that a recipient is, or `undefined` if it is an e-mail address. */
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
