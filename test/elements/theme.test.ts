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

  for (const [name, host] of Object.entries({
    // Its own card and button, as a municipality's style sheet has them.
    municipality: `body { background: #fff; color: #1c1c1c; font-family: Verdana, sans-serif }
      h2, h3 { color: #0b5394 } a { color: #0b5394 }
      .card { background: #f3f6f9; border: 1px solid #b9c7d6; border-radius: 0; padding: 16px 16px 8px }
      .button { background: #0b5394; color: #fff; border-radius: 0 }`,
    soft: `body { background: #eee; color: #222; font-family: Arial, sans-serif }
      h2, h3 { font-family: Georgia, serif } a { color: #7a1f3d }
      .card { background: #fff; border: 1px solid transparent; border-radius: 16px; padding: 16px 16px 8px }
      .button { background: #7a1f3d; color: #fff; border-radius: 16px }`,
  })) {
    it(`matches a municipality's own look by at most five properties: docs/themes/${name}.css`, async () => {
      const styles = await (await fetch(`/docs/themes/${name}.css`)).text();
      expect(styles.match(/--skr-[a-z-]+:/g)?.length).to.be.within(1, 5);
      const form = await show(
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
      expect(look(find(card, '.skr-link'), text)).to.deep.equal(
        look(main.querySelector('.link'), text),
      );
      expect(look(find(card, '.skr-name'), text)).to.deep.equal(
        look(main.querySelector('.name'), text),
      );
      const button = ['background-color', 'border-top-left-radius', 'font-family'];
      expect(look(find(form, 'button[type="submit"]'), button)).to.deep.equal(
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
