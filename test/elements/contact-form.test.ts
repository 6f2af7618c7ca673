import { expect, nextFrame, oneEvent, waitUntil } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import type {
  ContactFormElement,
  MessageFailedEvent,
  MessageSentEvent,
} from '../../dist/lib/index.js';
import { expectAccessible } from './accessible.ts';
import {
  cleanups,
  getBySelector,
  getShadowRoot,
  getVisibleTexts,
  recordWarnings,
  renderFixture,
} from './fixture.ts';
import {
  acceptMessage,
  createProblem,
  ENDPOINT,
  failNetwork,
  mockReceiver,
} from './mock-receiver.ts';

const FORM = `<main><h1>Sida</h1><contact-form endpoint="${ENDPOINT}"></contact-form></main>`;

const fieldValues = {
  name: 'Åsa Öberg',
  organisation: 'Umeå kommun',
  email: 'asa@exempel.se',
  telephone: '+46 70 123 45 67',
  subject: 'Fråga om ICLD',
  message: 'Hej!\n\nKan vi få veta mer? Ä, å, ö och 😀.',
};

/** A form on a page, and a visitor's actions in it. */
async function setup(markup = FORM) {
  const form = await renderFixture<ContactFormElement>(markup);
  const field = (name: string) => getBySelector<HTMLInputElement>(form, `#${name}`);
  const button = (text: RegExp) => {
    const button = [...getShadowRoot(form).querySelectorAll('button')].find((each) =>
      text.test(each.textContent ?? ''),
    );
    if (!button) throw new Error(`No button ${text}`);
    return button;
  };
  return {
    form,
    field,
    button,
    write(values: Partial<typeof fieldValues> = fieldValues) {
      for (const [name, value] of Object.entries(values)) {
        const control = field(name);
        control.focus();
        control.value = value;
        control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
        control.dispatchEvent(new Event('change', { bubbles: true }));
      }
    },
    send: () => button(/Skicka|Send|Försök|Try/).click(),
    shows: (text: string | RegExp) =>
      waitUntil(
        () => getVisibleTexts(form).some((each) => each.search(text) >= 0),
        `«${text}» is not shown, but ${getVisibleTexts(form).join(' | ')}`,
        { timeout: 10_000 },
      ),
    focused: () => getShadowRoot(form).activeElement?.id,
    texts: () => getVisibleTexts(form),
  };
}

