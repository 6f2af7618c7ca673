/** Writes the files published with the script. Part of `npm run build`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { styleSheet } from '../dist/lib/ssr.js';
import { createContentFiles } from './content.ts';
import { createCspJson, renderCspDocs } from './csp.ts';
import { createEmbedPages } from './embed.ts';
import { createFragments } from './fragments.ts';
import { createIntegrityJson } from './integrity.ts';
import { createOembedFiles } from './oembed.ts';
import { createReceiverZip } from './receiver.ts';
import {
  createSignaturesJson,
  getSignaturesFile,
  readSigningKeys,
  signedFiles,
} from './signature.ts';
import { version } from './urls.ts';
import type { Files } from './widgets.ts';

// Anything an element would warn a webmaster about is an error here.
console.warn = (text: string) => {
  throw new Error(text);
};

const files: Files = {
  'skr-widgets.css': styleSheet,
  ...createFragments(),
  ...createEmbedPages(),
  ...createOembedFiles(),
  ...createContentFiles(),
};

write(files);
// These are computed from the files above.
write({ 'csp.json': createCspJson(), 'integrity.json': createIntegrityJson() });
writeFileSync('docs/csp.md', renderCspDocs());
writeFileSync('dist/skr-receiver.zip', createReceiverZip());
const keys = readSigningKeys();
if (keys.length > 0) {
  const build = signedFiles.map((path) => [path, readFileSync(`dist/${path}`)]);
  write({ [getSignaturesFile(version)]: createSignaturesJson(Object.fromEntries(build), keys) });
}

function write(files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join('dist', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
