import { expect, fixture, html } from '@open-wc/testing';
import { expectAccessible } from './accessible.ts';

/** Renders markup inside a shadow root inside a shadow root. */
async function setup(markup: string): Promise<Element> {
  const host = await fixture<HTMLElement>(html`<div></div>`);
  const inner = document.createElement('div');
  host.attachShadow({ mode: 'open' }).append(inner);
  inner.attachShadow({ mode: 'open' }).innerHTML = markup;
  return host;
}

async function firstViolation(element: Element): Promise<string> {
  try {
    await expectAccessible(element);
  } catch (error) {
    return String(error);
  }
  return 'none';
}

describe('expectAccessible', () => {
  it('accepts a labelled field', async () => {
    expect(await firstViolation(await setup('<label>Namn <input></label>'))).to.equal('none');
  });

  it('reports a field without a name inside two shadow roots', async () => {
    expect(await firstViolation(await setup('<input>'))).to.include('label: ');
  });

  it('reports text with too little contrast', async () => {
    const markup = '<p style="color: #aaa; background: #fff">Blek</p>';
    expect(await firstViolation(await setup(markup))).to.include('color-contrast: ');
  });

  it('reports contrast that meets AA but not AAA', async () => {
    const markup = '<p style="color: #767676; background: #fff">Blek</p>';
    expect(await firstViolation(await setup(markup))).to.include('color-contrast-enhanced: ');
  });

  it('reports contrast that cannot be determined', async () => {
    const markup = '<p style="background: linear-gradient(#fff, #000)">Kanske blek</p>';
    expect(await firstViolation(await setup(markup))).to.include('color-contrast: ');
  });

  it('reports targets that are too small (WCAG 2.2)', async () => {
    const button = '<button style="width: 10px; height: 10px; padding: 0" aria-label="A"></button>';
    expect(await firstViolation(await setup(button.repeat(3)))).to.include('target-size: ');
  });

  it('reports a skipped heading level (best practice)', async () => {
    expect(await firstViolation(await setup('<h2>A</h2><h4>B</h4>'))).to.include('heading-order: ');
  });

  it('rejects an element with nothing to check', async () => {
    expect(await firstViolation(await setup(''))).to.include('nothing to check');
  });
});
