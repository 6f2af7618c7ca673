/** How every element in every state stands up to narrow pages, large and spaced text, fingers and keys. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { find, rootOf } from '../page.ts';
import { dress } from './dress.ts';
import { enter, languages, type State, states } from './states.ts';

dress();

afterEach(() => document.body.removeAttribute('style'));

/** Every element that an element of ours shows to those who see. */
function shownIn(element: Element): HTMLElement[] {
  return [
    ...rootOf(element).querySelectorAll<HTMLElement>('*'),
    ...element.querySelectorAll<HTMLElement>('*'),
  ].filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, svg'));
}

/** Texts that stand outside the box they belong to, and boxes that stand outside the page. */
function clippedIn(element: Element): string[] {
  const clipped: string[] = [];
  const { left, right } = document.body.getBoundingClientRect();
  const range = document.createRange();
  for (const one of shownIn(element)) {
    if (getComputedStyle(one).display === 'contents') continue;
    const box = one.getBoundingClientRect();
    if (box.left < left || box.right > right + 0.5)
      clipped.push(`${one.outerHTML} is ${box.right} wide`);
    if (getComputedStyle(one).display === 'inline') continue;
    const size = Number.parseFloat(getComputedStyle(one).fontSize);
    for (const text of one.childNodes) {
      if (!(text instanceof Text) || !text.data.trim()) continue;
      range.selectNodeContents(text);
      for (const line of range.getClientRects()) {
        // Letters reach less far than the line's box, which may be higher than the line.
        const middle = (line.top + line.bottom) / 2;
        const isInside =
          line.left >= box.left - 1 &&
          line.right <= box.right + 1 &&
          middle - size / 2 >= box.top - 1 &&
          middle + size / 2 <= box.bottom + 1;
        if (!isInside) clipped.push(`“${text.data}” is outside its <${one.localName}>`);
      }
    }
  }
  return clipped;
}

/** What a visitor may have asked for. */
const demands: Record<string, { page: string; inside?: string }> = {
  'a page 320 pixels wide, as at 400 %': { page: 'inline-size: 320px' },
  'a column 240 pixels wide': { page: 'inline-size: 240px; padding: 0 8px' },
  'a page 1600 pixels wide': { page: 'inline-size: 1600px' },
  'text of 200 %': { page: 'inline-size: 640px; font-size: 32px' },
  'text of 200 % on a narrow page': { page: 'inline-size: 320px; font-size: 32px' },
  "WCAG's text spacing on a narrow page": {
    page: 'inline-size: 320px',
    inside: `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
      p { margin-block-end: 2em !important; }`,
  },
};

describe('nothing is clipped, and nothing scrolls sideways,', () => {
  for (const state of states) {
    it(`in ${state.name}, whatever the visitor has asked for`, async () => {
      for (const language of languages) {
        const element = await enter(state, language);
        for (const [name, { page, inside }] of Object.entries(demands)) {
          document.body.style.cssText = page;
          const { adoptedStyleSheets } = rootOf(element);
          if (inside) {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(inside);
            rootOf(element).adoptedStyleSheets = [...adoptedStyleSheets, sheet];
          }
          expect(clippedIn(element), `${name}, ${language}`).to.deep.equal([]);
          rootOf(element).adoptedStyleSheets = adoptedStyleSheets;
        }
        element.closest('main')?.remove();
      }
    });
  }

  it('and that would be seen', async () => {
    const element = await enter(stateNamed('org-card.long'), 'sv');
    document.body.style.cssText = 'inline-size: 320px';
    find(element, 'p').style.cssText = 'white-space: nowrap; inline-size: 50px';
    expect(clippedIn(element).join()).to.include('is outside its <p>');
  });
});

