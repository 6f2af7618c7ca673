import { ConfigError } from '../config.ts';
import { readSecret } from '../security/read-secret.ts';
import { DeliveryError } from './delivery-result.ts';
import type { SendRequest } from './https-client.ts';
import { readPointer } from './json-template.ts';
import type { WebhookConfig } from './webhook-config.ts';

/** Provides the value of `{token}`. */
export interface TokenSource {
  /** Resolves to the token that is valid now, or to the empty string if no header needs one. */
  get(): Promise<string>;
  /** Discards a token that was rejected. */
  drop(): void;
}

/** Creates the source of `{token}`: a fixed secret, or an OAuth 2.0 server. */
export function createTokenSource(
  variable: string,
  { headers, oauth2 }: WebhookConfig,
  env: NodeJS.ProcessEnv,
  send: SendRequest,
): TokenSource {
  const name = oauth2 ? `${variable}_CLIENT_SECRET` : `${variable}_TOKEN`;
  const secret = readSecret(env, name);
  const isUsed = Object.values(headers).some((text) => text.includes('{token}'));
  if (isUsed && !secret) throw new ConfigError(`expected ${name} or ${name}_FILE, got neither`);
  let current: { readonly token: Promise<string>; readonly expiresAt: number } | undefined;

  async function request(): Promise<string> {
    const { tokenUrl = '', clientId = '', scope } = oauth2 ?? {};
    const credentials = [clientId, secret ?? ''].map(encodeURIComponent).join(':');
    const { content } = await send({
      method: 'POST',
      url: tokenUrl,
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      },
      body: String(
        new URLSearchParams({ grant_type: 'client_credentials', ...(scope && { scope }) }),
      ),
    });
    const token = readPointer(content, '/access_token');
    if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
      throw new DeliveryError({ error: 'TOKEN unexpected response' });
    }
    // A minute's margin, so that it doesn't expire on the way.
    const seconds = Number(readPointer(content, '/expires_in') ?? 300) - 60;
    if (current) current = { ...current, expiresAt: performance.now() + seconds * 1000 };
    return token;
  }

  return {
    async get(): Promise<string> {
      if (!oauth2) return secret ?? '';
      if (!current || current.expiresAt < performance.now()) {
        current = { token: request(), expiresAt: Number.POSITIVE_INFINITY };
        current.token.catch(() => {
          current = undefined;
        });
      }
      return current.token;
    },
    drop() {
      current = undefined;
    },
  };
}
