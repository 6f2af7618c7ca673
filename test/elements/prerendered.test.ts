import { expect } from '@open-wc/testing';
import type { SkrElement } from '../../dist/lib/core/skr-element.js';
import { cleanups, getBySelector, getShadowRoot, getVisibleTexts, queryAll } from './fixture.ts';

let count = 0;

/** Adds HTML to the page as the parser would, with a tag that isn't registered yet. */
async function setup(name: string, attributes: string, inner: string) {
  count += 1;
  const prefix = `late${count}-`;
  const tag = prefix + name;
  const parent = document.createElement('div');
  parent.setHTMLUnsafe(`<${tag} ${attributes}>${inner}</${tag}>`);
  document.body.append(parent);
  cleanups.push(() => parent.remove());
  const element = parent.firstElementChild as SkrElement;
  const { register, ...classes } = await import('../../dist/lib/index.js');
  const elementClass = Object.values(classes).find(
    (each) => typeof each === 'function' && 'tag' in each && each.tag === name,
  );
  return {
    tag,
    element,
    async loadScript() {
      register([elementClass as never], prefix);
      await element.updateComplete;
    },
  };
}

describe('an element that a server has printed', () => {
  it('is shown once, by the script, whatever release it came from', async () => {
    const { element, loadScript } = await setup(
      'org-card',
      'org="icld" lang="en"',
      `<div class="skr-content" slot="skr-content" lang="sv"><b>From an old release</b><p>Old</p></div>
       <div class="skr-content" slot="skr-content">Twice</div>
       <div class="skr-content" slot="skr-content-end">Of a slot that isn't used any more</div>`,
    );
    await loadScript();
    expect(getVisibleTexts(element)[0]).to.equal(
      'Swedish International Centre for Local Democracy (ICLD)',
    );
    expect(element.textContent).not.to.match(/old|twice|more/i);
    expect(element.querySelectorAll('.skr-content')).to.have.lengthOf(1);
  });

  it('keeps what was typed in a declarative shadow root, and the focus', async () => {
    const { element, loadScript } = await setup(
      'contact-form',
      'endpoint="https://receiver.invalid/v1/forms/international"',
      `<template shadowrootmode="open"><p><a href="#">Other</a></p><input id="name"><input id="gone"><input><textarea id="message"></textarea></template>`,
    );
    getBySelector<HTMLInputElement>(element, '#name').value = 'Åsa Öberg';
    getBySelector<HTMLInputElement>(element, '#gone').value = 'of another release';
    getBySelector<HTMLTextAreaElement>(element, '#message').value = 'Hej!\nHur gör vi?';
    getBySelector(element, '#message').focus();
    await loadScript();
    expect(getBySelector<HTMLInputElement>(element, '#name').value).to.equal('Åsa Öberg');
    expect(getBySelector<HTMLInputElement>(element, '#email').value).to.equal('');
    expect(getBySelector<HTMLTextAreaElement>(element, '#message').value).to.equal(
      'Hej!\nHur gör vi?',
    );
    expect(getShadowRoot(element).activeElement?.id).to.equal('message');
    expect(queryAll(element, '#gone')).to.deep.equal([]);
  });

  it('counts what was typed before the script came, and saves the draft that was asked for', async () => {
    const { element, loadScript } = await setup(
      'contact-form',
      'endpoint="https://receiver.invalid/v1/forms/international"',
      `<template shadowrootmode="open"><textarea id="message"></textarea><input id="save-draft" type="checkbox"></template>`,
    );
    cleanups.push(() => localStorage.clear());
    getBySelector<HTMLTextAreaElement>(element, '#message').value = 'Hej!';
    getBySelector(element, '#save-draft').click();
    await loadScript();
    await element.updateComplete;
    expect(getVisibleTexts(element).join()).to.match(/Tecken kvar: 4.996/);
    expect(getBySelector<HTMLInputElement>(element, '#save-draft').checked).to.equal(true);
    expect(Object.values({ ...localStorage }).join()).to.include('Hej!');
  });

  it("leaves the page's own content visible when it cannot render, with one warning", async () => {
    const warnings: unknown[][] = [];
    const { warn } = console;
    console.warn = (...words) => warnings.push(words);
    cleanups.push(() => {
      console.warn = warn;
    });
    const error = new TypeError('Not on this page');
    const { tag, loadScript } = await setup('contact-person', '', '');
    await loadScript();
    const frame = document.createElement('iframe');
    document.body.append(frame);
    cleanups.push(() => frame.remove());
    Object.assign(frame.contentWindow as Window, {
      CSSStyleSheet: class {
        constructor() {
          throw error;
        }
      },
    });
    for (const text of ['Before', 'Also']) {
      const person = document.createElement(tag) as SkrElement;
      person.innerHTML = `<p>${text}</p>`;
      frame.contentDocument?.body.append(person);
      await person.updateComplete;
      expect(person.querySelector('p')?.checkVisibility()).to.equal(true);
      expect(person.innerText).to.equal(text);
    }
    // The error itself, whose stack the console shows.
    const text = '[skr-widgets] Drawing failed: TypeError: Not on this page';
    expect(warnings.filter(([first]) => first === text)).to.deep.equal([[text, error]]);
  });
});
