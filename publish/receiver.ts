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

/** The documents, by path in the zip: the manual in English, as the site has it in Swedish, and the texts that it names. */
const documents = {
  'docs/receiver.md': 'docs/receiver.md',
  'docs/receiver.sv.md': 'demo/prose/receiver.sv.md',
  'docs/texts-for-your-site.md': 'docs/texts-for-your-site.md',
};

export function createReceiverZip(): Bytes {
  const paths = globSync(own).filter((path) => statSync(path).isFile());
  const files = [
    ...[...shared, ...paths].map((path) => [path, readFileSync(path)] as const),
    ...Object.entries(documents).map(([path, source]) => [path, readDocument(source)] as const),
  ];
  return createZip(
    Object.fromEntries(files.map(([path, content]) => [`skr-widgets/${path}`, content])),
  );
}

/** Reads a document. A link to a page of the site leads to the same texts, and one to what is not in the zip nowhere. */
function readDocument(source: string): Bytes {
  const text = readFileSync(source, 'utf8')
    .replace(/\]\(texter\.html(#[^)]*)?\)/g, '](texts-for-your-site.md)')
    .replace(/\[([^\]]+)\]\(([\w.-]+\.md)(#[^)]*)?\)/g, (link, label, path) =>
      Object.hasOwn(documents, `docs/${path}`) ? link : label,
    );
  return Buffer.from(text);
}
