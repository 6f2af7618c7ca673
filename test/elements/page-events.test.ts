/** Scripts of the page that would act on the form's events. */
import { expect } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { cleanups, getBySelector, getShadowRoot, renderFixture } from './fixture.ts';
import { ENDPOINT, mockReceiver } from './mock-receiver.ts';

async function setup(markup = '') {
  mockReceiver();
  const form = await renderFixture(
    `<div>${markup}<contact-form endpoint="${ENDPOINT}"><p slot="privacy"><input id="own"></p></contact-form></div>`,
  );
  return { form, field: (id: string) => getBySelector<HTMLInputElement>(form, `#${id}`) };
}

/** Adds a listener to the page until the end of the test. */
function listen(type: string, onEvent: (event: Event) => void): void {
  // Otherwise browsers don't let touch events be cancelled there.
  document.addEventListener(type, onEvent, { passive: false });
  cleanups.push(() => document.removeEventListener(type, onEvent));
}

/** Records the events of a type that reach the page, until the end of the test. */
function recordEvents(type: string): Event[] {
  const events: Event[] = [];
  listen(type, (event) => events.push(event));
  return events;
}

const press = (target: Element, init: KeyboardEventInit) => {
  for (const type of ['keydown', 'keypress', 'keyup']) {
    target.dispatchEvent(
      new KeyboardEvent(type, { bubbles: true, composed: true, cancelable: true, ...init }),
    );
  }
};

describe('scripts of the page', () => {
  it('with a single-key shortcut do not interfere with typing', async () => {
    const { field } = await setup();
    listen('keydown', (event) => {
      if (!/^(INPUT|TEXTAREA|SELECT)$/.test((event.target as Element).tagName)) {
        event.preventDefault();
      }
    });
    field('message').focus();
    await sendKeys({ type: '1/2 plat' });
    await sendKeys({ press: 'ArrowLeft' });
    await sendKeys({ press: 'Backspace' });
    expect(field('message').value).to.equal('1/2 plt');
  });

  for (const [name, init] of Object.entries<KeyboardEventInit>({
    'a letter': { key: 'a', code: 'KeyA' },
    'a capital': { key: 'A', code: 'KeyA', shiftKey: true },
    'a space': { key: ' ' },
    'an emoji': { key: '😀' },
    'AltGr and 2': { key: '@', code: 'Digit2', modifierAltGraph: true },
    'AltGr and e, said as Ctrl and Alt': { key: '€', ctrlKey: true, altKey: true },
    'AltGr and a letter that stays one': { key: 'q', modifierAltGraph: true },
    'Option and 2': { key: '@', code: 'Digit2', altKey: true },
    'a dead key': { key: 'Dead' },
    'an input method': { key: 'Process', isComposing: true },
    'the keyboard of a phone': { key: 'Unidentified' },
    Enter: { key: 'Enter' },
    Backspace: { key: 'Backspace' },
    'an arrow': { key: 'ArrowLeft' },
    'a word deleted': { key: 'Backspace', ctrlKey: true },
    paste: { key: 'v', ctrlKey: true },
  })) {
    it(`do not receive ${name} in a field`, async () => {
      const { field } = await setup();
      const events = ['keydown', 'keypress', 'keyup'].map(recordEvents);
      for (const id of ['name', 'message']) press(field(id), init);
      expect(events.flat()).to.deep.equal([]);
    });
  }

  for (const [name, init] of Object.entries<KeyboardEventInit>({
    Tab: { key: 'Tab' },
    Escape: { key: 'Escape' },
    F1: { key: 'F1' },
    'Ctrl and K': { key: 'k', ctrlKey: true },
    'Cmd and S': { key: 's', metaKey: true },
    'Alt and 1': { key: '1', altKey: true },
    'Ctrl and Enter': { key: 'Enter', ctrlKey: true },
    'Shift alone': { key: 'Shift', shiftKey: true },
  })) {
    it(`receive ${name} in a field`, async () => {
      const { field } = await setup();
      const events = recordEvents('keydown');
      press(field('message'), init);
      expect(events).to.have.lengthOf(1);
    });
  }

  it('receive key events in slotted content', async () => {
    const { form } = await setup();
    const events = recordEvents('keydown');
    press(form.querySelector('#own') as Element, { key: 'a' });
    expect(events).to.have.lengthOf(1);
  });

  it('cannot cancel a click on a field, but receive it', async () => {
    const { field } = await setup();
    const eventsOf = { mousedown: recordEvents('mousedown'), click: recordEvents('click') };
    const guard = (event: Event) =>
      /^(INPUT|TEXTAREA|SELECT|BUTTON|A|HTML)$/.test((event.target as Element).nodeName);
    document.onmousedown = guard;
    document.onselectstart = guard;
    cleanups.push(() => {
      document.onmousedown = document.onselectstart = null;
    });
    const control = field('subject');
    control.scrollIntoView({ block: 'center' });
    const { x, y, width, height } = control.getBoundingClientRect();
    const position: [number, number] = [Math.round(x + width / 2), Math.round(y + height / 2)];
    await sendMouse({ type: 'click', position });
    await sendKeys({ type: 'Hej' });
    expect(control.value).to.equal('Hej');
    expect(eventsOf.click).to.have.lengthOf(1);
    expect(eventsOf.mousedown).to.have.lengthOf(1);
    const [press] = eventsOf.mousedown as MouseEvent[];
    const [click] = eventsOf.click as MouseEvent[];
    // Firefox rounds the position if the page is scrolled by half a pixel.
    expect(press?.clientX).to.be.closeTo(click?.clientX ?? 0, 1);
    expect(press?.clientY).to.be.closeTo(click?.clientY ?? 0, 1);
    expect(press?.button).to.equal(0);
  });

  for (const type of [
    'selectstart',
    'dragstart',
    'contextmenu',
    'copy',
    'cut',
    'paste',
    'touchstart',
    'touchend',
  ]) {
    it(`cannot cancel ${type} in a field, and can elsewhere`, async () => {
      const { form, field } = await setup();
      listen(type, (event) => event.preventDefault());
      const fire = (target: Element) =>
        target.dispatchEvent(new Event(type, { bubbles: true, composed: true, cancelable: true }));
      expect(fire(field('message'))).to.equal(true);
      expect(fire(getBySelector(form, 'button'))).to.equal(true);
      expect(fire(getBySelector(form, '#message-hint'))).to.equal(false);
    });
  }

  it('cannot cancel Enter and the space bar on our buttons', async () => {
    const { form } = await setup();
    const events = recordEvents('keydown');
    for (const control of ['button', 'summary', '#save-draft']) {
      press(getShadowRoot(form).querySelector(control) ?? getBySelector(form, 'button'), {
        key: 'Enter',
      });
      press(getShadowRoot(form).querySelector(control) ?? getBySelector(form, 'button'), {
        key: ' ',
      });
    }
    expect(events).to.deep.equal([]);
  });

  it('receive a message event once', async () => {
    const { form, field } = await setup();
    const started = recordEvents('message-started');
    field('message').focus();
    await sendKeys({ type: 'Hej' });
    expect(started).to.have.lengthOf(1);
    expect(started[0]?.target).to.equal(form);
  });
});
