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

  it("shows nothing of SKR's beside an app's own words while the name is on its way", async () => {
    const card = await show<OrgCardElement>('<org-card href="https://umea.se/"></org-card>');
    expect(textsOf(card)).to.deep.equal([]);
    expect(rootOf(card).querySelector('a')).to.equal(null);
    expect(card.querySelector('a, h2')).to.equal(null);
    card.name = 'Umeå';
    await card.updateComplete;
    expect(textsOf(card)).to.deep.equal(['Umeå', 'Umeå']);
    expect(find<HTMLAnchorElement>(card, 'a').href).to.equal('https://umea.se/');
    card.name = '';
    await card.updateComplete;
    expect(textsOf(card)).to.deep.equal([]);
    expect(textsOf(await show('<org-card description="Kommun"></org-card>'))).to.deep.equal([
      'Kommun',
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
