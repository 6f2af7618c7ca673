import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';

/** Reads certificates to trust from a PEM file. Throws a `ConfigError` that names the setting. */
export function readCertificates(setting: string, path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    // Node accepts a file without a certificate, and then trusts nothing.
    new X509Certificate(text);
    return text;
  } catch (cause) {
    throw new ConfigError(`${setting}: expected a PEM file with certificates, got ${cause}`, {
      cause,
    });
  }
}
