import { expect, fixture } from '@open-wc/testing';
import { ContactPersonElement, OrgCardElement, register } from '../../dist/lib/index.js';
import { getVisibleTexts, recordWarnings } from './fixture.ts';

/** Loads the one file as a page does, from another origin. */
function load(type: 'module' | 'text/javascript'): Promise<void> {
  const script = document.createElement('script');
  // To a browser, localhost and 127.0.0.1 are two origins.
  const host = location.hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  script.src = `//${host}:${location.port}/dist/skr-widgets.js?${Math.random()}`;
  script.type = type;
  if (type === 'module') script.crossOrigin = 'anonymous';
  return new Promise((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${script.src} did not load`));
    document.head.append(script);
  });
}

describe('register', () => {
  it('accepts a prefix for a tag that is taken', async () => {
    register([OrgCardElement, ContactPersonElement], 'umea-');
    const card = await fixture('<umea-org-card name="Umeå"></umea-org-card>');
    expect(getVisibleTexts(card)).to.deep.equal(['Umeå']);
  });

  it('keeps properties that were set before the element was defined', async () => {
    const person = await fixture<ContactPersonElement>(
      '<late-contact-person></late-contact-person>',
    );
    // The last is the page's own global, whose name we use for something else.
    Object.assign(person, { name: 'Bo', jobTitle: 'Strateg', msg: 'Hej' });
    register([ContactPersonElement], 'late-');
    await person.updateComplete;
    expect(getVisibleTexts(person)).to.deep.equal(['Bo', 'Strateg']);
    expect(person.getAttribute('job-title')).to.equal('Strateg');
    person.name = 'Eva';
    await person.updateComplete;
    expect(getVisibleTexts(person)).to.deep.equal(['Eva', 'Strateg']);
  });

  it('leaves a foreign element alone, with one warning, and defines the others', () => {
    const warnings = recordWarnings();
    class Theirs extends HTMLElement {}
    customElements.define('their-org-card', Theirs);
    register([OrgCardElement, ContactPersonElement], 'their-');
    register([OrgCardElement, ContactPersonElement], 'their-');
    expect(customElements.get('their-org-card')).to.equal(Theirs);
    expect(customElements.get('their-contact-person')).to.be.a('function');
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.include('<their-org-card>');
  });

  it('never throws, even if the page has broken customElements.define', () => {
    const warnings = recordWarnings();
    const { define } = customElements;
    customElements.define = () => {
      throw new Error('Not here');
    };
    try {
      register([OrgCardElement], 'broken-');
    } finally {
      customElements.define = define;
    }
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.include('<broken-org-card>');
  });

  it('allows the one file to be loaded twice, as a module and as a classic script', async () => {
    const warnings = recordWarnings();
    const before = Object.keys(window);
    const first = customElements.get('org-card');
    await load('module');
    await load('text/javascript');
    expect(customElements.get('org-card')).to.equal(first);
    expect(warnings).to.deep.equal([]);
    expect(Object.keys(window).filter((name) => !before.includes(name))).to.deep.equal([]);
  });
});
