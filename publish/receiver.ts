/**
 * `skr-receiver.zip`: the receiver as it is in the repository, for whoever hosts one and has no
 * access to that. What `docs/receiver.md` does in a clone can be done in the folder that it makes. The manual is in it in
 * both languages, since a server may have no way out.
 */
import { globSync, readFileSync, statSync } from 'node:fs';
import { type Bytes, createZip } from './archive.ts';

/** What the receiver needs beside its own folder: npm's files, and the rules that the form has too. */
const shared = [
  '.npmrc',
  'LICENSE',
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

/** The manual by path in the zip: in English, and in Swedish as the site has it; and where the texts are that it leads to. */
const manuals = {
  'docs/receiver.md': ['docs/receiver.md', 'the page Texts on the publisher’s website'],
  'docs/receiver.sv.md': ['demo/prose/receiver.sv.md', 'sidan Texter på utgivarens webbplats'],
} as const;

export function createReceiverZip(): Bytes {
  const paths = globSync(own).filter((path) => statSync(path).isFile());
  const files = [
    ...[...shared, ...paths].map((path) => [path, readFileSync(path)] as const),
    ...Object.entries(manuals).map(
      ([path, [source, textsPage]]) => [path, readManual(source, textsPage)] as const,
    ),
  ];
  return createZip(
    Object.fromEntries(files.map(([path, content]) => [`skr-widgets/${path}`, content])),
  );
}

/** Reads a manual. Its links lead to other pages, which are not in the zip, so they become words. */
function readManual(source: string, textsPage: string): Bytes {
  const links = /\[([^\]]+)\]\((?!https?:|#)[^)]+\)/g;
  return Buffer.from(readFileSync(source, 'utf8').replace(links, `$1 (${textsPage})`));
}
