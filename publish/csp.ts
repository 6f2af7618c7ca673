/**
 * What a content security policy must let through, by what a page uses of ours: `dist/csp.json`, and
 * the table in `docs/csp.md`.
 */
import { readFileSync } from 'node:fs';
import { createEmbedPolicy } from './archive.ts';
import { sriHash } from './integrity.ts';
import { baseUrl } from './urls.ts';

/** A policy's directives: what each of them must list. */
export type Directives = Readonly<Record<string, readonly string[]>>;

interface Feature {
  /** What a page uses. */
  readonly use: string;
  readonly directives: Directives;
}

/**
 * In braces is what differs from page to page: the nonce that a page makes up each time it is sent,
 * and the origin of the receiver.
 */
const features: Readonly<Record<string, Feature>> = {
  'script-by-host': {
    use: 'The script, let in by its address',
    directives: { 'script-src': ['{address}'] },
  },
  'script-by-nonce': {
    use: 'The script, let in by a `nonce` in its tag',
    directives: { 'script-src': ["'nonce-{nonce}'"] },
  },
  'script-by-hash': {
    use: 'The script of an exact version, let in by the `integrity` in its tag, with `crossorigin`',
    directives: { 'script-src': ["'{hash}'"] },
  },
  'script-by-strict-dynamic': {
    use: 'The script, loaded by one that has a `nonce`',
    directives: { 'script-src': ["'nonce-{nonce}'", "'strict-dynamic'"] },
  },
  form: {
    use: 'A contact form: `endpoint` or `contact-endpoint`',
    directives: { 'connect-src': ['{receiver}'] },
  },
  fragment: {
    use: 'The style sheet: fragments, and text that stands in the element',
    directives: { 'style-src': ['{address}'] },
  },
  iframe: {
    use: 'A page of ours in a frame',
    directives: { 'frame-src': ['{address}'] },
  },
  'iframe-height': {
    use: 'The script that gives frames their height',
    directives: { 'script-src': ['{address}'] },
  },
  'trusted-types': {
    use: 'Trusted Types, where the page requires them and lists the policies',
    directives: { 'require-trusted-types-for': ["'script'"], 'trusted-types': ['skr-widgets'] },
  },
  'trusted-types-in-bundle': {
    use: 'The same, for the npm package in a bundle of yours',
    directives: { 'require-trusted-types-for': ["'script'"], 'trusted-types': ['lit-html'] },
  },
};

/** `csp.json`: the same with the addresses and the hash of this release. */
export function createCspJson(): string {
  const filled = JSON.stringify({ features }, null, 2)
    .replaceAll('{address}', baseUrl)
    .replaceAll('{hash}', sriHash('skr-widgets.js'));
  return `${filled}\n`;
}

const begin = '<!-- Written by publish/csp.ts. -->\n';
const end = '<!-- The end of what publish/csp.ts writes. -->';

/** The page of the documentation with its table as it is here. */
export function renderCspDocs(page = readFileSync('docs/csp.md', 'utf8')): string {
  const [before, rest = ''] = page.split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`docs/csp.md has no lines ${begin} and ${end}`);
  const rows = Object.values(features).map(
    ({ use, directives }) => `| ${use} | ${formatDirectives(directives) || 'nothing'} |`,
  );
  const own = `\`\`\`\nContent-Security-Policy: ${createEmbedPolicy(['{receiver}'])}\n\`\`\``;
  const table = ['| What you use | What your policy needs |', '| --- | --- |', ...rows].join('\n');
  return `${before}${begin}\n${fillPlaceholders(table)}\n\n## Our own pages, where you host them\n\n${own}\n\n${end}${after}`;
}

const formatDirectives = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, sources]) => `\`${name} ${sources.join(' ')}\``)
    .join(', ');

/** A policy as a header has it. */
export function formatPolicy(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** The documentation has the example's address, whatever this release is built for. */
function fillPlaceholders(text: string): string {
  return text
    .replaceAll('{address}', 'https://example.se/skr-widgets/')
    .replaceAll('{hash}', 'sha384-…');
}
