/**
 * Every element in every state, and how a visitor gets it there: the list that the accessibility tests, the transcripts
 * and the screenshots all use.
 */
import { waitUntil } from '@open-wc/testing';
import { cleanups, getBySelector, getShadowRoot, renderFixture, runCleanups } from '../fixture.ts';
import {
  acceptMessage,
  createProblem,
  ENDPOINT,
  failNetwork,
  failureAnswers,
  mockReceiver,
} from '../mock-receiver.ts';

export const languages = ['sv', 'en'] as const;

/** A language of the elements. */
export type Language = (typeof languages)[number];

/** An element in a state. */
export interface State {
  /** Tag and state, which are the name of its files. */
  readonly name: string;
  /** The markup that a webmaster writes. */
  readonly markup: string;
  /** What the receiver responds, if it is asked. */
  readonly receiver?: Parameters<typeof mockReceiver>[0];
  /** The visitor's actions. */
  readonly act?: (visit: Visit) => void | Promise<void>;
}

/** Actions of a visitor in a form. */
interface Visit {
  readonly element: HTMLElement;
  readonly language: Language;
  /** Focuses the first field, and waits for the receiver's notice. */
  focusFirstField(): Promise<void>;
  write(values: Record<string, string>): void;
  /** Clicks the element that matches a selector. */
  press(selector: string): void;
  /** Waits until an element is visible, or contains a text. */
  shows(selector: string, text?: RegExp): Promise<void>;
}

/** What the visitor types. */
export const fieldValues = {
  name: 'Åsa Öberg',
  organisation: 'Älvsbyns kommun',
  email: 'asa.oberg@exempel.se',
  telephone: '070-174 06 35',
  subject: 'Vänorter',
  message: 'Hej!\n\nHur söker vi pengar till ett samarbete med vår vänort?',
};

/** A notice with all its parts. */
const notice = {
  sv: {
    replyTime: 'Vi svarar oftast inom fem arbetsdagar.',
    privacy: {
      title: 'Så använder vi dina personuppgifter',
      text: ['Älvsbyns kommun är personuppgiftsansvarig.', 'Vi använder dem bara för att svara.'],
      more: 'Läs mer om hur vi använder personuppgifter',
    },
  },
  en: {
    replyTime: 'We usually reply within five working days.',
    privacy: {
      title: 'How we use your personal data',
      text: ['The Municipality of Älvsbyn is the controller.', 'We only use them to reply.'],
      more: 'Read more about how we use personal data',
    },
  },
  telephone: '0929-123 45',
  email: 'kommunen@exempel.se',
  privacyHref: 'https://exempel.se/dataskydd',
};

const never = () => new Promise<Response>(() => {});
const form = `<contact-form endpoint="${ENDPOINT}" telephone="0929-123 45" email="kommunen@exempel.se"></contact-form>`;
const done = /är klar|is complete/;

const sendInVain: State['act'] = async ({ focusFirstField, write, press, shows }) => {
  await focusFirstField();
  write(fieldValues);
  press('[type="submit"]');
  await shows('[part="failure"]');
};

/** Seventy letters. */
const longName = 'Sydvästskånes kommuners samarbetsorganisation för vatten och avlopp ab';

