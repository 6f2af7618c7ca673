/** The texts that are filled in once: what a data protection officer answers, copies and is told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, suite, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { holds } from '../../demo/scripts/answers.ts';
import { createNotice } from '../../receiver/src/messages/form-notice.ts';
import { startEnvironment } from './environment.ts';

const stage = await startEnvironment();
after(() => stage.stop());

const pages = { sv: 'texter.html', en: 'en/texts.html' } as const;
const open = (path: string) => stage.open(`${stage.demo.url}/${path}`);

/** An answer to each field that is shown, but to what is optional. */
async function fillIn(page: Page): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const input of await page.$$('#facts .field:not([hidden]) input')) {
    const { name, isNumber } = await input.evaluate((element) => ({
      name: element.getAttribute('data-fact') ?? '',
      isNumber: element.getAttribute('inputmode') === 'numeric',
    }));
    if (name === 'transfer') continue;
    const answer = isNumber ? String(100 + answers.size) : `the ${name} & <b>`;
    await input.click({ count: 3 });
    await input.type(answer);
    answers.set(name, answer);
  }
  return answers;
}

async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.click(`[name="${name}"][value="${value}"]`);
}

const getRemaining = (page: Page) => page.$eval('#remaining', ({ textContent }) => textContent);

/** The texts that apply, by their headings. */
async function getTexts(page: Page): Promise<Map<string, string>> {
  const entries = await page.$$eval('.template', (templates) =>
    templates
      .filter((each) => each.checkVisibility())
      .map((each) => [
        each.querySelector('.copy .visually-hidden')?.textContent?.trim() ?? '',
        each.querySelector('code')?.textContent ?? '',
      ]),
  );
  return new Map(entries as [string, string][]);
}

/** What a button has copied, pasted where it can be read. It leaves the page. */
async function readCopied(page: Page, button: string): Promise<string> {
  await page.click(button);
  await page.waitForSelector('[data-says]');
  await page.goto(`${stage.host.url}/editor`);
  await page.focus('textarea');
  await page.keyboard.down('Control');
  await page.keyboard.press('V');
  await page.keyboard.up('Control');
  return page.$eval('textarea', ({ value }) => value);
}

