/** What tools and scripts of the page find of the content in the page's own DOM. */
import type { Readability as ReadabilityClass } from '@mozilla/readability';
import { expect, fixture, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import type { OrgCardElement, SkrIntlOverviewElement } from '../../dist/lib/index.js';
import {
  cleanups,
  findElement,
  getBySelector,
  getShadowRoot,
  getVisibleTexts,
  queryAll,
  recordWarnings,
  renderFixture,
} from './fixture.ts';
import { ENDPOINT, mockReceiver } from './mock-receiver.ts';

const ARTICLE = `<skr-intl-overview contact-endpoint="${ENDPOINT}"><a href="https://skr.se/">Reserv</a></skr-intl-overview>`;

/** Firefox's reader view, which is a script for Node or for a script tag, not a module. */
async function loadReadability(): Promise<typeof ReadabilityClass> {
  const response = await fetch('/node_modules/@mozilla/readability/Readability.js');
  return new Function(`${await response.text()}; return Readability`)();
}

/** A text as it is read, with white space collapsed. */
const normalize = (text: string) => text.replace(/\s+/g, ' ').trim();

/** The visible texts of an element's content, in visual order. */
function textsInOrder(element: Element): string[] {
  const texts = queryAll(element, '.skr-content')
    .flatMap(getTextNodes)
    .filter((node) => !node.parentElement?.closest('.skr-visually-hidden'))
    .map(({ data }) => normalize(data))
    .filter(Boolean);
  expect(texts.length).to.be.greaterThan(15);
  return texts;
}

/** Expects a text to contain each of the texts in order. */
function expectInOrder(texts: readonly string[], whole: string): void {
  const normalized = normalize(whole);
  let position = 0;
  for (const text of texts) {
    const index = normalized.indexOf(text, position);
    expect(index, `${text} after ${normalized.slice(0, position).slice(-80)}`).to.be.at.least(0);
    position = index + text.length;
  }
}

/** The texts of all text nodes, as a read-aloud tool visits them. */
function getTextNodes(parent: Node): Text[] {
  const walker = document.createTreeWalker(parent, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return nodes;
}

/** Imitates in-page translators: wraps each text, including white space, in a `<font>`. */
function translate(parent: Node, toText: (text: string) => string): void {
  for (const node of getTextNodes(parent)) {
    const font = document.createElement('font');
    font.textContent = toText(node.data);
    node.replaceWith(font);
  }
}

describe('the content of an element', () => {
  for (const lang of ['sv', 'en']) {
    it(`is found by what reads text nodes, innerText or the selection, in ${lang}`, async () => {
      const article = await renderFixture(`<main lang="${lang}">${ARTICLE}</main>`);
      const main = article.parentElement as HTMLElement;
      const texts = textsInOrder(article);
      expectInOrder(
        texts,
        getTextNodes(main)
          .map(({ data }) => data)
          .join(''),
      );
      expectInOrder(texts, main.innerText);
      getSelection()?.selectAllChildren(main);
      expectInOrder(texts, String(getSelection()));
      const title = getBySelector(article, '.skr-title').innerText;
      expect(main.innerText.split(title), 'no text is there twice').to.have.lengthOf(2);
    });
  }

  for (const [lang, markup] of [
    ['sv', ARTICLE],
    ['en', ARTICLE],
    ['sv', '<skr-intl-overview></skr-intl-overview>'],
  ]) {
    it(`is what a reader view shows, with every heading and paragraph in order: ${markup} in ${lang}`, async () => {
      const article = await renderFixture(`<main lang="${lang}"><h1>Sida</h1>${markup}</main>`);
      const texts = textsInOrder(article);
      const Readability = await loadReadability();
      const page = document.implementation.createHTMLDocument('Sida');
      page.body.append(page.importNode(article.parentElement as HTMLElement, true));
      const { textContent = '' } = new Readability(page).parse() ?? {};
      expectInOrder(texts, textContent ?? '');
    });
  }

  it("keeps a tool's translation when the element updates, until the language changes", async () => {
    const article = await renderFixture<SkrIntlOverviewElement>(
      `<main lang="sv">${ARTICLE}</main>`,
    );
    const [content] = queryAll(article, '.skr-content');
    translate(content as Element, (text) => text.toUpperCase());
    article.requestUpdate();
    await article.updateComplete;
    expect(getBySelector(article, '.skr-title').textContent).to.match(/^INTERNATIONELLA/);
    article.lang = 'en';
    await article.updateComplete;
    await article.updateComplete;
    expect(getBySelector(article, '.skr-title').textContent).to.match(/^International coop/);
    expect(article.textContent).not.to.include('INTERNATIONELLA');
    expect(queryAll(article, '.skr-title')).to.have.lengthOf(1);
  });

  it('is not duplicated in a copy, or when the page reads and writes back its HTML', async () => {
    const parent = await fixture<HTMLElement>(`<div><org-card org="icld"></org-card></div>`);
    const card = await findElement(parent);
    const texts = getVisibleTexts(card);
    const copy = card.cloneNode(true) as OrgCardElement;
    parent.append(copy);
    await copy.updateComplete;
    expect(getVisibleTexts(copy)).to.deep.equal(texts);
    parent.innerHTML = `${parent.innerHTML}`;
    for (const each of parent.querySelectorAll<OrgCardElement>('org-card')) {
      await each.updateComplete;
      expect(getVisibleTexts(each)).to.deep.equal(texts);
      expect(each.querySelectorAll('.skr-name')).to.have.lengthOf(1);
    }
  });

  it('is not left after the paragraph of the element when the page writes back its HTML', async () => {
    const parent = await fixture<HTMLElement>('<div><p>Före <org-card></org-card></p></div>');
    const card = await findElement(parent);
    const { length } = card.querySelectorAll('.skr-content');
    parent.innerHTML = `${parent.innerHTML}`;
    const again = await findElement(parent);
    expect(again.querySelectorAll('.skr-content')).to.have.lengthOf(length);
    expect(parent.querySelectorAll('.skr-content')).to.have.lengthOf(length);
  });

  it('comes back when the page has replaced the children of the element', async () => {
    const card = await renderFixture('<org-card></org-card>');
    card.innerHTML = '<a href="https://skr.se/">SKR</a>';
    await nextFrame();
    expect(getVisibleTexts(card)[0]).to.equal('SALAR International');
    expect(card.querySelector('a')?.checkVisibility()).to.equal(false);
    card.textContent = 'SKR';
    await nextFrame();
    expect(getVisibleTexts(card)[0]).to.equal('SALAR International');
    expect(card.innerText).not.to.match(/^SKR/);
  });

  it('is eventually not restored when a script of the page removes it each time', async () => {
    const card = await renderFixture('<org-card></org-card>');
    // Each restore takes two seconds: a slow device must not hang either.
    const { now } = Date;
    let restores = 0;
    Date.now = () => now() + 2000 * ++restores;
    cleanups.push(() => {
      Date.now = now;
    });
    let removals = 0;
    const observer = new MutationObserver(() => {
      if (!card.firstElementChild) return;
      removals += 1;
      card.replaceChildren();
    });
    observer.observe(card, { childList: true });
    cleanups.push(() => observer.disconnect());
    card.replaceChildren();
    let before = -1;
    while (removals > before) {
      before = removals;
      await nextFrame();
      await nextFrame();
    }
    expect(removals).to.be.within(1, 200);
  });

  it('is restored each time when the page removes it now and then', async () => {
    const card = await renderFixture('<org-card></org-card>');
    const { setTimeout } = window;
    cleanups.push(() => {
      window.setTimeout = setTimeout;
    });
    // Each second passes at once.
    window.setTimeout = ((task: () => void, ms: number, ...rest: unknown[]) =>
      setTimeout(task, ms === 1000 ? 0 : ms, ...rest)) as typeof setTimeout;
    for (let round = 0; round < 210; round++) {
      card.replaceChildren();
      await nextFrame();
      expect(getVisibleTexts(card)[0], String(round)).to.equal('SALAR International');
    }
  });

  it("keeps a tool's translation when the notice of the receiver arrives", async () => {
    mockReceiver({ notice: { telephone: '08-123 45 67', sv: {}, en: {} } });
    const article = await renderFixture<SkrIntlOverviewElement>(
      `<skr-intl-overview recipient="Umeå" contact-endpoint="${ENDPOINT}"></skr-intl-overview>`,
    );
    translate(getBySelector(article, '.skr-content'), (text) => text.toUpperCase());
    getBySelector(article, '#name').focus();
    await waitUntil(() => article.shadowRoot?.querySelector('a[href^="tel:"]'));
    expect(getBySelector(article, '.skr-title').textContent).to.match(/^INTERNATIONELLA/);
  });

  it('is rendered once, however many elements are put on the page', async () => {
    const parent = await fixture<HTMLElement>('<div></div>');
    const prototype = customElements.get('org-card')?.prototype;
    const { update } = prototype;
    let updates = 0;
    prototype.update = function (...args: unknown[]) {
      updates += 1;
      update.apply(this, args);
    };
    cleanups.push(() => {
      delete prototype.update;
    });
    parent.innerHTML = '<org-card></org-card>'.repeat(20);
    await nextFrame();
    await nextFrame();
    expect(updates).to.equal(20);
  });

  it('recovers from an error while it is rendered', async () => {
    recordWarnings();
    const card = await renderFixture<OrgCardElement>('<org-card isolated></org-card>');
    card.headingClass = ['a'] as never;
    await card.updateComplete;
    card.headingClass = 'a';
    card.name = 'Ny';
    await card.updateComplete;
    expect(getVisibleTexts(card)[0]).to.equal('Ny');
  });

  it('is among the page’s own children in visual order', async () => {
    const card =
      await renderFixture<OrgCardElement>(`<org-card name="Namn" description="Ersätts" href="https://exempel.se">
      Löst <img slot="media" alt="Bild"><p slot="description">Egen</p><address slot="footer">Fot</address></org-card>`);
    const order = [...card.children].map((child) => child.textContent?.trim() || 'Bild');
    expect(order[0]).to.equal('Bild');
    expect(order[1]).to.equal('Namn');
    expect(order[2]).to.equal('Egen');
    expect(order[3]).to.match(/^Namn .*webbplats/);
    expect(order[4]).to.equal('Fot');
    expect(card.innerText).not.to.include('Ersätts');
    expect(card.innerText).not.to.include('Löst');
    card.querySelector('[slot="description"]')?.remove();
    await nextFrame();
    expect(getVisibleTexts(card)).to.include('Ersätts');
  });

  it('never moves or removes the page’s own children', async () => {
    const parent = await fixture<HTMLElement>('<div></div>');
    const card = document.createElement('org-card');
    const own = [
      document.createTextNode('text'),
      document.createElement('b'),
      Object.assign(document.createElement('i'), { slot: 'footer' }),
      document.createComment('note'),
    ];
    card.append(...own);
    parent.append(card);
    await card.updateComplete;
    for (const lang of ['en', 'sv']) {
      card.lang = lang;
      await card.updateComplete;
      await nextFrame();
      const left = [...card.childNodes].filter((node) => own.includes(node as never));
      expect(left).to.have.ordered.members(own);
    }
  });

  it('is not rendered in an editor, and is removed when editing begins', async () => {
    const saved = '<org-card org="icld"><a href="https://icld.se/">ICLD</a></org-card>';
    const editor = await fixture<HTMLElement>(`<div contenteditable="true">${saved}</div>`);
    const card = await findElement(editor);
    expect(editor.innerHTML).to.equal(saved);
    expect(card.querySelector('a')?.checkVisibility()).to.equal(true);
    editor.contentEditable = 'false';
    await nextFrame();
    expect(getVisibleTexts(card)[0]).to.include('ICLD');
    expect(card.querySelector('a')?.checkVisibility()).to.equal(false);
    editor.contentEditable = 'true';
    await nextFrame();
    expect(editor.innerHTML).to.equal(saved);
    expect(card.querySelector('a')?.checkVisibility()).to.equal(true);
  });

  it('is not rendered in a part of an editor that cannot be edited', async () => {
    const saved = '<org-card org="icld"><a href="https://icld.se/">ICLD</a></org-card>';
    const editor = await fixture<HTMLElement>(
      `<div contenteditable="true"><div contenteditable="false">${saved}</div></div>`,
    );
    const card = await findElement(editor);
    expect(card.outerHTML).to.equal(saved);
    expect(card.querySelector('a')?.checkVisibility()).to.equal(true);
  });

  it('leaves in an editor what a server has printed, and shows it', async () => {
    const server = await renderFixture('<org-card org="icld"></org-card>');
    const saved = `${server.outerHTML.slice(0, -'</org-card>'.length)}<img slot="media" alt="Bild"></org-card>`;
    const editor = await fixture<HTMLElement>(`<div contenteditable="true">${saved}</div>`);
    const card = await findElement(editor);
    expect(editor.innerHTML).to.equal(saved);
    for (const selector of ['h2', 'p', 'a', 'img']) {
      expect(card.querySelector(selector)?.checkVisibility(), selector).to.equal(true);
    }
  });

  it('is not rendered again while a visitor writes in the form beside it', async () => {
    mockReceiver();
    const article = await renderFixture<SkrIntlOverviewElement>(
      `<skr-intl-overview contact-endpoint="${ENDPOINT}"></skr-intl-overview>`,
    );
    const { createNodeIterator } = document;
    let renders = 0;
    document.createNodeIterator = function (...args) {
      renders += 1;
      return createNodeIterator.apply(this, args);
    };
    cleanups.push(() => {
      document.createNodeIterator = createNodeIterator;
    });
    for (let update = 0; update < 3; update++) {
      article.requestUpdate();
      await article.updateComplete;
    }
    expect(renders).to.equal(0);
    article.lang = 'en';
    await nextFrame();
    expect(renders).to.be.greaterThan(0);
  });

  it('keeps its style when a script of the page replaces the style sheets of the document', async () => {
    const { adoptedStyleSheets } = document;
    cleanups.push(() => {
      document.adoptedStyleSheets = adoptedStyleSheets;
    });
    const article = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    const { display } = getComputedStyle(getBySelector(article, '.skr-cards'));
    expect(display).to.equal('grid');
    document.adoptedStyleSheets = [new CSSStyleSheet()];
    await nextFrame();
    await nextFrame();
    expect(getComputedStyle(getBySelector(article, '.skr-cards')).display).to.equal('grid');
    expect(new Set(document.adoptedStyleSheets).size).to.equal(document.adoptedStyleSheets.length);
  });

  it('has its style in a shadow root of the page’s, and in the document of a frame', async () => {
    const host = await fixture<HTMLElement>('<div></div>');
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = '<skr-intl-overview></skr-intl-overview>';
    const article = await findElement(root);
    expect(getComputedStyle(getBySelector(article, '.skr-cards')).display).to.equal('grid');
    const frame = document.createElement('iframe');
    const isLoaded = oneEvent(frame, 'load');
    document.body.append(frame);
    cleanups.push(() => frame.remove());
    // Firefox replaces the initial document when the frame has loaded.
    if (frame.contentDocument?.readyState !== 'complete') await isLoaded;
    frame.contentDocument?.body.append(article);
    await article.updateComplete;
    expect(
      frame.contentWindow?.getComputedStyle(getBySelector(article, '.skr-cards')).display,
    ).to.equal('grid');
  });

  it('has its style when the element is created in one document and inserted into another', async () => {
    const frame = document.createElement('iframe');
    document.body.append(frame);
    cleanups.push(() => frame.remove());
    const form = document.createElement('contact-form');
    form.setAttribute('endpoint', ENDPOINT);
    frame.contentDocument?.body.append(form);
    await form.updateComplete;
    const button = getBySelector(form, 'button');
    expect(frame.contentWindow?.getComputedStyle(button).fontWeight).to.equal('700');
  });

  it('takes the page’s classes, with the level of each heading', async () => {
    const article = await renderFixture(
      '<skr-intl-overview heading-class="rubrik rubrik-{level}" text-class="normal" link-class="lank"></skr-intl-overview>',
    );
    expect(getBySelector(article, '.skr-title').className).to.equal('skr-title rubrik rubrik-2');
    expect(getBySelector(article, '.skr-section').className).to.equal(
      'skr-section rubrik rubrik-3',
    );
    expect(getBySelector(article, '.skr-preamble').className).to.equal('skr-preamble normal');
    expect(getBySelector(article, '.skr-link').className).to.equal('skr-link skr-external lank');
  });

  it('is rendered in the shadow root when isolated, and in the page again when not', async () => {
    const warnings = recordWarnings();
    const card = await renderFixture<OrgCardElement>(
      '<org-card isolated org="icld"><a href="https://icld.se/">ICLD</a></org-card>',
    );
    const html = card.innerHTML;
    expect(html).to.equal('<a href="https://icld.se/">ICLD</a>');
    const texts = getVisibleTexts(card);
    expect(getShadowRoot(card).querySelector('h2')).not.to.equal(null);
    card.isolated = false;
    await card.updateComplete;
    expect(getShadowRoot(card).querySelector('h2')).to.equal(null);
    expect(card.querySelector('h2')).not.to.equal(null);
    expect(getVisibleTexts(card)).to.deep.equal(texts);
    card.isolated = true;
    await card.updateComplete;
    expect(card.innerHTML).to.equal(html);
    expect(getVisibleTexts(card)).to.deep.equal(texts);
    expect(warnings.filter((text) => text.startsWith('[skr'))).to.deep.equal([]);
  });
});

describe('the look of content', () => {
  /** The font sizes and weights of text and headings with these styles on the page. */
  async function setup(css: string) {
    const style = document.createElement('style');
    style.textContent = css;
    document.head.append(style);
    cleanups.push(() => style.remove());
    const article = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    return (selector: string) => {
      const each = getBySelector(article, selector);
      const { fontSize, fontWeight, color } = getComputedStyle(each.querySelector('span') ?? each);
      return { size: Number.parseFloat(fontSize), weight: fontWeight, color };
    };
  }

  it('is the page’s own where the page styles its headings and links', async () => {
    const styleOf = await setup(`
      body { font: 16px Arial } h2 { font-size: 22px; color: rgb(0, 100, 0) } h3 { font-size: 18px }
      a { color: rgb(200, 0, 0) }`);
    expect(styleOf('.skr-title')).to.include({ size: 22, color: 'rgb(0, 100, 0)' });
    expect(styleOf('.skr-section').size).to.equal(18);
    expect(styleOf('.skr-link').color).to.equal('rgb(200, 0, 0)');
  });

  for (const [reset, css] of Object.entries({
    'a reset of all fonts': '* { margin: 0; padding: 0; font: inherit; color: inherit }',
    "Tailwind's": 'h1, h2, h3, h4, h5, h6 { font-size: inherit; font-weight: inherit; margin: 0 }',
    "Meyer's":
      'h1, h2, h3, h4, h5, h6, p, a, span { margin: 0; padding: 0; border: 0; font-size: 100%; font: inherit; vertical-align: baseline }',
  })) {
    it(`has sizes that are steps of a major second, and weight, after ${reset}`, async () => {
      const styleOf = await setup(`body { font-size: 18px } ${css}`);
      const [title, section, name, text] = [
        '.skr-title',
        '.skr-section',
        '.skr-name',
        '.skr-text',
      ].map(styleOf);
      expect(text?.size).to.equal(18);
      expect(styleOf('.skr-preamble').size).to.be.closeTo(18 * 1.125, 0.1);
      expect(name?.size).to.be.closeTo(18 * 1.125, 0.1);
      expect(section?.size).to.be.closeTo(18 * 1.125 ** 2, 0.1);
      expect(title?.size).to.be.closeTo(18 * 1.125 ** 4, 0.1);
      for (const each of [title, section, name]) {
        if (!css.includes('*')) expect(each?.weight).to.equal('700');
      }
    });
  }

  it('has space that doubles, measured by the text and not by the headings', async () => {
    await setup('body { font-size: 18px } h2, h3, h4 { font-size: 30px }');
    const article = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    const getSpace = (selector: string) => {
      const { marginTop, marginBottom } = getComputedStyle(getBySelector(article, selector));
      return [Number.parseFloat(marginTop), Number.parseFloat(marginBottom)];
    };
    expect(getSpace('.skr-title')).to.deep.equal([0, 9]);
    expect(getSpace('.skr-text')).to.deep.equal([0, 18]);
    expect(getSpace('.skr-section')).to.deep.equal([36, 9]);
    expect(getSpace('.skr-cards')).to.deep.equal([18, 18]);
    expect(getSpace('.skr-name')).to.deep.equal([0, 9]);
  });

  it('evens the lines of running text, not those of narrow cards', async () => {
    const article = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    const getWrap = (selector: string) =>
      getComputedStyle(getBySelector(article, selector)).getPropertyValue('text-wrap-style');
    const pretty = CSS.supports('text-wrap', 'pretty') ? 'pretty' : getWrap('.skr-published');
    expect(getWrap('.skr-text')).to.equal(pretty);
    expect(getWrap('.skr-preamble')).to.equal(pretty);
    expect(getWrap('.skr-description')).not.to.equal('pretty');
  });

  it('leaves no link in the browser’s blue on a dark page', async () => {
    const styleOf = await setup('body { background: #111; color: rgb(238, 238, 238) }');
    expect(styleOf('.skr-link').color).to.equal('rgb(238, 238, 238)');
  });

  it('takes the colours of a theme, also where the page colours its text', async () => {
    const styleOf = await setup(`
      p, h2, a { color: rgb(1, 1, 1) }
      skr-intl-overview { --skr-text: rgb(250, 250, 250); --skr-link: rgb(250, 250, 0); --skr-surface: #000 }`);
    expect(styleOf('.skr-text').color).to.equal('rgb(250, 250, 250)');
    expect(styleOf('.skr-title').color).to.equal('rgb(250, 250, 250)');
    expect(styleOf('.skr-link').color).to.equal('rgb(250, 250, 0)');
  });

  it('is out of reach of a page that harms its own paragraphs, when isolated', async () => {
    const style = document.createElement('style');
    style.textContent =
      '* { all: unset !important } p { position: absolute !important; opacity: 0 !important }';
    document.head.append(style);
    cleanups.push(() => style.remove());
    const card = await renderFixture('<org-card isolated org="icld"></org-card>');
    const text = getBySelector(card, '.skr-description');
    const { position, opacity, display } = getComputedStyle(text);
    expect([position, opacity, display]).to.deep.equal(['static', '1', 'block']);
  });
});
