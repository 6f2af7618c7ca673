import { expect } from '@open-wc/testing';
import { find, show } from './page.ts';

/** The luminance of a colour, by WCAG's definition, as the browser paints it. */
function luminance(color: string, paper: CanvasRenderingContext2D): number {
  paper.fillStyle = color;
  paper.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = [...paper.getImageData(0, 0, 1, 1).data].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('a theme', () => {
  it('can take any accent: the text on it is readable on all of them', async () => {
    const form = await show(
      '<contact-form endpoint="https://receiver.invalid/v1/forms/a"></contact-form>',
    );
    const button = find(form, 'button[type="submit"]');
    const paper = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (!paper) throw new Error('No canvas');
    const steps = [0, 51, 102, 120, 153, 204, 255];
    const unreadable: string[] = [];
    for (const red of steps) {
      for (const green of steps) {
        for (const blue of steps) {
          const accent = `rgb(${red}, ${green}, ${blue})`;
          form.style.setProperty('--skr-accent', accent);
          const { backgroundColor, color } = getComputedStyle(button);
          expect(backgroundColor).to.equal(accent);
          const [text, ground] = [color, backgroundColor].map((one) => luminance(one, paper));
          const contrast =
            (Math.max(text ?? 0, ground ?? 0) + 0.05) / (Math.min(text ?? 0, ground ?? 0) + 0.05);
          if (contrast < 4.5) unreadable.push(`${accent} with ${color}: ${contrast.toFixed(2)}`);
        }
      }
    }
    expect(unreadable).to.deep.equal([]);
  });
});
