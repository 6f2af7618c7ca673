/** The folder of a release for a server of one's own, as a zip: made here, for the address that it will have. */
import { addressOf, type Choice, moved, type Release, receiverOrigin } from './code.ts';

/**
 * What is published beside this page, in the folders that the code links to, and with the receiver that
 * was written as one that pages in frames may send to.
 *
 * @param beside The release as it is here.
 * @throws {Error} When a file could not be had.
 */
export async function folderFor(choice: Choice, release: Release, beside: Release): Promise<Blob> {
  const { files, version } = release;
  const to = { address: addressOf(choice, release), origins: receiverOrigin(choice) };
  const folders = [`v${version.split('.', 1)[0]}`, `v${version}`];
  const all = files.map(async (path) => {
    const answer = await fetch(`${beside.address}v${version}/${path}`);
    if (!answer.ok) throw new Error(`${answer.status} for ${path}`);
    const content = new Uint8Array(await answer.arrayBuffer());
    const there = moved(path, content, release.address, to);
    return folders.map((folder) => [`${folder}/${path}`, there] as const);
  });
  // Only who wants the folder loads what makes a zip of it.
  const { zipSync } = await import('./fflate.js');
  const entries = Object.fromEntries((await Promise.all(all)).flat());
  return new Blob([zipSync(entries) as BlobPart], { type: 'application/zip' });
}
