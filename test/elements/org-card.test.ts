import { expect } from '@open-wc/testing';
import type { OrgCardElement } from '../../dist/lib/index.js';
import { expectAccessible } from './accessible.ts';
import {
  cleanups,
  getBySelector,
  getShadowRoot,
  getVisibleTexts,
  queryAll,
  recordWarnings,
  renderFixture,
} from './fixture.ts';

describe('<org-card>', () => {
  it('shows an organisation from built-in facts', async () => {
    const card = await renderFixture<OrgCardElement>('<org-card org="icld"></org-card>');
    expect(getVisibleTexts(card)).to.deep.equal([
      'Internationellt Centrum för Lokal Demokrati (ICLD)',
      'ICLD är en ideell förening med SKR som huvudman. Föreningen administrerar de Kommunala Partnerskapsprogrammen på uppdrag av Sida.',
      'Utöver partnerskapsprogrammen bedriver ICLD kunskaps- och kapacitetsutveckling inom lokal demokrati i det internationella utvecklingssamarbetet. ICLD står också för några av Sidas internationella utbildningsprogram inom området.',
      'Internationellt Centrum för Lokal Demokrati (ICLD)',
    ]);
    card.org = 'salar-international';
    await card.updateComplete;
    expect(getVisibleTexts(card)[0]).to.equal('SALAR International');
  });

  it("leads English readers to ICLD's English site", async () => {
    const card = await renderFixture('<org-card org="icld" lang="en"></org-card>');
    expect(getBySelector<HTMLAnchorElement>(card, 'a').href).to.equal('https://icld.se/en/');
  });

  it('shows any organisation by attributes, and nothing built in', async () => {
    const card = await renderFixture(
      '<org-card name="Exempelbygden" description="Vänort i Kenya." href="/vanort"></org-card>',
    );
    expect(getVisibleTexts(card)).to.deep.equal([
      'Exempelbygden',
      'Vänort i Kenya.',
      'Exempelbygden',
    ]);
    expect(getBySelector(card, 'a').getAttribute('href')).to.equal('/vanort');
  });

  it('shows no link and no text without attributes for them', async () => {
    expect(
      getVisibleTexts(await renderFixture('<org-card name="Exempelbygden"></org-card>')),
    ).to.deep.equal(['Exempelbygden']);
  });

  it('shows no built-in facts while an app has set only some of the attributes', async () => {
    const card = await renderFixture<OrgCardElement>(
      '<org-card href="https://umea.se/"></org-card>',
    );
    expect(getVisibleTexts(card)).to.deep.equal([]);
    expect(getShadowRoot(card).querySelector('a')).to.equal(null);
    expect(card.querySelector('a, h2')).to.equal(null);
    card.name = 'Umeå';
    await card.updateComplete;
    expect(getVisibleTexts(card)).to.deep.equal(['Umeå', 'Umeå']);
    expect(getBySelector<HTMLAnchorElement>(card, 'a').href).to.equal('https://umea.se/');
    card.name = '';
    await card.updateComplete;
    expect(getVisibleTexts(card)).to.deep.equal([]);
    expect(
      getVisibleTexts(await renderFixture('<org-card description="Kommun"></org-card>')),
    ).to.deep.equal(['Kommun']);
  });

  it('lets an attribute replace a built-in fact', async () => {
    const card = await renderFixture(
      '<org-card org="icld" href="https://example.se/icld"></org-card>',
    );
    expect(getBySelector<HTMLAnchorElement>(card, 'a').href).to.equal('https://example.se/icld');
    expect(getVisibleTexts(card)[0]).to.equal('Internationellt Centrum för Lokal Demokrati (ICLD)');
  });

  it('shows slotted content', async () => {
    const card = await renderFixture(`<org-card name="Exempelbygden" description="Ersätts">
      <p slot="description">Med <b>fet</b> text.</p><p slot="footer">Storgatan 1</p>
    </org-card>`);
    const [description, footer] = card.querySelectorAll('p');
    expect(description?.checkVisibility()).to.equal(true);
    expect(footer?.checkVisibility()).to.equal(true);
    expect(getVisibleTexts(card)).to.deep.equal(['Exempelbygden', 'Med fet text.', 'Storgatan 1']);
    expect(card.textContent, 'what it replaces is not read beside it').not.to.include('Ersätts');
  });

  it('falls back to SALAR International for an unknown org, and says so once', async () => {
    const warnings = recordWarnings();
    const card = await renderFixture(
      '<org-card org="toString"></org-card><org-card org="toString"></org-card>',
    );
    expect(getVisibleTexts(card)[0]).to.equal('SALAR International');
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.include('<org-card org="toString">');
    expect(warnings[0]).to.include('salar-international or icld');
  });

  for (const href of [
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'https://',
  ]) {
    it(`makes no link of ${JSON.stringify(href)}, with one warning`, async () => {
      const warnings = recordWarnings();
      const card = await renderFixture<OrgCardElement>(
        '<org-card name="Exempelbygden"></org-card>',
      );
      card.href = href;
      await card.updateComplete;
      expect(getShadowRoot(card).querySelector('a')).to.equal(null);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include(`<org-card href="${href}">`);
    });
  }

  it('is not taken for another whose attributes, one after the other, say the same', async () => {
    const first = '<org-card name="Exempelbygden&#10;Vänort." description=""></org-card>';
    const second = '<org-card name="Exempelbygden" description="Vänort.&#10;"></org-card>';
    // Rendered twice, so that a cached template would be used.
    const card = await renderFixture(`${second}${first}${first}`);
    expect(getVisibleTexts(card)).to.deep.equal(['Exempelbygden', 'Vänort.']);
    const cards = [...document.querySelectorAll('org-card')];
    const last = cards.at(-1) as Element;
    last.setAttribute('name', 'Exempelbygden');
    last.setAttribute('description', 'Vänort.\n');
    await (last as OrgCardElement).updateComplete;
    expect(getVisibleTexts(last)).to.deep.equal(['Exempelbygden', 'Vänort.']);
  });

  it('shows markup in an attribute as text', async () => {
    const card = await renderFixture<OrgCardElement>('<org-card></org-card>');
    card.name = '<img src=x onerror=alert(1)>';
    await card.updateComplete;
    expect(getVisibleTexts(card)[0]).to.equal('<img src=x onerror=alert(1)>');
    expect(getShadowRoot(card).querySelector('img')).to.equal(null);
  });

  describe('when it is clicked', () => {
    /** Records the followed links with the modifier keys; none navigates. */
    function listenToLinks(): string[] {
      const followed: string[] = [];
      const listen = (event: MouseEvent) => {
        const link = event.composedPath().find((each) => (each as Element).localName === 'a');
        event.preventDefault();
        if (!link) return;
        followed.push((link as HTMLAnchorElement).href + (event.ctrlKey ? ' with Ctrl' : ''));
      };
      addEventListener('click', listen);
      cleanups.push(() => removeEventListener('click', listen));
      return followed;
    }

    const markup = (attributes = '') =>
      `<org-card ${attributes} name="Sida" description="Bistånd." href="https://sida.se/"><img slot="media" alt="" src="data:,"><p slot="footer">Box 1 <button>Ring</button> <a href="https://example.se/">Karta</a></p></org-card>`;

    for (const attributes of ['', 'isolated']) {
      it(`follows its link, wherever it is clicked: ${attributes || 'in the page'}`, async () => {
        const followed = listenToLinks();
        const card = await renderFixture(markup(attributes));
        // A click on the padding hits the card itself.
        for (const place of [
          card,
          ...['h2 span', '.skr-description', 'img', '.skr-link'].map((each) =>
            getBySelector(card, each),
          ),
        ]) {
          place.click();
        }
        expect(followed).to.deep.equal(Array(5).fill('https://sida.se/'));
      });
    }

    it('follows its link in the article too, each card its own', async () => {
      const followed = listenToLinks();
      for (const attributes of ['', 'isolated']) {
        const article = await renderFixture(
          `<skr-intl-overview ${attributes}></skr-intl-overview>`,
        );
        for (const text of queryAll(article, '.skr-description')) text.click();
        getBySelector(article, '.skr-preamble').click();
      }
      const each = ['https://salarinternational.se/', 'https://icld.se/', 'https://icld.se/'];
      expect(followed).to.deep.equal([...each, ...each]);
    });

    it('passes on the modifier keys', async () => {
      const followed = listenToLinks();
      const card = await renderFixture(markup());
      const text = getBySelector(card, '.skr-description');
      const down = { bubbles: true, cancelable: true, composed: true };
      text.dispatchEvent(new MouseEvent('click', { ...down, ctrlKey: true }));
      expect(followed).to.deep.equal(['https://sida.se/ with Ctrl']);
    });

    it('ignores clicks on focusable elements, and those that the page has handled', async () => {
      const followed = listenToLinks();
      const card = await renderFixture(markup());
      getBySelector(card, 'button').click();
      getBySelector(card, '[slot="footer"] a').click();
      getBySelector(card, '.skr-description').addEventListener('click', (event) =>
        event.preventDefault(),
      );
      getBySelector(card, '.skr-description').click();
      expect(followed).to.deep.equal(['https://example.se/']);
    });

    for (const attributes of ['', 'isolated']) {
      it(`lets its text be selected: ${attributes || 'in the page'}`, async () => {
        const followed = listenToLinks();
        const card = await renderFixture(markup(attributes));
        const text = getBySelector(card, '.skr-description');
        getSelection()?.selectAllChildren(text);
        text.click();
        expect(followed).to.deep.equal([]);
        getSelection()?.removeAllRanges();
        text.click();
        expect(followed).to.deep.equal(['https://sida.se/']);
      });
    }

    it('does nothing without a link', async () => {
      const followed = listenToLinks();
      (await renderFixture('<org-card name="Sida"></org-card>')).click();
      expect(followed).to.deep.equal([]);
    });

    it('is not announced as clickable: no element has a click listener', async () => {
      const listening: string[] = [];
      const { addEventListener } = EventTarget.prototype;
      EventTarget.prototype.addEventListener = function (
        this: EventTarget,
        ...rest: Parameters<typeof addEventListener>
      ) {
        if (/click|mouse/.test(rest[0]) && this instanceof Element) listening.push(this.localName);
        return addEventListener.apply(this, rest);
      };
      cleanups.push(() => {
        EventTarget.prototype.addEventListener = addEventListener;
      });
      await renderFixture('<org-card></org-card><skr-intl-overview></skr-intl-overview>');
      expect(listening).to.deep.equal([]);
    });
  });

  it('says that its link leads to another website, but not for one within the website', async () => {
    const getHint = (card: Element) =>
      getBySelector(card, '.skr-link').querySelector('span')?.textContent;
    const getArrow = (card: Element) =>
      Number.parseFloat(
        getComputedStyle(getBySelector(card, '.skr-link'), '::after').borderInlineStartWidth,
      );
    for (const href of ['https://sida.se/', '//sida.se/', ' HTTP://sida.se']) {
      const card = await renderFixture(`<org-card name="Sida" href="${href}"></org-card>`);
      expect(getHint(card), href).to.equal(' (länk till annan webbplats)');
      expect(getArrow(card), href).to.be.greaterThan(8);
    }
    for (const href of ['/vanorter', 'vanorter.html', '?sida=2', '#mer']) {
      const card = await renderFixture(`<org-card name="Vänorter" href="${href}"></org-card>`);
      expect(getHint(card), href).to.equal(undefined);
      expect(getArrow(card), href).to.equal(0);
    }
  });

  it('fits a picture in its proportions, and does not enlarge a logotype', async () => {
    const svg = encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>');
    const card = await renderFixture(
      `<div style="inline-size: 300px"><org-card><img slot="media" alt="" width="1200" height="800" src="data:image/svg+xml,${svg}"><img slot="media" alt="" width="60" height="40" src="data:image/svg+xml,${svg}"></org-card></div>`,
    );
    const [picture, logotype] = queryAll(card, 'img').map((each) => each.getBoundingClientRect());
    const { right } = card.getBoundingClientRect();
    expect(picture?.right).to.be.closeTo(right - 17, 0.5);
    expect(picture?.width).to.be.closeTo((picture?.height ?? 0) * 1.5, 0.5);
    expect([logotype?.width, logotype?.height]).to.deep.equal([60, 40]);
    const heading = getBySelector(card, 'h2').getBoundingClientRect();
    expect(heading.top).to.be.greaterThan(logotype?.bottom ?? 0);
  });

  describe('in a row', () => {
    const cards = [
      '<org-card></org-card>',
      '<org-card org="icld"></org-card>',
      '<org-card name="Sida"></org-card>',
    ];
    const grid = 'display: grid; grid-template-columns: repeat(3, 200px)';

    /** The bottom edges of the cards in a row and of their cells, from the top of the row. */
    async function getEnds(style: string, cells: readonly string[]) {
      const first = await renderFixture(
        `<div class="row" style="${style}">${cells.join('')}</div>`,
      );
      const row = first.closest('.row') as HTMLElement;
      const { top } = row.getBoundingClientRect();
      const getEnd = (element: Element) => element.getBoundingClientRect().bottom - top;
      return {
        cells: [...row.children].map(getEnd),
        cards: [...row.querySelectorAll('org-card')].map(getEnd),
        links: [...row.querySelectorAll('.skr-to-site')].map(getEnd),
      };
    }

    for (const [place, style, wrap] of [
      ['cells of a grid', grid, (card) => card],
      ['boxes in cells of a grid', grid, (card) => `<div>${card}</div>`],
      ['boxes beside each other', 'display: flex', (card) => `<div>${card}</div>`],
      [
        'boxes that they are told to fill',
        grid,
        (card) => `<div>${card.replace('<org-card', '<org-card style="height: 100%"')}</div>`,
      ],
    ] as [string, string, (card: string) => string][]) {
      it(`is as tall as the tallest, with the links aligned: ${place}`, async () => {
        const ends = await getEnds(style, cards.map(wrap));
        expect(new Set(ends.cells.map(Math.round)).size).to.equal(1);
        for (const end of ends.cards) expect(end).to.be.closeTo(ends.cells[0] ?? 0, 0.1);
        expect(ends.links).to.have.lengthOf(2);
        expect(new Set(ends.links.map(Math.round)).size).to.equal(1);
      });
    }

    it('does not overflow its cell next to other content', async () => {
      const ends = await getEnds(
        grid,
        cards.map((card) => `<div><h2>Rubrik</h2>${card}</div>`),
      );
      for (const end of ends.cards) expect(end).to.be.at.most((ends.cells[0] ?? 0) + 0.1);
    });
  });

  for (const card of [
    '<org-card org="icld"></org-card>',
    '<org-card org="salar-international" lang="en"></org-card>',
    '<org-card name="Exempelbygden"><img slot="media" alt="" src="data:,"></org-card>',
  ]) {
    it(`is accessible as ${card}`, async () => {
      await expectAccessible(await renderFixture(`<main><h1>Sida</h1>${card}</main>`));
    });
  }
});
