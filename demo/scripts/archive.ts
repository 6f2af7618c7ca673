/** The release for a server of one's own, as a zip: made here, for the URL that it will have. */
import { addressOf, type Choice, type Release, receiverOrigin } from './code.ts';

/**
 * The same zip as the publisher's, but for the URL and the receiver.
 *
 * @throws {Error} When what it is made of could not be fetched.
 */
export async function archiveFor(choice: Choice, release: Release): Promise<Blob> {
  const source = await fetch(new URL('source.zip', import.meta.url));
  if (!source.ok) throw new Error(`${source.status} for ${source.url}`);
  // Only who wants the zip loads what makes it.
  const { createArchive, unpackSource } = await import('../../publish/archive.ts');
  const zip = await createArchive(unpackSource(new Uint8Array(await source.arrayBuffer())), {
    baseUrl: addressOf(choice, release),
    receivers: [receiverOrigin(choice)].filter(Boolean),
  });
  return new Blob([zip as BlobPart], { type: 'application/zip' });
}
