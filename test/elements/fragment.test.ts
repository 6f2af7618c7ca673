/** The published fragments in every engine, before and after the script has loaded. */
import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { SkrElement } from '../../dist/lib/core/skr-element.js';
import { cleanups, getBySelector, getShadowRoot, queryAll } from './fixture.ts';

const sheet = new URL('../../dist/skr-widgets.css', import.meta.url).href;
let count = 0;

/** Adds a published fragment to the page, with a tag that isn't registered yet. */
async function setup(name: string, attributes = '') {
  const response = await fetch(new URL(`../../dist/fragments/${name}.html`, import.meta.url));
  const published = await response.text();
  const [, tag = ''] = /^<([a-z-]+)/.exec(published) ?? [];
  count += 1;
  const prefix = `fragment${count}-`;
  const html = published
    .replace(`<${tag} `, `<${prefix}${tag} ${attributes} `)
    .replace(`</${tag}>`, `</${prefix}${tag}>`)
    .replace(/https:[^"]*skr-widgets\.css/, sheet);
  const parent = document.createElement('div');
  parent.setHTMLUnsafe(html);
  // The style sheet uses the elements' tags, and this one has a prefix.
  const styles = document.createElement('style');
  const rules = await (await fetch(sheet)).text();
  styles.textContent = rules.replaceAll(
    new RegExp(`(?<![-\\w])${tag}(?=[ :,>])`, 'g'),
    `${prefix}${tag}`,
  );
  document.head.append(styles);
  document.body.append(parent);
  cleanups.push(() => {
    parent.remove();
    styles.remove();
  });
  const element = parent.firstElementChild as SkrElement;
  const link = element.shadowRoot?.querySelector('link');
  if (link && !link.sheet) await new Promise((loaded) => link.addEventListener('load', loaded));

  const { register, ...classes } = await import('../../dist/lib/index.js');
  const elementClass = Object.values(classes).find(
    (each) => typeof each === 'function' && 'tag' in each && each.tag === tag,
  );
  return {
    element,
    async loadScript() {
      register([elementClass as never], prefix);
      await element.updateComplete;
    },
  };
}

const BLOCKS = 'h2, h3, h4, p, li, label, input, textarea, button';

/** The position of each block. Texts shown until the script has loaded are not blocks. */
function getBoxes(element: SkrElement): string[] {
  const blocks = element.shadowRoot ? queryAll(element, BLOCKS) : element.querySelectorAll(BLOCKS);
  return [...blocks, element]
    .map((each) => ({
      name: each === element ? '' : each.localName,
      box: each.getBoundingClientRect(),
    }))
    .filter(({ box }) => box.height > 0)
    .map(({ name, box: { x, y, width, height } }) =>
      [name, ...[x, y, width, height].map((n) => n.toFixed(1))].join(' '),
    );
}

const endpoint = 'https://receiver.invalid/v1/forms/international';

describe('a published fragment', () => {
  for (const [name, attributes] of [
    ['skr-intl-overview.sv', `contact-endpoint="${endpoint}"`],
    ['org-card.en', ''],
    ['org-card-icld.sv', ''],
    ['contact-person.sv', ''],
    ['contact-form.en', `endpoint="${endpoint}"`],
  ] as const) {
    it(`of ${name} does not move when the script has loaded`, async () => {
      const { element, loadScript } = await setup(name, attributes);
      const before = getBoxes(element);
      const nodes = [...element.querySelectorAll('*')];
      expect(before.length).to.be.greaterThan(2);
      await loadScript();
      expect(getShadowRoot(element).querySelector('link')).to.equal(null);
      expect(getBoxes(element)).to.deep.equal(before);
      expect([...element.querySelectorAll('*')], 'the same nodes').to.have.ordered.members(nodes);
    });
  }

  it('keeps what is typed before the script has loaded, and the focus', async () => {
    const { element, loadScript } = await setup('contact-form.sv', `endpoint="${endpoint}"`);
    getBySelector(element, '#name').focus();
    await sendKeys({ type: 'Asa' });
    await loadScript();
    expect(getBySelector<HTMLInputElement>(element, '#name').value).to.equal('Asa');
    expect(getShadowRoot(element).activeElement?.id).to.equal('name');
    expect(getBySelector<HTMLButtonElement>(element, 'button').disabled).to.equal(false);
  });

  it('has a form that browsers cannot submit by themselves', async () => {
    const { element } = await setup('contact-form.sv');
    const before = location.href;
    let left = false;
    const leave = () => {
      left = true;
    };
    addEventListener('beforeunload', leave);
    cleanups.push(() => removeEventListener('beforeunload', leave));

    getBySelector(element, '#name').focus();
    await sendKeys({ type: 'Asa' });
    await sendKeys({ press: 'Enter' });
    getBySelector(element, 'button').click();
    const form = getBySelector<HTMLFormElement>(element, 'form');
    // What Firefox may do when it restores a page, or a script of the page.
    getBySelector<HTMLButtonElement>(element, 'button').disabled = false;
    getBySelector(element, 'button').click();
    form.requestSubmit();
    try {
      form.submit();
    } catch {
      // Firefox throws, the others do nothing.
    }
    // If the page were navigating, this response would come after that.
    await fetch(sheet, { cache: 'reload' });

    expect(left).to.equal(false);
    expect(location.href).to.equal(before);
  });
});
