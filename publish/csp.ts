/**
 * Lists what a content security policy must allow, by the features a page uses: `dist/csp.json`, and the table in
 * `docs/csp.md`.
 */
import { readFileSync } from 'node:fs';
import { createEmbedPolicy } from './archive.ts';
import { sriHash } from './integrity.ts';
import { baseUrl } from './urls.ts';

/** The sources that each directive must list. */
export type Directives = Readonly<Record<string, readonly string[]>>;

interface Feature {
  /** The feature a page uses. */
  readonly use: string;
  readonly directives: Directives;
}

/**
 * Values that differ from page to page are in braces: the nonce, which the page's server generates for each response,
 * and the receiver's origin.
 */
const features: Readonly<Record<string, Feature>> = {
  'script-by-host': {
    use: 'The script, allowed by its URL',
    directives: { 'script-src': ['{url}'] },
  },
  'script-by-nonce': {
    use: 'The script, allowed by a `nonce` in its tag',
    directives: { 'script-src': ["'nonce-{nonce}'"] },
  },
  'script-by-hash': {
    use: 'The script of an exact version, allowed by the `integrity` in its tag, with `crossorigin`',
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
    use: 'The style sheet, for fragments and for text inside the element',
    directives: { 'style-src': ['{url}'] },
  },
  iframe: {
    use: 'An embed page in a frame',
    directives: { 'frame-src': ['{url}'] },
  },
  'iframe-height': {
    use: 'The script that sets the height of frames',
    directives: { 'script-src': ['{url}'] },
  },
  'trusted-types': {
    use: 'Trusted Types, where the page requires them and lists the policies',
    directives: { 'require-trusted-types-for': ["'script'"], 'trusted-types': ['skr-widgets'] },
  },
  'trusted-types-in-bundle': {
    use: 'The same, for the npm package in your own bundle',
    directives: { 'require-trusted-types-for': ["'script'"], 'trusted-types': ['lit-html'] },
  },
};

/** Creates `csp.json`, with the URL and the hash of this release. */
export function createCspJson(): string {
  const filled = JSON.stringify({ features }, null, 2)
    .replaceAll('{url}', baseUrl)
    .replaceAll('{hash}', sriHash('skr-widgets.js'));
  return `${filled}\n`;
}

const begin = '<!-- Written by publish/csp.ts. -->\n';
const end = '<!-- The end of what publish/csp.ts writes. -->';

/** Renders `docs/csp.md` with the current table. */
export function renderCspDocs(page = readFileSync('docs/csp.md', 'utf8')): string {
  const [before, rest = ''] = page.split(begin);
  const [, after] = rest.split(end);
  if (after === undefined) throw new Error(`docs/csp.md: expected the lines ${begin} and ${end}`);
  const rows = Object.values(features).map(
    ({ use, directives }) => `| ${use} | ${formatDirectives(directives) || 'nothing'} |`,
  );
  const own = `\`\`\`\nContent-Security-Policy: ${createEmbedPolicy(['{receiver}'])}\n\`\`\``;
  const table = ['| What you use | What your policy needs |', '| --- | --- |', ...rows].join('\n');
  return `${before}${begin}\n${fillPlaceholders(table)}\n\n## Embed pages that you host\n\n${own}\n\n${end}${after}`;
}

const formatDirectives = (directives: Directives): string =>
  Object.entries(directives)
    .map(([name, sources]) => `\`${name} ${sources.join(' ')}\``)
    .join(', ');

/** Formats a policy as a header value. */
export function formatPolicy(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** The documentation always uses the example URL, whatever this release is built for. */
function fillPlaceholders(text: string): string {
  return text
    .replaceAll('{url}', 'https://example.se/skr-widgets/')
    .replaceAll('{hash}', 'sha384-…');
}
