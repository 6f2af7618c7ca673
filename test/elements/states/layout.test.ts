/** Every element in every state on narrow pages, with large and spaced text, for touch and for keyboard. */
import { expect, nextFrame, waitUntil } from '@open-wc/testing';
import { executeServerCommand, sendKeys } from '@web/test-runner-commands';
import { getBySelector, getShadowRoot, queryAll } from '../fixture.ts';
import { ENDPOINT } from '../mock-receiver.ts';
import { fieldValues, languages, renderState, type State, states } from './states.ts';
import { installTestPageStyles } from './test-page-styles.ts';

installTestPageStyles();

afterEach(() => document.body.removeAttribute('style'));

/** Every visible element in one of our elements. */
function shownIn(element: Element): HTMLElement[] {
  return queryAll(element, '*').filter(
    (one) =>
      one.checkVisibility({ visibilityProperty: true }) &&
      !one.closest('.skr-visually-hidden, svg'),
  );
}

/** Texts that overflow their box, and boxes that overflow the page. */
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
        // Glyphs are smaller than the line's box, which may be taller than the line.
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

/** The visitor's settings. */
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
        const element = await renderState(state, language);
        for (const [name, { page, inside }] of Object.entries(demands)) {
          document.body.style.cssText = page;
          const { adoptedStyleSheets } = getShadowRoot(element);
          if (inside) {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(inside);
            getShadowRoot(element).adoptedStyleSheets = [...adoptedStyleSheets, sheet];
          }
          expect(clippedIn(element), `${name}, ${language}`).to.deep.equal([]);
          getShadowRoot(element).adoptedStyleSheets = adoptedStyleSheets;
        }
        element.closest('main')?.remove();
      }
    });
  }

  it('and that would be seen', async () => {
    const element = await renderState(stateNamed('org-card.long'), 'sv');
    document.body.style.cssText = 'inline-size: 320px';
    getBySelector(element, 'p').style.cssText = 'white-space: nowrap; inline-size: 50px';
    expect(clippedIn(element).join()).to.include('is outside its <p>');
  });
});

describe('what can be pressed', () => {
  for (const state of states) {
    it(`is at least 44 × 44 pixels in ${state.name}, except for links in a sentence`, async () => {
      const small: string[] = [];
      for (const language of languages) {
        const element = await renderState(state, language);
        for (const one of shownIn(element)) {
          if (!one.matches('a, button, summary, input, textarea')) continue;
          if (isInSentence(one)) continue;
          const label = one.id && getShadowRoot(element).querySelector(`label[for="${one.id}"]`);
          const isBox = one.matches('[type="checkbox"]');
          const { width, height } = (isBox && label ? label : one).getBoundingClientRect();
          if (width < 44 || height < 44)
            small.push(`${language} ${one.outerHTML}: ${width} × ${height}`);
        }
        element.closest('main')?.remove();
      }
      expect(small).to.deep.equal([]);
    });
  }

  it('has links that are distinguished by more than their colour', async () => {
    for (const state of states) {
      const element = await renderState(state, 'sv');
      for (const link of queryAll(element, 'a')) {
        expect(getComputedStyle(link).textDecorationLine, state.name).to.equal('underline');
      }
    }
  });

  function isInSentence(link: Element): boolean {
    return link.localName === 'a' && link.parentElement?.querySelectorAll('a').length === 2;
  }
});

