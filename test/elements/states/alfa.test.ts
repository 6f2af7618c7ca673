/** Every element in every state, language, colour scheme and width, against Alfa's rules for WCAG. */
import { expect } from '@open-wc/testing';
import { executeServerCommand, setViewport } from '@web/test-runner-commands';
import type { AlfaResult } from '../../alfa.ts';
import { mediaFeatures, schemes } from './snapshot-sheet.ts';
import { failures, languages, renderState, type State, states } from './states.ts';
import { installTestPageStyles } from './test-page-styles.ts';

installTestPageStyles();

/** As at 400 %, and a page on a desk. */
const widths = [320, 1280];

describe('by the rules of Alfa for WCAG,', function () {
  this.timeout(300_000);

  before(() => {
    document.title = 'Sida';
  });

  afterEach(async () => {
    document.documentElement.removeAttribute('lang');
    await executeServerCommand('emulate', {});
    await setViewport({ width: 800, height: 600 });
  });

  for (const state of [...states, ...failures]) {
    it(`${state.name} is accessible in each language, colour scheme and width`, async () => {
      const violations: string[] = [];
      for (const language of languages) {
        document.documentElement.lang = language;
        const element = await renderState(state, language);
        for (const scheme of schemes) {
          await executeServerCommand('emulate', mediaFeatures[scheme]);
          for (const width of widths) {
            await setViewport({ width, height: 1024 });
            const result = await executeServerCommand<AlfaResult, undefined>('alfa');
            expect(result?.readable, 'what Alfa could judge').not.to.have.lengthOf(0);
            for (const failure of result?.failures ?? []) {
              // Contrast at AAA: Alfa has colours of its own for the system's, and with them a link has 5.6 to 1.
              if (scheme === 'forced' && failure.startsWith('sia-r66:')) continue;
              violations.push(`${language} ${scheme} ${width} ${failure}`);
            }
          }
        }
        element.closest('main')?.remove();
      }
      expect(violations).to.deep.equal([]);
    });
  }

  it('and an error would be seen', async () => {
    document.documentElement.lang = 'sv';
    const element = await renderState(states[0] as State, 'sv');
    element
      .closest('main')
      ?.append(Object.assign(document.createElement('img'), { src: '/x.png' }));
    const result = await executeServerCommand<AlfaResult, undefined>('alfa');
    expect(result?.failures.join()).to.include('sia-r2');
  });
});
