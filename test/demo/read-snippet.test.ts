/** Snippets read back by the configurator: all that it produces, and what editors leave of them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { choiceFrom, options } from '../../demo/scripts/code.ts';
import {
  checkText,
  findAbsentText,
  problemKinds,
  readSnippet,
  type SnippetElement,
} from '../../demo/scripts/read-snippet.ts';
import { resolvePackage } from '../lock-files.ts';
import { address, combinations, getCode, release } from './combinations.ts';

type Node = DefaultTreeAdapterTypes.Node;

const { default: sanitizeHtml } = await import(resolvePackage('libraries', 'sanitize-html'));
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
    const other = parse('<p></p>');
    for (const choice of combinations) {
      // Without its element, a text of one's own is like any other, and a form is a link.
      const isPlain = choice.facts === 'own' || choice.widget === 'contact-form';
      if (choice.way === 'text' && isPlain) continue;
      const code = getCode(choice);
      const snippet = code.parts.map((part) => part.code).join('\n');
      if (snippets.has(snippet)) continue;
      snippets.add(snippet);
      const elements = parse(snippet);
      const parseOnce = (html: string) => (html === snippet ? elements : parse(html));
      const { choice: result, problems } = readSnippet(snippet, release, parseOnce);
      assert(result, snippet);
      assert.deepEqual(getCode(result), code, JSON.stringify({ choice, result }, null, 1));
      // Some of the texts look like scripts, and the text of a link isn't HTML.
      const isText = code.parts.some(({ place }) => place === 'link-text');
      const unexpected = problems.filter(
        ({ kind }) =>
          !['example-receiver', 'wordpress-frame', 'plugin', 'text-alone'].includes(kind) &&
          !(isText && kind === 'foreign-script') &&
          !(kind === 'other-host' && choice.channel === 'self-hosted'),
      );
      assert.deepEqual(unexpected, [], snippet);
      assert.deepEqual(checkText(elements, [other, elements]), [], snippet);
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

  test('has no attribute of an element called unknown', () => {
    for (const [tag, attributes] of Object.entries(release.attributes)) {
      assert(attributes.length > 5, tag);
      const values = attributes.map((name) => `${name}="${name === 'heading-level' ? 3 : ''}"`);
      const snippet = `${script}<${tag} ${values.join(' ')}><p>x</p></${tag}>`;
      const { problems } = readSnippet(snippet, release, parse);
      assert.deepEqual(problems, [], tag);
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

  for (const width of ['100%', '600']) {
    test(`is read from a frame with the width ${width}, and becomes one that fits any column`, () => {
      const frame = `<iframe src="${address}v1/embed/org-card-icld.sv.html#frame" title="ICLD" width="${width}" height="400" frameborder="0"></iframe>`;
      const { choice, problems } = readSnippet(frame, release, parse);
      assert(choice);
      assert.deepEqual(problems, []);
      assert.match(getCode(choice).parts[0]?.code ?? '', /^<iframe [^>]* width="100%"/);
    });
  }

  const element = (attributes: string, content = '<a href="https://skr.se/">SKR</a>') =>
    `${script}<contact-form ${attributes}>${content}</contact-form>`;
  const sent = `endpoint="${endpoint}" recipient="Kommunen"`;
  const sandboxed = `<iframe src="${address}v1/embed/org-card.sv.html" sandbox=""></iframe>`;
  const link = `<a href="${address}v1/embed/org-card.sv.html">SALAR International</a>`;
  const card = choiceFrom(new URLSearchParams({ widget: 'org-card', language: 'sv' }));
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
    misspelt: [
      `${script}<org-cadr org="icld"><p>x</p></org-cadr>`,
      /<org-card org="icld">.*<\/org-card>/,
    ],
    unclosed: [`${script}<org-card org="icld"><p>x</p>`, /<org-card org="icld">.*<\/org-card>/],
    'in-paragraph': [
      `${script}<p><org-card org="icld"><p>x</p></org-card></p>`,
      /<\/script><org-card org="icld">/,
    ],
    plugin: ['[skr_widget element="org-card" org="icld"]', /\[skr_widget element="org-card"/],
    'missing-script': [
      '<org-card org="icld"><a href="https://icld.se/">ICLD</a></org-card>',
      /^<script/,
    ],
    stripped: [
      `<p><a href="${release.links['org-card-icld.sv']?.href}">${release.links['org-card-icld.sv']?.title}</a></p>`,
      /embed\/org-card-icld\.sv\.html/,
    ],
    'text-alone': [
      sanitize(getCode(card).parts[0]?.code ?? ''),
      /^<div (?!.*org-card).*SALAR International/,
    ],
    'text-beside-script': [
      `<!doctype html><html><head><script>dataLayer = []</script>${script}</head><body onload="x()"><nav><a href="${release.links['org-card.sv']?.href}">SKR</a></nav>${sanitize(getCode(card).parts[0]?.code ?? '')}</body></html>`,
      /^<div (?!.*org-card).*SALAR International/,
    ],
    several: [
      `${script}<org-card org="icld"><p>x</p></org-card><contact-person><p>x</p></contact-person>`,
      /^<script [^>]*><\/script><org-card org="icld">(?!.*contact-person)/,
    ],
    'unknown-attribute': [element(`${sent} colour="red"`), /^(?!.*colour)/],
    'left-out': [
      `${script}<org-card href="www.kommunen.se" name="Kommunen"><p>x</p></org-card>`,
      /^(?!.*www\.kommunen)/,
    ],
    style: [
      `${script}<org-card><p>x</p></org-card><style>org-card { background: pink }</style>`,
      /^(?!.*pink)/,
    ],
    language: [`${script}<org-card lang="de"><p>x</p></org-card>`, /<org-card>/],
    'heading-level': [element(`${sent} heading-level="1"`), /^(?!.*heading-level)/],
    org: [`${script}<org-card org="icdl"><p>x</p></org-card>`, /<org-card>.*SALAR International/],
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
    'wordpress-frame': [
      `${address}v1/embed/skr-intl-overview.sv.html`,
      /^https:.*\/embed\/skr-intl-overview\.sv\.html/,
    ],
    'foreign-script': [
      `${script}<script src="https://evil.example.net/x.js"></script><org-card><p>x</p></org-card>`,
      /^(?!.*evil)/,
    ],
    'unknown-key': [
      `${script.replace('></script>', ' integrity="ed25519-x" crossorigin></script>')}<org-card><p>x</p></org-card>`,
      /^(?!.*ed25519-x)/,
    ],
    'evergreen-hash': [
      `${script.replace('></script>', ' integrity="sha384-x" crossorigin></script>')}<org-card><p>x</p></org-card>`,
      /^(?!.*sha384)/,
    ],
    'unknown-origin': [
      `${script.replace('></script>', ` data-origins="https://receiver.kommunen.se https://evil.example.net"></script>`)}<p><a href="${address}v1/embed/contact-form.sv.html?endpoint=${endpoint}&amp;recipient=Kommunen">Form</a></p>`,
      / data-origins="https:\/\/receiver\.kommunen\.se"/,
    ],
  };
  for (const [kind, [snippet, corrected]] of Object.entries(wrong)) {
    test(`has its error named, and the code is corrected: ${kind}`, () => {
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

  test('has every fault named where there are several', () => {
    for (const [snippet, ...kinds] of [
      [
        `${script.replace(/"/g, '”')}<p><skr-intl-overveiw><h2>x</h2></skr-intl-overveiw></p>`,
        ...['curly-quotes', 'misspelt', 'in-paragraph'],
      ],
      [`${script.replace('</script>', '')}<org-card><p>x</p></org-card>`, 'unclosed'],
      [`${script}<p><org-card><p>x</p></org-card></p>`, 'in-paragraph'],
      [`${script}<div data-skr-widget="contact-persn"><p>x</p>`, 'misspelt', 'unclosed'],
      ['[skr_widget element="org-crad"]', 'misspelt', 'plugin'],
    ] as const) {
      const { choice, problems } = readSnippet(snippet, release, parse);
      assert(choice, snippet);
      assert.deepEqual(
        problems.map(({ kind }) => kind),
        kinds,
        snippet,
      );
    }
  });

  test('has its text told from the one that belongs there: whole, cut short or changed', () => {
    const codeIn = (locale: 'sv' | 'en', query: Record<string, string> = {}) => {
      const choice = choiceFrom(new URLSearchParams({ ...query, language: locale }));
      const code = getCode(choice).parts.find(({ place }) => place === 'page')?.code ?? '';
      return code.replace(' lang="en"', '').replace(' lang="sv"', '');
    };
    const [sv, en] = [codeIn('sv'), codeIn('en')];
    const check = (snippet: string) => checkText(parse(snippet), [sv, en].map(parse));
    const getKinds = (snippet: string) => check(snippet).map(({ kind }) => kind);
    const end = '</skr-intl-overview>';
    for (const code of [sv, en]) {
      assert.deepEqual(check(code), []);
      // An editor's own marks, lines and levels are no changes.
      assert.deepEqual(check(code.replaceAll('–', '—').replaceAll('><', '>\n<')), []);
      assert.deepEqual(check(code.replaceAll('h2>', 'h3>')), []);
      for (const length of [900, 3000]) {
        for (const cut of [code.slice(0, length), code.slice(0, length) + end]) {
          assert.deepEqual(getKinds(cut), ['text-cut'], cut);
        }
      }
      assert.deepEqual(getKinds(`${script}<skr-intl-overview>${end}`), ['text-cut']);
      const names = /<p class="skr-person-name"[^>]*>.*?<\/p>/;
      for (const changed of [
        code.replace('ICLD', 'Kommunen'),
        code.replace(end, `<p>Hej</p>${end}`),
        code.replace(end, `Hej${end}`),
        code.replace(names, '<p class="skr-person-name">Kim Andersson</p>'),
      ]) {
        assert.notEqual(changed, code);
        assert.deepEqual(getKinds(changed), ['text-changed']);
      }
      const own = `<p>Vår egen text</p>${end}`;
      const changed = { kind: 'text-changed', word: 'Vår egen text' };
      assert.deepEqual(check(code.replace(end, own)), [changed]);
      const cut = { kind: 'text-cut', word: '' };
      assert.deepEqual(check(code.slice(0, 3000) + own), [cut, changed]);
    }
    assert.deepEqual(check('<p>Hej</p>'), []);
  });

  test('has its address named when it is an example', () => {
    const snippet = `${script}<org-card><p>x</p></org-card>`;
    const { choice, problems } = readSnippet(snippet, site, parse);
    assert.deepEqual(problems, [
      { kind: 'other-host', word: new URL(address).host },
      { kind: 'example-url', word: address },
    ]);
    assert.equal(choice?.channel, 'evergreen');
  });

  test('has its own folder read, where it is one, and its host named', () => {
    const snippet = `${script.replace(address, 'https://www.kommunen.se/skr/')}<org-card><p>x</p></org-card>`;
    const { choice, problems } = readSnippet(snippet, site, parse);
    assert.deepEqual(problems, [{ kind: 'other-host', word: 'www.kommunen.se' }]);
    assert.equal(choice?.channel, 'self-hosted');
    assert.equal(choice.folder, 'https://www.kommunen.se/skr/');
  });

  test('has each host named that is not the publisher’s, however it is written', () => {
    const card = '<org-card><p>x</p></org-card>';
    for (const [snippet, ...hosts] of [
      [
        `<script src="https://evil.example.net/x/skr-widgets.js"></script>${card}`,
        'evil.example.net',
      ],
      [`<script src="//evil.example.net/v1/skr-widgets.js"></script>${card}`, 'evil.example.net'],
      [
        `<script src="HTTPS:\\\\evil.example.net/v1/skr-widgets.js"></script>${card}`,
        'evil.example.net',
      ],
      [
        `<script src="${site.address}v1/skr-widgets.js"></script><script src="https://evil.example.net/v1/skr-widgets.js"></script>${card}`,
        'evil.example.net',
      ],
      [
        `<script src="https://a.example.net/v1/skr-widgets.js"></script><link rel="stylesheet" href="https://b.example.net/v1/skr-widgets.css">${card}`,
        ...['a.example.net', 'b.example.net'],
      ],
      [
        `<script src="https://widgets.kommunen.se.example.net/v1/skr-widgets.js"></script>${card}`,
        'widgets.kommunen.se.example.net',
      ],
      [
        '<iframe src="https://evil.example.net/v1/embed/org-card.sv.html#frame"></iframe>',
        'evil.example.net',
      ],
      ['https://evil.example.net/v1/embed/org-card.sv.html', 'evil.example.net'],
      [`<script src="/skr/v1/skr-widgets.js"></script>${card}`],
      [`<script src="${site.address}v1/skr-widgets.js"></script>${card}`],
    ] as const) {
      const { problems } = readSnippet(snippet, site, parse);
      const hostProblems = problems.filter(({ kind }) => kind === 'other-host');
      assert.deepEqual(
        hostProblems.map(({ word }) => word),
        hosts,
        snippet,
      );
    }
  });

  test('has each key named that is not the publisher’s, also beside one that is', () => {
    const signing = { ...site, publicKeys: ['ours'] };
    const read = (integrity: string) =>
      readSnippet(
        `<script src="${site.address}v1/skr-widgets.js" integrity="${integrity}" crossorigin></script><org-card><p>x</p></org-card>`,
        signing,
        parse,
      );
    assert.deepEqual(read('ed25519-ours').problems, []);
    assert.equal(read('ed25519-ours').choice?.channel, 'signed');
    assert.deepEqual(read('ed25519-ours ed25519-theirs').problems, [
      { kind: 'unknown-key', word: 'ed25519-theirs' },
    ]);
  });

  test('is found right when its corrected code is pasted back, also as an editor has wrapped it', () => {
    // What no code can correct: a plugin, a frame of WordPress's, and a receiver that is not there. Text alone is told of.
    const stays = ['plugin', 'wordpress-frame', 'example-receiver', 'text-alone'];
    for (const [kind, [snippet]] of Object.entries(wrong)) {
      const { choice } = readSnippet(snippet, release, parse);
      assert(choice);
      const code = getCode(choice)
        .parts.map((part) => part.code)
        .join('\n');
      const wrapped = code.replace(/<script.*?<\/script>/, '<p>$&</p>');
      for (const again of [code, wrapped]) {
        const { problems } = readSnippet(again, release, parse);
        const unexpected = problems.filter((problem) => !stays.includes(problem.kind));
        assert.deepEqual(unexpected, [], `${kind}: ${again}`);
      }
    }
  });

  test('has its text read with the level and the classes that an editor has left of it', () => {
    for (const widget of options.widget) {
      for (const locale of ['sv', 'en'] as const) {
        const query = { widget, level: '4', 'heading-class': 'rubrik rubrik-{level}' };
        const classes = { 'text-class': 'normal', 'link-class': 'lank' };
        const values = { ...query, ...classes, language: locale };
        const choice = choiceFrom(new URLSearchParams(values));
        const [page] = getCode(choice).parts;
        const saved = sanitizeHtml(page?.code ?? '', { allowedAttributes: false });
        assert.doesNotMatch(saved, /<(script|skr-|org-|contact-)/);
        const { choice: result } = readSnippet(saved, release, parse);
        assert(result, saved);
        const { 'link-class': linkClass, ...expected } = values;
        for (const [name, value] of Object.entries(expected)) {
          assert.equal(result[name as 'widget'], value, `${widget} ${locale} ${name}`);
        }
        // A person has no link.
        if (saved.includes('<a ')) assert.equal(result['link-class'], linkClass);
      }
    }
  });

  test('has the style for a look read, as it is or in a tag, and what it cannot read named', () => {
    const query = { theme: 'dark', accent: '#123456', endpoint, recipient: 'Kommunen' };
    const parts = getCode(choiceFrom(new URLSearchParams(query))).parts;
    const style = parts.find(({ place }) => place === 'style')?.code ?? '';
    const [page] = parts;
    const minified = style.replaceAll(/\s*([{};:])\s*/g, '$1');
    for (const pasted of [
      `${page?.code}${style}`,
      `${page?.code}\n<style>${style}</style>`,
      `<style>h1 { color: red }${minified}</style>${page?.code}`,
      `<style>h1,\nskr-intl-overview${minified.replace('skr-intl-overview', '')}</style>${page?.code}`,
      page?.code
        .replace('<skr-', `<skr-`)
        .replace(' contact', ` style="${style.replace(/.*\{|\}/g, '')}" contact`) ?? '',
    ]) {
      const { choice, problems } = readSnippet(pasted, release, parse);
      assert.deepEqual([choice?.theme, choice?.accent], ['dark', '#123456'], pasted);
      assert.deepEqual(problems, [], pasted);
    }
    const still = 'org-card:not(:defined) { display: block }';
    const other = `<style>org-card { color-scheme: dark; --skr-accent: red } ${still}</style>`;
    const { choice, problems } = readSnippet(
      `${script}<org-card></org-card>${other}`,
      release,
      parse,
    );
    assert.equal(choice?.theme, 'dark');
    assert.deepEqual(problems, [{ kind: 'style', word: '--skr-accent: red' }]);
    const sometimes = '<style>@media print {org-card {color-scheme: dark}}</style>';
    const read = readSnippet(`${script}<org-card></org-card>${sometimes}`, release, parse);
    assert.equal(read.choice?.theme, 'page');
    assert.deepEqual(
      read.problems.map(({ kind }) => kind),
      ['style'],
    );
  });

  test('has every value named that the code for it does not have', () => {
    for (const [snippet, ...expected] of [
      [`${script}<org-card lang="de-DE"></org-card>`, 'language', 'de-DE'],
      [`${script}<org-card lang="sv-FI" id="x"></org-card>`, 'left-out', 'id'],
      [`<div data-skr-widget="org-card" data-lang="fi"></div>${script}`, 'language', 'fi'],
      [
        `${script}<skr-intl-overview recipient="Kommunen"></skr-intl-overview>`,
        'left-out',
        'recipient',
      ],
      [`${script}<org-card isolated text-class="normal"></org-card>`, 'left-out', 'text-class'],
      [`${address}v1/embed/org-card.de.html`, 'language', 'de'],
      [`${address}v1/embed/org-card.sv.html?heading-level=7`, 'heading-level', '7'],
    ] as const) {
      const { choice, problems } = readSnippet(snippet, release, parse);
      assert(choice, snippet);
      const [kind, word] = expected;
      assert.deepEqual(problems, [{ kind, word }], snippet);
    }
    const url = `${address}v1/embed/skr-intl-overview.en.html?heading-level=3`;
    const { choice, problems } = readSnippet(url, release, parse);
    assert.deepEqual([choice?.level, choice?.language, problems], ['3', 'en', []]);
  });

  test('is said to have all the text, or what is not there, whatever an editor does to its marks', () => {
    const text = '<h2>Om oss</h2><p>Vi säger – "hej" till er.</p><ul><li><p>Ett</p></li></ul>';
    const edited =
      '<div><h3>Om oss</h3>\n<p>Vi säger &#8212; &#8221;hej&#8221;\ntill er.</p>\n<p>Ett</p></div>';
    const findAbsent = (snippet: string) => findAbsentText(parse(snippet), parse(text));
    assert.equal(findAbsent(edited), '');
    assert.equal(findAbsent(edited.replace('till', 'åt')), 'Vi säger – "hej" till er.');
    assert.equal(findAbsent(edited.replace('<p>Ett</p>', '')), 'Ett');
    assert.equal(findAbsent(''), 'Om oss');
  });

  test('has the texts counted that an editor has left of several widgets', () => {
    const textOf = (query: Record<string, string>) => {
      const choice = choiceFrom(new URLSearchParams({ ...query, way: 'text' }));
      return getCode(choice).parts[0]?.code ?? '';
    };
    const article = textOf({});
    const card = textOf({ widget: 'org-card', facts: 'icld', language: 'en' });
    const person = textOf({ widget: 'contact-person' });
    for (const [snippet, count] of [
      [article, 1],
      [card, 1],
      [person, 1],
      [article + card, 2],
      [card + article, 2],
      [card + person, 2],
      [article + person + card, 3],
    ] as const) {
      const several = readSnippet(snippet, release, parse).problems.filter(
        ({ kind }) => kind === 'several',
      );
      assert.deepEqual(several, count > 1 ? [{ kind: 'several', word: String(count) }] : []);
    }
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

  test('has a test for each kind of error', () => {
    const elsewhere = ['script-alone', 'example-url', 'other-host', 'text-cut', 'text-changed'];
    const tested = [...Object.keys(wrong), ...elsewhere];
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
