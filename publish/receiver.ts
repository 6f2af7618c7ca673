/**
 * `skr-receiver.zip`: the receiver as it is in the repository, for whoever hosts one and has no
 * access to that. What `docs/receiver.md` does in a clone can be done in the folder that it makes.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { type Bytes, createZip } from './archive.ts';

/** What the receiver needs beside its own folder: npm's files, and the rules that the form has too. */
const shared = [
  '.npmrc',
  'LICENSE',
  'docs/receiver.md',
  'package.json',
  'package-lock.json',
  'publisher.json',
  'src/contact-form/message.ts',
];

/** What is the receiver's, but for its tests. By name: a configuration in earnest may lie beside these. */
const own = [
  'receiver/{src,proxies}/**',
  'receiver/*.example.json',
  'receiver/*.{service,timer,sh}',
  'receiver/{Containerfile,node.env,package.json,prometheus-rules.yml,tsconfig.json}',
];

export function createReceiverZip(): Bytes {
  const paths = globSync(own).filter((path) => statSync(path).isFile());
  const files = [...shared, ...paths].map((path) => [`skr-widgets/${path}`, readFileSync(path)]);
  return createZip(Object.fromEntries(files));
}