export const states: readonly State[] = [
  {
    name: 'skr-intl-overview.form',
    markup: `<skr-intl-overview contact-endpoint="${ENDPOINT}"></skr-intl-overview>`,
  },
  { name: 'skr-intl-overview.link', markup: '<skr-intl-overview></skr-intl-overview>' },

  { name: 'org-card.salar-international', markup: '<org-card></org-card>' },
  { name: 'org-card.icld', markup: '<org-card org="icld"></org-card>' },
  {
    name: 'org-card.long',
    markup: `<org-card name="${longName}" href="https://exempel.se/" description="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft och realisationsvinstbeskattning."><p slot="footer">https://exempel.se/en/mycket/lang/adress/som/ingen/har/tankt/pa/nar/spalten/ritades</p></org-card>`,
  },
  { name: 'org-card.short', markup: '<org-card name="Å" href="https://exempel.se/"></org-card>' },
  {
    name: 'org-card.filled',
    markup: `<org-card name="Älvsbyns vänner" href="https://exempel.se/"><svg slot="media" role="img" aria-label="Älvsbyns vänner" width="96" height="48" viewBox="0 0 2 1"><circle cx=".5" cy=".5" r=".5" fill="#00597a"/><path d="M1 0h1v1H1z" fill="#b3261e"/></svg><p slot="description">Vi ses på <em>torget</em>.</p><p slot="footer">Box 1, Älvsbyn</p></org-card>`,
  },

  { name: 'contact-person.skr', markup: '<contact-person></contact-person>' },
  {
    name: 'contact-person.whole',
    markup:
      '<contact-person heading="Din kontakt" name="Åsa Öberg" job-title="Samordnare" telephone="08-123 45 67" email="asa.oberg@exempel.se"><svg slot="photo" role="img" aria-label="Åsa Öberg" viewBox="0 0 2 2"><path d="M0 0h2v2H0z" fill="#b9c7d6"/><circle cx="1" cy=".8" r=".4" fill="#00597a"/></svg></contact-person>',
  },
  {
    name: 'contact-person.long',
    markup:
      '<contact-person name="Märta-Stina Gyllenstråhle-Oxenstierna af Västergötland" job-title="Internationaliseringsstrateg med samordningsansvar för utvecklingssamarbetsfrågor" telephone="+46 (0)929-123 45 67" email="marta-stina.gyllenstrahle-oxenstierna@utvecklingssamarbete.exempel.se"></contact-person>',
  },
  { name: 'contact-person.short', markup: '<contact-person name="Å"></contact-person>' },

  { name: 'contact-form.empty', markup: form },
  {
    name: 'contact-form.closed',
    markup: '<contact-form telephone="0929-123 45" email="kommunen@exempel.se"></contact-form>',
  },
  {
    name: 'contact-form.fallback',
    markup:
      '<contact-form recipient="Älvsbyns kommun"><p>Besök oss på Storgatan 27.</p></contact-form>',
  },
  {
    name: 'contact-form.checking',
    markup: form,
    receiver: { challenge: never, notice },
    act: ({ focusFirstField }) => focusFirstField(),
  },
  {
    name: 'contact-form.ready',
    markup: form,
    receiver: { notice },
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      write(fieldValues);
      press('#save-draft');
      await shows('#verification-state', done);
    },
  },
  {
    name: 'contact-form.draft',
    markup: form,
    receiver: { challenge: never },
    async act({ focusFirstField, shows }) {
      localStorage.setItem(
        `skr-widgets:draft:${ENDPOINT}`,
        JSON.stringify({ fields: fieldValues }),
      );
      await focusFirstField();
      await shows('#save-draft-state');
    },
  },
  {
    name: 'contact-form.refused',
    markup: form,
    receiver: { challenge: never },
    async act({ focusFirstField, press, shows }) {
      const { setItem } = Storage.prototype;
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
      cleanups.push(() => {
        Storage.prototype.setItem = setItem;
      });
      await focusFirstField();
      press('#save-draft');
      await shows('#save-draft-state');
    },
  },
  {
    name: 'contact-form.privacy',
    markup: form,
    receiver: { challenge: never, notice },
    async act({ focusFirstField, press, shows }) {
      await focusFirstField();
      press('summary');
      await shows('details[open] a');
    },
  },
  {
    name: 'contact-form.faults',
    markup: form,
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      await shows('#verification-state', done);
      write({ email: 'asa@', telephone: 'växeln', message: 'x'.repeat(5002) });
      press('[type="submit"]');
      await shows('#summary');
    },
  },
  {
    name: 'contact-form.corrected',
    markup: form,
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      await shows('#verification-state', done);
      write({ ...fieldValues, email: 'asa@', subject: '' });
      press('[type="submit"]');
      await shows('#summary');
      write({ email: 'asa.oberg@exempel.se' });
      write({ message: 'Hej igen!' });
      await shows('#outcome [role="status"]', /Rättat|Corrected/);
    },
  },
  {
    name: 'contact-form.resolved',
    markup: form,
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      await shows('#verification-state', done);
      write({ ...fieldValues, email: 'asa@', subject: '' });
      press('[type="submit"]');
      await shows('#summary');
      write({ email: 'asa.oberg@exempel.se', subject: 'Vänorter', message: 'Hej igen!' });
      await shows('#summary.resolved');
    },
  },
  {
    name: 'contact-form.sending',
    markup: form,
    receiver: { messages: [never] },
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      await shows('#verification-state', done);
      write(fieldValues);
      press('[type="submit"]');
      await shows('[aria-disabled]', /…/);
    },
  },
  {
    name: 'contact-form.expired',
    markup: form,
    receiver: { lifetime: 10 },
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      await shows('#verification-state', done);
      // The next challenge never arrives; the mock restores `fetch` afterwards.
      window.fetch = never;
      write(fieldValues);
      press('[type="submit"]');
      await shows('#verification-state', /pågår|in progress/);
    },
  },
  {
    name: 'contact-form.failed',
    markup: form,
    receiver: { messages: [failNetwork], notice },
    act: sendInVain,
  },
  {
    name: 'contact-form.unverified',
    markup: form,
    receiver: { challenge: () => createProblem(503, 'unavailable') },
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      write(fieldValues);
      press('[type="submit"]');
      await shows('#summary');
    },
  },
  {
    name: 'contact-form.unverified-faults',
    markup: form,
    receiver: { challenge: () => createProblem(503, 'unavailable') },
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      await shows('#verification-state', /misslyckades|failed/);
      write({ ...fieldValues, email: '' });
      press('[type="submit"]');
      await shows('#summary');
    },
  },
  {
    name: 'contact-form.blocked',
    markup: form,
    receiver: { challenge: failNetwork },
    async act({ focusFirstField, shows }) {
      await focusFirstField();
      await shows('#verification-state', /misslyckades|failed/);
    },
  },
  {
    name: 'contact-form.sent',
    markup: form,
    receiver: { messages: [acceptMessage], notice },
    async act({ focusFirstField, write, press, shows }) {
      await focusFirstField();
      write(fieldValues);
      press('[type="submit"]');
      await shows('#confirmation');
    },
  },
];

