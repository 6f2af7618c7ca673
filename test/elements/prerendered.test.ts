import { expect } from '@open-wc/testing';
import type { Widget } from '../../dist/lib/core/skr-element.js';
import { find, listenToConsole, restore, rootOf, textsOf } from './page.ts';

/** Puts an element on the page whose content is there before its script, as the parser would. */
function prerendered(tag: string, attributes: string, shadow: string) {
  const place = document.createElement('div');
  // Not yet an element of ours: nobody has registered this tag.
  place.setHTMLUnsafe(
    `<${tag} ${attributes}><template shadowrootmode="open">${shadow}</template><a href="/">SKR</a></${tag}>`,
  );
  document.body.append(place);
  restore.push(() => place.remove());
  return place.firstElementChild as Widget;
}

let count = 0;

/** Has the script arrive: registers a subclass of one of our elements under a new tag. */
async function arrive(name: string) {
  count += 1;
  const prefix = `late${count}-`;
  const { register, ...classes } = await import('../../dist/lib/index.js');
  const element = Object.values(classes).find(
    (one) => typeof one === 'function' && 'tag' in one && one.tag === name,
  );
  return { tag: prefix + name, now: () => register([element as never], prefix) };
}

describe('an element that was prerendered', () => {
  it('is shown once, by the script, whatever release it came from', async () => {
    const { tag, now } = await arrive('org-card');
    const card = prerendered(tag, 'org="icld" lang="en"', '<b>From an old release</b><p>Old</p>');
    now();
    const texts = textsOf(card);
    expect(texts[0]).to.equal('Swedish International Centre for Local Democracy (ICLD)');
    expect(texts).not.to.include('Old');
    expect(rootOf(card).querySelectorAll('.root')).to.have.lengthOf(1);
    expect(rootOf(card).adoptedStyleSheets).to.have.lengthOf(1);
  });

  it('keeps what was typed, and the focus', async () => {
    const { tag, now } = await arrive('contact-form');
    const form = prerendered(
      tag,
      'endpoint="https://receiver.invalid/v1/forms/international"',
      `<p><a href="#">Other</a></p><input id="name"><input id="gone"><input><textarea id="message"></textarea>`,
    );
    find<HTMLInputElement>(form, '#name').value = 'Åsa Öberg';
    find<HTMLInputElement>(form, '#gone').value = 'of another release';
    find<HTMLTextAreaElement>(form, '#message').value = 'Hej!\nHur gör vi?';
    find(form, '#message').focus();
    now();
    expect(find<HTMLInputElement>(form, '#name').value).to.equal('Åsa Öberg');
    expect(find<HTMLInputElement>(form, '#email').value).to.equal('');
    expect(find<HTMLTextAreaElement>(form, '#message').value).to.equal('Hej!\nHur gör vi?');
    expect(rootOf(form).activeElement?.id).to.equal('message');
    expect(rootOf(form).querySelector('#gone')).to.equal(null);
  });

  it('stays as it is where the script cannot show anything, with one warning', async () => {
    const warnings = listenToConsole();
    const { DocumentFragment } = window;
    restore.push(() => {
      window.DocumentFragment = DocumentFragment;
    });
    window.DocumentFragment = class {
      constructor() {
        throw new TypeError('Not on this page');
      }
    } as unknown as typeof DocumentFragment;
    const { tag, now } = await arrive('contact-person');
    const person = prerendered(tag, '', '<p>Before</p>');
    now();
    expect(textsOf(person)).to.deep.equal(['Before']);
    const bare = document.createElement(tag);
    document.body.append(bare);
    expect(bare.shadowRoot, 'what the page put inside shows').to.equal(null);
    bare.remove();
    // The form of another test may still be asking its receiver.
    expect(warnings.filter((text) => text.includes('Drawing'))).to.deep.equal([
      '[skr-widgets] Drawing failed: TypeError: Not on this page',
    ]);
  });
});
