import { expect, fixture, waitUntil } from '@open-wc/testing';
import type { SkrElement } from '../../dist/lib/core/skr-element.js';
import {
  cleanups,
  findElement,
  getBySelector,
  getContentLang,
  getVisibleTexts,
  recordWarnings,
  renderFixture,
} from './fixture.ts';

const SWEDISH = 'Informationsansvarig';
const ENGLISH = 'Content owner';
const PERSON = '<contact-person></contact-person>';

const getHeading = (element: Element) => getVisibleTexts(element)[0];

/** A person inside two shadow roots, each with its host. */
async function nested() {
  const outer = await fixture<HTMLElement>('<div lang="en"><span></span></div>');
  const outerHost = outer.firstElementChild as HTMLElement;
  outerHost.attachShadow({ mode: 'open' }).innerHTML = '<section></section>';
  const innerHost = outerHost.shadowRoot?.firstElementChild as HTMLElement;
  // A closed root, since pages may have those.
  const root = innerHost.attachShadow({ mode: 'closed' });
  root.innerHTML = PERSON;
  return { outer, innerHost, root, person: await findElement(root) };
}

describe('the language of an element', () => {
  for (const [lang, heading] of [
    ['sv', SWEDISH],
    ['SV', SWEDISH],
    ['sv-SE', SWEDISH],
    ['sv-FI', SWEDISH],
    ['en', ENGLISH],
    ['EN', ENGLISH],
    ['en-GB', ENGLISH],
    ['en-US', ENGLISH],
  ]) {
    it(`is understood from lang="${lang}" without a warning`, async () => {
      const warnings = recordWarnings();
      expect(
        getHeading(await renderFixture(`<contact-person lang="${lang}"></contact-person>`)),
      ).to.equal(heading);
      expect(warnings).to.deep.equal([]);
    });
  }

  for (const lang of ['fi', 'enx', 'svenska', 'x-en', '-en']) {
    it(`is Swedish for lang="${lang}", with one warning`, async () => {
      const warnings = recordWarnings();
      const person = `<contact-person lang="${lang}"></contact-person>`;
      expect(getHeading(await renderFixture(person + person))).to.equal(SWEDISH);
      expect(warnings).to.deep.equal([
        `[skr-widgets] <contact-person lang="${lang}">: write sv or en`,
      ]);
    });
  }

  it('is Swedish, without a warning, on a page in an unsupported language', async () => {
    const warnings = recordWarnings();
    const person = await renderFixture(`<div lang="en"><div lang="fi">${PERSON}</div></div>`);
    expect(getHeading(person)).to.equal(SWEDISH);
    expect(getContentLang(person)).to.equal('sv');
    expect(warnings).to.deep.equal([]);
  });

  it('is Swedish without any lang attribute, whatever the language of the browser', async () => {
    document.documentElement.removeAttribute('lang');
    expect(navigator.language).not.to.match(/^sv/);
    expect(getHeading(await renderFixture(PERSON))).to.equal(SWEDISH);
  });

  it("is its own lang rather than its ancestor's", async () => {
    const person = await renderFixture(
      '<div lang="sv"><contact-person lang="en"></contact-person></div>',
    );
    expect(getHeading(person)).to.equal(ENGLISH);
    expect(getContentLang(person)).to.equal('en');
  });

  it('is that of the nearest ancestor, across shadow roots', async () => {
    const { person, innerHost } = await nested();
    expect(getHeading(person)).to.equal(ENGLISH);
    innerHost.lang = 'sv';
    await Promise.resolve();
    await person.updateComplete;
    expect(getHeading(person)).to.equal(SWEDISH);
  });

  it('changes at once, before the next paint, with any lang around it or its own', async () => {
    const { person, outer, innerHost } = await nested();
    const changes: [HTMLElement, string, string][] = [
      [outer, 'sv', SWEDISH],
      [outer, 'en', ENGLISH],
      [innerHost, 'sv', SWEDISH],
      [person, 'en', ENGLISH],
    ];
    for (const [element, lang, heading] of changes) {
      element.lang = lang;
      // Only microtasks may run: the visitor would see anything that takes longer.
      for (let i = 0; i < 5; i++) await Promise.resolve();
      expect(getHeading(person), `${lang} on <${element.localName}>`).to.equal(heading);
    }
    person.removeAttribute('lang');
    for (let i = 0; i < 5; i++) await Promise.resolve();
    expect(getHeading(person)).to.equal(SWEDISH);
  });

  it('changes when the element is moved', async () => {
    const place = await fixture(`<div><div lang="en">${PERSON}</div><div lang="sv"></div></div>`);
    const person = await findElement(place);
    expect(getHeading(person)).to.equal(ENGLISH);
    place.lastElementChild?.append(person);
    await person.updateComplete;
    expect(getHeading(person)).to.equal(SWEDISH);
  });

  it('stays as it was while the element is off the page, and is right when it comes back', async () => {
    const place = await fixture<HTMLElement>(`<div lang="sv">${PERSON}${PERSON}</div>`);
    const person = await findElement(place);
    /** Also where nothing is visible, in whichever tree it stands. */
    const getContent = (element: Element) => (element.shadowRoot ?? element).textContent;
    const before = getContent(person);
    const away = document.createElement('div');
    away.lang = 'en';
    away.append(person);
    // The other person, still on the page, changes: it proves that the observer has run.
    const other = await findElement(place);
    place.lang = 'en';
    await waitUntil(() => getHeading(other) === ENGLISH);
    await person.updateComplete;
    expect(getContent(person)).to.equal(before);
    place.append(away);
    await person.updateComplete;
    expect(getHeading(person)).to.equal(ENGLISH);
  });

  it('is Swedish again when the element is moved to where no language is given', async () => {
    const parent = await fixture<HTMLElement>(
      '<div lang="en"><contact-person></contact-person></div>',
    );
    const person = await findElement(parent);
    expect(getHeading(person)).to.equal(ENGLISH);
    const { lang } = document.documentElement;
    cleanups.push(() => {
      person.remove();
      document.documentElement.lang = lang;
    });
    document.documentElement.removeAttribute('lang');
    document.body.append(person);
    await person.updateComplete;
    expect(getHeading(person)).to.equal(SWEDISH);
  });

  it('is no longer observed when the last element has been removed', async () => {
    const observers = new Set<MutationObserver>();
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...args) {
      observers.add(this);
      observe.apply(this, args);
    };
    MutationObserver.prototype.disconnect = function () {
      observers.delete(this);
      disconnect.call(this);
    };
    cleanups.push(() => Object.assign(MutationObserver.prototype, { observe, disconnect }));
    const { outer, root, person } = await nested();
    root.append(document.createElement('contact-person'));
    expect(observers).not.to.have.lengthOf(0);
    person.remove();
    expect(observers).not.to.have.lengthOf(0);
    outer.remove();
    expect(observers).to.have.lengthOf(0);
  });

  it('is correct in the first render', async () => {
    const place = await fixture<HTMLElement>('<div lang="en"></div>');
    place.innerHTML = PERSON;
    await Promise.resolve();
    expect(getHeading(place.firstElementChild as SkrElement)).to.equal(ENGLISH);
  });

  it('stays the same when the page is translated to an unsupported language', async () => {
    const place = await fixture<HTMLElement>(`<div lang="en">${PERSON}</div>`);
    const person = await findElement(place);
    place.lang = 'de';
    await new Promise(requestAnimationFrame);
    expect(getHeading(person)).to.equal(ENGLISH);
    place.lang = 'sv';
    await new Promise(requestAnimationFrame);
    expect(getHeading(person)).to.equal(SWEDISH);
  });

  it('can differ between two elements on a page', async () => {
    const place = await fixture(`<div><p lang="sv">${PERSON}</p><p lang="en">${PERSON}</p></div>`);
    const [first, second] = place.querySelectorAll<SkrElement>('contact-person');
    expect([first, second].map((each) => each && getHeading(each))).to.deep.equal([
      SWEDISH,
      ENGLISH,
    ]);
    expect([first, second].map((each) => each && getContentLang(each))).to.deep.equal(['sv', 'en']);
  });

  it('changes without losing what was typed, the caret or the focus', async () => {
    const form = await renderFixture(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/f"></contact-form>',
    );
    const message = getBySelector<HTMLTextAreaElement>(form, '#message');
    message.value = 'Hej! Det här tog tjugo minuter.';
    message.focus();
    message.setSelectionRange(4, 7);
    form.lang = 'en';
    await Promise.resolve();
    await form.updateComplete;
    expect(getBySelector(form, 'label[for="message"]').textContent).to.include('Message');
    expect(getBySelector(form, '#message')).to.equal(message);
    expect(message.value).to.equal('Hej! Det här tog tjugo minuter.');
    expect([message.selectionStart, message.selectionEnd]).to.deep.equal([4, 7]);
    expect(form.shadowRoot?.activeElement).to.equal(message);
  });
});