describe('the Tab key', () => {
  for (const state of states) {
    it(`goes through ${state.name} in the order it is read, always seen, and out again`, async () => {
      for (const language of languages) {
        const element = await renderState(
          state,
          language,
          (markup) =>
            `<main lang="${language}"><h1>Sida</h1><button>Före</button>${markup}<button>Efter</button></main>`,
        );
        const [first, last] = element.parentElement?.querySelectorAll(':scope > button') ?? [];
        const expected = shownIn(element).filter((one) =>
          one.matches('a, button, summary, input, textarea'),
        );
        (first as HTMLElement).focus();
        for (const one of expected) {
          await sendKeys({ press: 'Tab' });
          const isInPage = !getShadowRoot(element).contains(one);
          const { activeElement } = isInPage ? document : getShadowRoot(element);
          expect(activeElement?.outerHTML).to.equal(one.outerHTML);
          const { outlineStyle, outlineColor, outlineWidth, boxShadow } = getComputedStyle(one);
          // The page's own focus indicator, here the browser's.
          if (isInPage) {
            expect(outlineStyle).to.equal('auto');
            continue;
          }
          // White next to black: one of them is visible on any background.
          expect([outlineStyle, outlineColor, outlineWidth]).to.deep.equal([
            'solid',
            'rgb(255, 255, 255)',
            '3px',
          ]);
          expect(boxShadow).to.equal('rgb(0, 0, 0) 0px 0px 0px 6px');
        }
        await sendKeys({ press: 'Tab' });
        expect(document.activeElement).to.equal(last);
        element.closest('main')?.remove();
      }
    });
  }
});

describe('the focus', () => {
  // WebKit ignores it when it scrolls to the focus, so this test runs only here.
  const underHead = (markup: string) =>
    `<main lang="sv"><header style="position: sticky; top: 0; block-size: 80px"></header><h1>Sida</h1>${markup}<div style="block-size: 200vh"></div></main>`;

  it('shows a field below a head of the page that stays in sight', async () => {
    const element = await renderState(stateNamed('contact-form.empty'), 'sv', underHead);
    document.documentElement.scrollTop = document.documentElement.scrollHeight;
    getBySelector(element, '#subject').focus();
    await waitUntil(
      () => getBySelector(element, '#subject').getBoundingClientRect().top >= 80,
      'the head of the page covers the field',
    );
    element.closest('main')?.remove();
  });

  for (const [state, id] of [
    ['faults', 'summary'],
    ['sent', 'confirmation'],
  ]) {
    it(`shows the ${id} below it too`, async () => {
      const element = await renderState(stateNamed(`contact-form.${state}`), 'sv', underHead);
      const place = getBySelector(element, `#${id}`);
      place.blur();
      // Visible to the browser, but covered for the visitor.
      scrollBy(0, place.getBoundingClientRect().top - 40);
      place.focus();
      expect(place.getBoundingClientRect().top).to.be.at.least(80);
      element.closest('main')?.remove();
    });
  }

  it('has a ring around the confirmation that is clear of the heading above', async () => {
    const element = await renderState(stateNamed('contact-form.sent'), 'sv');
    const heading = getBySelector(element, '.skr-section').getBoundingClientRect();
    const confirmation = getBySelector(element, '#confirmation').getBoundingClientRect();
    // The ring is six pixels wide.
    expect(confirmation.top - heading.bottom).to.be.at.least(6 + 8);
    element.closest('main')?.remove();
  });

  for (const state of states.filter(({ act: reach }) => reach)) {
    it(`is not lost on the way to ${state.name}, in forced colours either`, async () => {
      const element = await renderState(state, 'sv');
      expect(document.activeElement).to.equal(element);
      expect(getShadowRoot(element).activeElement?.checkVisibility()).to.equal(true);
    });
  }
});

/** The positions of a form's fields and buttons, and of the privacy text. */
function placesIn(element: Element): string[] {
  const { left, top } = element.getBoundingClientRect();
  return shownIn(element)
    .filter((one) => one.matches('input, textarea, button, summary'))
    .map((one) => {
      const box = one.getBoundingClientRect();
      // Its text may change, as that of the button does after a failure.
      const width = one.localName === 'button' ? '' : box.width;
      return [one.id || one.localName, box.left - left, box.top - top, width, box.height].join(' ');
    });
}

