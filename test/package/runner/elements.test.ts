/** The tests of an app, as an integrator would write them. */
import { afterEach, expect, test, vi } from 'vitest';
import 'skr-widgets/auto-define.js';

const endpoint = 'https://receiver.invalid/v1/forms/international';

const warn = vi.spyOn(console, 'warn');

afterEach(() => {
  document.body.replaceChildren();
  // There is no receiver.
  const warnings = warn.mock.calls.filter(([text]) => !String(text).includes('The request to'));
  expect(warnings).toEqual([]);
});

async function show<T extends keyof HTMLElementTagNameMap>(tag: T, html: string) {
  document.body.innerHTML = html;
  const element = document.querySelector(tag);
  if (!element || !('updateComplete' in element)) throw new Error(`<${tag}> is not defined`);
  await element.updateComplete;
  return element;
}

test('shows a card', async () => {
  const card = await show('org-card', '<org-card org="icld"></org-card>');
  expect(card.textContent).toContain('ideell förening');
});

test('shows the errors of a form, and receives its events', async () => {
  const form = await show('contact-form', `<contact-form endpoint="${endpoint}"></contact-form>`);
  const events: string[] = [];
  form.addEventListener('message-started', ({ type }) => events.push(type));
  form.addEventListener('message-sending', ({ type }) => events.push(type));
  const message = form.shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
  message.value = 'Hej';
  message.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
  await form.updateComplete;
  expect(events).toEqual(['message-started']);

  form.shadowRoot?.querySelector<HTMLButtonElement>('button[type="submit"]')?.click();
  await form.updateComplete;
  expect(form.shadowRoot?.querySelector('#summary')?.textContent).toContain('Det finns fel');
  expect(events).toEqual(['message-started']);
});

test('renders on a server beside this DOM', async () => {
  const { renderElement } = await import('skr-widgets/ssr.js');
  const html = renderElement('contact-form', { endpoint }, 'sv', { styleSheet: '/x.css' });
  expect(html).toContain('<template shadowrootmode="open"><link rel="stylesheet" href="/x.css">');
});
