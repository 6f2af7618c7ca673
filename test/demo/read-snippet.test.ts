/** Snippets read back by the configurator: all that it produces, and what editors leave of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { choiceFrom, options } from '../../demo/scripts/code.ts';
import { problemKinds, readSnippet, type SnippetElement } from '../../demo/scripts/read-snippet.ts';
import { resolveLibrary } from '../lock-files.ts';
import { address, combinations, getCode, release } from './combinations.ts';

type Node = DefaultTreeAdapterTypes.Node;

const { default: sanitizeHtml } = await import(resolveLibrary('sanitize-html'));
const { snippets } = JSON.parse(readFileSync('test/hosts/editors.json', 'utf8'));
const sanitize = (html: string) => sanitizeHtml(html);
const sanitizeWithTags = (html: string) =>
  sanitizeHtml(html, {
    allowedTags: [...sanitizeHtml.defaults.allowedTags, 'org-card'],
    allowedAttributes: { ...sanitizeHtml.defaults.allowedAttributes, 'org-card': ['org'] },
  });

const endpoint = 'https://receiver.kommunen.se/v1/forms/kontakt';
const script = `<script defer src="${address}v1/skr-widgets.js"></script>`;
const site = { ...release, address: 'https://widgets.kommunen.se/' };

suite('A snippet', () => {
  test('is read back into what it was made of, for every combination', () => {
    // Identical snippets are read once.
    const snippets = new Set<string>();
    for (const choice of combinations) {
      const code = getCode(choice);
      const snippet = code.parts.map((part) => part.code).join('\n');
      if (snippets.has(snippet)) continue;
      snippets.add(snippet);
      const { choice: result, problems } = readSnippet(snippet, release, parse);
      assert(result, snippet);
      assert.deepEqual(getCode(result), code, JSON.stringify({ choice, result }, null, 1));
      // Some of the texts look like scripts, and the text of a link isn't HTML.
      const isText = code.parts.some(({ place }) => place === 'link-text');
      const unexpected = problems.filter(
        ({ kind }) => kind !== 'example-receiver' && !(isText && kind === 'foreign-script'),
      );
      assert.deepEqual(unexpected, [], snippet);
    }
    assert(snippets.size > 10_000, String(snippets.size));
  });

  test('is read by the part alone that stands on the page', () => {
    for (const widget of options.widget) {
      for (const way of options.way) {
        const choice = choiceFrom(new URLSearchParams({ widget, way, language: 'en' }));
        const { parts } = getCode(choice);
        for (const { place, code } of parts) {
          if (['head', 'sheet', 'link-text'].includes(place)) continue;
          const { choice: result } = readSnippet(code, release, parse);
          assert.equal(result?.widget, widget, code);
          assert.equal(result.language, 'en');
        }
      }
    }
  });

  for (const [way, snippet] of Object.entries<string>(snippets)) {
    test(`is read from what a filter has left of a ${way}`, () => {
      // One filter as strict as possible, and one that allows the elements.
      for (const filter of [sanitize, sanitizeWithTags]) {
        const { choice } = readSnippet(filter(snippet), release, parse);
        if (way === 'frame') continue;
        assert.equal(choice?.widget, 'org-card', filter(snippet));
        assert.equal(choice.facts, 'icld');
      }
    });
  }

  const element = (attributes: string, content = '<a href="https://skr.se/">SKR</a>') =>
    `${script}<contact-form ${attributes}>${content}</contact-form>`;
  const sent = `endpoint="${endpoint}" recipient="Kommunen"`;
  const sandboxed = `<iframe src="${address}v1/embed/org-card.sv.html" sandbox=""></iframe>`;
  const link = `<a href="${address}v1/embed/org-card.sv.html">SALAR International</a>`;
  const exact = `<script defer src="${address}v${release.version}/skr-widgets.js" integrity="sha384-x" crossorigin></script>`;

  /** The kinds of mistakes: a snippet with each, and what the corrected code contains. */
  const wrong: Readonly<Record<string, readonly [snippet: string, corrected: RegExp]>> = {
    escaped: [
      `<p>${element(sent).replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`,
      /<contact-form endpoint=/,
    ],
    'curly-quotes': [
      element(`endpoint=”${endpoint}” recipient=”Kommunen”`),
      / recipient="Kommunen"/,
    ],
    'self-closing': [`${script}<org-card org="icld" />`, /<org-card org="icld">.*<\/org-card>/],
    'missing-script': [
      '<org-card org="icld"><a href="https://icld.se/">ICLD</a></org-card>',
      /^<script/,
    ],
    stripped: [
      `<p><a href="${release.links['org-card-icld.sv']?.href}">${release.links['org-card-icld.sv']?.title}</a></p>`,
      /embed\/org-card-icld\.sv\.html/,
    ],
    'unknown-attribute': [element(`${sent} colour="red"`), /^(?!.*colour)/],
    'heading-level': [element(`${sent} heading-level="1"`), /^(?!.*heading-level)/],
    endpoint: [
      element('endpoint="http://receiver.kommunen.se/" recipient="Kommunen"'),
      /^(?!.*endpoint)/,
    ],
    recipient: [element(`endpoint="${endpoint}"`), /^(?!.*endpoint)/],
    'example-receiver': [
      element('endpoint="https://receiver.example.se/v1/forms/x" recipient="Kommunen"'),
      /receiver\.example\.se/,
    ],
    'data-origins': [
      `${script}<p><a href="${address}v1/embed/contact-form.sv.html?endpoint=${endpoint}&amp;recipient=Kommunen">Form</a></p>`,
      / data-origins="https:\/\/receiver\.kommunen\.se"/,
    ],
    sandbox: [sandboxed, /^<iframe(?!.*sandbox)/],
    'not-alone': [`${script}<p>Läs mer: ${link}</p>`, /<p><a [^>]*>SALAR International<\/a><\/p>/],
    ugc: [`${script}<p>${link.replace('<a', '<a rel="nofollow ugc"')}</p>`, /<p><a href/],
    integrity: [`${exact}<org-card><p>x</p></org-card>`, / integrity="(?!sha384-x")/],
    'other-version': [
      `${exact.replace(release.version, '0.9.0')}<org-card><p>x</p></org-card>`,
      new RegExp(`v${release.version}/`),
    ],
    'foreign-script': [
      `${script}<script src="https://evil.example.net/x.js"></script><org-card><p>x</p></org-card>`,
      /^(?!.*evil)/,
    ],
  };
  for (const [kind, [snippet, corrected]] of Object.entries(wrong)) {
    test(`has its fault named, and the code is corrected: ${kind}`, () => {
      const { choice, problems } = readSnippet(snippet, release, parse);
      assert.deepEqual(
        problems.map((problem) => problem.kind),
        [kind],
      );
      assert(choice);
      const code = getCode(choice)
        .parts.map((part) => part.code)
        .join('\n');
      assert.match(code.replaceAll('\n', ' '), corrected);
    });
  }

  test('has its address named when it is an example', () => {
    const snippet = `${script}<org-card><p>x</p></org-card>`;
    const { choice, problems } = readSnippet(snippet, site, parse);
    assert.deepEqual(problems, [{ kind: 'example-url', word: address }]);
    assert.equal(choice?.channel, 'evergreen');
  });

  test('has its own folder read, where it is one', () => {
    const snippet = `${script.replace(address, 'https://www.kommunen.se/skr/')}<org-card><p>x</p></org-card>`;
    const { choice, problems } = readSnippet(snippet, site, parse);
    assert.deepEqual(problems, []);
    assert.equal(choice?.channel, 'self-hosted');
    assert.equal(choice.folder, 'https://www.kommunen.se/skr/');
  });

  test('is said to be none where nothing of ours is left', () => {
    assert.deepEqual(readSnippet('<p>Hej!</p>', release, parse), {
      choice: undefined,
      problems: [],
    });
    assert.deepEqual(readSnippet('', release, parse), { choice: undefined, problems: [] });
    const { choice, problems } = readSnippet(script, release, parse);
    assert.equal(choice, undefined);
    assert.deepEqual(problems, [{ kind: 'script-alone', word: '' }]);
  });

  test('has each kind of fault held by a test', () => {
    const tested = [...Object.keys(wrong), 'script-alone', 'example-url'];
    assert.deepEqual([...problemKinds].sort(), tested.sort());
  });
});

/** Parses HTML with parse5, which follows the same specification as browsers. */
function parse(html: string): SnippetElement[] {
  const elements: SnippetElement[] = [];
  const read = (node: Node): { text: string; descendants: SnippetElement[] } => {
    if (node.nodeName === '#text')
      return { text: (node as { value: string }).value, descendants: [] };
    const at = elements.length;
    const element = { tag: '', attributes: {}, text: '', descendants: [] as SnippetElement[] };
    const isElement = 'tagName' in node;
    if (isElement) elements.push(element);
    const children = ('childNodes' in node ? node.childNodes : []).map(read);
    element.text = children.map(({ text }) => text).join('');
    if (!isElement) return element;
    element.descendants = elements.slice(at + 1);
    element.tag = node.tagName;
    element.attributes = Object.fromEntries(node.attrs.map(({ name, value }) => [name, value]));
    return element;
  };
  read(parseFragment(html));
  return elements;
}
