/**
 * What a visitor is taken to is visible: in small and zoomed windows, and on pages with a sticky header. Each page is
 * in a frame, which works as a window of any size in every engine.
 */
import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { cleanups, findElement, getShadowRoot } from './fixture.ts';
import { ENDPOINT, mockReceiver } from './mock-receiver.ts';

/** 1280 × 1024 at 400 %, a phone in landscape, and a low window. */
const windows = [
  [320, 256],
  [667, 320],
  [1280, 300],
] as const;

const heads = [0, 80, 140];

const fieldValues = { name: 'Bo', email: 'bo@exempel.se', subject: 'Hej', message: 'Hej hej' };

interface Options {
  width: number;
  height: number;
  head: number;
  /** The content of the page below the form. */
  rest?: string;
}

async function setup({ width, height, head, rest = '' }: Options) {
  mockReceiver();
  const frame = document.createElement('iframe');
  frame.width = String(width);
  frame.height = String(height);
  frame.style.border = '0';
  frame.srcdoc = `<!doctype html>
    <html lang="sv">
      <body style="margin: 0; font: 16px/1.5 sans-serif">
        <header style="position: sticky; inset-block-start: 0; z-index: 1; block-size: ${head}px"></header>
        <main><h1>Sida</h1><contact-form endpoint="${ENDPOINT}"></contact-form>${rest}</main>
        <script src="${location.origin}/dist/skr-widgets.js"></script>
      </body>
    </html>`;
  document.body.append(frame);
  cleanups.push(() => frame.remove());
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const page = frame.contentWindow as Window & typeof globalThis;
  page.fetch = window.fetch;
  await page.customElements.whenDefined('contact-form');
  const root = getShadowRoot(await findElement(page.document));
  const find = (selector: string) => root.querySelector(selector) as HTMLElement;
  return {
    root,
    find,
    write() {
      for (const [name, value] of Object.entries(fieldValues)) {
        const control = find(`#${name}`) as HTMLInputElement;
        control.focus();
        control.value = value;
        control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      }
    },
    /** Presses the button, and waits for the result. */
    async send(selector: string) {
      const button = find('[type="submit"]');
      button.focus();
      await settle();
      button.click();
      await waitUntil(() => find(selector) && root.activeElement === find(selector), selector, {
        timeout: 10_000,
      });
      await settle();
    },
  };
}

/** Firefox and WebKit scroll to the focus only when they paint. */
async function settle(): Promise<void> {
  await nextFrame();
  await nextFrame();
}

for (const [width, height] of windows) {
  for (const head of heads) {
    describe(`in ${width} × ${height} pixels, below a head of ${head},`, () => {
      for (const [where, rest] of [
        ['the page ends after the form', ''],
        ['the page goes on', '<p>Mer</p>'.repeat(60)],
      ] as const) {
        it(`the confirmation and the summary are scrolled to their start when ${where}`, async () => {
          const { find, write, send } = await setup({ width, height, head, rest });
          for (const id of ['#summary', '#confirmation']) {
            if (id === '#confirmation') write();
            await send(id);
            const { top, bottom } = find(`${id} .skr-name`).getBoundingClientRect();
            expect(top, `the start of the heading of ${id}`).to.be.at.least(head);
            expect(bottom, `the end of the heading of ${id}`).to.be.at.most(height);
          }
        });
      }

      // Not with keys: Firefox sends none to a frame after another one has been removed.
      for (const way of ['there', 'back']) {
        it(`no focused control is hidden below it when tabbing ${way}`, async () => {
          const { root, send } = await setup({
            width,
            height,
            head,
            rest: '<p>Mer</p>'.repeat(60),
          });
          await send('#summary');
          const controls = [
            ...root.querySelectorAll<HTMLElement>('a, input, textarea, summary, button'),
          ].filter((control) => control.checkVisibility());
          if (way === 'back') controls.reverse();
          for (const control of controls) {
            control.focus();
            await settle();
            const name = control.id || control.outerHTML;
            expect(control.getBoundingClientRect().top, name).to.be.within(head - 1, height - 20);
            const box = control.closest('.field')?.getBoundingClientRect();
            // Its label too, if there is room for all of it.
            if (box && box.height < height - head) expect(box.top, name).to.be.at.least(head - 1);
          }
        });
      }
    });
  }
}
