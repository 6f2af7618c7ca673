import { expect, waitUntil } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import { expectAccessible } from './accessible.ts';
import { getBySelector, renderFixture } from './fixture.ts';

/** Cached, because reading painted pixels is slow, and many colours occur again and again. */
const luminances = new Map<string, number>();

/** The luminance of a colour as the browser paints it, by WCAG's definition. */
function luminance(color: string, paper: CanvasRenderingContext2D): number {
  const known = luminances.get(color);
  if (known !== undefined) return known;
  paper.fillStyle = color;
  paper.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...paper.getImageData(0, 0, 1, 1).data].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  luminances.set(color, luminance);
  return luminance;
}

/** The contrast of two colours, by WCAG's definition. */
function getContrast(one: string, other: string, paper: CanvasRenderingContext2D): number {
  const [dark = 0, light = 0] = [one, other]
    .map((color) => luminance(color, paper))
    .sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function newPaper(): CanvasRenderingContext2D {
  const paper = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (!paper) throw new Error('No canvas');
  return paper;
}

/** Colours from the whole RGB cube, including the most difficult backgrounds. */
const steps = [0, 51, 102, 120, 153, 204, 255];
const colors = steps.flatMap((red) =>
  steps.flatMap((green) => steps.map((blue) => `rgb(${red}, ${green}, ${blue})`)),
);

describe('a theme', () => {
  it('can take any accent: the text on it is readable on all of them', async () => {
    const form = await renderFixture(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
    );
    const button = getBySelector(form, 'button[type="submit"]');
    const paper = newPaper();
    const unreadable: string[] = [];
    for (const accent of colors) {
      form.style.setProperty('--skr-accent', accent);
      const { backgroundColor, color } = getComputedStyle(button);
      expect(backgroundColor).to.equal(accent);
      const contrast = getContrast(color, backgroundColor, paper);
      if (contrast < 4.5) unreadable.push(`${accent} with ${color}: ${contrast.toFixed(2)}`);
    }
    expect(unreadable).to.deep.equal([]);
  });

  it('has white text on its accent as soon as that has 4.5 to 1', async () => {
    const form = await renderFixture(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
    );
    const button = getBySelector(form, 'button[type="submit"]');
    const paper = newPaper();
    // Bootstrap's blue has 4.502.
    for (const [accent, luminanceOfText] of [
      ['#0d6efd', 1],
      ['#767676', 1],
      ['#777', 0],
      ['#ffd25e', 0],
    ] as const) {
      form.style.setProperty('--skr-accent', accent);
      expect(luminance(getComputedStyle(button).color, paper), accent).to.equal(luminanceOfText);
    }
  });

  it('gives the button and what is resolved an edge that shows on light and on dark pages, whatever the accent', async () => {
    const form = await renderFixture(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
    );
    const button = getBySelector(form, 'button[type="submit"]');
    const field = getBySelector(form, '.field');
    field.classList.add('resolved');
    const paper = newPaper();
    const invisible: string[] = [];
    for (const accent of [undefined, ...colors]) {
      if (accent) form.style.setProperty('--skr-accent', accent);
      for (const one of [button, field]) {
        const { borderTopColor } = getComputedStyle(one);
        // White, the surface of the confirmation, dark pages (Chromium's and one that declares nothing), and black.
        for (const page of ['#fff', '#eff4f7', '#1a1a2e', '#121212', '#000']) {
          const contrast = getContrast(borderTopColor, page, paper);
          if (contrast < 3) invisible.push(`${accent}: ${borderTopColor} on ${page}: ${contrast}`);
        }
      }
    }
    expect(invisible).to.deep.equal([]);
  });

  for (const scheme of ['light', 'dark']) {
    for (const page of ['#fff', '#14181c', '#f4e8c1', '#00294f', '#2e7d32', '#a5231b', '#767676']) {
      it(`can take any colour for errors: it can be read, and shows, on ${page} in ${scheme}`, async () => {
        const form = await renderFixture(
          `<div style="background: ${page}; color-scheme: ${scheme}"><contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form></div>`,
        );
        getBySelector(form, 'button[type="submit"]').click();
        await form.updateComplete;
        const [message, field, control] = [
          getBySelector(form, '.error'),
          getBySelector(form, '.invalid'),
          getBySelector(form, '.invalid input'),
        ];
        // Hides the rest, which would be restyled for each colour.
        for (const one of getBySelector(form, 'form').children) {
          if (one !== field) (one as HTMLElement).style.display = 'none';
        }
        const paper = newPaper();
        const unreadable: string[] = [];
        for (const error of [undefined, ...colors]) {
          if (error) form.style.setProperty('--skr-error', error);
          // The background is ours, whatever the page has.
          const { backgroundColor, color: text, borderInlineStartColor } = getComputedStyle(field);
          const { color } = getComputedStyle(message);
          const { borderTopColor, backgroundColor: inside } = getComputedStyle(control);
          if (getContrast(text, backgroundColor, paper) < 7) unreadable.push(`${text} as text`);
          for (const [one, other, least] of [
            [color, backgroundColor, 4.5],
            [borderInlineStartColor, backgroundColor, 3],
            [borderTopColor, backgroundColor, 3],
            [borderTopColor, inside, 3],
          ] as const) {
            const contrast = getContrast(one, other, paper);
            if (contrast < least)
              unreadable.push(`${error}: ${one} on ${other}: ${contrast.toFixed(2)}`);
          }
        }
        expect(unreadable).to.deep.equal([]);
      });
    }
  }

  it('leaves the box of the draft an edge, and a tick that shows, on a dark page', async () => {
    const form = await renderFixture(
      '<div style="background: #1a1a2e; color: #eee"><contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form></div>',
    );
    const box = getBySelector<HTMLInputElement>(form, '#save-draft');
    const paper = newPaper();
    for (const accent of [undefined, '#1a1a2e', '#ffd25e']) {
      if (accent) form.style.setProperty('--skr-accent', accent);
      for (const isTicked of [false, true]) {
        box.checked = isTicked;
        const { borderTopColor, backgroundColor, color } = getComputedStyle(box);
        expect(getContrast(borderTopColor, '#1a1a2e', paper)).to.be.at.least(3);
        if (isTicked) expect(getContrast(color, backgroundColor, paper)).to.be.at.least(4.5);
      }
    }
  });

  it('has buttons that darken when pointed at, with text that can be read on any accent', async () => {
    const form = await renderFixture(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
    );
    const button = getBySelector(form, 'button[type="submit"]');
    const paper = newPaper();
    button.scrollIntoView({ block: 'center' });
    const { left, top } = button.getBoundingClientRect();
    const resting = [undefined, ...colors].map((accent) => {
      if (accent) form.style.setProperty('--skr-accent', accent);
      return luminance(getComputedStyle(button).backgroundColor, paper);
    });
    form.style.removeProperty('--skr-accent');
    await sendMouse({ type: 'move', position: [Math.ceil(left) + 5, Math.ceil(top) + 5] });
    try {
      await waitUntil(() => button.matches(':hover'), 'nothing is pointed at');
      const wrong: string[] = [];
      for (const [index, accent] of [undefined, ...colors].entries()) {
        if (accent) form.style.setProperty('--skr-accent', accent);
        const { color, backgroundColor } = getComputedStyle(button);
        const hovered = luminance(backgroundColor, paper);
        if (hovered > (resting[index] ?? 0) || (hovered === resting[index] && hovered > 0)) {
          wrong.push(`${accent} does not darken: ${backgroundColor}`);
        }
        const contrast = getContrast(color, backgroundColor, paper);
        if (contrast < 4.5) wrong.push(`${accent}: ${color} on ${backgroundColor}`);
      }
      expect(wrong).to.deep.equal([]);
    } finally {
      await resetMouse();
    }
  });

  for (const scheme of ['light', 'dark']) {
    it(`cannot take away the edge of a field: ${scheme}`, async () => {
      const form = await renderFixture(
        '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
      );
      form.style.colorScheme = scheme;
      const { borderTopColor, backgroundColor, color } = getComputedStyle(
        getBySelector(form, '#name'),
      );
      const paper = newPaper();
      expect(getContrast(borderTopColor, backgroundColor, paper)).to.be.at.least(3);
      expect(getContrast(color, backgroundColor, paper)).to.be.at.least(7);
    });
  }

  for (const [name, host] of Object.entries({
    // The municipality's own card and button, from its style sheet.
    municipality: `body { background: #fff; color: #1c1c1c; font-family: Verdana, sans-serif }
      h2, h3 { color: #0b5394 } a { color: #0b5394 }
      .card { background: #f3f6f9; border: 1px solid #b9c7d6; border-radius: 0; padding: 16px 16px 0 }
      .button { background: #0b5394; color: #fff; border-radius: 0 }`,
    soft: `body { background: #eee; color: #222; font-family: Arial, sans-serif }
      h2, h3 { font-family: Georgia, serif } a { color: #7a1f3d }
      .card { background: #fff; border: 1px solid transparent; border-radius: 16px; padding: 16px 16px 0 }
      .button { background: #7a1f3d; color: #fff; border-radius: 16px }`,
  })) {
    it(`matches a municipality's own look by at most five properties: docs/themes/${name}.css`, async () => {
      const styles = await (await fetch(`/docs/themes/${name}.css`)).text();
      expect(styles.match(/--skr-[a-z-]+:/g)?.length).to.be.within(1, 5);
      const form = await renderFixture(
        `<main><style>body { font-size: 16px } ${host} ${styles}</style><div class="card"><h2 class="name">Vi</h2>
          <p><a class="link" href="#">Vi</a></p></div><span class="button">Skicka</span>
          <contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form><org-card></org-card></main>`,
      );
      const main = form.parentElement as HTMLElement;
      const card = main.querySelector('org-card') as Element;
      const look = (element: Element | null, properties: readonly string[]) => {
        const style = getComputedStyle(element as Element);
        return properties.map((each) => `${each}: ${style.getPropertyValue(each)}`);
      };
      const box = ['background-color', 'border-top-color', 'border-top-left-radius', 'padding'];
      expect(look(card, box)).to.deep.equal(look(main.querySelector('.card'), box));
      const text = ['color', 'font-family'];
      expect(look(getBySelector(card, '.skr-link'), text)).to.deep.equal(
        look(main.querySelector('.link'), text),
      );
      expect(look(getBySelector(card, '.skr-name'), text)).to.deep.equal(
        look(main.querySelector('.name'), text),
      );
      const button = ['background-color', 'border-top-left-radius', 'font-family'];
      expect(look(getBySelector(form, 'button[type="submit"]'), button)).to.deep.equal(
        look(main.querySelector('.button'), button),
      );
    });
  }

  it('is at most five properties in each example', async () => {
    for (const name of ['municipality', 'soft', 'dark', 'high-contrast']) {
      const styles = await (await fetch(`/docs/themes/${name}.css`)).text();
      expect(styles.match(/--skr-[a-z-]+:/g)?.length, name).to.be.within(1, 5);
    }
  });

  for (const [name, page] of [
    ['municipality', 'background: #fff; color: #1c1c1c'],
    ['soft', 'background: #eee; color: #222'],
    ['dark', 'background: #10263b; color: #fff'],
    ['high-contrast', 'background: #fff; color: #000'],
  ]) {
    it(`is ready in docs/themes/${name}.css, and accessible with AAA contrast`, async () => {
      const styles = await (await fetch(`/docs/themes/${name}.css`)).text();
      const form = await renderFixture(
        `<main lang="sv" style="padding: 1em; ${page}"><style>${styles}</style><h1>Sida</h1><contact-form
          endpoint="https://receiver.invalid/v1/forms/a"></contact-form><org-card></org-card></main>`,
      );
      getBySelector(form, 'button[type="submit"]').click();
      await form.updateComplete;
      getBySelector(form, '.error');
      await expectAccessible(form.parentElement as Element);
    });
  }
});
