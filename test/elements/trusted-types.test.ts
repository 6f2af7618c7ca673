/** A page that uses Lit itself, and allows each Trusted Types policy to be created once. */
import { waitUntil } from '@open-wc/testing';
import { cleanups } from './fixture.ts';

const OWN_LIT = `<script type="module">
  import { html, render } from '/node_modules/lit/html.js';
  window.renderOwn = () => render(html\`<p id="own">Kommunens egen text</p>\`, document.querySelector('main'));
  renderOwn();
</script>`;
const OUR_SCRIPT = '<script src="/dist/skr-widgets.js"></script>';

/** Opens a page with these scripts, in this order, in a frame. */
async function setup(scripts: string): Promise<Document> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><html lang="sv"><head>
    <meta http-equiv="Content-Security-Policy"
      content="require-trusted-types-for 'script'; trusted-types lit-html skr-widgets">
    </head><body><main></main><org-card org="icld"></org-card>${scripts}</body></html>`;
  document.body.append(frame);
  cleanups.push(() => frame.remove());
  await new Promise((loaded) => frame.addEventListener('load', loaded));
  return frame.contentDocument as Document;
}

describe('a page with Trusted Types and a Lit of its own', () => {
  for (const [order, scripts] of [
    // Modules are executed in order, after classic scripts.
    ['before ours', OWN_LIT + OUR_SCRIPT.replace('<script', '<script type="module"')],
    ['after ours', OUR_SCRIPT + OWN_LIT],
  ] as const) {
    it(`goes on rendering when its Lit is loaded ${order}, as do our elements`, async () => {
      const page = await setup(scripts);
      const getText = (selector: string) => page.querySelector(selector)?.textContent ?? '';
      await waitUntil(() => getText('#own') === 'Kommunens egen text', 'the page’s own Lit');
      await waitUntil(() => /ideell förening/.test(getText('org-card')), 'ours');
    });
  }
});
