import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { languages } from './http/submission-schema.ts';
import { noticeConfigSchema } from './messages/form-notice.ts';
import {
  getWebhookName,
  networkSchema,
  toWebhookRecipient,
  webhookSchema,
} from './outbox/webhook-config.ts';

const textSchema = v.pipe(v.string('expected text'), v.minLength(1, 'expected non-empty text'));
const portSchema = v.pipe(
  v.number('expected a port number'),
  v.integer('expected a port number'),
  v.minValue(0, 'expected a port number of at least 0'),
  v.maxValue(65535, 'expected a port number of at most 65535'),
);

const originSchema = v.pipe(
  v.string('expected an origin'),
  v.check(isOrigin, 'expected an origin without a path, such as https://www.example.se'),
  // As browsers send it: non-ASCII letters in the name are encoded.
  v.transform((value) => new URL(value).origin),
);
const emailSchema = v.pipe(
  v.string('expected an e-mail address'),
  v.email('expected an e-mail address'),
);

const webhookNameSchema = v.pipe(
  v.string('expected the name of a webhook'),
  v.regex(/^[a-z][a-z0-9-]{0,31}$/, 'expected lower-case letters, digits and hyphens'),
);

/** A recipient, stored as a string: an e-mail address, or the name of a webhook with a prefix. */
const recipientSchema = v.union(
  [
    emailSchema,
    v.pipe(
      v.strictObject({ webhook: webhookNameSchema }),
      v.transform(({ webhook }) => toWebhookRecipient(webhook)),
    ),
  ],
  'expected an e-mail address or {"webhook": "name"}',
);

const hostnameSchema = v.pipe(
  v.string('expected a host name'),
  v.regex(
    /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/i,
    'expected a full host name, such as www.exempelkommun.se',
  ),
);

const positiveInteger = v.pipe(
  v.number('expected a number'),
  v.integer('expected a whole number'),
  v.minValue(1, 'expected at least 1'),
);
const formObjectSchema = v.strictObject({
  /** The form's name in URLs: `/v1/forms/{id}`. */
  id: v.pipe(
    v.string('expected the name of the form'),
    v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and hyphens'),
  ),
  /** The origins of the sites that may use the form. */
  allowedOrigins: v.pipe(
    v.array(originSchema, 'expected a list of origins'),
    v.minLength(1, 'expected at least one origin'),
  ),
  /**
   * Where each message goes: e-mail addresses, and webhooks as `{"webhook": name}`. Without
   * recipients, messages are read from the command line.
   */
  recipients: v.optional(
    v.pipe(v.array(recipientSchema, 'expected a list of recipients'), v.transform(dedupe)),
    [],
  ),
  /** The languages in which messages are accepted and the notice is given. */
  languages: v.optional(
    v.pipe(
      v.array(v.picklist(languages, 'expected "sv" or "en"'), 'expected a list of languages'),
      v.minLength(1, 'expected at least one language'),
    ),
    [...languages],
  ),
  notice: v.optional(noticeConfigSchema, {}),
  /** When messages are deleted, and by which decision. Without it they are kept. */
  retention: v.optional(v.strictObject({ days: positiveInteger, decision: textSchema })),
});

/** Checks that a text given in one language of the form is given in all of them. */
const formSchema = v.pipe(
  formObjectSchema,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { value: input } = dataset;
    const { notice, languages } = input;
    const { retention } = notice;
    if (!retention || languages.every((language) => retention[language])) return;
    const steps = { type: 'object', origin: 'value' } as const;
    addIssue({
      input: retention,
      message: `expected a text in each of the form's languages (${languages.join(', ')})`,
      path: [
        { ...steps, input, key: 'notice', value: notice },
        { ...steps, input: notice, key: 'retention', value: retention },
      ],
    });
  }),
);

