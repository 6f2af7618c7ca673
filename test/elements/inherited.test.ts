/** Every inherited CSS property, and its effect on the form and on isolated content. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { getBySelector, renderFixture } from './fixture.ts';
import { ENDPOINT } from './mock-receiver.ts';

/** What the page should determine: typeface and colours, visibility and whether the element can be used. */
const INTENDED =
  /^(color|color-scheme|font($|-(?!variant-caps)).*|visibility|pointer-events|-webkit-font-smoothing|(-webkit-|-moz-)?text-size-adjust)$/;

/** What the browser computes from one of those. */
const DERIVED =
  /^(caret-color|-webkit-text-(fill|stroke|emphasis)-color|-webkit-tap-highlight-color|text-emphasis-color|accent-color|(perspective|transform)-origin|(inline|block)-size|width|height)$/;

/** Values of which each inherited property accepts at least one that isn't its initial value. */
const CANDIDATES =
  'nowrap|pre|uppercase|small-caps|all-small-caps|hidden|none|right|end|center|vertical-rl|rtl|italic|bold|700|3|17px|2em|0.5|rgb(1, 2, 3)|1px 1px red|collapse|bottom|hide|wait|break-all|keep-all|manual|square|inside|"«" "»"|avoid|exact|pixelated|crisp-edges|over right|open|from-image|upright|line-through|underline|all|sub|super|normal|auto|loose|strict|under|under left|isolate-override|balance|stable|trim-both|ideograph-alpha|allow-end|weight|geometricPrecision|optimizeSpeed|digits 2|dot|filled dot|each-line|stroke|fill stroke|linearRGB|evenodd|round|bevel|start|middle|anywhere|break-word|preserve-breaks|preserve|read-only|disc|lower-roman|text|element|painted|cap alphabetic|numbers|alternates|inter-character|condensed|min(10px, 1em)|"sv"|url("#x")|limited'.split(
    '|',
  );

/** The inherited properties, each with a value that it accepts. */
function inheritedProperties(): Map<string, string> {
  const parent = document.body.appendChild(document.createElement('div'));
  const child = parent.appendChild(document.createElement('div'));
  const inheritedNames = new Map<string, string>();
  const style = getComputedStyle(child);
  for (const name of Array.from(style)) {
    if (name.startsWith('--')) continue;
    const before = style.getPropertyValue(name);
    for (const value of CANDIDATES) {
      parent.style.setProperty(name, value);
      if (parent.style.length && style.getPropertyValue(name) !== before)
        inheritedNames.set(name, value);
      parent.removeAttribute('style');
      if (inheritedNames.has(name)) break;
    }
  }
  parent.remove();
  return inheritedNames;
}

describe('what the page’s text styles do', () => {
  const places = {
    'the form': `<contact-form endpoint="${ENDPOINT}"></contact-form>`,
    'isolated content': '<org-card isolated></org-card>',
  };
  for (const [place, markup] of Object.entries(places)) {
    it(`ends at ${place}, except for typeface, colours and visibility`, async () => {
      const properties = inheritedProperties();
      // If there are few, the browser lists them in another way.
      expect(properties.size).to.be.above(40);
      for (const known of [
        'white-space-collapse',
        'text-transform',
        'letter-spacing',
        'text-indent',
      ]) {
        if (CSS.supports(known, 'inherit')) expect([...properties.keys()]).to.include(known);
      }
      const element = await renderFixture(`<div>${markup}</div>`);
      const parent = element.parentElement as HTMLElement;
      const box = getBySelector(element, place === 'the form' ? '.skr-form p' : '.skr-content p');
      const style = getComputedStyle(box);
      const reached: string[] = [];
      for (const [name, value] of properties) {
        if (INTENDED.test(name) || DERIVED.test(name)) continue;
        const before = style.getPropertyValue(name);
        parent.style.setProperty(name, value);
        const after = style.getPropertyValue(name);
        if (after !== before) reached.push(`${name}: ${value} makes ${before} ${after}`);
        parent.removeAttribute('style');
      }
      expect(reached).to.deep.equal([]);
    });
  }

  it('applies to the form where intended', async () => {
    const form = await renderFixture(
      `<div style="color: rgb(1, 2, 3); font-family: monospace; font-size: 20px; visibility: hidden; pointer-events: none">${places['the form']}</div>`,
    );
    const { color, fontFamily, fontSize, visibility, pointerEvents } = getComputedStyle(
      getBySelector(form, '.skr-form p'),
    );
    expect([color, fontFamily, fontSize, visibility, pointerEvents]).to.deep.equal([
      'rgb(1, 2, 3)',
      'monospace',
      '20px',
      'hidden',
      'none',
    ]);
  });

  it('lets the visitor type where nothing can be selected', async () => {
    const form = await renderFixture(
      `<div style="-webkit-user-select: none; user-select: none">${places['the form']}</div>`,
    );
    const field = getBySelector<HTMLInputElement>(form, '#name');
    field.focus();
    await sendKeys({ type: 'Åsa' });
    expect(field.value).to.equal('Åsa');
  });

  it('does not override the visitor’s own text spacing', async () => {
    const form = await renderFixture(places['the form']);
    // As browsers and tools insert it into each tree (WCAG 1.4.12).
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-block-end: 2em !important }',
    );
    const root = form.shadowRoot as ShadowRoot;
    root.adoptedStyleSheets = [sheet, ...root.adoptedStyleSheets];
    const style = getComputedStyle(getBySelector(form, '.skr-form p'));
    const size = Number.parseFloat(style.fontSize);
    expect(Number.parseFloat(style.letterSpacing)).to.be.closeTo(0.12 * size, 0.01);
    expect(Number.parseFloat(style.wordSpacing)).to.be.closeTo(0.16 * size, 0.01);
    expect(Number.parseFloat(style.lineHeight)).to.be.closeTo(1.5 * size, 0.01);
  });

  it('does not keep content from wrapping', async () => {
    const overview = await renderFixture(
      '<div style="width: 300px; white-space: nowrap"><skr-intl-overview></skr-intl-overview></div>',
    );
    expect(overview.scrollWidth).to.be.at.most(300);
  });
});
