import { expect } from '@open-wc/testing';
import type { SkrIntlOverviewElement } from '../../dist/lib/index.js';
import { expectAccessible } from './accessible.ts';
import {
  getBySelector,
  getContentLang,
  getShadowRoot,
  getVisibleTexts,
  queryAll,
  recordWarnings,
  renderFixture,
} from './fixture.ts';

const ENDPOINT = 'https://receiver.invalid/v1/forms/international';

/** The lines of the article as published, or as translated, without list bullets. */
async function published(language: 'sv' | 'en'): Promise<string[]> {
  const response = await fetch(`/test/seed.${language}.txt`);
  if (!response.ok) throw new Error(`No seed in ${language}`);
  const lines = (await response.text()).split('\n');
  return lines.map((line) => line.replace(/^[ •]+/, '')).filter((line) => line !== '');
}

/** The headings of an element, with level and text. */
const outline = (element: Element) =>
  queryAll(element, 'h1, h2, h3, h4, h5, h6, [role="heading"]').map(
    (heading) =>
      `${heading.getAttribute('aria-level') ?? heading.localName.slice(1)} ${heading.textContent}`,
  );

describe('<skr-intl-overview>', () => {
  for (const lang of ['sv', 'en'] as const) {
    it(`shows every line of the article in ${lang}, word for word and in order`, async () => {
      const overview = await renderFixture(
        `<skr-intl-overview lang="${lang}" contact-endpoint="${ENDPOINT}"></skr-intl-overview>`,
      );
      const texts = getVisibleTexts(overview);
      let from = 0;
      for (const line of await published(lang)) {
        const at = texts.indexOf(line, from);
        expect(at, `«${line}» after «${texts[from - 1]}»`).to.be.at.least(from);
        from = at + 1;
      }
    });

    it(`names the recipient of its form in ${lang}, and links to SKR's own form only for SKR`, async () => {
      const overview = await renderFixture<SkrIntlOverviewElement>(
        `<skr-intl-overview lang="${lang}" contact-endpoint="${ENDPOINT}" recipient="Älvsbyns kommun"></skr-intl-overview>`,
      );
      expect(getBySelector(overview, '#form-name').textContent).to.include('Älvsbyns kommun');
      const { length } = getShadowRoot(overview).querySelectorAll('.print-only');
      overview.recipient = undefined;
      await overview.updateComplete;
      expect(getBySelector(overview, '#form-name').textContent).to.match(/SKR|SALAR/);
      expect(getShadowRoot(overview).querySelectorAll('.print-only')).to.have.lengthOf(length + 1);
    });

    it(`is accessible in ${lang}, with and without a form`, async () => {
      for (const endpoint of ['', `contact-endpoint="${ENDPOINT}"`]) {
        const overview = await renderFixture(
          `<main lang="${lang}"><h1>Sida</h1><skr-intl-overview ${endpoint}></skr-intl-overview></main>`,
        );
        await expectAccessible(overview);
      }
    });
  }

  it('has a machine-readable date, the same in every time zone', async () => {
    const swedish = getBySelector<HTMLTimeElement>(
      await renderFixture('<skr-intl-overview></skr-intl-overview>'),
      'time',
    );
    expect(swedish.dateTime).to.equal('2024-04-18');
    const date = new Date(swedish.dateTime);
    // The date is written out, so that no browser has to format it.
    const words = (locale: string) =>
      date.toLocaleDateString(locale, { dateStyle: 'long', timeZone: 'UTC' });
    expect(swedish.textContent).to.equal(words('sv-SE'));
    const english = await renderFixture('<skr-intl-overview lang="en"></skr-intl-overview>');
    expect(getBySelector(english, 'time').textContent).to.equal(words('en-GB'));
  });

  it('starts its outline at level 2 and skips no level', async () => {
    const overview = await renderFixture(
      `<skr-intl-overview contact-endpoint="${ENDPOINT}"></skr-intl-overview>`,
    );
    expect(outline(overview)).to.deep.equal([
      '2 Internationella samarbeten och SKR:s arbete med utvecklingsfrågor',
      '3 Det här gör SKR',
      '4 SALAR International',
      '4 Internationellt Centrum för Lokal Demokrati (ICLD)',
      '3 Informationsansvarig',
      '3 Kontakta oss',
      '4 Kontaktformulär SKR',
    ]);
  });

  it('moves its whole outline with heading-level, also below h6', async () => {
    const overview = await renderFixture(
      '<skr-intl-overview heading-level="5"></skr-intl-overview>',
    );
    expect(
      outline(overview)
        .map((heading) => heading.charAt(0))
        .join(''),
    ).to.equal('567766');
    overview.headingLevel = '3';
    await overview.updateComplete;
    expect(
      outline(overview)
        .map((heading) => heading.charAt(0))
        .join(''),
    ).to.equal('345544');
  });

  it('keeps to level 2 when heading-level is empty, as a template of a CMS may leave it', async () => {
    const warnings = recordWarnings();
    const overview = await renderFixture(
      '<skr-intl-overview heading-level=""></skr-intl-overview>',
    );
    expect(outline(overview)[0]).to.match(/^2 /);
    expect(warnings).to.deep.equal([]);
  });

  for (const level of ['1', '7', 'två', '2.5']) {
    it(`keeps to level 2 when heading-level is "${level}", and says so once`, async () => {
      const warnings = recordWarnings();
      const overview = `<skr-intl-overview heading-level="${level}"></skr-intl-overview>`;
      expect(outline(await renderFixture(overview + overview))[0]).to.match(/^2 /);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include(`<skr-intl-overview heading-level="${level}">`);
      expect(warnings[0]).to.include('write 2 to 6');
    });
  }

  it('links to the organisations and to its source, and says that they are other websites', async () => {
    const overview = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    const links = queryAll<HTMLAnchorElement>(overview, 'a').map(
      (link) => `${link.textContent} ${new URL(link.href).host}`,
    );
    expect(links).to.deep.equal([
      'SALAR International (länk till annan webbplats) salarinternational.se',
      'Internationellt Centrum för Lokal Demokrati (ICLD) (länk till annan webbplats) icld.se',
      'Källa: Sveriges Kommuner och Regioner (SKR) (länk till annan webbplats) skr.se',
      'Kontaktformulär SKR (länk till annan webbplats) skr.se',
    ]);
  });

  it('says that it is a translation, in English only', async () => {
    const note = 'This is a translation. The Swedish text is the original.';
    const english = await renderFixture('<skr-intl-overview lang="en"></skr-intl-overview>');
    expect(getBySelector(english, '.skr-source').textContent).to.include(note);
    const swedish = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    expect(getBySelector(swedish, '.skr-source').textContent).not.to.include('översättning');
  });

  it('accepts another URL of the source, but not an unsafe one', async () => {
    const moved = await renderFixture(
      '<skr-intl-overview source-href="https://skr.se/ny"></skr-intl-overview>',
    );
    expect(getBySelector<HTMLAnchorElement>(moved, '.skr-source a').href).to.equal(
      'https://skr.se/ny',
    );
    const warnings = recordWarnings();
    const unsafe = await renderFixture(
      '<skr-intl-overview source-href="java\nscript:alert(1)"></skr-intl-overview>',
    );
    expect(getBySelector<HTMLAnchorElement>(unsafe, '.skr-source a').protocol).to.equal('https:');
    expect(warnings[0]).to.include('<skr-intl-overview source-href="java\nscript:alert(1)">');
  });

  it('shows the form only where there is a receiver to send to', async () => {
    const without = await renderFixture('<skr-intl-overview></skr-intl-overview>');
    expect(getShadowRoot(without).querySelector('form')).to.equal(null);
    const warnings = recordWarnings();
    const insecure = await renderFixture(
      '<skr-intl-overview contact-endpoint="http://example.se/v1/forms/a"></skr-intl-overview>',
    );
    expect(getShadowRoot(insecure).querySelector('form')).to.equal(null);
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.include(
      '<skr-intl-overview contact-endpoint="http://example.se/v1/forms/a">',
    );
  });

  it('hides the content for visitors without scripts', async () => {
    const overview = await renderFixture(
      '<skr-intl-overview><a href="https://skr.se/">Läs hos SKR</a></skr-intl-overview>',
    );
    expect(overview.querySelector('a')?.checkVisibility()).to.equal(false);
    expect(getContentLang(overview)).to.equal('sv');
  });
});
