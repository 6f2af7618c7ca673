/**
 * Delivers messages to another system over HTTPS, following Standard Webhooks. A message has one id, the same in every
 * attempt, so that a system that honours it accepts the message once. If a system doesn't, its cases are searched for
 * the id before one is created. If that isn't possible either, a message with an unknown outcome is left to a person,
 * who can look it up.
 */
import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { Webhook as Signer } from 'standardwebhooks';
import { ConfigError } from '../config.ts';
import { flattenMessage } from '../messages/flatten-message.ts';
import type { Message } from '../messages/message-repository.ts';
import { stripInvisibleCharacters } from '../messages/strip-invisible.ts';
import { readSecret } from '../security/read-secret.ts';
import {
  DeliveryError,
  type DeliveryResult,
  describeFailure,
  fail,
  isSuccess,
} from './delivery-result.ts';
import { createHttpsClient, type HttpsResponse } from './https-client.ts';
import { fillTemplate, fillText, hasText, readPointer, type Values } from './json-template.ts';
import { createTokenSource } from './token-source.ts';
import type { WebhookConfig } from './webhook-config.ts';

/** The error of a message that the other system may have received, which only a person can find out. */
export const outcomeUnknown = 'outcome-unknown';

/**
 * The wait before searching for a case after an attempt with an unknown outcome: many times longer than the attempt,
 * because a system may create the case after we have stopped waiting.
 */
const unknownOutcomeWaitMs = 5 * 60_000;

/** Longest case number or id, in UTF-16 code units. */
const maxNameLength = 200;

/** A message to deliver, and what is known from earlier attempts. */
export interface WebhookDelivery {
  readonly message: Message;
  /** The id of the case, if it is known. */
  readonly caseId: string | null;
  /** Whether an earlier attempt may have created a case. */
  readonly isUnconfirmed: boolean;
  /**
   * Records that a case may exist from now on, or its id. Rejects if the delivery no longer belongs to this receiver.
   */
  record(changes: { unconfirmed: true } | { caseId: string }): Promise<void>;
}

/** Delivers one message. Resolves to the result; never rejects because of the other system. */
export type DeliverMessage = (delivery: WebhookDelivery) => Promise<DeliveryResult>;

interface Case {
  readonly id: string | undefined;
  readonly number: string | null;
}

/**
 * Creates a webhook. Its secrets are read from the environment, in variables named after it:
 * `WEBHOOK_<NAME>_SECRET`, `_TOKEN` and `_CLIENT_SECRET`, each also with `_FILE`. Throws a
 * `ConfigError` if one is missing.
 */
