/** Every element in every state, language and colour scheme, checked with all rules of axe. */
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { findViolations } from '../accessible.ts';
import { mediaFeatures, schemes } from './snapshot-sheet.ts';
import { failures, languages, renderState, states } from './states.ts';
import { installTestPageStyles } from './test-page-styles.ts';

installTestPageStyles();

describe('according to every rule of axe,', () => {
  for (const state of [...states, ...failures]) {
    it(`${state.name} is accessible in each language and colour scheme`, async () => {
      const violations: string[] = [];
      for (const language of languages) {
        const element = await renderState(state, language);
        for (const scheme of schemes) {
          await executeServerCommand('emulate', mediaFeatures[scheme]);
          for (const violation of await findViolations(element)) {
            violations.push(`${language} ${scheme} ${violation}`);
          }
        }
        await executeServerCommand('emulate', {});
        element.closest('main')?.remove();
      }
      expect(violations).to.deep.equal([]);
    });
  }
});
