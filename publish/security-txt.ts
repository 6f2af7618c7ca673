/** Creates `security.txt` (RFC 9116), which says where to report vulnerabilities. */
import { isGoodExpiry, type Publisher } from './publisher.ts';

/**
 * Creates the file. Returns an empty string if the publisher hasn't filled in the details it requires.
 *
 * @param urls The URLs of the file itself and of the policy, if known.
 * @throws {Error} If it has expired or soon will, since nobody may rely on it then.
 */
export function createSecurityTxt(
  publisher: Publisher,
  urls: { readonly canonical?: string; readonly policy?: string } = {},
  now = new Date(),
): string {
  const { securityContact: contact, securityTxtExpires: expires } = publisher;
  if (!contact || !expires) return '';
  if (!isGoodExpiry(expires, now)) {
    throw new Error(
      `publisher.json: securityTxtExpires: expected a date 30 to 365 days ahead, got ${expires}`,
    );
  }
  const fields = {
    Contact: contact,
    Expires: `${expires}T23:59:59Z`,
    'Preferred-Languages': 'sv, en',
    Canonical: urls.canonical,
    Policy: urls.policy,
  };
  return Object.entries(fields)
    .filter(([, value]) => value)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('');
}
