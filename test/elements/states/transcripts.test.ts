/**
 * Screen reader transcripts of every element in every state, compared with the texts in `transcripts/`.
 * `npm run transcripts` updates them; read the changes before you commit them.
 */
import { virtual } from '@guidepup/virtual-screen-reader/browser.js';
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { flattenShadowDom } from './flatten-shadow-dom.ts';
import { languages, renderState, type State, states } from './states.ts';

/** Marks the end of the element; occurs in none of our texts. */
const END = '∎';

/** Reads a state from start to end, with one line for each stop. */
async function getTranscript(state: State): Promise<string> {
  const transcripts: string[] = [];
  for (const language of languages) {
    const element = await renderState(
      state,
      language,
      (markup) => `<div lang="${language}">${markup}</div>`,
    );
    const page = document.createElement('div');
    page.append(flattenShadowDom(element), END);
    page.normalize();
    document.body.append(page);
    await virtual.start({ container: page });
    while ((await virtual.lastSpokenPhrase()) !== END) await virtual.next();
    const phrases = (await virtual.spokenPhraseLog()).slice(0, -1);
    await virtual.stop();
    page.remove();
    element.remove();
    transcripts.push(`${language}\n${phrases.map((line) => `  ${line}\n`).join('')}`);
  }
  return transcripts.join('\n');
}

describe('the transcript', () => {
  for (const state of states) {
    it(`of ${state.name} is unchanged`, async () => {
      const text = await getTranscript(state);
      expect(text).to.equal(await executeServerCommand('transcript', { state: state.name, text }));
    });
  }
});