describe('<contact-form>', () => {
  it('requests and stores nothing before a visitor focuses a field', async () => {
    const { paths } = mockReceiver();
    const { form } = await setup();
    await form.updateComplete;
    expect(paths).to.deep.equal([]);
    expect([localStorage.length, sessionStorage.length, document.cookie]).to.deep.equal([0, 0, '']);
  });

  it('verifies once after the first focus, and shows the state', async () => {
    const { paths } = mockReceiver();
    const { field, shows, texts } = await setup();
    expect(texts()).to.include('Kontrollen startar när du börjar skriva');
    field('name').focus();
    field('subject').focus();
    await shows('Kontrollen är klar');
    expect(paths).to.deep.equal(['/challenge']);
  });

  it('sends what was written, and shows the reference number', async () => {
    const { submissions } = mockReceiver();
    const { form, write, send, shows, focused, texts } = await setup();
    write();
    const sent = oneEvent<MessageSentEvent>(form, 'message-sent');
    send();
    expect((await sent).reference).to.equal('ABCD-2345');
    await shows('Referensnummer: ABCD-2345');
    expect(focused()).to.equal('confirmation');
    expect(texts().join()).to.include('Svaret kommer till asa@exempel.se.');
    expect(submissions).to.have.lengthOf(1);
    expect(submissions[0]?.verified).to.equal(true);
    expect(submissions[0]?.body.fields).to.deep.equal(fieldValues);
    expect(submissions[0]?.body.language).to.equal('sv');
    expect(submissions[0]?.body.website).to.equal('');
    expect(submissions[0]?.key).to.match(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('can be filled in and sent with the keyboard alone', async () => {
    const { submissions } = mockReceiver();
    const { field, shows } = await setup();
    field('name').focus();
    for (const text of ['Bo', '', 'bo@exempel.se', '', 'Fraga', 'Hej', '']) {
      if (text) await sendKeys({ type: text });
      await sendKeys({ press: 'Tab' });
    }
    // Past the privacy text.
    await sendKeys({ press: 'Tab' });
    await sendKeys({ press: 'Enter' });
    await shows(/Referensnummer/);
    expect(submissions[0]?.body.fields).to.include({ name: 'Bo', email: 'bo@exempel.se' });
  });

  it('gives the browser the key to restore before it sends, and nothing once the message is stored', async () => {
    const { setFormValue } = ElementInternals.prototype;
    const states: (string | null)[] = [];
    ElementInternals.prototype.setFormValue = function (value, state) {
      states.push(state as string | null);
      setFormValue.call(this, value, state);
    };
    cleanups.push(() => {
      ElementInternals.prototype.setFormValue = setFormValue;
    });
    const { submissions } = mockReceiver({ messages: [failNetwork, acceptMessage] });
    const { write, send, shows } = await setup();
    write();
    send();
    await shows(/Vi vet inte om/);
    expect(JSON.parse(states.at(-1) ?? '')).to.deep.include({ fields: fieldValues });
    const { key } = JSON.parse(states.at(-1) ?? '');
    send();
    await shows(/Referensnummer/);
    expect(submissions.at(-1)?.key).to.equal(key);
    expect(states.at(-1)).to.equal(null);
  });

  it('ignores a restored state from another release', async () => {
    mockReceiver();
    const { form, field } = await setup();
    // Called by the browser; not part of the public interface.
    const { formStateRestoreCallback } = form as unknown as Record<string, (state: string) => void>;
    for (const state of ['{}', 'null', 'x']) formStateRestoreCallback?.call(form, state);
    await form.updateComplete;
    expect(field('name').value).to.equal('');
  });

  it('stops the verification when it is removed, and starts it again when it is back', async () => {
    mockReceiver();
    const { form, field, shows } = await setup();
    const { deriveBits } = SubtleCrypto.prototype;
    let derivations = 0;
    SubtleCrypto.prototype.deriveBits = function (...args) {
      derivations += 1;
      return deriveBits.apply(this, args);
    };
    cleanups.push(() => {
      SubtleCrypto.prototype.deriveBits = deriveBits;
    });
    field('name').focus();
    const { parentElement } = form;
    await waitUntil(() => derivations > 0);
    form.remove();
    await nextFrame();
    const before = derivations;
    await nextFrame();
    await nextFrame();
    expect(derivations - before).to.be.below(2);
    parentElement?.append(form);
    field('name').focus();
    await shows('Kontrollen är klar');
  });

  it('asks who writes another message for that alone, with another key and another proof', async () => {
    const { submissions, paths } = mockReceiver();
    const { write, send, shows, field, button, focused } = await setup();
    for (const attempt of [0, 1]) {
      write();
      send();
      await shows(/Referensnummer/);
      expect(submissions).to.have.lengthOf(attempt + 1);
      button(/Skriv ett nytt/).click();
      await shows('Skicka meddelandet');
      const { subject, message, ...sender } = fieldValues;
      for (const name of ['subject', 'message']) expect(field(name).value).to.equal('');
      for (const [name, value] of Object.entries(sender)) expect(field(name).value).to.equal(value);
      expect(focused()).to.equal('name');
      // The visitor has come to it anew.
      await shows('Kontrollen är klar');
    }
    expect(submissions[0]?.key).not.to.equal(submissions[1]?.key);
    const once = ['/challenge', '/messages'];
    expect(paths).to.deep.equal([...once, ...once, '/challenge']);
  });

  it('sends no cookies and no referrer, and leaves nothing in the cache', async () => {
    const { requests } = mockReceiver();
    const { write, send, shows } = await setup();
    write();
    send();
    await shows(/Referensnummer/);
    expect(requests.map(({ url }) => url.slice(ENDPOINT.length)).sort()).to.deep.equal([
      '',
      '/challenge',
      '/messages',
    ]);
    for (const { credentials, referrerPolicy, cache } of requests) {
      expect([credentials, referrerPolicy, cache]).to.deep.equal([
        'omit',
        'no-referrer',
        'no-store',
      ]);
    }
  });

  it('fires message-started once for each message', async () => {
    mockReceiver();
    const { form, write, send, shows, button } = await setup();
    let begun = 0;
    form.addEventListener('message-started', () => begun++);
    for (const messages of [1, 2]) {
      write();
      write();
      expect(begun).to.equal(messages);
      send();
      await shows(/Referensnummer/);
      button(/Skriv ett nytt/).click();
      await shows('Skicka meddelandet');
    }
  });

  it('ignores a query and a fragment in its endpoint', async () => {
    const { requests } = mockReceiver();
    const { field, shows } = await setup(
      `<contact-form endpoint="${ENDPOINT}?utm_source=nyhetsbrev#kontakt"></contact-form>`,
    );
    field('name').focus();
    await shows('Kontrollen är klar');
    expect(requests.map(({ url }) => url).sort()).to.deep.equal([
      ENDPOINT,
      `${ENDPOINT}/challenge`,
    ]);
  });

  it('shows a summary first, with the errors of the fields and a link to each', async () => {
    const { submissions } = mockReceiver();
    const { form, write, send, shows, focused, field, texts } = await setup();
    write({ email: 'asa@', telephone: 'växeln', message: 'x'.repeat(5001) });
    send();
    await shows('Det finns fel i formuläret');
    expect(focused()).to.equal('summary');
    expect(texts()).to.include('Det här behöver du göra innan du kan skicka meddelandet:');
    const errors = [
      ['name', 'Skriv ditt namn'],
      ['email', 'Skriv e-postadressen i rätt format, till exempel namn@exempel.se'],
      ['telephone', 'Skriv telefonnumret med siffror, till exempel 070-123\u00a045\u00a067'],
      ['subject', 'Skriv ett ämne'],
      ['message', 'Skriv högst 5\u00a0000 tecken i fältet Meddelande'],
    ];
    const links = [...getBySelector(form, '#summary').querySelectorAll('a')];
    expect(links.map((link) => link.textContent)).to.deep.equal(errors.map(([, text]) => text));
    for (const [index, [name = '', text = '']] of errors.entries()) {
      links[index]?.click();
      expect(focused()).to.equal(name);
      expect(field(name).getAttribute('aria-invalid')).to.equal('true');
      const described = field(name).getAttribute('aria-describedby')?.split(' ') ?? [];
      const descriptions = described.map((id) => getBySelector(form, `#${id}`).textContent);
      expect(descriptions.join(' ')).to.include(text);
    }
    expect(field('organisation').hasAttribute('aria-invalid')).to.equal(false);
    expect(location.hash).to.equal('');
    expect(submissions).to.have.lengthOf(0);
  });

  it('shows no errors before the first attempt to send', async () => {
    mockReceiver();
    const { form, write } = await setup();
    // Firefox reports these as invalid to screen readers, despite `novalidate`.
    expect(getShadowRoot(form).querySelector(':invalid')).to.equal(null);
    write({ email: 'asa@' });
    await form.updateComplete;
    expect(getShadowRoot(form).querySelector('.error, [aria-invalid]')).to.equal(null);
  });

  it('announces when a field has been corrected, and when it is still wrong', async () => {
    mockReceiver();
    const { form, write, send, shows, field, texts } = await setup();
    /** The text of the live region for screen reader users. */
    const announcement = () => getBySelector(form, '[role="status"].skr-visually-hidden').innerText;
    write({ ...fieldValues, email: '' });
    send();
    await shows('Det finns fel i formuläret');
    expect(announcement()).to.equal('');
    write({ email: 'asa@exempel' });
    field('subject').focus();
    await form.updateComplete;
    expect(field('email').getAttribute('aria-invalid')).to.equal('true');
    expect(announcement().trim()).to.match(
      /^E-postadress\. Fel: Skriv e-postadressen i rätt format/,
    );
    write({ email: 'asa@exempel.se' });
    field('subject').focus();
    await form.updateComplete;
    expect(field('email').hasAttribute('aria-invalid')).to.equal(false);
    // In the summary, at the field, and in the live region.
    expect(texts().filter((text) => text === 'Rättat: E-postadress')).to.have.lengthOf(2);
    expect(texts()).to.include.members(['Nu kan du skicka meddelandet', 'Rättat']);
    expect(texts()).not.to.include('Det finns fel i formuläret');
    expect(announcement().trim()).to.equal('Rättat: E-postadress');
  });

  it('validates an invalid field again when it is left, wherever the visitor goes', async () => {
    mockReceiver();
    const { form, write, send, shows, field, button } = await setup(
      `${FORM}<button>Sidans</button>`,
    );
    write({ ...fieldValues, message: '' });
    send();
    await shows('Det finns fel i formuläret');
    for (const leave of [
      () => button(/Skicka/).focus(),
      () => field('save-draft').focus(),
      () => form.closest('div')?.querySelector<HTMLElement>(':scope > button')?.focus(),
      () => field('message').blur(),
    ]) {
      field('message').focus();
      field('message').value = '';
      leave();
      await form.updateComplete;
      expect(field('message').getAttribute('aria-invalid')).to.equal('true');
      field('message').focus();
      field('message').value = 'Hej';
      leave();
      await form.updateComplete;
      expect(field('message').hasAttribute('aria-invalid')).to.equal(false);
    }
  });

  it('removes an announcement after a while', async () => {
    mockReceiver();
    const { setTimeout } = window;
    const late: (() => void)[] = [];
    window.setTimeout = ((act: () => void, ms: number, ...rest: unknown[]) =>
      ms === 6000 ? late.push(act) : setTimeout(act, ms, ...rest)) as typeof setTimeout;
    cleanups.push(() => {
      window.setTimeout = setTimeout;
    });
    const { form, write, send, shows, field } = await setup();
    write({ ...fieldValues, email: '' });
    send();
    await shows('Det finns fel i formuläret');
    write({ email: 'asa@exempel.se' });
    field('subject').focus();
    await form.updateComplete;
    const status = getBySelector(form, '#outcome [role="status"]');
    expect(status.textContent).to.include('Rättat: E-postadress');
    late.at(-1)?.();
    await form.updateComplete;
    expect(status.textContent?.trim()).to.equal('');
  });

  it('removes the summary once there are no errors left', async () => {
    mockReceiver({ messages: [failNetwork] });
    const { form, write, send, shows } = await setup();
    write({ ...fieldValues, email: '' });
    send();
    await shows('Det finns fel i formuläret');
    write({ email: 'asa@exempel.se' });
    send();
    await shows(/Vi vet inte om/);
    expect(getShadowRoot(form).querySelector('#summary, .invalid')).to.equal(null);
  });

  for (const [what, write, text] of [
    ['is copied', () => Promise.resolve(), 'Kopierat'],
    ['cannot be copied', () => Promise.reject(new DOMException('No')), /Kopiera numret själv/],
  ] as const) {
    it(`says so when the reference number ${what}, and leaves the focus`, async () => {
      mockReceiver();
      const copied: string[] = [];
      Object.defineProperty(navigator, 'clipboard', {
        configurable: true,
        value: {
          writeText(text: string) {
            copied.push(text);
            return write();
          },
        },
      });
      cleanups.push(() => Reflect.deleteProperty(navigator, 'clipboard'));
      const form = await setup();
      form.write();
      form.send();
      await form.shows(/Referensnummer/);
      const button = form.button(/Kopiera numret/);
      button.focus();
      button.click();
      await form.shows(text);
      expect(copied).to.deep.equal(['ABCD-2345']);
      expect(getShadowRoot(form.form).activeElement).to.equal(button);
      expect(getBySelector(form.form, '#confirmation [role="status"]').textContent).to.match(
        new RegExp(text),
      );
    });
  }

  it('confirms a message also if the time in the receipt cannot be read', async () => {
    const answer = () => Response.json({ reference: 'ABCD-2345', receivedAt: 'just now' });
    mockReceiver({ messages: [answer] });
    const { form, write, send, shows } = await setup();
    write();
    send();
    await shows(/Referensnummer/);
    expect(getBySelector(form, '.print-only').textContent).to.match(/Mottaget: \d{4}-/);
  });

  it('saves a copy of the message as a file, created in the browser and stored nowhere', async () => {
    const { paths } = mockReceiver();
    const { write, send, shows, button } = await setup();
    write();
    send();
    await shows(/Referensnummer/);
    const before = paths.length;
    const files: { name: string; text: Promise<string> }[] = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      files.push({ name: this.download, text: fetch(this.href).then((file) => file.text()) });
    };
    cleanups.push(() => {
      HTMLAnchorElement.prototype.click = click;
    });
    button(/Spara en kopia/).click();
    expect(files.map(({ name }) => name)).to.deep.equal(['ABCD-2345.txt']);
    const lines = (await files[0]?.text)?.split('\n');
    expect(lines?.slice(0, 2)).to.deep.equal(['Kontaktformulär SKR', 'Referensnummer: ABCD-2345']);
    // The time at which the receiver stored it, in the browser's time zone.
    expect(lines?.[2]).to.match(/^Mottaget: 2026-11-2[34] \d\d:00$/);
    expect(lines?.slice(4).join('\n')).to.equal(`Namn: ${fieldValues.name}

Kommun, region eller annan organisation: ${fieldValues.organisation}

E-postadress: ${fieldValues.email}

Telefonnummer: ${fieldValues.telephone}

Ämne: ${fieldValues.subject}

Meddelande: ${fieldValues.message}`);
    expect(paths).to.have.lengthOf(before);
    expect([localStorage.length, sessionStorage.length, document.cookie]).to.deep.equal([0, 0, '']);
  });

  for (const [how, go] of [
    ['goes through it by keys', () => sendKeys({ press: 'Tab' })],
    [
      'presses its buttons',
      async (button) => {
        const { left, top } = button.getBoundingClientRect();
        await sendMouse({ type: 'click', position: [Math.ceil(left) + 9, Math.ceil(top) + 9] });
      },
    ],
  ] as [string, (button: HTMLElement) => Promise<unknown>][]) {
    it(`keeps what it tells of the message when the visitor ${how}`, async () => {
      mockReceiver();
      const { form, write, send, shows, button } = await setup();
      write();
      send();
      await shows(/Referensnummer/);
      const before = getBySelector(form, '#confirmation').textContent;
      for (let times = 0; times < 2; times++) await go(button(/Kopiera numret/));
      await form.updateComplete;
      const { textContent } = getBySelector(form, '#confirmation');
      expect(textContent?.replace(/Kopierat|Kopiera numret själv\./, '')).to.equal(before);
      expect(textContent).to.include(fieldValues.message).and.include(fieldValues.email);
    });
  }

  it('gives every field a type and a label, and no list a role, as checkers expect', async () => {
    mockReceiver();
    const { form, send, shows } = await setup();
    send();
    await shows('Det finns fel i formuläret');
    for (const control of getShadowRoot(form).querySelectorAll<HTMLInputElement>(
      'input, textarea',
    )) {
      expect(control.labels?.length, control.id).to.equal(1);
      if (control.localName === 'input')
        expect(control.hasAttribute('type'), control.id).to.equal(true);
    }
    expect(getShadowRoot(form).querySelector('ul[role]')).to.equal(null);
    const trap = getBySelector<HTMLInputElement>(form, '#leave-empty');
    expect([trap.tabIndex, trap.checkVisibility()]).to.deep.equal([-1, false]);
  });

  it('keeps the button in place while it is pressed, also when the last error is corrected', async () => {
    const { submissions } = mockReceiver();
    const { write, send, shows, field, button } = await setup();
    write({ ...fieldValues, email: 'asa@' });
    send();
    await shows('Det finns fel i formuläret');
    field('email').focus();
    field('email').value = 'asa@exempel.se';
    // Firefox and WebKit scroll to the focus only when they paint.
    await nextFrame();
    await nextFrame();
    button(/Skicka/).scrollIntoView({ block: 'center' });
    const { left, top, width, height } = button(/Skicka/).getBoundingClientRect();
    const position: [number, number] = [Math.round(left + width / 2), Math.round(top + height / 2)];
    await sendMouse({ type: 'move', position });
    await sendMouse({ type: 'down' });
    await sendMouse({ type: 'up' });
    await shows(/Referensnummer/);
    expect(submissions[0]?.body.fields.email).to.equal('asa@exempel.se');
  });

  it('translates errors when the language changes, and keeps what was typed', async () => {
    mockReceiver();
    const { form, write, send, shows, field } = await setup();
    write({ name: 'Bo', email: 'bo@' });
    send();
    await shows('Det finns fel i formuläret');
    form.lang = 'en';
    await shows('There is a problem with the form');
    await shows('Enter an email address in the correct format, like name@example.com');
    expect(field('name').value).to.equal('Bo');
    expect(field('email').value).to.equal('bo@');
  });

  it('counts characters as the receiver does', async () => {
    mockReceiver();
    const { form, write, shows } = await setup();
    await shows('Tecken kvar: 5\u00a0000');
    write({ message: `  ${'x'.repeat(4999)}\r\n ` });
    await shows('Tecken kvar: 1');
    form.lang = 'en';
    await shows('Characters left: 1');
    write({ message: 'x'.repeat(5002) });
    await shows('Characters over the limit: 2');
  });

  for (const [what, answer, text, code] of [
    ['the network fails', failNetwork, /Vi vet inte om meddelandet kom fram/, 'unknown'],
    [
      'the receiver is down',
      () => createProblem(503, 'unavailable'),
      /Försök igen om 2 minuter/,
      'unavailable',
    ],
    [
      'there were too many',
      () => createProblem(429, 'rate-limited', {}, { 'retry-after': '150' }),
      /Försök igen om 3 minuter/,
      'rate-limited',
    ],
    [
      'the form is not there',
      () => createProblem(404, 'unknown-form'),
      /Formuläret tar inte emot meddelandet/,
      'closed',
    ],
    [
      'the page may not use the form',
      () => createProblem(403, 'origin-not-allowed'),
      /Formuläret tar inte emot meddelandet/,
      'closed',
    ],
    [
      'the form does not take the language',
      () => createProblem(403, 'language-not-accepted'),
      /Formuläret tar inte emot meddelandet/,
      'language',
    ],
    [
      'the message is too large',
      () => createProblem(413, 'too-large'),
      /Formuläret tar inte emot meddelandet\. Kopiera det du har skrivit/,
      'too-large',
    ],
    ...[
      () => createProblem(400, 'malformed'),
      () => createProblem(415, 'unsupported-media-type'),
      () => createProblem(422, 'another'),
      () => Response.json({ type: 5 }, { status: 400 }),
    ].map(
      (answer) =>
        ['the two do not fit', answer, /Kopiera det du har skrivit, ladda om/, 'refused'] as const,
    ),
    [
      'an error is where the form has no field',
      () =>
        createProblem(422, 'invalid-fields', {
          errors: [{ pointer: '/language', code: 'not-taken' }],
        }),
      /Kopiera det du har skrivit, ladda om/,
      'invalid',
    ],
    [
      'the message came too slowly',
      () => createProblem(408, 'timeout'),
      /Försök igen om 2 minuter/,
      'unavailable',
    ],
    ...[
      () => Response.json(null, { status: 201 }),
      () => Response.json({ errors: [null] }, { status: 422 }),
      () => Response.json({ errors: {} }, { status: 422 }),
    ].map((answer) => ['the answer is none of ours', answer, /Vi vet inte/, 'unknown'] as const),
    [
      'something else answers',
      () => new Response('<h1>502</h1>', { status: 502 }),
      /Vi vet inte/,
      'unknown',
    ],
  ] as const) {
    it(`keeps the message and retries with the same key when ${what}`, async () => {
      const { submissions } = mockReceiver({ messages: [answer, acceptMessage] });
      const { form, write, send, shows, field } = await setup();
      write();
      const failed = oneEvent<MessageFailedEvent>(form, 'message-failed');
      send();
      expect((await failed).code).to.equal(code);
      await shows(text);
      await shows('Det du har skrivit finns kvar.');
      expect(getBySelector(form, '[role="alert"]').textContent).to.match(text);
      for (const [name, value] of Object.entries(fieldValues)) {
        expect(field(name).value).to.equal(value);
      }
      send();
      await shows('Referensnummer: ABCD-2345');
      expect(submissions).to.have.lengthOf(2);
      expect(submissions[0]?.key).to.equal(submissions[1]?.key);
    });
  }

  it('distinguishes no network from no response, and sends when the network is back', async () => {
    const { submissions } = mockReceiver({ messages: [failNetwork, acceptMessage] });
    const { form, write, send, shows } = await setup();
    write();
    await shows('Kontrollen är klar');
    Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
    cleanups.push(() => Reflect.deleteProperty(navigator, 'onLine'));
    const failed = oneEvent<MessageFailedEvent>(form, 'message-failed');
    send();
    expect((await failed).code).to.equal('offline');
    await shows(/Du är inte ansluten till internet/);
    form.lang = 'en';
    await shows(/You are offline/);
    form.lang = 'sv';
    Reflect.deleteProperty(navigator, 'onLine');
    send();
    await shows(/Referensnummer/);
    expect(submissions[0]?.key).to.equal(submissions[1]?.key);
  });

  for (const code of ['verification-expired', 'verification-used', 'verification-failed']) {
    it(`retries automatically with a new proof and the same key after ${code}`, async () => {
      const { submissions, paths } = mockReceiver({
        messages: [() => createProblem(403, code), acceptMessage],
      });
      const { write, send, shows } = await setup();
      write();
      send();
      await shows(/Referensnummer/);
      expect(paths).to.deep.equal(['/challenge', '/messages', '/challenge', '/messages']);
      expect(submissions[0]?.key).to.equal(submissions[1]?.key);
    });
  }

  it('uses a new key automatically when the old one belongs to another text', async () => {
    const { submissions } = mockReceiver({
      messages: [() => createProblem(422, 'idempotency-key-reused'), acceptMessage],
    });
    const { write, send, shows } = await setup();
    write();
    send();
    await shows(/Referensnummer/);
    expect(submissions[0]?.key).not.to.equal(submissions[1]?.key);
  });

  it('shows errors that only the receiver found', async () => {
    const errors = [{ pointer: '/fields/email', code: 'format' }];
    mockReceiver({ messages: [() => createProblem(422, 'invalid-fields', { errors })] });
    const { write, send, shows, focused } = await setup();
    write();
    send();
    await shows('Det finns fel i formuläret');
    await shows(/Skriv e-postadressen i rätt format/);
    expect(focused()).to.equal('summary');
  });

  it('renews an expired proof before it sends', async () => {
    const { paths } = mockReceiver({ lifetime: 10 });
    const { write, send, shows } = await setup();
    write();
    await shows('Kontrollen är klar');
    send();
    await shows(/Referensnummer/);
    expect(paths).to.deep.equal(['/challenge', '/challenge', '/messages']);
  });

  it('shows on the button that it is sending, also while it renews an expired proof', async () => {
    const waiting: (() => void)[] = [];
    const { paths } = mockReceiver({
      lifetime: 10,
      delay: () => new Promise((go) => waiting.push(() => go())),
    });
    const { form, write, send, shows, focused, button } = await setup();
    write();
    await shows('Kontrollen pågår …');
    expect(getBySelector(form, '#verification-state').getAttribute('aria-live')).to.equal('polite');
    waiting.shift()?.();
    await shows('Kontrollen är klar');
    send();
    await shows('Kontrollen pågår …');
    // None of it moves the focus, or the button under the pointer.
    expect(button(/Skickar …/).getAttribute('aria-disabled')).to.equal('true');
    expect(getBySelector(form, '[role="status"]:not(#save-draft-state)').textContent).to.include(
      'Skickar …',
    );
    expect(getShadowRoot(form).querySelector('[disabled]')).to.equal(null);
    expect(focused()).to.equal('message');
    waiting.shift()?.();
    await shows(/Referensnummer/);
    expect(paths).to.deep.equal(['/challenge', '/challenge', '/messages']);
  });

  it('shows a failed verification as an error, with other ways to make contact, and can try again', async () => {
    let isBlocked = true;
    mockReceiver({
      challenge: () => (isBlocked ? failNetwork() : createProblem(503, 'unavailable')),
    });
    const { form, field, button, send, shows, focused, texts } = await setup(
      `<contact-form endpoint="${ENDPOINT}" telephone="08-123 45 67"></contact-form>`,
    );
    expect(getShadowRoot(form).querySelector('#verification button')).to.equal(null);
    field('name').focus();
    await shows(/Kontrollen misslyckades/);
    expect(field('verification').matches('.invalid')).to.equal(true);
    isBlocked = false;
    button(/Gör om kontrollen/).focus();
    await sendKeys({ press: ' ' });
    await waitUntil(() => focused() === 'verification', 'the focus is lost with the button');
    await shows(/Kontrollen misslyckades/);
    // In the summary too, in the words of the button, if fields are invalid.
    send();
    await shows('Det finns fel i formuläret');
    expect(texts().filter((text) => text === 'Gör om kontrollen')).to.have.lengthOf(2);
    const links = [...getBySelector(form, '#summary').querySelectorAll('a')];
    links.at(-1)?.click();
    expect(focused()).to.equal('verification');
  });

  it('shows in the summary that the verification failed when a valid message was sent', async () => {
    let isBlocked = true;
    mockReceiver({
      delay: () =>
        isBlocked ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(),
    });
    const { form, write, send, shows, focused, button, texts } = await setup();
    write();
    const failed = oneEvent<MessageFailedEvent>(form, 'message-failed');
    send();
    expect((await failed).code).to.equal('verification');
    await shows('Meddelandet kunde inte skickas');
    expect(focused()).to.equal('summary');
    // The visitor has nothing to correct.
    expect(texts()).not.to.include('Det finns fel i formuläret');
    expect(texts()).to.include('Det här behöver du göra innan du kan skicka meddelandet:');
    // Once for each place: no other notice, and no other button that tries again.
    expect(texts().filter((text) => text === 'Gör om kontrollen')).to.have.lengthOf(2);
    expect(texts().filter((text) => text.startsWith('Kontrollen'))).to.have.lengthOf(1);
    expect(getBySelector(form, '[role="alert"]').textContent?.trim()).to.equal('');
    expect(texts()).to.include('Skicka meddelandet');
    isBlocked = false;
    button(/Gör om kontrollen/).click();
    await shows('Nu kan du skicka meddelandet');
    expect(texts().filter((text) => text === 'Kontrollen är klar')).to.have.lengthOf(2);
    send();
    await shows(/Referensnummer/);
  });

  it('sends once, however often the button is pressed', async () => {
    const { submissions } = mockReceiver();
    const { write, send, shows } = await setup();
    write();
    send();
    send();
    send();
    await shows(/Referensnummer/);
    expect(submissions).to.have.lengthOf(1);
  });

  it('sends once when Enter is pressed repeatedly', async () => {
    const { submissions } = mockReceiver();
    const { write, field, shows } = await setup();
    write();
    field('subject').focus();
    for (let n = 0; n < 5; n++) await sendKeys({ press: 'Enter' });
    await shows(/Referensnummer/);
    expect(submissions).to.have.lengthOf(1);
  });

  it('does not send when the page cancels message-sending, and keeps the message', async () => {
    const { submissions } = mockReceiver();
    const { form, write, send, shows, field } = await setup();
    form.addEventListener('message-sending', (event) => event.preventDefault(), { once: true });
    write({ ...fieldValues, message: 'Stoppat' });
    // Verified, so that only the page stops the message.
    await shows('Kontrollen är klar');
    send();
    await form.updateComplete;
    expect(field('message').value).to.equal('Stoppat');
    // The first one to arrive is the one that the page allowed.
    write({ message: 'Fritt' });
    send();
    await shows(/Referensnummer/);
    expect(submissions.map(({ body }) => body.fields.message)).to.deep.equal(['Fritt']);
  });

  it('keeps what was typed when it is moved on the page', async () => {
    mockReceiver();
    const { form, write, field } = await setup();
    write();
    document.body.append(form);
    expect(field('message').value).to.equal(fieldValues.message);
    form.remove();
  });

  it('keeps what was typed when an app takes its endpoint away for a while', async () => {
    mockReceiver();
    const { form, write, field } = await setup();
    write();
    form.endpoint = null;
    await form.updateComplete;
    form.endpoint = ENDPOINT;
    await form.updateComplete;
    for (const [name, value] of Object.entries(fieldValues)) {
      expect(field(name).value, name).to.equal(value);
    }
    field('name').focus();
    expect(field('message').value).to.equal(fieldValues.message);
  });

  it('shows nothing of the receiver that an app has replaced', async () => {
    const other = 'https://other.invalid/v1/forms/international';
    const createNotice = (text: string) => ({
      sv: { privacy: { title: 'Uppgifter', text: [text] } },
    });
    mockReceiver({ notice: createNotice('Så gör den ena.') });
    const { fetch } = window;
    window.fetch = async (input, init) =>
      String(input) === other
        ? Response.json(createNotice('Så gör den andra.'))
        : fetch(input, init);
    const { form, shows, texts } = await setup();
    getBySelector<HTMLDetailsElement>(form, 'details').open = true;
    await shows('Så gör den ena.');
    form.endpoint = other;
    await form.updateComplete;
    expect(texts().join()).not.to.include('Så gör den ena.');
    getBySelector(form, '#name').focus();
    await shows('Så gör den andra.');
  });

  it('sends nothing when a form of the page in its slot is submitted', async () => {
    const { submissions } = mockReceiver();
    const { form, write } = await setup(
      `<contact-form endpoint="${ENDPOINT}"><form slot="privacy"><input><button>Sök</button></form></contact-form>`,
    );
    let started = 0;
    form.addEventListener('message-started', () => {
      started += 1;
    });
    const inner = getBySelector<HTMLFormElement>(form, 'form[slot]');
    inner.addEventListener('submit', (event) => event.preventDefault());
    inner.elements[0]?.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    expect(started).to.equal(0);
    write();
    expect(started).to.equal(1);
    inner.requestSubmit();
    await nextFrame();
    await nextFrame();
    expect(submissions).to.deep.equal([]);
    expect(getVisibleTexts(form).join()).not.to.match(/Skickar|Referensnummer/);
  });

  it('works several times on a page, also inside a shadow root of the page', async () => {
    const { submissions } = mockReceiver();
    const first = await setup(`${FORM}<div id="inside"></div>`);
    const place = document.querySelector('#inside')?.attachShadow({ mode: 'open' });
    const second = document.createElement('contact-form');
    second.setAttribute('endpoint', ENDPOINT);
    place?.append(second);
    await second.updateComplete;
    const inside = getBySelector<HTMLInputElement>(second, '#message');
    inside.focus();
    inside.value = 'Ett annat';
    first.write();
    let target: EventTarget | null = null;
    const hear = (event: Event) => {
      target = event.target;
    };
    document.addEventListener('message-sent', hear);
    cleanups.push(() => document.removeEventListener('message-sent', hear));
    first.send();
    await first.shows(/Referensnummer/);
    expect(target).to.equal(first.form);
    expect(inside.value).to.equal('Ett annat');
    for (const [name, value] of Object.entries({ ...fieldValues, message: 'Ett annat' })) {
      getBySelector<HTMLInputElement>(second, `#${name}`).value = value;
    }
    const sent = oneEvent<MessageSentEvent>(second, 'message-sent');
    getBySelector(second, 'button[type="submit"]').click();
    await sent;
    // The event leaves the shadow root, with a target that the page knows.
    expect((target as Element | null)?.id).to.equal('inside');
    expect(submissions.map(({ body }) => body.fields.message)).to.deep.equal([
      fieldValues.message,
      'Ett annat',
    ]);
  });

  it('says so when the browser has no room for a draft', async () => {
    mockReceiver();
    const { form, field, write } = await setup();
    write();
    const { setItem } = Storage.prototype;
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    cleanups.push(() => {
      Storage.prototype.setItem = setItem;
    });
    field('save-draft').focus();
    await sendKeys({ press: ' ' });
    await form.updateComplete;
    expect(field('save-draft').checked).to.equal(false);
    expect(getBySelector(form, '#save-draft-state').textContent).to.equal(
      'Utkastet kunde inte sparas. Kopiera texten om du vill fortsätta senare.',
    );
  });

  it('does not submit a form around it when Enter is pressed', async () => {
    mockReceiver();
    const { form, field, shows } = await setup(`<form id="host">${FORM}</form>`);
    let submitted = false;
    form.closest('form')?.addEventListener('submit', (event) => {
      submitted = true;
      event.preventDefault();
    });
    field('name').focus();
    await sendKeys({ press: 'Enter' });
    await shows('Det finns fel i formuläret');
    expect(submitted).to.equal(false);
  });

  it("shows the receiver's notice in the language of the form", async () => {
    const privacy = (title: string) => ({ title, text: ['Ett.', 'Två.'], more: 'Läs mer' });
    mockReceiver({
      notice: {
        sv: { replyTime: 'Vi svarar oftast inom 5 arbetsdagar.', privacy: privacy('Uppgifter') },
        en: { privacy: privacy('Information') },
        telephone: '08-123 45 67',
        privacyHref: 'https://exempel.se/dataskydd',
      },
    });
    const { form, field, write, send, shows } = await setup();
    // Before the notice has loaded, there is a sentence that is true of every form.
    const details = getBySelector<HTMLDetailsElement>(form, 'details');
    const always = 'Det du skriver skickas först när du trycker på knappen.';
    const privacyTexts = () => [...details.children].map((child) => child.textContent);
    expect(privacyTexts()).to.deep.equal(['Så hanterar vi dina uppgifter', always]);
    field('name').focus();
    await shows('08-123 45 67');
    details.open = true;
    expect(privacyTexts()).to.deep.equal(['Uppgifter', always, 'Ett.', 'Två.', 'Läs mer']);
    await expectAccessible(form);
    form.lang = 'en';
    await waitUntil(() => details.firstElementChild?.textContent === 'Information');
    form.lang = 'sv';
    write();
    send();
    await shows(/Vi svarar oftast inom 5 arbetsdagar/);
  });

  for (const notice of [
    { telephone: 123 },
    { email: 'a\ud800@b.se' },
    { sv: { privacy: { title: 'Uppgifter', text: 'abc' } } },
    null,
  ]) {
    it(`works with a notice like ${JSON.stringify(notice)}`, async () => {
      const { submissions } = mockReceiver({ notice: notice as object });
      const { write, send, shows } = await setup();
      write();
      await shows('Kontrollen är klar');
      send();
      await shows(/Referensnummer/);
      expect(submissions).to.have.lengthOf(1);
    });
  }

  for (const json of ['{"fields":{"name":5}}', 'null', '[]', '"x"', 'x']) {
    it(`ignores a draft like ${json}`, async () => {
      mockReceiver();
      localStorage.setItem(`skr-widgets:draft:${ENDPOINT}`, json);
      cleanups.push(() => localStorage.clear());
      const { form, write, send, shows } = await setup();
      write();
      expect(getBySelector<HTMLInputElement>(form, '#save-draft').checked).to.equal(false);
      send();
      await shows(/Referensnummer/);
    });
  }

  it("works on a page that has clobbered the document's properties", async () => {
    mockReceiver();
    const { form } = await setup(
      `<img name="baseURI"><img name="host"><img name="parentNode">${FORM}`,
    );
    expect(getShadowRoot(form).querySelector('form')).not.to.equal(null);
  });

  it("shows the page's own privacy text instead of the receiver's", async () => {
    mockReceiver({ notice: { sv: { privacy: { title: 'Uppgifter', text: [] } } } });
    const { form, field, shows } = await setup(
      `<contact-form endpoint="${ENDPOINT}"><p slot="privacy">Så gör vi.</p></contact-form>`,
    );
    expect(form.querySelector('p')?.checkVisibility()).to.equal(true);
    field('name').focus();
    await shows('Kontrollen är klar');
    expect(getShadowRoot(form).querySelector('details')?.checkVisibility()).to.equal(false);
  });

  const waysToGoOn: Record<string, (form: Awaited<ReturnType<typeof setup>>) => void> = {
    'moves to another field': ({ field }) => field('email').focus(),
    'opens the privacy text': ({ form }) => getBySelector(form, 'summary').click(),
    'repeats the verification': ({ button }) => button(/Gör om/).click(),
    'sends the message': ({ send }) => send(),
  };
  for (const [what, goOn] of Object.entries(waysToGoOn)) {
    it(`loads the notice once the receiver is up again, when the visitor ${what}`, async () => {
      recordWarnings();
      let isDown = true;
      const respond = () => (isDown ? createProblem(503, 'unavailable') : undefined);
      const { requests } = mockReceiver({
        challenge: respond,
        noticeResponse: respond,
        notice: { sv: { privacy: { title: 'Uppgifter' }, replyTime: 'Vi svarar snart.' } },
      });
      const countNotices = () => requests.filter(({ url }) => url === ENDPOINT).length;
      const setUp = await setup();
      setUp.write();
      await setUp.shows('Kontrollen misslyckades');
      const failed = countNotices();
      isDown = false;
      goOn(setUp);
      const root = getShadowRoot(setUp.form);
      await waitUntil(() => /Uppgifter|Vi svarar snart/.test(root.textContent ?? ''));
      expect(countNotices()).to.equal(failed + 1);
    });
  }

  it('loads the notice of a new receiver while that of the old one is on its way', async () => {
    const urls: string[] = [];
    const { fetch } = window;
    cleanups.push(() => {
      window.fetch = fetch;
    });
    window.fetch = (input) => {
      urls.push(String(input));
      return new Promise(() => {});
    };
    const { form, field } = await setup();
    field('name').focus();
    form.endpoint = 'https://other.invalid/v1/forms/other';
    await form.updateComplete;
    field('email').focus();
    expect(urls).to.include.members([ENDPOINT, form.endpoint]);
  });

  it('loads the notice when the privacy text is opened without being focused', async () => {
    mockReceiver({ notice: { sv: { privacy: { title: 'Uppgifter', text: ['Så gör vi.'] } } } });
    const { form, shows } = await setup();
    getBySelector<HTMLDetailsElement>(form, 'details').open = true;
    await shows('Så gör vi.');
  });

  it('saves a draft only when asked to, with its key, and deletes it once the message is sent', async () => {
    const { submissions } = mockReceiver({ messages: [failNetwork, acceptMessage] });
    const { form, write, send, shows, field } = await setup();
    write();
    expect(localStorage.length).to.equal(0);
    // Like a real click: one by a script leaves no time for rendering between the events.
    field('save-draft').focus();
    await sendKeys({ press: ' ' });
    expect(field('save-draft').checked).to.equal(true);
    send();
    await shows(/Vi vet inte om meddelandet kom fram/);

    // The visitor leaves the page and comes back.
    form.remove();
    const later = await setup();
    expect(later.field('message').value).to.equal('');
    later.field('name').focus();
    await later.shows('Formuläret är ifyllt med ditt sparade utkast');
    expect(later.field('save-draft').checked).to.equal(true);
    await expectAccessible(later.form);
    for (const [name, value] of Object.entries(fieldValues)) {
      expect(later.field(name).value).to.equal(value);
    }
    later.send();
    await later.shows(/Referensnummer/);
    expect(submissions[0]?.key).to.equal(submissions[1]?.key);
    expect(localStorage.length).to.equal(0);
  });

  it('is read-only while the message is sent: its fields and the checkbox for drafts', async () => {
    mockReceiver({ messages: [() => new Promise<Response>(() => {})] });
    const { form, write, send, shows, field } = await setup();
    write();
    send();
    await shows('Skickar …');
    for (const name of Object.keys(fieldValues)) expect(field(name).readOnly, name).to.equal(true);
    const saveDraft = field('save-draft');
    expect(saveDraft.getAttribute('aria-readonly')).to.equal('true');
    saveDraft.focus();
    await sendKeys({ press: ' ' });
    await form.updateComplete;
    expect(saveDraft.checked).to.equal(false);
    expect(localStorage.length).to.equal(0);
  });

  it('deletes a draft when the visitor wants it gone', async () => {
    mockReceiver();
    const first = await setup();
    first.write();
    first.field('save-draft').click();
    first.form.remove();
    const later = await setup();
    later.field('name').focus();
    await later.shows('Formuläret är ifyllt med ditt sparade utkast');
    later.field('save-draft').focus();
    await sendKeys({ press: ' ' });
    await later.form.updateComplete;
    expect(localStorage.length).to.equal(0);
    expect(later.field('save-draft').checked).to.equal(false);
    expect(getBySelector(later.form, '#save-draft-state').textContent).to.equal('');
    expect(later.field('message').value).to.equal(fieldValues.message);
  });

  for (const [how, tick] of [
    [
      'a key',
      (keep) => {
        keep.focus();
        return sendKeys({ press: ' ' });
      },
    ],
    // As in Safari, where pressing the mouse doesn't focus a checkbox.
    ['a press that moves no focus', (keep) => keep.click()],
  ] as [string, (keep: HTMLInputElement) => unknown][]) {
    it(`restores a draft when its checkbox is ticked before anything else, by ${how}`, async () => {
      mockReceiver();
      const place = `skr-widgets:draft:${ENDPOINT}`;
      localStorage.setItem(place, JSON.stringify({ fields: fieldValues }));
      cleanups.push(() => localStorage.clear());
      const { field, shows } = await setup();
      await tick(field('save-draft'));
      await shows('Kontrollen är klar');
      expect(field('save-draft').checked).to.equal(true);
      expect(field('message').value).to.equal(fieldValues.message);
      expect(JSON.parse(localStorage.getItem(place) ?? '').fields.message).to.equal(
        fieldValues.message,
      );
    });
  }

  it('restores a draft only to empty fields', async () => {
    mockReceiver();
    localStorage.setItem(`skr-widgets:draft:${ENDPOINT}`, JSON.stringify({ fields: fieldValues }));
    cleanups.push(() => localStorage.clear());
    const { field } = await setup();
    field('subject').value = 'Något annat';
    field('name').focus();
    expect(field('subject').value).to.equal('Något annat');
    expect(field('message').value).to.equal(fieldValues.message);
  });

  it('sends no draft that the visitor has not seen', async () => {
    const { submissions } = mockReceiver();
    localStorage.setItem(`skr-widgets:draft:${ENDPOINT}`, JSON.stringify({ fields: fieldValues }));
    cleanups.push(() => localStorage.clear());
    const { form, button, shows, focused } = await setup();
    button(/Skicka/).focus();
    await sendKeys({ press: 'Enter' });
    await shows('Det finns fel i formuläret');
    await form.updateComplete;
    expect(focused()).to.equal('summary');
    expect(submissions).to.have.lengthOf(0);
  });

  for (const [what, messages, sign] of [
    ['is being sent', () => new Promise<Response>(() => {}), '[aria-disabled]'],
    ['could not be sent', failNetwork, '#outcome strong'],
  ] as const) {
    it(`shows that a message ${what} when it is sent from a field far above, and leaves the focus`, async () => {
      mockReceiver({ messages: [messages] });
      const { form, write, field, shows, focused } = await setup(
        `<div style="inline-size: 320px; font-size: 32px">${FORM}</div>`,
      );
      write();
      await shows('Kontrollen är klar');
      field('name').focus();
      // Firefox and WebKit scroll to the focus only when they paint.
      await nextFrame();
      await nextFrame();
      field('name').scrollIntoView();
      await sendKeys({ press: 'Enter' });
      await shows(/Skickar|Vi vet inte/);
      await waitUntil(() => getShadowRoot(form).querySelector(sign)?.textContent);
      await nextFrame();
      const { top, bottom } = getBySelector(form, sign).getBoundingClientRect();
      expect(top).to.be.at.least(0);
      expect(Math.floor(bottom)).to.be.at.most(document.documentElement.clientHeight);
      expect(focused()).to.equal('name');
    });
  }

  it('says so when the browser cannot save a draft', async () => {
    const frame = document.createElement('iframe');
    // With an opaque origin, accessing localStorage throws.
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = `<script src="${location.origin}/dist/skr-widgets.js"></script>
      <contact-form endpoint="${ENDPOINT}"></contact-form>
      <script>
        const form = document.querySelector('contact-form');
        const find = (id) => form.shadowRoot.querySelector('#' + id);
        customElements.whenDefined('contact-form').then(async () => {
          await form.updateComplete;
          find('save-draft').click();
          await form.updateComplete;
          parent.postMessage([find('save-draft-state').textContent, find('save-draft').checked], '*');
        });
      </script>`;
    const answer = oneEvent<MessageEvent<[string, boolean]>>(window, 'message');
    document.body.append(frame);
    const { data } = await answer;
    frame.remove();
    expect(data).to.deep.equal([
      'Utkastet kunde inte sparas. Kopiera texten om du vill fortsätta senare.',
      false,
    ]);
  });

  it('has a honeypot that no person reaches', async () => {
    const { submissions } = mockReceiver();
    const { field, write, send, shows } = await setup();
    const trap = field('leave-empty');
    expect(trap.checkVisibility()).to.equal(false);
    // Not a word by which form fillers recognise a field.
    const words = `${trap.id} ${trap.name} ${trap.autocomplete}`;
    expect(words).not.to.match(/website|url|homepage|company|name|mail|phone|address/i);
    write();
    trap.value = 'https://spam.example';
    send();
    await shows(/Referensnummer/);
    // By the member name that the receiver has always used for it.
    expect(submissions[0]?.body.website).to.equal('https://spam.example');
  });

  it('shows a failure when sending throws, and keeps the text', async () => {
    const warnings = recordWarnings();
    mockReceiver();
    const { form, write, send, shows, field } = await setup();
    write();
    // As on a page that replaces a function needed for sending.
    form.dispatchEvent = () => {
      throw new TypeError('Not on this page');
    };
    send();
    await shows('Meddelandet kunde inte skickas');
    await shows(/Kopiera det du har skrivit/);
    expect(field('message').value).to.equal(fieldValues.message);
    expect(warnings).to.include('[skr-widgets] Sending failed: TypeError: Not on this page');
  });

  it('shows a failure when the page has replaced randomUUID', async () => {
    mockReceiver();
    const { randomUUID } = crypto;
    cleanups.push(() => Object.assign(crypto, { randomUUID }));
    const { write, send, shows, field } = await setup();
    write();
    Object.assign(crypto, { randomUUID: undefined });
    send();
    await shows('Meddelandet kunde inte skickas');
    expect(field('message').value).to.equal(fieldValues.message);
  });

  it('requests a challenge with POST, which is not cached', async () => {
    mockReceiver();
    const { fetch } = window;
    const methods: (string | undefined)[] = [];
    window.fetch = (input, init) => {
      if (String(input).endsWith('/challenge')) methods.push(init?.method);
      return fetch(input, init);
    };
    cleanups.push(() => {
      window.fetch = fetch;
    });
    const { field, shows } = await setup();
    field('name').focus();
    await shows('Kontrollen är klar');
    expect(methods).to.deep.equal(['POST']);
  });

  it('warns once about a receiver that does not respond, and says what to do', async () => {
    const warnings = recordWarnings();
    mockReceiver();
    window.fetch = async () => failNetwork();
    const { field, shows } = await setup(
      '<contact-form endpoint="https://elsewhere.invalid/v1/forms/a"></contact-form>',
    );
    field('name').focus();
    await shows(/Kontrollen misslyckades/);
    const [warning, ...others] = warnings.filter((text) => text.includes('elsewhere.invalid'));
    expect(others).to.deep.equal([]);
    expect(warning).to.include('Request to https://elsewhere.invalid failed');
    expect(warning).to.include(`Name ${location.origin} in allowedOrigins`);
    expect(warning).to.include('connect-src');
  });

  it('warns about a receiver that does not allow the page, and says what to do', async () => {
    const warnings = recordWarnings();
    mockReceiver({ challenge: () => new Response('{}', { status: 403 }) });
    const { field, shows } = await setup();
    field('name').focus();
    await shows(/Kontrollen misslyckades/);
    expect(warnings).to.have.lengthOf(1);
    expect(warnings[0]).to.include('failed (Error: HTTP 403)');
    expect(warnings[0]).to.include(`Name ${location.origin} in allowedOrigins`);
  });

  for (const [what, host, response, error] of [
    ['a proxy answers for it', 'down', new Response('', { status: 502 }), 'Error: HTTP 502'],
    ['there is no such form', 'gone', new Response('{}', { status: 404 }), 'Error: HTTP 404'],
    ['another page is there', 'page', new Response('<h1>Hej'), 'SyntaxError: '],
  ] as const) {
    it(`warns about a receiver when ${what}, and does not blame the page's origin`, async () => {
      const warnings = recordWarnings();
      mockReceiver();
      window.fetch = async () => response.clone();
      const { field, shows } = await setup(
        `<contact-form endpoint="https://${host}.invalid/v1/forms/a"></contact-form>`,
      );
      field('name').focus();
      await shows(/Kontrollen misslyckades/);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include(`https://${host}.invalid failed (${error}`);
      expect(warnings[0]).to.include('Check the URL, and that the receiver runs.');
      expect(warnings[0]).not.to.include('allowedOrigins');
    });
  }

  it('gives its typed text to a copy of it, once it has been removed itself', async () => {
    mockReceiver();
    const { form, write, field } = await setup();
    expect(form.hasAttribute('data-skr-visit')).to.equal(false);
    write();
    const parent = form.parentElement as HTMLElement;
    const copies = [form.cloneNode(true), form.cloneNode(true)] as ContactFormElement[];
    // Beside the form it is a form of its own.
    parent.append(copies[0] as Node);
    await copies[0]?.updateComplete;
    const message = getBySelector<HTMLInputElement>(copies[0] as Element, '#message');
    expect(message.value).to.equal('');
    message.focus();
    message.value = 'Ett annat';
    message.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    copies[0]?.remove();
    form.remove();
    parent.append(copies[1] as Node);
    await copies[1]?.updateComplete;
    expect(getBySelector<HTMLInputElement>(copies[1] as Element, '#message').value).to.equal(
      fieldValues.message,
    );
    expect(getBySelector<HTMLInputElement>(copies[1] as Element, '#email').value).to.equal(
      fieldValues.email,
    );
    expect(field('message').value).to.equal(fieldValues.message);
    expect([localStorage.length, sessionStorage.length]).to.deep.equal([0, 0]);
  });

  it('gives a copy nothing of a sent message', async () => {
    mockReceiver();
    const { form, write, send, shows } = await setup();
    write();
    const before = form.cloneNode(true) as ContactFormElement;
    send();
    await shows(/Referensnummer/);
    const parent = form.parentElement as HTMLElement;
    form.remove();
    for (const copy of [before, form.cloneNode(true) as ContactFormElement]) {
      parent.append(copy);
      await copy.updateComplete;
      expect(getBySelector<HTMLInputElement>(copy, '#message').value).to.equal('');
    }
  });

  it('works when attachInternals fails', async () => {
    mockReceiver();
    const { attachInternals } = HTMLElement.prototype;
    HTMLElement.prototype.attachInternals = () => {
      throw new DOMException('Not on this page', 'NotSupportedError');
    };
    cleanups.push(() => {
      HTMLElement.prototype.attachInternals = attachInternals;
    });
    const { write, send, shows } = await setup();
    write();
    send();
    await shows(/Referensnummer/);
  });

  it('has fields large enough that Safari on iOS does not zoom in', async () => {
    mockReceiver();
    const { field } = await setup(FORM.replace('<main', '<main style="font-size: 12px"'));
    for (const id of ['name', 'email', 'message']) {
      expect(getComputedStyle(field(id)).fontSize).to.equal('16px');
    }
    const large = await setup(FORM.replace('<main', '<main style="font-size: 20px"'));
    expect(getComputedStyle(large.field('name')).fontSize).to.equal('20px');
  });

  it('shows an address with Swedish letters as it was written', async () => {
    mockReceiver();
    const { field, write, send, shows } = await setup();
    write({ ...fieldValues, email: 'info@räksmörgås.se' });
    expect(field('email').value).to.equal('info@räksmörgås.se');
    send();
    await shows(/Svaret kommer till info@räksmörgås\.se\./);
  });

  it('marks the reference number and the address as not to be translated', async () => {
    mockReceiver();
    const { form, write, send, shows } = await setup();
    write();
    send();
    await shows(/Referensnummer/);
    const untranslated = [...getShadowRoot(form).querySelectorAll('[translate="no"]')];
    expect(untranslated.map(({ textContent }) => textContent)).to.deep.equal([
      'ABCD-2345',
      fieldValues.email,
    ]);
  });

  it('keeps its language when a translation tool changes that of the page, also after a redraw', async () => {
    mockReceiver();
    const { form } = await setup(FORM.replace('<main', '<main lang="en"'));
    const main = form.closest('main') as HTMLElement;
    main.lang = 'de';
    await form.updateComplete;
    await nextFrame();
    expect(getVisibleTexts(form)[0]).to.equal('Contact us');
    main.innerHTML = `<contact-form endpoint="${ENDPOINT}"></contact-form>`;
    const again = main.firstElementChild as ContactFormElement;
    await again.updateComplete;
    expect(getVisibleTexts(again)).to.include('SALAR contact form');
  });

  for (const endpoint of [
    'http://example.se/v1/forms/f',
    'inte en adress',
    'https://receiver.invalid',
    'javascript:alert(1)',
    'data:text/plain,x',
    'ftp://a.se/f',
    'https://',
  ]) {
    it(`shows another way to make contact for endpoint="${endpoint}", and says so once`, async () => {
      const warnings = recordWarnings();
      const form = `<contact-form endpoint="${endpoint}"></contact-form>`;
      const { texts } = await setup(form + form);
      expect(texts()).to.deep.equal(['Kontakta oss', 'Kontaktformulär SKR']);
      expect(warnings).to.have.lengthOf(1);
      expect(warnings[0]).to.include(`<contact-form endpoint="${endpoint}">`);
    });
  }

  it("shows the page's own fallback when there is no receiver", async () => {
    const { form } = await setup(
      '<contact-form recipient="Umeå kommun"><p>Ring växeln.</p></contact-form>',
    );
    expect(form.querySelector('p')?.checkVisibility()).to.equal(true);
    expect(getVisibleTexts(form)).to.deep.equal(['Kontakta oss', 'Ring växeln.']);
  });

  for (const lang of ['sv', 'en']) {
    it(`is accessible in ${lang}: empty, invalid, failed and sent`, async () => {
      mockReceiver({ messages: [failNetwork, acceptMessage] });
      const { form, write, send, shows } = await setup(
        FORM.replace('<main', `<main lang="${lang}"`),
      );
      await expectAccessible(form);
      send();
      await shows(/Det finns fel i|There is a problem/);
      await expectAccessible(form);
      write();
      send();
      await shows(/Vi vet inte om|We do not know/);
      await expectAccessible(form);
      send();
      await shows(/ABCD-2345/);
      await expectAccessible(form);
    });
  }
});
