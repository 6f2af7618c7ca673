import { expect } from '@open-wc/testing';
import { unzipSync } from 'fflate';
import { restore } from './page.ts';

describe("the browser's part of the app for Sitevision", () => {
  it('shows the elements that the server printed, when RequireJS loads it', async () => {
    const answer = await fetch('/dist/skr-widgets-sitevision.zip');
    const zip = unzipSync(new Uint8Array(await answer.arrayBuffer()));
    const main = URL.createObjectURL(
      new Blob([(zip['main.js'] ?? []) as BlobPart], { type: 'text/javascript' }),
    );
    const frame = document.createElement('iframe');
    document.body.append(frame);
    restore.push(() => {
      frame.remove();
      URL.revokeObjectURL(main);
    });
    const page = frame.contentDocument as Document;
    page.documentElement.lang = 'en';
    page.body.innerHTML =
      '<div><org-card org="icld" heading-level="4"><p>ICLD</p></org-card></div>';
    await new Promise((resolve, reject) => {
      const script = page.createElement('script');
      Object.assign(script, { src: '/node_modules/requirejs/require.js', onload: resolve });
      script.onerror = reject;
      page.head.append(script);
    });

    const app = await new Promise<App>((resolve, reject) => {
      (frame.contentWindow as never as Amd).require([main], resolve, reject);
    });
    app.default({ accent: 'rgb(1, 2, 3)' }, page.body.firstElementChild as Element);

    const card = page.querySelector('org-card') as HTMLElement;
    expect(card.shadowRoot?.querySelector('h4')?.textContent).to.include('Swedish International');
    expect(card.style.getPropertyValue('--skr-accent')).to.equal('rgb(1, 2, 3)');
  });
});

interface App {
  default(chosen: { accent: string }, place: Element): void;
}

interface Amd {
  require(names: string[], done: (app: App) => void, failed: (cause: unknown) => void): void;
}