const mailSchema = v.pipe(
  v.strictObject({
    /** `smtp://` or `smtps://`, optionally with a user; the password comes from the environment. */
    server: v.pipe(
      v.string('expected the URL of a mail server'),
      v.check(isMailServer, 'expected a URL such as smtp://user@mail.example.se:587'),
    ),
    from: emailSchema,
    /**
     * `required`: the mail server must encrypt, with a trusted certificate, also on this machine. `off`:
     * STARTTLS is not used even if the mail server offers it.
     */
    tls: v.optional(v.picklist(['required', 'off'], 'expected "required" or "off"'), 'required'),
    /** A PEM file with the only certificates to trust: those of your own authority, or the server's. */
    ca: v.optional(textSchema),
    /** The name in EHLO. By default this machine's name, or the domain of `from` if it has no dot. */
    ehlo: v.optional(hostnameSchema),
    /** Whether mails say that they are automatic. Some case systems drop mail that does. */
    autoSubmitted: v.optional(v.boolean(), true),
  }),
  v.check(
    ({ server, tls }) => tls === 'required' || server.startsWith('smtp://'),
    'expected a server that begins with smtp://, because tls is off',
  ),
  v.check(({ server, tls }) => {
    const url = URL.parse(server);
    return tls === 'required' || !url?.username || isLoopback(url.hostname);
  }, 'expected tls to be "required", because the password would be sent unencrypted'),
);

const httpsUrlSchema = v.pipe(
  v.string('expected a URL'),
  v.regex(/^https:\/\/[^\s/]\S*$/, 'expected a URL that begins with https://'),
);

/** The details about this installation in the API description. */
const apiSchema = v.strictObject({
  /** The URL at which visitors reach the receiver, up to `/v1`. */
  url: v.pipe(
    httpsUrlSchema,
    v.regex(
      /^https:\/\/[a-z0-9.-]+(\/[a-z0-9-]+)*$/,
      'expected https://, a host without a port, and a path',
    ),
  ),
  contact: v.strictObject({ name: textSchema, url: httpsUrlSchema, email: emailSchema }),
  termsOfService: httpsUrlSchema,
  /** The service level promised to users of the API. By default none. */
  serviceLevel: v.optional(
    v.strictObject({ availability: textSchema, responseTime: textSchema, support: textSchema }),
  ),
});

/** Requests per minute: per address, and in total. */
const rateLimitSchema = (perAddress: number, total: number) =>
  v.optional(
    v.strictObject({
      perAddress: v.optional(positiveInteger, perAddress),
      total: v.optional(positiveInteger, total),
    }),
    {},
  );

const configSchema = v.pipe(
  v.strictObject({
    host: v.optional(textSchema, '127.0.0.1'),
    port: v.optional(portSchema, 8787),
    /** The folder of the embedded database and, by default, the keys. */
    data: v.optional(textSchema, 'data'),
    /** The proxies whose `X-Forwarded-For` header is trusted: addresses or networks. */
    trustedProxies: v.optional(v.array(networkSchema), []),
    /** The port for health checks and metrics, on this machine only. Off by default. */
    monitoring: v.optional(v.strictObject({ port: portSchema })),
    api: v.optional(apiSchema),
    /**
     * The URL of the folder in which the publisher has `advisories.json` and `support.json`. `check` reads them to find
     * known vulnerabilities.
     */
    publisherUrl: v.nullish(
      v.pipe(httpsUrlSchema, v.endsWith('/', 'expected a URL that ends with a slash')),
    ),
    mail: v.optional(mailSchema),
    /** Systems that receive messages over HTTPS, by the name used in a form's recipients. */
    webhooks: v.optional(v.record(webhookNameSchema, webhookSchema), {}),
    /** Visitors at a library or a school share an address, so the limits per address are generous. */
    limits: v.optional(
      v.strictObject({
        challenges: rateLimitSchema(120, 6000),
        messages: rateLimitSchema(60, 3000),
        /** How many messages from one address are mailed per hour. More wait in quarantine. */
        mailedPerHour: v.optional(positiveInteger, 30),
      }),
      {},
    ),
    forms: v.pipe(
      v.array(formSchema, 'expected a list of forms'),
      v.minLength(1, 'expected at least one form'),
      v.check(
        (forms) => new Set(forms.map(({ id }) => id)).size === forms.length,
        'expected every form to have its own id',
      ),
    ),
  }),
  v.check(
    ({ mail, forms }) => mail !== undefined || getRecipients(forms).every(getWebhookName),
    'expected mail to be configured, because a form has recipients',
  ),
  v.check(
    ({ webhooks, forms }) =>
      getRecipients(forms)
        .map(getWebhookName)
        .every((name) => name === undefined || Object.hasOwn(webhooks, name)),
    'expected every webhook among the recipients to be configured under webhooks',
  ),
);

