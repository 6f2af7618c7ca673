/** `security.txt` (RFC 9116): where vulnerabilities are reported, for programs that ask a host. */
import { isGoodExpiry, type Publisher } from './publisher.ts';

/**
 * The file, or nothing where the publisher has not filled in what it needs.
 *
 * @param urls Where the file itself and the policy are, if that is known.
 * @throws {Error} When it has expired or soon will: nobody may trust it then.
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
