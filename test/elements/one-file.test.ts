import { expect } from '@open-wc/testing';
import type { SkrElement } from '../../dist/lib/core/skr-element.js';
import { cleanups } from './fixture.ts';

/** What the page contains: every element in both languages, and the form with errors. */
const markup = ['sv', 'en']
  .map(
    (lang) => `<div lang="${lang}">
      <skr-intl-overview contact-endpoint="https://receiver.invalid/v1/forms/a"></skr-intl-overview>
      <org-card org="icld" heading-level="6"></org-card>
      <org-card name="Umeå &lt;b&gt;" description="Kommun" href="https://umea.se/?a=1&amp;b=2"></org-card>
      <contact-person name="Bo" job-title="Strateg" telephone="08-123 45 67" email="bo@umea.se"></contact-person>
      <contact-form recipient="Umeå" telephone="090" email="a@umea.se"></contact-form>
      <contact-form endpoint="https://receiver.invalid/v1/forms/b"></contact-form>
    </div>`,
  )
  .join('');

/** The HTML that the elements render on a separate page with this script, without Lit's markers. */
async function shownBy(script: string, type: string): Promise<string[]> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  cleanups.push(() => frame.remove());
  const page = frame.contentDocument as Document;
  page.body.innerHTML = markup;
  await new Promise((resolve, reject) => {
    const element = page.createElement('script');
    Object.assign(element, { src: script, type, onload: resolve, onerror: reject });
    page.head.append(element);
  });
  await frame.contentWindow?.customElements.whenDefined('skr-intl-overview');
  const elements = [
    ...page.querySelectorAll('skr-intl-overview, org-card, contact-person, contact-form'),
  ];
  for (const { shadowRoot } of elements) {
    const form = shadowRoot?.querySelector('form');
    form?.requestSubmit();
  }
  await Promise.all(elements.map((each) => (each as never as SkrElement).updateComplete));
  return elements.map(({ shadowRoot, innerHTML }) =>
    // White space between boxes isn't visible, and isn't in the file.
    (innerHTML + shadowRoot?.innerHTML)
      .replace(/<!--.*?-->/g, '')
      .replace(/\s+(?=<)|(?<=>)\s+/g, ''),
  );
}

describe('the one file', () => {
  it('shows what the modules for npm show, with the Lit of npm in both', async () => {
    const file = await shownBy('/dist/skr-widgets.js', 'text/javascript');
    const modules = await shownBy('/dist/lib/auto-define.js', 'module');
    expect(file).to.have.lengthOf(12);
    expect(file[0]).to.include('Skriv din e-postadress');
    expect(file[6]).to.include('Enter your email address');
    expect(file).to.deep.equal(modules);
  });
});