/** The receiver's configuration, validated. */
export type Config = v.InferOutput<typeof configSchema>;

/** The limits on one kind of request. */
export type RateLimit = Config['limits']['messages'];

/** The settings of one form. */
export type Form = Config['forms'][number];

/** An invalid configuration. The message lists all errors, one per line. */
export class ConfigError extends Error {}

/**
 * Reads the configuration file. `HOST` and `PORT` in the environment override the file. Paths are
 * relative to the file. Throws a `ConfigError` with all errors at once, or if root must not use the
 * data folder.
 */
export function readConfig(path: string, env: NodeJS.ProcessEnv): Config {
  let file: unknown;
  try {
    // Editors on Windows may write a byte order mark at the start of a file.
    file = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new ConfigError(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const result = v.safeParse(configSchema, applyEnvironment(file, env));
  if (!result.success) {
    throw new ConfigError([`${path}:`, ...result.issues.map(formatIssue)].join('\n  '));
  }
  const { mail, webhooks, ...settings } = result.output;
  const data = resolve(dirname(path), settings.data);
  assertNotRoot(data);
  const resolveCa = <T extends { ca?: string | undefined }>(part: T): T =>
    part.ca ? { ...part, ca: resolve(dirname(path), part.ca) } : part;
  return {
    ...settings,
    data,
    mail: mail && resolveCa(mail),
    webhooks: Object.fromEntries(
      Object.entries(webhooks).map(([name, webhook]) => [name, resolveCa(webhook)]),
    ),
  };
}

/**
 * Keeps root out of a data folder that belongs to another user. The owner of a folder can place a
 * link in it, and root would write where the link points.
 */
function assertNotRoot(data: string): void {
  const owner = statSync(data, { throwIfNoEntry: false })?.uid ?? 0;
  if (process.geteuid?.() !== 0 || owner === 0) return;
  throw new ConfigError(
    `${data}: belongs to the user ${owner}; run this command as that user, not as root (docs/receiver.md)`,
  );
}

function applyEnvironment(file: unknown, { HOST, PORT }: NodeJS.ProcessEnv): unknown {
  if (typeof file !== 'object' || file === null) return file;
  return {
    ...file,
    ...(HOST && { host: HOST }),
    ...(PORT && { port: /^\d+$/.test(PORT) ? Number(PORT) : PORT }),
  };
}

function formatIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((step) => String(step.key)).join('.') ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${path}: there is no such setting`;
  }
  if (issue.input === undefined) return `${path}: is missing`;
  const expectation = issue.message.startsWith('expected')
    ? issue.message
    : `expected ${issue.expected}`;
  // A URL or a header may contain a password, which must not get into a log.
  const isSecret = /^(|mail|mail\.server|webhooks(\..*)?)$/.test(path);
  const received = isSecret ? '' : `, got ${JSON.stringify(issue.input)}`;
  return `${path || 'the file'}: ${expectation}${received}`;
}

/** Whether a host name, as a URL has it, is this machine's. */
const isLoopback = (hostname: string) => ['localhost', '127.0.0.1', '[::1]'].includes(hostname);

/**
 * Whether a value is an origin. Plain HTTP is allowed only on this machine: elsewhere, a browser can't solve the
 * challenge without TLS.
 */
function isOrigin(value: string): boolean {
  if (!URL.canParse(value) || !/^https?:\/\/[^/?#@*\\\s]+$/i.test(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || isLoopback(hostname);
}

const getRecipients = (forms: readonly { readonly recipients: readonly string[] }[]) =>
  forms.flatMap(({ recipients }) => recipients);

/** Removes addresses that repeat an earlier one, ignoring case. */
function dedupe(addresses: string[]): string[] {
  const keys = addresses.map((address) => address.toLowerCase());
  return addresses.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

function isMailServer(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, password, pathname } = new URL(value);
  const hasOnlyHost = !password && (pathname === '' || pathname === '/');
  return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && hasOnlyHost;
}
