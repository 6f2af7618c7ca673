import { expect } from '@open-wc/testing';
import type { OrgCardElement } from '../../dist/lib/index.js';
import { expectAccessible } from './accessible.ts';
import { find, listenToConsole, rootOf, show, textsOf } from './page.ts';

describe('<org-card>', () => {
  it('shows an organisation from built-in facts', async () => {
    const card = await show<OrgCardElement>('<org-card org="icld"></org-card>');
    expect(textsOf(card)).to.deep.equal([
      'Internationellt Centrum för Lokal Demokrati (ICLD)',
      'ICLD är en ideell förening med SKR som huvudman. Föreningen administrerar de Kommunala Partnerskapsprogrammen på uppdrag av Sida.',
      'Utöver partnerskapsprogrammen bedriver ICLD kunskaps- och kapacitetsutveckling inom lokal demokrati i det internationella utvecklingssamarbetet. ICLD står också för några av Sidas internationella utbildningsprogram inom området.',
      'Internationellt Centrum för Lokal Demokrati (ICLD)',
    ]);
    card.org = 'salar-international';
    await card.updateComplete;
    expect(textsOf(card)[0]).to.equal('SALAR International');
  });

  it("leads English readers to ICLD's English site", async () => {
    const card = await show('<org-card org="icld" lang="en"></org-card>');
    expect(find<HTMLAnchorElement>(card, 'a').href).to.equal('https://icld.se/en/');
  });

  it('shows any organisation by attributes, and nothing built in', async () => {
    const card = await show(
      '<org-card name="Exempelbygden" description="Vänort i Kenya." href="/vanort"></org-card>',
    );
    expect(textsOf(card)).to.deep.equal(['Exempelbygden', 'Vänort i Kenya.', 'Exempelbygden']);
    expect(find(card, 'a').getAttribute('href')).to.equal('/vanort');
  });

  it('shows no link and no text that it was not given', async () => {
    expect(textsOf(await show('<org-card name="Exempelbygden"></org-card>'))).to.deep.equal([
      'Exempelbygden',
    ]);
  });

  it('lets an attribute replace a built-in fact', async () => {
    const card = await show('<org-card org="icld" href="https://example.se/icld"></org-card>');
    expect(find<HTMLAnchorElement>(card, 'a').href).to.equal('https://example.se/icld');
    expect(textsOf(card)[0]).to.equal('Internationellt Centrum för Lokal Demokrati (ICLD)');
  });

  it('takes richer content in its slots', async () => {
    const card = await show(`<org-card name="Exempelbygden" description="Ersätts">
      <p slot="description">Med <b>fet</b> text.</p><p slot="footer">Storgatan 1</p>
    </org-card>`);
    const [description, footer] = card.querySelectorAll('p');
    expect(description?.checkVisibility()).to.equal(true);
    expect(footer?.checkVisibility()).to.equal(true);
    expect(textsOf(card)).to.deep.equal(['Exempelbygden', 'Med fet text.', 'Storgatan 1']);
    expect(card.textContent, 'what it replaces is not read beside it').not.to.include('Ersätts');
  });

  it('falls back to SALAR International for an unknown org, and says so once', async () => {
    const warnings = listenToConsole();
    const card = await show(
      '<org-card org="toString"></org-card><org-card org="toString"></org-card>',
    );
    expect(textsOf(card)[0]).to.equal('SALAR International');
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
    it(`makes no link of ${JSON.stringify(href)}, and says so once`, async () => {
      const warnings = listenToConsole();
      const card = await show<OrgCardElement>('<org-card name="Exempelbygden"></org-card>');
      card.href = href;
      await card.updateComplete;
      expect(rootOf(card).querySelector('a')).to.equal(null);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include(`<org-card href="${href}">`);
    });
  }

  it('is not taken for another whose attributes, one after the other, say the same', async () => {
    const first = '<org-card name="Exempelbygden&#10;Vänort." description=""></org-card>';
    const second = '<org-card name="Exempelbygden" description="Vänort.&#10;"></org-card>';
    // What is shown twice is kept for the next.
    const card = await show(`${second}${first}${first}`);
    expect(textsOf(card)).to.deep.equal(['Exempelbygden', 'Vänort.']);
    const cards = [...document.querySelectorAll('org-card')];
    const last = cards.at(-1) as Element;
    last.setAttribute('name', 'Exempelbygden');
    last.setAttribute('description', 'Vänort.\n');
    await (last as OrgCardElement).updateComplete;
    expect(textsOf(last)).to.deep.equal(['Exempelbygden', 'Vänort.']);
  });

  it('shows markup in an attribute as text', async () => {
    const card = await show<OrgCardElement>('<org-card></org-card>');
    card.name = '<img src=x onerror=alert(1)>';
    await card.updateComplete;
    expect(textsOf(card)[0]).to.equal('<img src=x onerror=alert(1)>');
    expect(rootOf(card).querySelector('img')).to.equal(null);
  });

  describe('in a row', () => {
    const cards = [
      '<org-card></org-card>',
      '<org-card org="icld"></org-card>',
      '<org-card name="Sida"></org-card>',
    ];
    const grid = 'display: grid; grid-template-columns: repeat(3, 200px)';

    /** Where the cards of a row and their cells end, from the row's start. */
    async function endsOf(style: string, cells: readonly string[]) {
      const first = await show(`<div class="row" style="${style}">${cells.join('')}</div>`);
      const row = first.closest('.row') as HTMLElement;
      const { top } = row.getBoundingClientRect();
      const endOf = (element: Element) => element.getBoundingClientRect().bottom - top;
      return {
        cells: [...row.children].map(endOf),
        cards: [...row.querySelectorAll('org-card')].map(endOf),
        links: [...row.querySelectorAll('.skr-to-site')].map(endOf),
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
      it(`is as high as the highest, with the link last: ${place}`, async () => {
        const ends = await endsOf(style, cards.map(wrap));
        expect(new Set(ends.cells.map(Math.round)).size).to.equal(1);
        for (const end of ends.cards) expect(end).to.be.closeTo(ends.cells[0] ?? 0, 0.1);
        expect(ends.links).to.have.lengthOf(2);
        expect(new Set(ends.links.map(Math.round)).size).to.equal(1);
      });
    }

    it('stays in its cell where something else stands in it too', async () => {
      const ends = await endsOf(
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
      await expectAccessible(await show(`<main><h1>Sida</h1>${card}</main>`));
    });
  }
});