/** The form as in `contact-form.failed`, in the words of every other reason that it tells apart. */
export const failures: readonly State[] = [
  ...Object.entries(failureAnswers).map(([code, answer]) => ({
    name: `contact-form.failed-${code}`,
    markup: form,
    receiver: { messages: [answer], notice },
    act: sendInVain,
  })),
  {
    name: 'contact-form.failed-offline',
    markup: form,
    receiver: { messages: [failNetwork], notice },
    act(visit) {
      Object.defineProperty(navigator, 'onLine', { configurable: true, get: () => false });
      cleanups.push(() => Reflect.deleteProperty(navigator, 'onLine'));
      return sendInVain(visit);
    },
  },
];

/** Hides the blinking caret. The form inherits no such property from the page. */
const stillCaret = new CSSStyleSheet();
stillCaret.replaceSync('input, textarea { caret-color: transparent; caret-animation: manual; }');

/**
 * Renders an element and takes it to a state, after undoing everything that another state needed. Resolves when the
 * state has been reached.
 *
 * @param around Markup of the page around the element.
 */
export async function renderState(
  state: State,
  language: Language,
  around = (element: string) => `<main lang="${language}"><h1>Sida</h1>${element}</main>`,
): Promise<HTMLElement> {
  runCleanups();
  cleanups.push(() => localStorage.clear());
  mockReceiver(state.receiver ?? {});
  const element = await renderFixture(around(state.markup));
  getShadowRoot(element).adoptedStyleSheets.push(stillCaret);
  const place = (selector: string) => getShadowRoot(element).querySelector<HTMLElement>(selector);
  await state.act?.({
    element,
    language,
    async focusFirstField() {
      getBySelector(element, '#name').focus();
      if (state.receiver?.notice) {
        await waitUntil(() => place('details a'), `${state.name}: no notice came`);
      }
    },
    write(values) {
      for (const [id, value] of Object.entries(values)) {
        const control = getBySelector<HTMLInputElement>(element, `#${id}`);
        control.focus();
        control.value = value;
        control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
      }
    },
    press(selector) {
      const target = getBySelector(element, selector);
      target.focus();
      target.click();
    },
    shows: (selector, text = /./) =>
      waitUntil(
        () => text.test(place(selector)?.innerText ?? ''),
        `${state.name}: ${selector} does not show ${text}`,
        { timeout: 10_000 },
      ),
  });
  await element.updateComplete;
  await document.fonts.ready;
  return element;
}