describe('from state to state, the form', () => {
  for (const width of [320, 768, 1280]) {
    for (const language of languages) {
      /** The positions in each of some states. */
      const getPlaces = async (names: readonly string[]) => {
        const places: Record<string, string[]> = {};
        for (const name of names) {
          const element = await renderState(stateNamed(`contact-form.${name}`), language);
          document.body.style.cssText = `inline-size: ${width}px`;
          places[name] = placesIn(element);
          // Closed as initially: opening it is not a state of the form.
          element.closest('main')?.remove();
        }
        return places;
      };

      it(`stays where it is in ${language} on a page ${width} pixels wide`, async () => {
        const { empty, ...others } = await getPlaces([
          'empty',
          'checking',
          'ready',
          'expired',
          'sending',
          'failed',
        ]);
        for (const [name, places] of Object.entries(others)) {
          expect(places, name).to.deep.equal(empty);
        }
      });

      it(`keeps its fields where they are when more comes below them in ${language} on a page ${width} pixels wide`, async () => {
        const isField = (place: string) => !/^(button|summary) /.test(place);
        const { empty, ...others } = await getPlaces(['empty', 'draft', 'refused', 'blocked']);
        for (const [name, places] of Object.entries(others)) {
          expect(places.filter(isField), name).to.deep.equal(empty?.filter(isField));
        }
      });

      it(`does not move when a message is sent after errors were corrected in ${language} on a page ${width} pixels wide`, async () => {
        const withErrors = stateNamed('contact-form.faults');
        const receiver = { messages: [() => new Promise<Response>(() => {})] };
        const element = await renderState({ ...withErrors, receiver }, language);
        document.body.style.cssText = `inline-size: ${width}px`;
        for (const [id, value] of Object.entries(fieldValues)) {
          const control = getBySelector<HTMLInputElement>(element, `#${id}`);
          control.focus();
          control.value = value;
          control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
          await nextFrame();
        }
        const button = getBySelector(element, '[type="submit"]');
        button.focus();
        await nextFrame();
        const before = placesIn(element);
        button.click();
        await nextFrame();
        expect(button.textContent).to.match(/…/);
        expect(placesIn(element)).to.deep.equal(before);
        element.closest('main')?.remove();
      });
    }
  }
});

describe('a label', () => {
  /** Words of labels that are broken over two lines. */
  function brokenIn(element: Element): string[] {
    const broken: string[] = [];
    const range = document.createRange();
    for (const label of queryAll(element, 'label, .label')) {
      for (const text of label.childNodes) {
        if (!(text instanceof Text)) continue;
        for (const { 0: word, index } of text.data.matchAll(/[^\s-]+/g)) {
          range.setStart(text, index);
          range.setEnd(text, index + word.length);
          if (new Set([...range.getClientRects()].map(({ top }) => top)).size > 1)
            broken.push(word);
        }
      }
    }
    return broken;
  }

  for (const page of [
    'inline-size: 240px; padding: 0 8px',
    'inline-size: 320px',
    'inline-size: 320px; letter-spacing: 0.12em',
    'inline-size: 320px; font-size: 32px',
  ]) {
    it(`is not broken within a word on a page of ${page}`, async () => {
      for (const language of languages) {
        const element = await renderState(stateNamed('contact-form.unverified-faults'), language);
        document.body.style.cssText = page;
        expect(brokenIn(element)).to.deep.equal([]);
        element.closest('main')?.remove();
      }
    });
  }

  it('that is broken would be seen', async () => {
    const element = await renderState(stateNamed('contact-form.empty'), 'sv');
    getBySelector(element, 'label').style.inlineSize = '2em';
    expect(brokenIn(element)).to.include('Namn');
  });
});

