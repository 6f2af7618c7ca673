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

  it('sees a field without a name inside two shadow roots', async () => {
    expect(await firstViolation(await setup('<input>'))).to.include('label: ');
  });

  it('sees text too pale to read', async () => {
    const markup = '<p style="color: #aaa; background: #fff">Blek</p>';
    expect(await firstViolation(await setup(markup))).to.include('color-contrast: ');
  });

  it('sees contrast that is enough for AA and not for AAA', async () => {
    const markup = '<p style="color: #767676; background: #fff">Blek</p>';
    expect(await firstViolation(await setup(markup))).to.include('color-contrast-enhanced: ');
  });

  it('sees contrast that cannot be told', async () => {
    const markup = '<p style="background: linear-gradient(#fff, #000)">Kanske blek</p>';
    expect(await firstViolation(await setup(markup))).to.include('color-contrast: ');
  });

  it('sees targets that are too small to hit (WCAG 2.2)', async () => {
    const button = '<button style="width: 10px; height: 10px; padding: 0" aria-label="A"></button>';
    expect(await firstViolation(await setup(button.repeat(3)))).to.include('target-size: ');
  });

  it('sees a heading that skips a level (good practice)', async () => {
    expect(await firstViolation(await setup('<h2>A</h2><h4>B</h4>'))).to.include('heading-order: ');
  });

  it('refuses an element with nothing to check', async () => {
    expect(await firstViolation(await setup(''))).to.include('nothing to check');
  });
});
