import { aTimeout, expect, fixture } from '@open-wc/testing';
import { getBySelector, getShadowRoot, getVisibleTexts, recordWarnings } from './fixture.ts';

const page = (name: string) => `${location.origin}/skr-widgets/v1/embed/${name}`;
const receiver = `${location.origin}/v1/forms/international`;

/** Adds markup to the page and lets the script process it. */
async function put(markup: string): Promise<HTMLElement> {
  const place = await fixture<HTMLElement>(`<section>${markup}</section>`);
  await aTimeout(0);
  return place;
}

describe('auto-embed', () => {
  it('embeds the element for a link to its embed page that is alone in its paragraph', async () => {
    const place = await put(
      `<p><a href="${page('org-card.en.html?org=icld&amp;heading-level=4')}">ICLD</a></p>`,
    );
    const card = place.querySelector('p > org-card') as HTMLElement;
    expect(card.lang).to.equal('en');
    expect(getVisibleTexts(card)[0]).to.equal(
      'Swedish International Centre for Local Democracy (ICLD)',
    );
    expect(getBySelector(card, 'h4')).not.to.equal(null);
    // The original nodes belong to the page, and stay in place.
    const link = place.querySelector('p > a') as HTMLElement;
    expect(link.nextSibling).to.equal(card);
    expect(link.checkVisibility()).to.equal(false);
    expect(link.hidden).to.equal(true);
  });

  it('takes from the fragment of a link what says who somebody is', async () => {
    const place = await put(
      `<p><a href="${page('contact-person.sv.html?heading=Kontakt&amp;heading-level=4#name=Kim%20Andersson&amp;email=kim%40kommun.example')}">Kim</a></p>
       <p><a href="${page('org-card-icld.sv.html#frame')}">ICLD</a></p>`,
    );
    const person = place.querySelector('contact-person') as HTMLElement;
    expect(getBySelector(person, 'h4')).not.to.equal(null);
    expect(getVisibleTexts(person).join()).to.include('Kim Andersson').and.include('kim@kommun');
    const card = place.querySelector('org-card') as HTMLElement;
    expect(card.getAttributeNames()).to.have.members(['lang', 'org']);
  });

  it('recognises a link inside the markup that editors wrap it in', async () => {
    const place = await put(`
      <div class="rte"><p> <strong><span><a href="${page('contact-person.sv.html')}">SKR</a></span></strong><br>
      </p></div>
      <table><tr><td><a href="${page('org-card.sv.html')}">SKR</a>&nbsp;</td></tr></table>
      <figure><a href="${page('skr-intl-overview.sv.html')}">SKR</a></figure>`);
    expect(place.querySelectorAll('contact-person')).to.have.lengthOf(1);
    expect(place.querySelectorAll('td org-card')).to.have.lengthOf(1);
    expect(place.querySelectorAll('figure skr-intl-overview')).to.have.lengthOf(1);
  });

  it('ignores other links', async () => {
    const markup = `
      <p>Läs <a href="${page('org-card.sv.html')}">om SALAR</a> först.</p>
      <ul><li><a href="${page('org-card.sv.html')}">I en lista</a></li><li>Annat</li></ul>
      <p><a href="https://example.org/embed/org-card.sv.html">Andras</a></p>
      <p><a href="${page('other-thing.sv.html')}">Okänt</a></p>
      <p><a rel="nofollow ugc" href="${page('contact-person.sv.html?name=Bo')}">I en kommentar</a></p>
      <p><a href="${page('org-card.fi.html')}">Finska</a></p>
      <p><a href="${page('org-card.sv.html')}"><img alt="" src="data:,"> Bild</a></p>
      <div contenteditable="true"><p><a href="${page('org-card.sv.html')}">I en redigerare</a></p></div>
      <template><p><a href="${page('org-card.sv.html')}">I en mall</a></p></template>`;
    const place = await put(markup);
    // In a separate document, where nothing is upgraded.
    const { body } = new DOMParser().parseFromString(`<p></p>${markup}`, 'text/html');
    expect(`<p></p>${place.innerHTML}`).to.equal(body.innerHTML);
  });

  it('embeds the element in a div that names it', async () => {
    const place = await put(
      `<div data-skr-widget="org-card" data-org="icld" data-heading-level="3" data-lang="en" data-theme="x"><p>ICLD</p></div>
       <div data-skr-widget="toString">Inget</div>`,
    );
    const card = place.querySelector('div > org-card') as HTMLElement;
    expect(card.getAttributeNames()).to.have.members(['lang', 'org', 'heading-level']);
    expect(getBySelector(card, 'h3').textContent).to.include('Swedish International');
    // The element has a copy for its slots.
    expect(card.firstElementChild?.outerHTML).to.equal('<p>ICLD</p>');
    const original = place.querySelector('div > p') as HTMLElement;
    expect(original.parentElement).to.equal(card.parentElement);
    expect(original.checkVisibility()).to.equal(false);
    expect(card.checkVisibility()).to.equal(true);
  });

  const type = (form: Element | null | undefined, text: string) => {
    const control = form && getBySelector<HTMLTextAreaElement>(form, '#message');
    if (!control) throw new Error('There is no form');
    control.value = text;
    control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  };
  const typed = (place: Element) =>
    getBySelector<HTMLTextAreaElement>(place.querySelector('contact-form') as Element, '#message')
      .value;

  for (const [way, markup] of Object.entries({
    link: `<p><a href="${page(`contact-form.sv.html?endpoint=${receiver}`)}">Skriv till oss</a></p>`,
    div: `<div data-skr-widget="contact-form" data-endpoint="${receiver}">Skriv till oss</div>`,
  })) {
    it(`restores the element and what was typed when a ${way} is redrawn`, async () => {
      const place = await put(markup);
      type(place.querySelector('contact-form'), 'Hej då');
      // The whole placeholder, then its content, then only the element.
      place.innerHTML = markup;
      await aTimeout(0);
      expect(place.querySelectorAll('contact-form')).to.have.lengthOf(1);
      expect(typed(place)).to.equal('Hej då');
      const block = place.firstElementChild as HTMLElement;
      block.innerHTML = new DOMParser().parseFromString(markup, 'text/html').body.children[0]
        ?.innerHTML as string;
      await aTimeout(0);
      expect(typed(place)).to.equal('Hej då');
      place.querySelector('contact-form')?.remove();
      await aTimeout(0);
      expect(typed(place)).to.equal('Hej då');
      expect(place.querySelector('contact-form')?.checkVisibility()).to.equal(true);
      const link = place.querySelector('a');
      if (link) expect(link.checkVisibility()).to.equal(false);
    });
  }

  it('is removed and moved with its link', async () => {
    const place = await put(`<p><a href="${page('org-card.sv.html')}">SKR</a></p><p></p>`);
    const link = place.querySelector('a') as HTMLElement;
    const card = place.querySelector('org-card');
    place.lastElementChild?.append(link);
    await aTimeout(0);
    expect(link.nextSibling).to.equal(card);
    link.remove();
    await aTimeout(0);
    expect(place.querySelector('org-card')).to.equal(null);
  });

  it('gives up when a script removes the element each time, without hanging the page', async () => {
    const place = await put('');
    const observer = new MutationObserver(() => place.querySelector('org-card')?.remove());
    observer.observe(place, { childList: true, subtree: true });
    place.innerHTML = `<p><a href="${page('org-card.sv.html')}">SKR</a></p>`;
    await aTimeout(50);
    observer.disconnect();
    expect(place.querySelector('a')?.checkVisibility()).to.equal(true);
  });

  it('embeds for placeholders that are cloned or added later, and only once each', async () => {
    const place = await put('');
    place.innerHTML = `<p><a href="${page('org-card.sv.html')}">SKR</a></p><div data-skr-widget="org-card"></div>`;
    await aTimeout(0);
    expect(place.querySelectorAll('org-card')).to.have.lengthOf(2);
    place.append(place.cloneNode(true));
    await aTimeout(0);
    expect(place.querySelectorAll('org-card')).to.have.lengthOf(4);
    for (const card of place.querySelectorAll('org-card'))
      expect(getVisibleTexts(card)).not.to.be.empty;
  });

  it('accepts only endpoints with origins that the webmaster trusts', async () => {
    const warnings = recordWarnings();
    const evil = [
      'https://evil.example/v1/forms/international',
      '//evil.example/v1/forms/international',
      `${location.origin}.evil.example/v1/forms/international`,
      `${location.origin.replace('//', '//x@')}/v1/forms/international`,
      '/v1/forms/international',
      ' https://evil.example/v1/forms/international',
    ];
    for (const address of evil) {
      const query = `?endpoint=${encodeURIComponent(address)}`;
      const place = await put(
        `<p><a href="${page(`contact-form.sv.html${query}`)}">SKR</a></p>
         <div data-skr-widget="contact-form" data-endpoint="${address}"></div>
         <div data-skr-widget="skr-intl-overview" data-contact-endpoint="${address}"></div>`,
      );
      expect(place.querySelectorAll('contact-form, skr-intl-overview')).to.have.lengthOf(3);
      expect(place.querySelectorAll('[endpoint], [contact-endpoint]').length, address).to.equal(0);
    }
    expect(warnings.filter((text) => text.includes('data-origins'))).to.have.lengthOf(
      2 * evil.length,
    );
    const place = await put(
      `<p><a href="${page(`contact-form.sv.html?endpoint=${receiver}`)}">SKR</a></p>`,
    );
    const form = place.querySelector('contact-form') as HTMLElement;
    expect(getShadowRoot(form).querySelector('form')).not.to.equal(null);
  });
});
