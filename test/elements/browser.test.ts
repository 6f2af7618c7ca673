/** Features of the browsers that the other tests rely on. */
import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, sendMouse, setViewport } from '@web/test-runner-commands';

async function setup() {
  const root = await fixture<HTMLElement>(html`
    <form>
      <label>Namn <input name="name" /></label>
      <button type="button">Skicka</button>
    </form>
  `);
  const field = root.querySelector('input');
  const button = root.querySelector('button');
  if (!field || !button) throw new Error('The form lacks its field or its button');
  return { field, button };
}

describe('the browser', () => {
  afterEach(() => setViewport({ width: 800, height: 600 }));

  it('does not speak Swedish', () => {
    expect(navigator.languages.filter((language) => /^sv\b/i.test(language))).to.deep.equal([]);
    expect(Intl.DateTimeFormat().resolvedOptions().locale).not.to.match(/^sv\b/);
  });

  it('lives in the time zone it was given', () => {
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).to.be.oneOf([
      'Pacific/Honolulu',
      'Europe/Stockholm',
      'Pacific/Kiritimati',
    ]);
  });

  it('begins with the same size for every file', () => {
    expect([innerWidth, innerHeight]).to.deep.equal([800, 600]);
  });

  it('has the focus and a pointer that can hover', () => {
    expect(document.hasFocus()).to.equal(true);
    expect(matchMedia('(hover: hover) and (pointer: fine)').matches).to.equal(true);
  });

  it('types where the focus is, letters of every alphabet we use', async () => {
    const { field } = await setup();
    field.focus();
    await sendKeys({ type: 'Åsa Öberg, á 5 €' });
    expect(field.value).to.equal('Åsa Öberg, á 5 €');
  });

  it('edits with the keys that have no letter', async () => {
    const { field } = await setup();
    field.focus();
    await sendKeys({ type: 'abc' });
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'Backspace' });
    expect(field.value).to.equal('ac');
  });

  it('moves the focus with Tab and Shift, and shows where it is', async () => {
    const { field, button } = await setup();
    field.focus();
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement).to.equal(button);
    expect(button.matches(':focus-visible')).to.equal(true);
    await sendKeys({ down: 'Shift' });
    await sendKeys({ press: 'Tab' });
    await sendKeys({ up: 'Shift' });
    expect(document.activeElement).to.equal(field);
  });

  it('presses a button with Enter and with space', async () => {
    const { button } = await setup();
    let clicks = 0;
    button.addEventListener('click', () => clicks++);
    button.focus();
    await sendKeys({ press: 'Enter' });
    await sendKeys({ press: ' ' });
    expect(clicks).to.equal(2);
  });

  it('clicks with a mouse that the page believes in', async () => {
    const { button } = await setup();
    const clicked: boolean[] = [];
    button.addEventListener('click', (event) => clicked.push(event.isTrusted));
    const { x, y, width, height } = button.getBoundingClientRect();
    const middle: [number, number] = [Math.round(x + width / 2), Math.round(y + height / 2)];
    await sendMouse({ type: 'click', position: middle });
    expect(clicked).to.deep.equal([true]);
    expect(button.matches(':hover')).to.equal(true);
    // Not resetMouse(): in Firefox that leaves the pointer where it is.
    await sendMouse({ type: 'move', position: [0, 0] });
    expect(button.matches(':hover')).to.equal(false);
  });

  it('takes the size it is given and keeps the focus', async () => {
    // WebKitGTK's window can't be narrower than 334 pixels.
    await setViewport({ width: 360, height: 640 });
    expect([innerWidth, innerHeight]).to.deep.equal([360, 640]);
    await setViewport({ width: 1280, height: 900 });
    expect([innerWidth, innerHeight]).to.deep.equal([1280, 900]);
    expect(document.hasFocus()).to.equal(true);
  });

  it('has a second origin to load what we have built from', async () => {
    const elsewhere = `http://127.0.0.1:${location.port}`;
    expect(elsewhere).not.to.equal(location.origin);
    // Rejects if the response may not be read from here.
    const { type } = await fetch(`${elsewhere}/dist/skr-widgets.js`);
    expect(type).to.equal('cors');
  });
});
