import { expect } from '@open-wc/testing';
import type { ContactPersonElement } from '../../dist/lib/index.js';
import { expectAccessible } from './accessible.ts';
import { findAll, listenToConsole, show, textsOf } from './page.ts';

const linksOf = (element: Element) =>
  findAll(element, 'a').map((link) => link.getAttribute('href'));

describe('<contact-person>', () => {
  it("shows SKR's information owner, with nothing invented", async () => {
    const person = await show('<contact-person></contact-person>');
    expect(textsOf(person)).to.deep.equal(['Informationsansvarig', 'Emelie Marcus', 'Handläggare']);
    expect(linksOf(person)).to.deep.equal([]);
    const english = await show('<contact-person lang="en"></contact-person>');
    expect(textsOf(english)).to.deep.equal([
      'Information owner',
      'Emelie Marcus',
      'Administrative officer',
    ]);
  });

  it("shows nothing of SKR's beside what an app says of a person while the name is on its way", async () => {
    const person = await show<ContactPersonElement>(
      '<contact-person telephone="090-16 10 00"></contact-person>',
    );
    expect(textsOf(person)).to.deep.equal(['090-16 10 00']);
    person.name = 'Åsa Ek';
    await person.updateComplete;
    expect(textsOf(person)).to.deep.equal(['Åsa Ek', '090-16 10 00']);
    const empty = await show('<contact-person name=""></contact-person>');
    expect(empty.querySelector('li')).to.equal(null);
  });

  it("shows any person in SKR's order, with links to call and to write", async () => {
    const person = await show(
      '<contact-person email="åsa@exempel.se" telephone="+46 (0)8-123 45 67" job-title="Strateg" name="Åsa Ek" heading="Kontakt"></contact-person>',
    );
    expect(textsOf(person)).to.deep.equal([
      'Kontakt',
      'Åsa Ek',
      'Strateg',
      '+46 (0)8-123 45 67',
      'åsa@exempel.se',
    ]);
    expect(linksOf(person)).to.deep.equal(['tel:+4681234567', 'mailto:åsa@exempel.se']);
  });

  it('shows only what is known of another person', async () => {
    expect(textsOf(await show('<contact-person name="Bo"></contact-person>'))).to.deep.equal([
      'Bo',
    ]);
  });

  it('understands title as the job title', async () => {
    const person = await show('<contact-person name="Bo" title="Strateg"></contact-person>');
    expect(textsOf(person)).to.deep.equal(['Bo', 'Strateg']);
  });

  it('shows a number or an address that is none as text, and says so once each', async () => {
    const warnings = listenToConsole();
    const person = await show(
      '<contact-person name="Bo" telephone="växeln" email="bo@a.se?cc=b@c.se"></contact-person>',
    );
    expect(linksOf(person)).to.deep.equal([]);
    expect(textsOf(person)).to.deep.equal(['Bo', 'Telefon: växeln', 'E-post: bo@a.se?cc=b@c.se']);
    expect(warnings.map((warning) => warning.split(':')[0])).to.deep.equal([
      '[skr-widgets] <contact-person telephone="växeln">',
      '[skr-widgets] <contact-person email="bo@a.se?cc=b@c.se">',
    ]);
  });

  it('reflects its properties as attributes', async () => {
    const person = await show<ContactPersonElement>('<contact-person name="Bo"></contact-person>');
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
      await expectAccessible(await show(place));
    });
  }
});
