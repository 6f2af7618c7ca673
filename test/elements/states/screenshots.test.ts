/**
 * Screenshots of every element in every state, compared with the sheets in `screenshots/`. The tolerance is described
 * in `test/browsers/snapshot-plugin.ts`; `npm run screenshots` updates them.
 */
import { expect, nextFrame } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { mediaFeatures, type Picture, rows, schemes, widths } from './snapshot-sheet.ts';
import { renderState, states } from './states.ts';
import { installTestPageStyles } from './test-page-styles.ts';
import { type Variant, variants } from './variants.ts';

installTestPageStyles();

/** Takes a screenshot and describes how it differs from the stored one. */
async function getDifference(picture: Picture, changed = false): Promise<string> {
  document.body.style.inlineSize = `${picture.width}px`;
  await nextFrame();
  const { x, y, width, height } = document.body.getBoundingClientRect();
  const box = { x: x + scrollX, y: y + scrollY, width, height: Math.ceil(height) };
  return (
    (await executeServerCommand('picture', { ...picture, box, changed })) ?? 'nothing came back'
  );
}

describe('the picture', function () {
  // Up to eighteen screenshots each, which take many times longer on a busy machine.
  this.timeout(300_000);

  const plain: Variant[] = states.map((state) => ({ name: state.name, state, schemes, widths }));
  for (const { name, state, features, pseudo, around, ...sheet } of [...plain, ...variants]) {
    it(`of ${name} is unchanged`, async () => {
      const differences: string[] = [];
      for (const language of rows) {
        const element = await renderState(state, language, around?.(language));
        if (pseudo) await executeServerCommand('pseudo', pseudo);
        for (const scheme of sheet.schemes) {
          await executeServerCommand('emulate', { ...mediaFeatures[scheme], ...features });
          for (const width of sheet.widths) {
            differences.push(await getDifference({ state: name, language, scheme, width }));
          }
        }
        await executeServerCommand('emulate', {});
        element.closest('main')?.remove();
      }
      await executeServerCommand('sheet', name);
      expect(differences.filter(Boolean)).to.deep.equal([]);
    });
  }
});

describe('the contact sheet', () => {
  it('shows all states and occasions', async () => {
    const page = await (await fetch('/test/elements/states/index.html')).text();
    const [, list = ''] = page.match(/const states = `(.*?)`/s) ?? [];
    expect(list.trim().split(/\s+/)).to.deep.equal(
      [...states, ...variants].map(({ name }) => name),
    );
  });
});

describe('the comparison notices', () => {
  const state = 'org-card.icld';
  const picture: Picture = { state, language: 'sv', scheme: 'light', width: 768 };

  async function differenceAfter(change: (card: HTMLElement) => void): Promise<string> {
    const icld = states.find(({ name }) => name === state);
    if (!icld) throw new Error(`There is no state ${state}`);
    const element = await renderState(icld, picture.language);
    await executeServerCommand('emulate', mediaFeatures[picture.scheme]);
    change(element);
    return getDifference(picture, true);
  }

  it('no difference when nothing has changed', async () => {
    expect(await differenceAfter(() => {})).to.equal('');
  });

  for (const [what, change] of [
    ['a word', (card) => replaceText(card, 'ideell', 'vanlig')],
    ['a letter', (card) => replaceText(card, 'huvudman', 'huvudmän')],
    ['a full stop', (card) => replaceText(card, 'Sida.', 'Sida')],
    ['a colour of text that is a little paler', (card) => card.style.setProperty('color', '#111')],
    ['a line that is a little paler', (card) => card.style.setProperty('border-color', '#a4a4a4')],
    ['a corner', (card) => card.style.setProperty('border-radius', '0')],
    ['a pixel more between paragraphs', (card) => card.style.setProperty('padding-top', '17px')],
  ] as [string, (card: HTMLElement) => void][]) {
    it(what, async () => {
      expect(await differenceAfter(change)).to.match(/differs|higher/);
    });
  }

  function replaceText(card: HTMLElement, before: string, after: string): void {
    for (const paragraph of card.querySelectorAll('p')) {
      if (!paragraph.textContent?.includes(before)) continue;
      paragraph.textContent = paragraph.textContent.replace(before, after);
      return;
    }
    throw new Error(`Nothing says “${before}”`);
  }
});