describe('what can be pressed', () => {
  for (const state of states) {
    it(`is 44 pixels or more each way in ${state.name}, but for links in a sentence`, async () => {
      const element = await enter(state, 'sv');
      const small = shownIn(element)
        .filter((one) => one.matches('a, button, summary, input, textarea'))
        .filter((one) => !isInSentence(one))
        .map((one) => {
          const label = rootOf(element).querySelector(`label[for="${one.id}"]`);
          const isBox = one.matches('[type="checkbox"]');
          const { width, height } = (isBox && label ? label : one).getBoundingClientRect();
          return { one, width, height };
        })
        .filter(({ width, height }) => width < 44 || height < 44)
        .map(({ one, width, height }) => `${one.outerHTML}: ${width} × ${height}`);
      expect(small).to.deep.equal([]);
    });
  }

  function isInSentence(link: Element): boolean {
    return link.localName === 'a' && link.parentElement?.querySelectorAll('a').length === 2;
  }
});

describe('the Tab key', () => {
  for (const state of states) {
    it(`goes through ${state.name} in the order it is read, always seen, and out again`, async () => {
      const element = await enter(
        state,
        'sv',
        (markup) =>
          `<main lang="sv"><h1>Sida</h1><button>Före</button>${markup}<button>Efter</button></main>`,
      );
      const [first, last] = element.parentElement?.querySelectorAll(':scope > button') ?? [];
      const expected = shownIn(element).filter((one) =>
        one.matches('a, button, summary, input, textarea'),
      );
      (first as HTMLElement).focus();
      for (const one of expected) {
        await sendKeys({ press: 'Tab' });
        expect(rootOf(element).activeElement?.outerHTML).to.equal(one.outerHTML);
        const { outlineStyle, outlineColor, outlineWidth, boxShadow } = getComputedStyle(one);
        // White within black: one of them shows on any background.
        expect([outlineStyle, outlineColor, outlineWidth]).to.deep.equal([
          'solid',
          'rgb(255, 255, 255)',
          '3px',
        ]);
        expect(boxShadow).to.equal('rgb(0, 0, 0) 0px 0px 0px 6px');
      }
      await sendKeys({ press: 'Tab' });
      expect(document.activeElement).to.equal(last);
    });
  }
});

describe('the focus', () => {
  for (const state of states.filter(({ reach }) => reach)) {
    it(`is not lost on the way to ${state.name}, in forced colours either`, async () => {
      const element = await enter(state, 'sv');
      expect(document.activeElement).to.equal(element);
      expect(rootOf(element).activeElement?.checkVisibility()).to.equal(true);
    });
  }
});

describe('while it works, the form', () => {
  for (const width of [320, 768, 1280]) {
    for (const language of languages) {
      it(`stays where it is in ${language} on a page ${width} pixels wide`, async () => {
        let before: string[] | undefined;
        for (const name of ['empty', 'checking', 'slow', 'expired', 'sending', 'failed']) {
          const state = stateNamed(`contact-form.${name}`);
          // What the receiver says of itself comes once, with the first visit to a field.
          const quiet = { ...state, receiver: { ...state.receiver, notice: undefined } };
          const element = await enter(quiet as State, language);
          document.body.style.cssText = `inline-size: ${width}px`;
          const { top } = element.getBoundingClientRect();
          const controls = shownIn(element).filter((one) => one.matches('input, textarea, button'));
          const places = controls.map((one) => {
            const box = one.getBoundingClientRect();
            return `${one.id || one.localName} ${Math.round(box.top - top)} ${Math.round(box.height)}`;
          });
          before ??= places;
          expect(places, name).to.deep.equal(before);
          element.closest('main')?.remove();
        }
      });
    }
  }
});

describe('an element', () => {
  for (const state of states) {
    it(`does not move by itself: ${state.name} has no animation and no transition`, async () => {
      const element = await enter(state, 'sv');
      for (const one of shownIn(element)) {
        const { animationName, transitionDuration } = getComputedStyle(one);
        expect([animationName, transitionDuration]).to.deep.equal(['none', '0s']);
      }
    });
  }
});

function stateNamed(name: string): State {
  const state = states.find((one) => one.name === name);
  if (!state) throw new Error(`There is no state ${name}`);
  return state;
}