describe('on paper', () => {
  for (const [name, markup, contacts] of [
    [
      'contact-form',
      `<contact-form endpoint="${ENDPOINT}" telephone="0929-123 45" email="kommunen@exempel.se"></contact-form>`,
      ['0929-123 45', 'kommunen@exempel.se', 'Kontaktformulär SKR'],
    ],
    [
      'skr-intl-overview',
      `<skr-intl-overview contact-endpoint="${ENDPOINT}"></skr-intl-overview>`,
      ['Kontaktformulär SKR'],
    ],
  ] as const) {
    it(`there are other ways to make contact instead of the form of <${name}>`, async () => {
      const element = await renderState({ name, markup }, 'sv');
      await executeServerCommand('emulate', { media: 'print' });
      const texts = shownIn(element).map((one) => one.innerText);
      await executeServerCommand('emulate', {});
      expect(texts).to.include('Kontakta oss');
      for (const way of contacts) expect(texts.some((text) => text.includes(way))).to.equal(true);
      expect(texts).not.to.include('Skicka meddelandet');
    });
  }

  it('the link to the form has its URL, on the same line', async () => {
    const element = await renderState(stateNamed('contact-form.empty'), 'sv');
    const link = getBySelector<HTMLAnchorElement>(element, '.print-only a');
    await executeServerCommand('emulate', { media: 'print' });
    const { content } = getComputedStyle(link, '::after');
    const { whiteSpace } = getComputedStyle(link.parentElement as Element);
    await executeServerCommand('emulate', {});
    expect(content).to.equal(`" (${link.href})"`);
    // Line breaks of the template are not kept.
    expect(whiteSpace).to.equal('normal');
  });

  it('there is what was sent, with the number, and no button', async () => {
    const element = await renderState(stateNamed('contact-form.sent'), 'sv');
    await executeServerCommand('emulate', { media: 'print' });
    const text = getBySelector(element, '#confirmation').innerText;
    await executeServerCommand('emulate', {});
    for (const part of ['ABCD-2345', 'Mottaget: 2026-11-23', ...Object.values(fieldValues)]) {
      expect(text).to.include(part);
    }
    expect(text).not.to.include('Spara en kopia');
  });

  it('a form that knows no other way leaves nothing', async () => {
    const markup = `<contact-form endpoint="${ENDPOINT}" recipient="Älvsbyns kommun"></contact-form>`;
    const element = await renderState({ name: 'alone', markup }, 'sv');
    await executeServerCommand('emulate', { media: 'print' });
    const texts = shownIn(element).map((one) => one.innerText.trim());
    await executeServerCommand('emulate', {});
    expect(texts.join('')).to.equal('');
  });
});

describe('an element', () => {
  for (const state of states) {
    it(`does not move by itself: ${state.name} has no animation and no transition`, async () => {
      const element = await renderState(state, 'sv');
      for (const one of shownIn(element)) {
        const { animationName, transitionDuration } = getComputedStyle(one);
        expect([animationName, transitionDuration]).to.deep.equal(['none', '0s']);
      }
    });
  }
});

describe('the button', () => {
  for (const [motion, animation] of [
    ['no-preference', 'skr-turn'],
    ['reduce', 'none'],
  ] as const) {
    it(`shows that it is sending by a ring that rotates only if motion is wanted: ${motion}`, async () => {
      const element = await renderState(stateNamed('contact-form.sending'), 'sv');
      await executeServerCommand('emulate', { 'prefers-reduced-motion': motion });
      const ring = getComputedStyle(getBySelector(element, '[type="submit"]'), '::before');
      const { animationName, borderTopStyle } = ring;
      await executeServerCommand('emulate', {});
      expect([animationName, borderTopStyle]).to.deep.equal([animation, 'solid']);
    });
  }
});

describe('in forced colours', () => {
  it("links have the visitor's colour of links", async () => {
    const element = await renderState(stateNamed('contact-form.failed'), 'sv');
    const sample = document.createElement('span');
    sample.style.color = 'LinkText';
    document.body.append(sample);
    await executeServerCommand('emulate', { 'forced-colors': 'active' });
    const colors = queryAll(element, '.skr-form a').map((link) => getComputedStyle(link).color);
    const { color } = getComputedStyle(sample);
    await executeServerCommand('emulate', {});
    sample.remove();
    expect(new Set(colors)).to.deep.equal(new Set([color]));
  });
});

function stateNamed(name: string): State {
  const state = states.find((one) => one.name === name);
  if (!state) throw new Error(`There is no state ${name}`);
  return state;
}
