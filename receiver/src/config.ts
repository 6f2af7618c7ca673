import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { languages } from './http/submission-schema.ts';
import { noticeConfigSchema } from './messages/form-notice.ts';

const textSchema = v.pipe(v.string('expected text'), v.minLength(1, 'expected text, not nothing'));
const portSchema = v.pipe(
  v.number('expected a port number'),
  v.integer('expected a port number'),
  v.minValue(0, 'expected a port number of at least 0'),
  v.maxValue(65535, 'expected a port number of at most 65535'),
);

const originSchema = v.pipe(
  v.string('expected an origin'),
  v.check(isOrigin, 'expected an origin as a browser writes it, such as https://www.example.se'),
);
const emailSchema = v.pipe(
  v.string('expected an e-mail address'),
  v.email('expected an e-mail address'),
);

const positiveInteger = v.pipe(
  v.number('expected a number'),
  v.integer('expected a whole number'),
  v.minValue(1, 'expected at least 1'),
);
const formObjectSchema = v.strictObject({
  /** What the form is called in addresses: `/v1/forms/{id}`. */
  id: v.pipe(
    v.string('expected the name of the form'),
    v.regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'expected lower-case letters, digits and hyphens'),
  ),
  /** The sites whose pages may use the form. */
  allowedOrigins: v.pipe(
    v.array(originSchema, 'expected a list of origins'),
    v.minLength(1, 'expected at least one origin'),
  ),
  /** Who gets each message by mail. With none, messages are read from the command line. */
  recipients: v.optional(v.array(emailSchema, 'expected a list of e-mail addresses'), []),
  /** The languages that messages are taken in, and that the visitor is told things in. */
  languages: v.optional(
    v.pipe(
      v.array(v.picklist(languages, 'expected "sv" or "en"'), 'expected a list of languages'),
      v.minLength(1, 'expected at least one language'),
    ),
    [...languages],
  ),
  notice: v.optional(noticeConfigSchema, {}),
  /** When messages are deleted, and by which decision. Without it they never are. */
  retention: v.optional(v.strictObject({ days: positiveInteger, decision: textSchema })),
});

/** A sentence that the visitor would miss in one of the form's languages is a fault of its own. */
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

const mailSchema = v.strictObject({
  /** `smtp://` or `smtps://`, with a user if need be; the password comes from the environment. */
  server: v.pipe(
    v.string('expected the address of a mail server'),
    v.check(isMailServer, 'expected an address such as smtp://user@mail.example.se:587'),
  ),
  from: emailSchema,
  /** Whether to refuse a mail server that does not encrypt. Only false inside one's own network. */
  requireTls: v.optional(v.boolean(), true),
});

/** How many requests a minute: from one address, and in all. */
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
    /** The folder of the embedded database and, unless given otherwise, the keys. */
    data: v.optional(textSchema, 'data'),
    /** The proxies whose `X-Forwarded-For` is believed: addresses or networks. */
    trustedProxies: v.optional(
      v.array(v.pipe(v.string(), v.check(isNetwork, 'expected an address or a network'))),
      [],
    ),
    /** Where health and metrics are told, on this machine only. Without it, nowhere. */
    operator: v.optional(v.strictObject({ port: portSchema })),
    mail: v.optional(mailSchema),
    /** A library's or a school's readers share an address, so one address may send plenty. */
    limits: v.optional(
      v.strictObject({
        challenges: rateLimitSchema(120, 6000),
        messages: rateLimitSchema(60, 3000),
      }),
      {},
    ),
    forms: v.pipe(
      v.array(formSchema, 'expected a list of forms'),
      v.minLength(1, 'expected at least one form'),
      v.check(
        (forms) => new Set(forms.map(({ id }) => id)).size === forms.length,
        'expected every form to have an id of its own',
      ),
    ),
  }),
  v.check(
    ({ mail, forms }) => mail !== undefined || forms.every((form) => form.recipients.length === 0),
    'expected mail to be set up, since a form has recipients',
  ),
);

/** The receiver's settings, checked. */
export type Config = v.InferOutput<typeof configSchema>;

/** The limits on one kind of request. */
export type RateLimit = Config['limits']['messages'];

/** The settings of one form. */
export type Form = Config['forms'][number];

/** A configuration that cannot be used. The message lists every fault, one to a line. */
export class ConfigError extends Error {}

/**
 * Reads the configuration file whole, with `HOST` and `PORT` from the environment in place of the
 * file's. Paths in it are relative to the file. Throws a `ConfigError` with all faults at once, or if
 * the data is not for the superuser to touch.
 */
export function readConfig(path: string, env: NodeJS.ProcessEnv): Config {
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ConfigError(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  const result = v.safeParse(configSchema, applyEnvironment(file, env));
  if (!result.success) {
    throw new ConfigError([`${path}:`, ...result.issues.map(formatIssue)].join('\n  '));
  }
  const data = resolve(dirname(path), result.output.data);
  assertNotRoot(data);
  return { ...result.output, data };
}

/**
 * Keeps the superuser out of a data folder that is another's. Whoever owns a folder may lay a link in
 * it, and the superuser would write where it leads.
 */
function assertNotRoot(data: string): void {
  const owner = statSync(data, { throwIfNoEntry: false })?.uid ?? 0;
  if (process.geteuid?.() !== 0 || owner === 0) return;
  throw new ConfigError(
    `${data}: belongs to the user ${owner}; run this as that user, not as root (docs/receiver.md)`,
  );
}

function applyEnvironment(file: unknown, { HOST, PORT }: NodeJS.ProcessEnv): unknown {
  if (typeof file !== 'object' || file === null) return file;
  return {
    ...file,
    ...(HOST && { host: HOST }),
    ...(PORT && { port: Number(PORT) }),
  };
}

function formatIssue(issue: v.BaseIssue<unknown>): string {
  const path = issue.path?.map((step) => String(step.key)).join('.') ?? '';
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    return `${path}: there is no such setting`;
  }
  if (issue.input === undefined) return `${path}: is missing`;
  const wanted = issue.message.startsWith('expected')
    ? issue.message
    : `expected ${issue.expected}`;
  // A mail server's address may have a password in it, which has no place in a log.
  const received = path === 'mail.server' ? 'something else' : JSON.stringify(issue.input);
  return `${path || 'the file'}: ${wanted}, got ${received}`;
}

/** Plain http is for this machine alone: elsewhere a browser cannot solve the challenge on it. */
function isOrigin(written: string): boolean {
  if (!URL.canParse(written)) return false;
  const { origin, protocol, hostname } = new URL(written);
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return origin === written && (protocol === 'https:' || (protocol === 'http:' && local));
}

function isMailServer(written: string): boolean {
  if (!URL.canParse(written)) return false;
  const { protocol, hostname, password, pathname } = new URL(written);
  const bare = !password && (pathname === '' || pathname === '/');
  return ['smtp:', 'smtps:'].includes(protocol) && hostname !== '' && bare;
}

function isNetwork(written: string): boolean {
  const [address = '', bits, ...rest] = written.split('/');
  const most = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1;
  if (bits === undefined || rest.length > 0) return most > 0 && rest.length === 0;
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
