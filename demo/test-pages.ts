/**
 * The pages that the tests open in three browsers (`test/hosts/`), as far as they need nothing of a
 * server but to be served: hostile styles and scripts, policies, places.
 */
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parse } from 'parse5';
import { escaped } from './html.ts';
import type { Files } from './release.ts';
import type { Settings } from './site.ts';

/** A page under test. */
export interface TestPage {
  readonly name: string;
  readonly title: string;
  /** What it proves, in English. */
  readonly description: string;
  /** Where it is shown, from the top of the site; nowhere, when it needs a server of its own. */
  readonly path: string | undefined;
}

/** What only the server of the tests has: libraries, editors, fragments put in, answers that never come. */
const needsServer =
  /"\/|\/\* the script itself \*\/|'\/|<!-- (fragment|oembed):|\/never\/|v1\.2\.3/;

/** Every page under test, by its name. */
export const testPages: readonly TestPage[] = globSync('test/hosts/*.html')
  .sort()
  .map((file) => {
    const html = readFileSync(file, 'utf8');
    const name = basename(file, '.html');
    const { title, description } = readHead(html);
    const path = needsServer.test(html) ? undefined : `hosts/test/${name}.html`;
    return { name, title, description, path };
  });

/** Those that can be shown, with the addresses of this site in them. */
export function renderTestPages(settings: Settings): Files {
  const { version, receiver } = settings;
  const integrity = JSON.parse(readFileSync('dist/integrity.json', 'utf8'))['skr-widgets.js'];
  const files: Files = {};
  for (const { name, path } of testPages) {
    if (!path) continue;
    const html = readFileSync(`test/hosts/${name}.html`, 'utf8');
    files[path] = html
      .replace('<head>', () => `<head>${policyFor(html, settings)}`)
      .replaceAll('https://example.se/skr-widgets/', '../../skr-widgets/')
      .replaceAll('https://receiver.example.se', receiver ?? '../..')
      .replaceAll('sha384-…', integrity)
      .replaceAll('{version}', version);
  }
  return files;
}

/** The policy that the server of the tests sends in a header. */
function policyFor(html: string, { address, receiver }: Settings): string {
  const { policy, uses } = readHead(html);
  if (!uses && !policy) return '';
  const { features } = JSON.parse(readFileSync('dist/csp.json', 'utf8'));
  const directives = new Map<string, string[]>([['default-src', ["'none'"]]]);
  for (const feature of uses?.split(' ') ?? []) {
    for (const [name, sources] of Object.entries<string[]>(features[feature].directives)) {
      directives.set(name, [...(directives.get(name) ?? []), ...sources]);
    }
  }
  const lines = [...directives].map(([name, sources]) => [name, ...new Set(sources)].join(' '));
  const content = (policy ?? lines.join('; '))
    .replaceAll('{nonce}', 'r4nd0m')
    .replaceAll('{receiver}', receiver ?? "'self'")
    .replaceAll('https://receiver.example.se', receiver ?? "'self'")
    .replaceAll(/https:\/\/example\.se\/skr-widgets\/\S*?(?=[\s;]|$)/g, "'self'")
    .replaceAll('https://example.se', "'self'")
    .replaceAll(address, "'self'");
  return `\n    <meta http-equiv="Content-Security-Policy" content="${escaped(content)}">`;
}

interface Node {
  readonly nodeName: string;
  readonly value?: string;
  readonly attrs?: readonly { name: string; value: string }[];
  readonly childNodes?: readonly Node[];
}

/** The title of a page, and what its `<meta>` say. */
function readHead(html: string): {
  title: string;
  description: string;
  policy?: string;
  uses?: string;
} {
  const fields: Record<string, string> = {};
  const read = ({ nodeName, attrs = [], childNodes = [] }: Node) => {
    const attribute = (expected: string) =>
      attrs.find(({ name }) => name === expected)?.value ?? '';
    if (nodeName === 'title') fields.title = childNodes[0]?.value ?? '';
    if (nodeName === 'meta') fields[attribute('name')] = attribute('content');
    childNodes.forEach(read);
  };
  read(parse(html) as Node);
  const { title = '', description = '' } = fields;
  if (!title || !description)
    throw new Error('A page under test does not say what it is and proves');
  return { ...fields, title, description };
}
