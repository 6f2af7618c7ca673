/**
 * Every element in every state as it looks, against the sheets in `screenshots/`. What is told apart
 * and what is not is in `test/browsers/references.ts`; `npm run screenshots` takes them anew.
 */
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { dress } from './dress.ts';
import { featuresOf, type Picture, rows, schemes, widths } from './sheet.ts';
import { enter, states } from './states.ts';

dress();

/** Takes a picture and says how it differs from the stored one. */
async function differenceOf(picture: Picture): Promise<string> {
  document.body.style.inlineSize = `${picture.width}px`;
  const { x, y, width, height } = document.body.getBoundingClientRect();
  const box = { x: x + scrollX, y: y + scrollY, width, height: Math.ceil(height) };
  return (await executeServerCommand('picture', { ...picture, box })) ?? 'nothing came back';
}

describe('the picture', () => {
  for (const state of states) {
    it(`of ${state.name} is as before`, async () => {
      const differences: string[] = [];
      for (const language of rows) {
        const element = await enter(state, language);
        for (const scheme of schemes) {
          await executeServerCommand('emulate', featuresOf[scheme]);
          for (const width of widths) {
            differences.push(await differenceOf({ state: state.name, language, scheme, width }));
          }
        }
        await executeServerCommand('emulate', {});
        element.closest('main')?.remove();
      }
      await executeServerCommand('sheet', state.name);
      expect(differences.filter(Boolean)).to.deep.equal([]);
    });
  }
});
