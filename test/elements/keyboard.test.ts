/**
 * The contact form by keys alone at 400 %, from each failure to the receipt. What has the focus is in sight after
 * each key, and what has gone wrong when it has.
 */
import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { sendKeys, setViewport } from '@web/test-runner-commands';
import { cleanups, getShadowRoot, renderFixture } from './fixture.ts';
import {
  acceptMessage,
  createProblem,
  ENDPOINT,
  failNetwork,
  failureAnswers,
  mockReceiver,
} from './mock-receiver.ts';

/** A page of 1280 × 1024 pixels at 400 %. */
const page = { width: 320, height: 256 };

/** WebKitGTK's window can be no narrower. */
const viewport = { ...page, width: 334 };

const SUBMIT = '[type="submit"]';

const fieldValues = { name: 'Bo', email: 'bo@exempel.se', subject: 'Hej', message: 'Hej hej' };

/** A form on a page, and a visitor who has only keys. */
async function setup(options: Parameters<typeof mockReceiver>[0] = {}) {
  const { submissions } = mockReceiver(options);
  const form = await renderFixture(
    `<main style="inline-size: ${page.width}px">
      <h1>Sida</h1>
      <contact-form endpoint="${ENDPOINT}" telephone="08-123 45 67"></contact-form>
    </main>`,
  );
  const root = getShadowRoot(form);
  await setViewport(viewport);

  /** Waits until something starts in sight, with enough of it to see what it is. */
  async function comeInSight(find: () => Element | null): Promise<void> {
    const box = () => find()?.getBoundingClientRect() ?? new DOMRect(0, -1);
    await waitUntil(
      () => {
        const { top, left, right } = box();
        return top >= 0 && top <= page.height - 20 && left >= 0 && right <= page.width;
      },
      `${find()?.outerHTML.slice(0, 80)} is at ${JSON.stringify(box())}`,
      // The network is ours, and the verification is a small one.
      { timeout: 5000 },
    );
  }

  const see = (selector: string) => comeInSight(() => root.querySelector(selector));

  /** Presses Tab until the focus is where it is wanted, and sees each stop on the way. */
  async function tabTo(selector: string, way: 'on' | 'back' = 'on'): Promise<void> {
    for (let stops = 0; !root.activeElement?.matches(selector); stops++) {
      if (stops > 20) throw new Error(`No Tab leads to ${selector}`);
      if (way === 'back') await sendKeys({ down: 'Shift' });
      await press('Tab');
      if (way === 'back') await sendKeys({ up: 'Shift' });
      await comeInSight(() => root.activeElement);
    }
  }

  return {
    root,
    see,
    tabTo,
    press,
    async write(values: Partial<typeof fieldValues> = fieldValues) {
      for (const [id, text] of Object.entries(values)) {
        await tabTo(`#${id}`);
        await sendKeys({ type: text });
        await paint();
      }
    },
    async send() {
      await tabTo(SUBMIT);
      await sendKeys({ press: 'Enter' });
    },
    async expectReceipt(fields = fieldValues) {
      await see('#confirmation .skr-name');
      expect(root.activeElement?.id).to.equal('confirmation');
      expect(submissions.at(-1)?.body.fields).to.include(fields);
    },
  };
}

/** Presses a key. No visitor is faster than what the browser paints, and Firefox scrolls only then. */
async function press(key: string): Promise<void> {
  await sendKeys({ press: key });
  await paint();
}

async function paint(): Promise<void> {
  await nextFrame();
  await nextFrame();
}

describe('by keys alone at 400 %, a message is sent', () => {
  beforeEach(() => {
    document.body.style.margin = '0';
  });

  afterEach(async () => {
    document.body.removeAttribute('style');
    await setViewport({ width: 800, height: 600 });
  });

  it('at once, and another after it', async () => {
    const { root, write, send, press, see, expectReceipt } = await setup();
    await write();
    await send();
    await expectReceipt();
    // Past what copies the number and saves a copy.
    for (const button of root.querySelectorAll('button')) {
      await press('Tab');
      expect(root.activeElement).to.equal(button);
    }
    await press('Enter');
    await see('#name');
    await write({ subject: 'Hej', message: 'Hej hej' });
    await send();
    await expectReceipt();
  });

  for (const [code, answer] of Object.entries(failureAnswers)) {
    it(`after it failed with ${code}, and the visitor has looked for another way`, async () => {
      const { write, send, see, tabTo, press, expectReceipt } = await setup({
        messages: [answer, acceptMessage],
      });
      await write();
      await send();
      await see('[part="failure"] strong');
      await tabTo('a[href^="tel:"]');
      await tabTo(SUBMIT, 'back');
      await press('Enter');
      await expectReceipt();
    });
  }

  it('after it failed without a network, from the button that still has the focus', async () => {
    const { write, send, see, press, expectReceipt } = await setup({
      messages: [failNetwork, acceptMessage],
    });
    await write();
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
    cleanups.push(() => Reflect.deleteProperty(navigator, 'onLine'));
    await send();
    await see('[part="failure"] strong');
    Reflect.deleteProperty(navigator, 'onLine');
    await press('Enter');
    await expectReceipt();
  });

  it('after it was too large, and has been shortened', async () => {
    const { write, send, see, tabTo, press, expectReceipt } = await setup({
      messages: [failureAnswers['too-large'], acceptMessage],
    });
    await write();
    await send();
    await see('[part="failure"] strong');
    await tabTo('#message', 'back');
    await press('End');
    await press('Backspace');
    await send();
    await expectReceipt({ ...fieldValues, message: 'Hej he' });
  });

  it('after the verification failed, and was asked for again', async () => {
    let isBlocked = true;
    const { root, write, send, see, tabTo, press, expectReceipt } = await setup({
      delay: () =>
        isBlocked ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(),
    });
    await write();
    await tabTo('#verification button');
    isBlocked = false;
    await press('Enter');
    await see('#verification-state.done');
    expect(root.activeElement?.id).to.equal('verification');
    await send();
    await expectReceipt();
  });

  it('after it failed with the verification, and was sent again', async () => {
    let isBlocked = true;
    const { root, write, send, see, expectReceipt } = await setup({
      delay: () =>
        isBlocked ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(),
    });
    await write();
    await send();
    await see('#summary .skr-name');
    expect(root.activeElement?.id).to.equal('summary');
    isBlocked = false;
    await send();
    await expectReceipt();
  });

  it('after fields were wrong, by the links to them', async () => {
    const { root, write, send, see, tabTo, press, expectReceipt } = await setup();
    await send();
    await see('#summary .skr-name');
    expect(root.activeElement?.id).to.equal('summary');
    await tabTo('#summary a');
    await press('Enter');
    await waitUntil(() => root.activeElement?.id === 'name');
    await write();
    await send();
    await expectReceipt();
  });

  it('after fields were wrong that only the receiver could tell', async () => {
    const errors = [{ pointer: '/fields/email', code: 'format' }];
    const { root, write, send, see, tabTo, press, expectReceipt } = await setup({
      messages: [() => createProblem(422, 'invalid-fields', { errors }), acceptMessage],
    });
    await write();
    await send();
    await see('#summary .skr-name');
    await tabTo('#summary a');
    await press('Enter');
    await waitUntil(() => root.activeElement?.id === 'email');
    await press('End');
    await sendKeys({ type: 'x' });
    await send();
    await expectReceipt({ ...fieldValues, email: 'bo@exempel.sex' });
  });
});
