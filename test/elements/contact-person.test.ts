import { expect, waitUntil } from '@open-wc/testing';
import type { ContactPersonElement } from '../../dist/lib/index.js';
import { expectAccessible } from './accessible.ts';
import {
  getBySelector,
  getVisibleTexts,
  queryAll,
  recordWarnings,
  renderFixture,
} from './fixture.ts';

const getLinks = (element: Element) =>
  queryAll(element, 'a').map((link) => link.getAttribute('href'));

describe('<contact-person>', () => {
  it("shows SKR's content owner without made-up details", async () => {
    const person = await renderFixture('<contact-person></contact-person>');
    expect(getVisibleTexts(person)).to.deep.equal([
      'Informationsansvarig',
      'Emelie Marcus',
      'Handläggare',
    ]);
    expect(getLinks(person)).to.deep.equal([]);
    const english = await renderFixture('<contact-person lang="en"></contact-person>');
    expect(getVisibleTexts(english)).to.deep.equal([
      'Content owner',
      'Emelie Marcus',
      'Administrative officer',
    ]);
  });

  it("shows none of SKR's details while an app has set only some of another person's", async () => {
    const person = await renderFixture<ContactPersonElement>(
      '<contact-person telephone="090-16 10 00"></contact-person>',
    );
    expect(getVisibleTexts(person)).to.deep.equal(['090-16 10 00']);
    person.name = 'Åsa Ek';
    await person.updateComplete;
    expect(getVisibleTexts(person)).to.deep.equal(['Åsa Ek', '090-16 10 00']);
    const empty = await renderFixture('<contact-person name=""></contact-person>');
    expect(empty.querySelector('p')).to.equal(null);
  });

  it("shows any person in SKR's order, with telephone and email links", async () => {
    const person = await renderFixture(
      '<contact-person email="åsa@exempel.se" telephone="+46 (0)8-123 45 67" job-title="Strateg" name="Åsa Ek" heading="Kontakt"></contact-person>',
    );
    expect(getVisibleTexts(person)).to.deep.equal([
      'Kontakt',
      'Åsa Ek',
      'Strateg',
      '+46 (0)8-123 45 67',
      'åsa@exempel.se',
    ]);
    expect(getLinks(person)).to.deep.equal(['tel:+4681234567', 'mailto:åsa@exempel.se']);
  });

  it('shows only what is known of another person', async () => {
    expect(
      getVisibleTexts(await renderFixture('<contact-person name="Bo"></contact-person>')),
    ).to.deep.equal(['Bo']);
  });

  it('accepts title as the job title', async () => {
    const person = await renderFixture(
      '<contact-person name="Bo" title="Strateg"></contact-person>',
    );
    expect(getVisibleTexts(person)).to.deep.equal(['Bo', 'Strateg']);
  });

  it('shows an invalid number or address as text, with one warning for each', async () => {
    const warnings = recordWarnings();
    const person = await renderFixture(
      '<contact-person name="Bo" telephone="växeln" email="bo@a.se?cc=b@c.se"></contact-person>',
    );
    expect(getLinks(person)).to.deep.equal([]);
    expect(getVisibleTexts(person)).to.deep.equal([
      'Bo',
      'Telefon: växeln',
      'E-post: bo@a.se?cc=b@c.se',
    ]);
    expect(warnings.map((warning) => warning.split(':')[0])).to.deep.equal([
      '[skr-widgets] <contact-person telephone="växeln">',
      '[skr-widgets] <contact-person email="bo@a.se?cc=b@c.se">',
    ]);
  });

  const whole = (width: number, inside = '') =>
    `<div style="inline-size: ${width}px"><contact-person name="Kim Andersson" job-title="Strateg" telephone="08-465 004 35" email="kim.andersson@example.se">${inside}</contact-person></div>`;

  it('lays out labels and values in two aligned columns, or in one where space is narrow', async () => {
    const columns = async (width: number) => {
      const person = await renderFixture(whole(width));
      const [labels, values] = ['.skr-label', '.skr-value'].map((selector) =>
        queryAll(person, selector).map((each) => each.getBoundingClientRect()),
      ) as [DOMRect[], DOMRect[]];
      expect(new Set(labels.map(({ left }) => left)).size).to.equal(1);
      expect(new Set(values.map(({ left }) => left)).size, `${width} px`).to.equal(1);
      return values.map(({ left, top }, index) => {
        const label = labels[index] as DOMRect;
        return left > label.right ? 'beside' : top >= label.bottom - 10 ? 'under' : 'over';
      });
    };
    expect(await columns(400)).to.deep.equal(['beside', 'beside']);
    expect(await columns(200)).to.deep.equal(['under', 'under']);
  });

  it('has the label level with the first line of a long address', async () => {
    const email = 'marta-stina.gyllenstrahle@utvecklingssamarbete.exempel.se';
    const person = await renderFixture(
      `<div style="inline-size: 340px"><contact-person name="Bo" email="${email}"></contact-person></div>`,
    );
    const getTop = (selector: string) => {
      const range = document.createRange();
      range.selectNodeContents(getBySelector(person, selector).firstChild as Node);
      return range.getBoundingClientRect().top;
    };
    expect(getBySelector(person, '.skr-email a').getBoundingClientRect().height).to.be.greaterThan(
      60,
    );
    expect(getTop('.skr-label')).to.be.closeTo(getTop('.skr-email a'), 1);
  });

  it('allows a line break after the @ of an address without changing what is copied', async () => {
    const person = await renderFixture(whole(150));
    const link = getBySelector(person, '.skr-email a');
    const [user, domain] = [...link.childNodes].filter((each) => each instanceof Text);
    const range = document.createRange();
    const getTop = (text: Text | undefined) => {
      range.selectNodeContents(text as Text);
      expect(range.getClientRects(), text?.data).to.have.lengthOf(1);
      return range.getBoundingClientRect().top;
    };
    expect(getTop(domain as Text)).to.be.greaterThan(getTop(user as Text));
    getSelection()?.selectAllChildren(link);
    expect(`${getSelection()}`).to.equal('kim.andersson@example.se');
    expect(link.innerText).to.equal('kim.andersson@example.se');
    expect(link.textContent).to.equal('kim.andersson@example.se');
  });

  it('shows a photo next to the text, or above it where space is narrow', async () => {
    const svg = encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"/>');
    const photo = `<img slot="photo" alt="" src="data:image/svg+xml,${svg}">`;
    const boxes = async (width: number) => {
      const person = await renderFixture(whole(width, photo));
      const [picture, name] = ['img', '.skr-person-name'].map((each) =>
        getBySelector(person, each).getBoundingClientRect(),
      ) as [DOMRect, DOMRect];
      expect([picture.width, picture.height]).to.deep.equal([96, 96]);
      return name.left > picture.right ? 'beside' : name.top > picture.bottom ? 'above' : 'over';
    };
    expect(await boxes(500)).to.equal('beside');
    expect(await boxes(240)).to.equal('above');
  });

  it('shows a photo that is added later', async () => {
    const person = await renderFixture(whole(500));
    const { left } = getBySelector(person, '.skr-person-name').getBoundingClientRect();
    person.insertAdjacentHTML('beforeend', '<img slot="photo" alt="" src="data:,">');
    await waitUntil(
      () => getBySelector(person, '.skr-person-name').getBoundingClientRect().left > left + 96,
      'the text stays where the photo is',
    );
  });

  it('reflects its properties as attributes', async () => {
    const person = await renderFixture<ContactPersonElement>(
      '<contact-person name="Bo"></contact-person>',
    );
    person.jobTitle = 'Strateg';
    await person.updateComplete;
    expect(person.getAttribute('job-title')).to.equal('Strateg');
    person.setAttribute('telephone', '112');
    expect(person.telephone).to.equal('112');
    person.name = undefined;
    await person.updateComplete;
    expect(person.hasAttribute('name')).to.equal(false);
  });

  for (const lang of ['sv', 'en']) {
    it(`is accessible in ${lang}`, async () => {
      const person =
        '<contact-person name="Bo" heading="Bo" job-title="Strateg" telephone="112" email="a@b.se"></contact-person>';
      const place = `<main lang="${lang}"><h1>Sida</h1>${person}</main>`;
      await expectAccessible(await renderFixture(place));
    });
  }
});
