/**
 * Makes `advisories.json` and `support.json` in `release/` without a new version: `npm run advisories`.
 * For a vulnerability that has no fix yet, and so that the lists do not expire. It publishes nothing.
 */
import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { findKeyErrors, readPublisher } from './publisher.ts';
import { readSigningKeys, toPublicKey } from './signature.ts';

try {
  await makeLists();
} catch (error) {
  // Whoever runs this is to read what is wrong, and not where in our code.
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function makeLists(): Promise<void> {
  // Here, because they throw when the settings are wrong.
  const { createLists, getListExpiry } = await import('./advisories.ts');
  const { readCommitDate } = await import('./source.ts');
  const keys = readSigningKeys();
  const publisher = readPublisher();
  const date = readCommitDate();
  const expires = getListExpiry(date);
  const errors = findKeyErrors(publisher, keys.map(toPublicKey));
  if (!publisher.publisherUrl) {
    errors.push(
      'publisher.json: publisherUrl: expected the URL where the lists are published, got nothing',
    );
  }
  if (Date.parse(expires) < Date.now()) {
    errors.push(
      `expected a commit of the last months, got one of ${date}: the lists have its date, and expired on ${expires}`,
    );
  }
  if (errors.length > 0) throw new Error(errors.join('\n'));

  const lists = createLists(date, keys);
  mkdirSync('release', { recursive: true });
  // Nobody is to take the signature of an older list for that of this one.
  for (const each of globSync('release/*.json.sig')) rmSync(each);
  for (const [path, content] of Object.entries(lists)) writeFileSync(`release/${path}`, content);
  console.log(`${Object.keys(lists).join(', ')} are in release/, and hold until ${expires.slice(0, 10)}
${keys.length > 0 ? `Signed with ${keys.map(toPublicKey)[0]}` : 'Unsigned: SKR_WIDGETS_SIGNING_KEYS names no key'}

Nothing is published. To publish: all of them to ${publisher.publisherUrl}`);
}
