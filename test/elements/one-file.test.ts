import { expect } from '@open-wc/testing';
import { warmUp } from '../../dist/lib/contact-form/contact-form.js';
import { restore } from './page.ts';

/** What is on the page: every element, in both languages, and the form with its faults. */
const markup = ['sv', 'en']
  .map(
    (lang) => `<div lang="${lang}">
      <skr-intl-overview contact-endpoint="https://receiver.invalid/v1/forms/a"></skr-intl-overview>
      <org-card org="icld" heading-level="6"></org-card>
      <org-card name="Umeå &lt;b&gt;" description="Kommun" href="https://umea.se/?a=1&amp;b=2"></org-card>
      <contact-person name="Bo" job-title="Strateg" telephone="08-123 45 67" email="bo@umea.se"></contact-person>
      <contact-form recipient="Umeå" telephone="090" email="a@umea.se"></contact-form>
      <contact-form endpoint="https://receiver.invalid/v1/forms/b"></contact-form>
    </div>`,
  )
  .join('');

/** What the elements show on a page of its own with this script, without Lit's own marks. */
async function shownBy(script: string, type: string): Promise<string[]> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  restore.push(() => frame.remove());
  const page = frame.contentDocument as Document;
  page.body.innerHTML = markup;
  await new Promise((resolve, reject) => {
    const element = page.createElement('script');
    Object.assign(element, { src: script, type, onload: resolve, onerror: reject });
    page.head.append(element);
  });
  await frame.contentWindow?.customElements.whenDefined('skr-intl-overview');
  const widgets = [...page.querySelectorAll('[lang] > *')];
  for (const { shadowRoot } of widgets) {
    const form = shadowRoot?.querySelector('form');
    form?.requestSubmit();
  }
  await Promise.all(widgets.map((one) => (one as never as Widget).updateComplete));
  return widgets.map(({ shadowRoot }) =>
    // Space between boxes does not show, and is not in the file.
    (shadowRoot?.innerHTML ?? '').replace(/<!--.*?-->/g, '').replace(/\s+(?=<)|(?<=>)\s+/g, ''),
  );
}

/** What a browser gives of a page that is painted, or not yet. */
const painted = { getEntriesByType: () => [{ name: 'first-paint' }] };
const notPainted = { getEntriesByType: () => [] };

/** Which elements the file defines at once, and which in a task of their own. */
async function takenBy(place: string, performance: unknown) {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  restore.push(() => frame.remove());
  const page = frame.contentDocument as Document;
  const { customElements } = frame.contentWindow as Window & typeof globalThis;
  Object.defineProperty(frame.contentWindow, 'performance', {
    value: performance,
  });
  const taken: Record<'atOnce' | 'later', string[]> = { atOnce: [], later: [] };
  const define = customElements.define.bind(customElements);
  let isOver = false;
  customElements.define = (name, element) => {
    setTimeout(() => {
      isOver = true;
    });
    expect(isOver, 'at once, or in another task').to.equal(!page.currentScript);
    taken[isOver ? 'later' : 'atOnce'].push(name);
    define(name, element);
  };
  page.body.innerHTML = place;
  for (const part of page.querySelectorAll('[data-prerendered]'))
    part.attachShadow({ mode: 'open' });
  page.head.append(Object.assign(page.createElement('script'), { src: '/dist/skr-widgets.js' }));
  await customElements.whenDefined('contact-form');
  await customElements.whenDefined('skr-intl-overview');
  return taken;
}

interface Widget {
  readonly updateComplete: Promise<void>;
}

describe('the one file', () => {
  it('shows what the modules for npm show, though Lit is fitted to it', async () => {
    const file = await shownBy('/dist/skr-widgets.js', 'text/javascript');
    const modules = await shownBy('/dist/lib/auto-define.js', 'module');
    expect(file).to.have.lengthOf(12);
    expect(file[0]).to.include('Du behöver rätta 4 fält');
    expect(file[6]).to.include('Fields to correct before you can send the message: 4');
    expect(file).to.deep.equal(modules);
  });

  const small = ['org-card', 'contact-person'];

  it('shows all at once before the first paint, so that nothing moves', async () => {
    const { later } = await takenBy(
      '<contact-form></contact-form><org-card></org-card>',
      notPainted,
    );
    expect(later).to.deep.equal([]);
  });

  it('draws what is large in a task of its own once the page is painted', async () => {
    expect(await takenBy('<contact-form></contact-form>', painted)).to.deep.equal({
      atOnce: [...small, 'skr-intl-overview'],
      later: ['contact-form'],
    });
    const none = await takenBy('<org-card></org-card>', painted);
    expect(none.later, 'what a script puts on the page later is there at once').to.deep.equal([]);
  });

  it('lets what is prerendered be painted first', async () => {
    const place = '<skr-intl-overview data-prerendered></skr-intl-overview>';
    expect(await takenBy(place, notPainted)).to.deep.equal({
      atOnce: [...small, 'contact-form'],
      later: ['skr-intl-overview'],
    });
  });

  it('shows all at once where a script of the page has a performance of its own', async () => {
    for (const own of [undefined, null, 5, 'Vår prestation', {}]) {
      const { later } = await takenBy('<contact-form></contact-form>', own);
      expect(later, String(own)).to.deep.equal([]);
    }
  });

  it('draws a form where nobody sees it, in two tasks', () => {
    const { importNode } = document;
    const { setTimeout } = window;
    restore.push(
      () => Object.assign(document, { importNode }),
      () => Object.assign(window, { setTimeout }),
    );
    const tasks: (() => void)[] = [];
    window.setTimeout = ((task: () => void) => tasks.push(task)) as typeof window.setTimeout;
    const drawn: string[] = [];
    document.importNode = ((node: DocumentFragment) => {
      drawn.push(...[...node.querySelectorAll('*')].map(({ localName }) => localName));
      return importNode.call(document, node, true);
    }) as typeof importNode;
    warmUp();
    expect(drawn).to.deep.equal([]);
    expect(tasks).to.have.lengthOf(2);
    tasks[0]?.();
    expect(drawn).to.include.members(['input', 'textarea']);
    expect(drawn).not.to.include('form');
    drawn.length = 0;
    tasks[1]?.();
    expect(drawn).to.include.members(['form', 'input', 'textarea', 'details', 'button']);
    expect(document.querySelector('form')).to.equal(null);
  });
});
