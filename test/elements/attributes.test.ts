import { expect, fixture } from '@open-wc/testing';
import type { OrgCardElement } from '../../dist/lib/index.js';
import { cleanups, getVisibleTexts, renderFixture } from './fixture.ts';

describe('the attributes of an element', () => {
  it('update the element before the next paint, and other attributes do not', async () => {
    const card = await renderFixture<OrgCardElement>('<org-card name="Exempelbygden"></org-card>');
    let updates = 0;
    card.requestUpdate = () => updates++;
    card.style.opacity = '0.5';
    card.className = 'arriving';
    await card.updateComplete;
    expect(updates).to.equal(0);
    Reflect.deleteProperty(card, 'requestUpdate');
    card.setAttribute('name', 'Exempelstaden');
    for (let i = 0; i < 5; i++) await Promise.resolve();
    expect(getVisibleTexts(card)).to.deep.equal(['Exempelstaden']);
  });

  for (const [markup, texts] of [
    ['<org-card name="&nbsp;" description=" " href=" "></org-card>', []],
    ['<org-card name=" Bo \n"></org-card>', ['Bo']],
    [
      '<contact-person heading=" " name="Bo" title=" " job-title=" " telephone="&nbsp;" email=" "></contact-person>',
      ['Bo'],
    ],
    ['<contact-person name=" " telephone=" 090-16 10 00 "></contact-person>', ['090-16 10 00']],
  ] as const) {
    it(`have no white space around their values: ${JSON.stringify(markup)}`, async () => {
      const element = await renderFixture(markup);
      expect(getVisibleTexts(element)).to.deep.equal(texts);
      // Nothing empty, which would still take up space.
      for (const part of element.querySelectorAll('.skr-content *')) {
        expect(part.textContent?.trim()).not.to.equal('');
      }
    });
  }

  it('are observed once per root, however many elements it contains', async () => {
    const { observe } = MutationObserver.prototype;
    const places = new Set<Node>();
    MutationObserver.prototype.observe = function (place, options) {
      places.add(place);
      observe.call(this, place, options);
    };
    cleanups.push(() => {
      MutationObserver.prototype.observe = observe;
    });
    const host = await fixture<HTMLElement>('<div></div>');
    const root = host.attachShadow({ mode: 'open' });
    root.innerHTML = '<org-card></org-card><contact-person></contact-person>'.repeat(20);
    expect([...places]).to.have.members([root, document]);
    for (const element of root.querySelectorAll<OrgCardElement>('*')) {
      element.name = 'Kim';
      await element.updateComplete;
      expect(getVisibleTexts(element)[0]).to.equal('Kim');
    }
  });
});
