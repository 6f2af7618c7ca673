import { expect } from '@open-wc/testing';
import { expectAccessible } from './accessible.ts';
import { find, show } from './page.ts';

/** To read what was painted is slow, and many colours come again and again. */
const luminances = new Map<string, number>();

/** The luminance of a colour, by WCAG's definition, as the browser paints it. */
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

/** How much two colours differ, by WCAG's definition. */
function contrastOf(one: string, other: string, paper: CanvasRenderingContext2D): number {
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

/** Colours from all over the cube, with those that are hardest to write on. */
const steps = [0, 51, 102, 120, 153, 204, 255];
const colors = steps.flatMap((red) =>
  steps.flatMap((green) => steps.map((blue) => `rgb(${red}, ${green}, ${blue})`)),
);

describe('a theme', () => {
  it('can take any accent: the text on it is readable on all of them', async () => {
    const form = await show(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
    );
    const button = find(form, 'button[type="submit"]');
    const paper = newPaper();
    const unreadable: string[] = [];
    for (const accent of colors) {
      form.style.setProperty('--skr-accent', accent);
      const { backgroundColor, color } = getComputedStyle(button);
      expect(backgroundColor).to.equal(accent);
      const contrast = contrastOf(color, backgroundColor, paper);
      if (contrast < 4.5) unreadable.push(`${accent} with ${color}: ${contrast.toFixed(2)}`);
    }
    expect(unreadable).to.deep.equal([]);
  });

  for (const [page, text] of [
    ['#fff', '#000'],
    ['#fff', '#1a1f24'],
    ['#000', '#fff'],
    ['#14181c', '#e8ecef'],
    ['#f4e8c1', '#000'],
    ['#00294f', '#fff'],
  ] as const) {
    it(`can take any colour for faults on ${page} with ${text}: what is written on it is readable, and it shows on the page`, async () => {
      const form = await show(
        '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
      );
      find(form, 'button[type="submit"]').click();
      await form.updateComplete;
      const [message, summary] = [find(form, '.error'), find(form, '#summary')];
      // The rest would be styled anew for each colour.
      find(form, 'form').replaceChildren(summary, find(form, '.invalid'));
      const paper = newPaper();
      const unseen: string[] = [];
      form.style.color = text;
      for (const error of colors) {
        form.style.setProperty('--skr-error', error);
        const { backgroundColor, color } = getComputedStyle(message);
        const { borderTopColor } = getComputedStyle(summary);
        const onError = contrastOf(color, backgroundColor, paper);
        const onPage = contrastOf(borderTopColor, page, paper);
        if (onError < 4.5) unseen.push(`${color} on ${backgroundColor}: ${onError.toFixed(2)}`);
        if (onPage < 3)
          unseen.push(`${error} as ${borderTopColor} on ${page}: ${onPage.toFixed(2)}`);
      }
      expect(unseen).to.deep.equal([]);
    });
  }

  for (const scheme of ['light', 'dark']) {
    it(`cannot take away the edge of a field: ${scheme}`, async () => {
      const form = await show(
        '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
      );
      form.style.colorScheme = scheme;
      const { borderTopColor, backgroundColor, color } = getComputedStyle(find(form, '#name'));
      const paper = newPaper();
      expect(contrastOf(borderTopColor, backgroundColor, paper)).to.be.at.least(3);
      expect(contrastOf(color, backgroundColor, paper)).to.be.at.least(7);
    });
  }

  for (const [name, page] of [
    ['municipality', 'background: #fff; color: #1c1c1c'],
    ['dark', 'background: #10263b; color: #fff'],
    ['high-contrast', 'background: #fff; color: #000'],
  ]) {
    it(`is ready in docs/themes/${name}.css, and accessible with AAA contrast`, async () => {
      const styles = await (await fetch(`/docs/themes/${name}.css`)).text();
      const form = await show(
        `<main lang="sv" style="padding: 1em; ${page}"><style>${styles}</style><h1>Sida</h1><contact-form
          endpoint="https://receiver.invalid/v1/forms/a"></contact-form><org-card></org-card></main>`,
      );
      find(form, 'button[type="submit"]').click();
      await form.updateComplete;
      find(form, '.error');
      await expectAccessible(form.parentElement as Element);
    });
  }
});