suite('The texts', () => {
  test('ask the same questions in the same places in both languages', () => {
    const getParts = (locale: string) => {
      const text = readFileSync(`demo/prose/texts.${locale}.md`, 'utf8');
      return text.match(/\{when [^}]+\}|\{else\}|\{end\}|^```\w*$/gm);
    };
    assert.deepEqual(getParts('sv'), getParts('en'));
  });

  test('depend on answers', () => {
    const answers = new Map(Object.entries({ form: 'yes', days: '39' }));
    for (const [condition, expected] of [
      ['form=yes', true],
      ['form=no|yes', true],
      ['form=no', false],
      ['!form=no', true],
      ['form=no or days<40', true],
      ['days<39', false],
      ['hours<40', false],
      ['days', true],
      ['transfer', false],
      ['!transfer', true],
    ] as const) {
      assert.equal(holds(condition, answers), expected, condition);
    }
  });

  for (const [locale, path] of Object.entries(pages)) {
    test(`are filled in everywhere at once, and copied together, in ${locale}`, async () => {
      const { page, errors, requests, close } = await open(path);
      const before = Number(/\d+/.exec((await getRemaining(page)) ?? ''));
      const count = await page.$$eval(
        '.template mark',
        (marks) => marks.filter((mark) => mark.checkVisibility()).length,
      );
      assert.equal(before, count);
      assert(before > 40, String(before));
      const url = page.url();
      const loaded = requests.length;
      const answers = await fillIn(page);

      assert.doesNotMatch((await getRemaining(page)) ?? '', /\d/);
      const texts = await getTexts(page);
      assert.equal(texts.size, 8);
      const all = [...texts.values()].join('\n');
      assert.doesNotMatch(all, /[[\]{}]/);
      for (const [name, answer] of answers) {
        assert(all.toLowerCase().includes(answer.toLowerCase()), name);
      }
      // Some sentences begin with the board, and others have it in the middle.
      const board = answers.get('board') ?? '';
      const capitalized = board.charAt(0).toUpperCase() + board.slice(1);
      assert.notEqual(capitalized, board);
      assert(all.includes(` ${board}`) && all.includes(`\n${capitalized}`));
      assert.equal(page.url(), url);
      assert.deepEqual(requests.slice(loaded), []);
      const stored = await page.evaluate(
        () => localStorage.length + sessionStorage.length + document.cookie.length,
      );
      assert.equal(stored, 0);
      const copied = await readCopied(page, '#facts .copy');
      assert.equal(copied, [...texts].flat().join('\n\n'));
      assert.deepEqual(errors, []);
      await close();
    });

    test(`are whole, and ask for what they need and nothing else, whatever is chosen, in ${locale}`, async () => {
      const { page, errors, close } = await open(path);
      const outcome = await page.evaluate(() => {
        const form = document.querySelector('#facts') as HTMLFormElement;
        const radios = [...form.querySelectorAll<HTMLInputElement>('[type="radio"]')];
        const names = [...new Set(radios.map(({ name }) => name))];
        const fields = [...form.querySelectorAll<HTMLInputElement>('.field input')];
        const problems = new Map<string, string>();
        let combinations = 0;
        const isShown = (element: Element) => !element.closest('[hidden]');
        const check = (choices: string) => {
          combinations++;
          form.dispatchEvent(new Event('input'));
          const texts = [...document.querySelectorAll('.template code')].filter(isShown);
          const note = (problem: string) => problems.has(problem) || problems.set(problem, choices);
          if (texts.length === 0) note('There is no text');
          for (const { textContent: text } of texts) {
            const mistakes =
              text?.match(/ {2}|\n{3}| [.,;:]|[.,;:]{2}|[{}]|^\s|\s$|undefined/g) ?? [];
            for (const mistake of mistakes) note(`“${mistake}” in: ${text}`);
          }
          const needed = new Set(
            texts.flatMap((text) =>
              [...text.querySelectorAll<HTMLElement>('mark')].flatMap(
                ({ dataset }) => dataset.fact ?? [],
              ),
            ),
          );
          const unanswered = fields.filter(isShown).filter(({ value }) => !value);
          const names = unanswered.map(({ dataset }) => dataset.fact ?? '');
          for (const name of needed) if (!names.includes(name)) note(`${name} is not asked for`);
          for (const name of names) {
            if (name !== 'transfer' && !needed.has(name)) note(`${name} is not needed`);
          }
        };
        const visit = (rest: readonly string[], choices: string) => {
          const [name, ...others] = rest;
          if (!name) {
            // What some sentences depend on.
            for (const answer of ['', '39']) {
              for (const input of fields) {
                if (/^(days|transfer)$/.test(input.dataset.fact ?? '')) input.value = answer;
              }
              check(`${choices} ${answer}`);
            }
            return;
          }
          for (const radio of radios.filter((each) => each.name === name)) {
            radio.checked = true;
            visit(others, `${choices} ${name}=${radio.value}`);
          }
        };
        visit(names, '');
        return { combinations, problems: [...problems] };
      });
      assert.deepEqual(outcome.problems, []);
      assert.equal(outcome.combinations, 3 * 5 * 2 * 2 * 3 * 2 * 2);
      assert.deepEqual(errors, []);
      await close();
    });

    test(`have the whole notice that the receiver composes for the form, in ${locale}`, async () => {
      const { page, close } = await open(path);
      const heading =
        locale === 'sv' ? 'Den korta texten i formuläret' : 'The short text in the form';
      /** Its paragraphs, but the one that the form has without a receiver too. */
      const getNotice = async () =>
        (await getTexts(page))
          .get(heading)
          ?.split('\n\n')
          .filter((_, index) => index !== 1);
      const answers = await fillIn(page);
      const of = locale === 'sv' ? 'i' : 'of';
      const settings = {
        controller: `${answers.get('board')} ${of} ${answers.get('municipality')}`,
        dataProtectionOfficer: answers.get('dpo'),
        privacyHref: answers.get('privacyPage'),
      };
      const compose = (config: object, days: number) => {
        const notice = createNotice({ ...settings, ...config }, ['sv', 'en'], days);
        const { title, text = [], more } = notice[locale as 'sv']?.privacy ?? {};
        return [title, ...text, `${more}: ${settings.privacyHref}`];
      };
      assert.deepEqual(
        await getNotice(),
        compose({ legalBasis: 'authority', officialDocument: true }, Number(answers.get('days'))),
      );

      await choose(page, 'kind', 'association');
      await page.click('#fact-days', { count: 3 });
      await page.keyboard.type('30');
      await choose(page, 'receiver', 'other');
      await page.type('#fact-processor', 'Driftbolaget');
      assert.deepEqual(
        await getNotice(),
        compose({ legalBasis: 'association', processor: 'Driftbolaget' }, 30),
      );
      await close();
    });
  }

  test('say in the URL what was chosen, here and in the other language, and nothing that was written', async () => {
    const { page, close } = await open(pages.sv);
    await page.type('#fact-board', 'Kommunstyrelsen');
    await choose(page, 'receiver', 'other');
    await choose(page, 'show', 'own');
    const query = 'show=own&receiver=other';
    assert.equal(new URL(page.url()).search, `?${query}`);
    const other = await page.$eval('.language', (link) => (link as HTMLAnchorElement).href);
    assert.equal(new URL(other).search, `?${query}`);
    await page.focus('#fact-board');
    await page.keyboard.press('Enter');
    assert.equal(new URL(page.url()).search, `?${query}`);

    await page.goto(other, { waitUntil: 'load' });
    const headings = [...(await getTexts(page)).keys()];
    assert(headings.includes('Processing agreement: if somebody else runs the receiver'));
    const isChosen = await page.$eval('[value="own"][name="show"]', (radio) =>
      radio.matches(':checked'),
    );
    assert(isChosen);
    await close();
  });

  test('are still filled in for whoever has read another page and comes back', async () => {
    const { page, close } = await open(pages.sv);
    await page.type('#fact-board', 'Kommunstyrelsen');
    const before = await getTexts(page);
    const link = '.opening a[href^="trygghet.html"]';
    await Promise.all([page.waitForNavigation(), page.click(link)]);
    await page.goBack();
    const after = await getTexts(page);
    assert.deepEqual(after, before);
    assert.match([...after.values()].join(), /Kommunstyrelsen/);
    await close();
  });

  test('are chosen and filled in with the keyboard, and what is left is said once', async () => {
    const { page, close } = await open(pages.sv);
    await page.evaluate(() => {
      const messages: string[] = [];
      Object.assign(window, { messages });
      new MutationObserver(() => {
        messages.push(document.querySelector('#status-message')?.textContent ?? '');
      }).observe(document.querySelector('#status-message') as Element, { childList: true });
    });
    const getMessages = () =>
      page.evaluate(() => (window as unknown as { messages: string[] }).messages);
    await page.focus('[name="form"]');
    await page.keyboard.press('ArrowDown');
    assert.equal((await getTexts(page)).size, 5);
    await page.focus('#fact-board');
    await page.keyboard.type('Kommunstyrelsen');
    assert.equal((await getMessages()).length, 1);
    await page.keyboard.press('Tab');
    const messages = await getMessages();
    assert.equal(messages.length, 2);
    assert.equal(messages.at(-1), await getRemaining(page));
    assert.match(messages.at(-1) ?? '', /^Kvar att fylla i: \d+$/);
    await close();
  });

  test('say how much is left in the one that is copied', async () => {
    const { page, close } = await open(pages.sv);
    const button = '.template .copy';
    const left = await page.$eval('.template', (each) => each.querySelectorAll('mark').length);
    await page.click(button);
    await page.waitForSelector(`${button}[data-says]`);
    const getLabel = () => page.$eval(button, (each) => each.getAttribute('data-says'));
    assert.equal(await getLabel(), `Kopierat. Kvar att fylla i: ${left}`);
    await fillIn(page);
    await page.click(button);
    await page.waitForSelector('[data-says="Kopierat"]');
    await close();
  });

  test('are shown by a link that leads to one of them, also to one that is left out', async () => {
    for (const [id, answer] of [
      ['bitradesavtal-om-nagon-annan-driver-mottagaren', 'receiver=other'],
      ['overenskommelse-om-utgivaren-har-skriptet', 'script=publisher'],
    ] as const) {
      const { page, close } = await open(`${pages.sv}#${id}`);
      const [name, value] = answer.split('=');
      const isInView = await page.$eval(`#${id}`, (heading) => {
        const { top } = heading.getBoundingClientRect();
        return heading.checkVisibility() && top >= 0 && top < innerHeight;
      });
      assert(isInView, id);
      assert(await page.$(`[name="${name}"][value="${value}"]:checked`));
      await close();
    }
  });

  test('are all there without scripts, with their places and conditions', async () => {
    const { page, close } = await stage.open('about:blank', (opened) =>
      opened.setJavaScriptEnabled(false),
    );
    await page.goto(`${stage.demo.url}/${pages.sv}`);
    const texts = await getTexts(page);
    assert.equal(texts.size, 10);
    const visible = await page.$eval('main', (main) => main.innerText);
    assert.match(visible, /\[Vem driver mottagaren\? Någon annan: /);
    assert.match(
      visible,
      /\[Var ligger skriptet\? På vår egen server eller Har ni ett formulär som skickar till er\? Ja: /,
    );
    assert.match(visible, /\[Dagar tills mottagaren gallrar: färre än 40: /);
    assert.match(visible, /\[Nämndens namn\]/);
    assert.match(visible, /Utan JavaScript visas alla texter/);
    const isHidden = await page.$eval('#facts', (form) => !form.checkVisibility());
    assert(isHidden);
    await close();
  });
});