export function createWebhook(
  name: string,
  config: WebhookConfig,
  env: NodeJS.ProcessEnv,
  log: Logger,
  timeoutMs?: number,
): DeliverMessage {
  const { url, headers, body, find, caseUrl } = config;
  const honoursId = config.honoursId ?? body === undefined;
  const variable = `WEBHOOK_${name.toUpperCase().replaceAll('-', '_')}`;
  const signers = createSigners(`${variable}_SECRET`, env, body === undefined);
  const send = createHttpsClient(`webhooks.${name}`, config, timeoutMs);
  const tokens = createTokenSource(variable, config, env, async (request) => {
    const response = await send(request).catch((error) => fail('TOKEN', error));
    return expectSuccess('TOKEN', response);
  });

  async function createHeaders(values: Values): Promise<Record<string, string>> {
    const needsToken = Object.values(headers).some((text) => text.includes('{token}'));
    const all = { ...values, token: needsToken ? await tokens.get() : '' };
    return Object.fromEntries(
      Object.entries(headers).map(([header, text]) => [header, fillText(text, all)]),
    );
  }

  /** Reads JSON. `step` says in the error what could not be read. */
  async function read(step: string, template: string, values: Values): Promise<unknown> {
    const target = fillText(template, values, encodeURIComponent);
    const request = { method: 'GET', url: target, headers: await createHeaders(values) } as const;
    const response = await send(request).catch((error) => fail(step, error));
    return expectSuccess(step, response).content;
  }

  /** Throws unless the response is a success, and discards a token that the other system rejects. */
  function expectSuccess(step: string, response: HttpsResponse): HttpsResponse {
    if (isSuccess(response)) return response;
    if (response.status === 401) tokens.drop();
    return fail(step, response);
  }

  /** Looks for the case that an earlier attempt created. */
  async function findCase(values: Values): Promise<Case | undefined> {
    if (!find) return undefined;
    const items = readPointer(await read('FIND', find.url, values), find.items);
    const cases = Array.isArray(items) ? items.filter((item) => hasText(item, `${values.id}`)) : [];
    // A list of other cases, or no list at all, doesn't prove that ours doesn't exist.
    if (!Array.isArray(items) || cases.length < Math.min(items.length, 1)) {
      throw new DeliveryError({ error: 'FIND unexpected response' });
    }
    if (cases.length > 1) {
      log.warn({ reference: values.reference, count: cases.length }, 'several cases have one id');
    }
    const [first] = cases;
    if (first === undefined) return undefined;
    const id = find.caseId === undefined ? undefined : toText(readPointer(first, find.caseId));
    return { id: id ?? undefined, number: readCaseNumber(first) };
  }

  async function createCase(message: Message, values: Values, delivery: WebhookDelivery) {
    const text = JSON.stringify(
      body === undefined ? flattenMessage(message) : fillTemplate(body, values),
    );
    const configured = await createHeaders(values);
    if (!honoursId) await delivery.record({ unconfirmed: true });
    const timestamp = new Date();
    const signatures = signers.map((signer) => signer.sign(`${values.id}`, timestamp, text));
    const response = await send({
      method: 'POST',
      url,
      headers: {
        'Content-Type': 'application/json',
        ...configured,
        'Webhook-Id': `${values.id}`,
        'Webhook-Timestamp': String(Math.floor(timestamp.getTime() / 1000)),
        ...(signatures.length > 0 && { 'Webhook-Signature': signatures.join(' ') }),
      },
      body: text,
    }).catch((error) => failUnknown(error));
    if (response.status === 401) tokens.drop();
    if (!isSuccess(response)) return failUnknown(response);
    return { id: readCaseId(response), number: readCaseNumber(response.content) };
  }

  /** Fails an attempt to create a case that may have succeeded. */
  function failUnknown(cause: HttpsResponse | unknown): never {
    const failure = describeFailure(cause);
    if (failure.isRejected || honoursId) throw new DeliveryError(failure);
    const { error, pauseMs } = failure;
    if (!find) throw new DeliveryError({ error: `${outcomeUnknown} ${error}`, isFinal: true });
    throw new DeliveryError({ error, pauseMs, waitMs: unknownOutcomeWaitMs });
  }

  function readCaseId({ location, content }: HttpsResponse): string | undefined {
    if (config.caseId === undefined) return undefined;
    if (config.caseId !== 'location') {
      return toText(readPointer(content, config.caseId)) ?? undefined;
    }
    // It is often a path without the gateway's part, so only its last segment is reliable.
    return decodeSegment(location?.split(/[?#]/)[0]?.replace(/\/$/, '').split('/').at(-1));
  }

  const readCaseNumber = (content: unknown) => toText(readPointer(content, config.caseNumber));

  return async (delivery) => {
    const { message, caseId, isUnconfirmed } = delivery;
    const values = createValues(message);
    try {
      let existingCase: Case | undefined =
        caseId === null ? undefined : { id: caseId, number: null };
      if (!existingCase && isUnconfirmed && !honoursId && !find) {
        return { outcome: 'failed', error: outcomeUnknown, isFinal: true };
      }
      existingCase ??= await findCase(values);
      existingCase ??= await createCase(message, values, delivery);
      const { id } = existingCase;
      if (!caseUrl || existingCase.number !== null || id === undefined) {
        return { outcome: 'delivered', caseNumber: existingCase.number };
      }
      if (caseId === null) await delivery.record({ caseId: id });
      const content = await read('CASE', caseUrl, { ...values, caseId: id });
      return { outcome: 'delivered', caseNumber: readCaseNumber(content) };
    } catch (error) {
      if (error instanceof DeliveryError) return error.result;
      throw error;
    }
  };
}

/**
 * The id of a message in other systems: a UUID derived from the message, so that it is the same in every attempt, after
 * `resend`, and after a backup has been restored.
 */
export function getWebhookId({ form, reference, receivedAt }: Message): string {
  const hash = createHash('sha256').update(`${form}/${reference}/${receivedAt}`).digest();
  // Version 8, and the variant of RFC 9562.
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x80;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

function createValues(message: Message): Values {
  const { reference, form, receivedAt, body } = message;
  const { fields, language } = body;
  return { ...fields, id: getWebhookId(message), reference, form, receivedAt, language };
}

/** Creates a signer for each secret: while secrets are being changed there are two. */
function createSigners(variable: string, env: NodeJS.ProcessEnv, isRequired: boolean): Signer[] {
  const secrets = readSecret(env, variable)?.split(/\s+/).filter(Boolean) ?? [];
  if (secrets.length === 0 && isRequired) {
    throw new ConfigError(`expected ${variable} or ${variable}_FILE, got neither`);
  }
  return secrets.map((secret) => {
    const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length;
    if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(secret) || bytes < 24 || bytes > 64) {
      throw new ConfigError(`${variable}: expected whsec_ and 24 to 64 bytes in base64`);
    }
    return new Signer(secret);
  });
}

/** Converts an identifier to a text that is safe to print: short and on one line. */
function toText(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = stripInvisibleCharacters(String(value))
    .replace(/\p{Cc}/gu, '')
    .trim();
  return text.slice(0, maxNameLength) || null;
}

function decodeSegment(segment: string | undefined): string | undefined {
  try {
    return decodeURIComponent(segment ?? '') || undefined;
  } catch {
    return undefined;
  }
}
