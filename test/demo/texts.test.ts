/** The texts that are filled in once: what a data protection officer answers, copies and is told. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { holds } from '../../demo/scripts/answers.ts';
import { ConfigError, readConfig } from '../../receiver/src/config.ts';
import { createNotice } from '../../receiver/src/messages/form-notice.ts';
import { startEnvironment } from './environment.ts';

const stage = await startEnvironment();
after(() => stage.stop());

const pages = { sv: 'texter.html', en: 'en/texts.html' } as const;
const open = (path: string) => stage.open(`${stage.demo.url}/${path}`);

/** What may be left unanswered. */
const optional = ['transfer', 'publisherTransfer', 'replyDays', 'provider'];

/** An answer to each field that is shown, but to what is optional. Pasted: another test types. */
async function fillIn(page: Page): Promise<Map<string, string>> {
  const answers = new Map<string, string>();
  for (const input of await page.$$('#facts .field:not([hidden]) input')) {
    const { name, kind } = await input.evaluate((element) => ({
      name: element.getAttribute('data-fact') ?? '',
      kind: element.getAttribute('inputmode') ?? element.type,
    }));
    if (optional.includes(name)) continue;
    const kinds: Record<string, string> = {
      numeric: String(100 + answers.size),
      email: `${name}@kommun.test`,
      url: `https://www.kommun.test/${name}?a=1&b=å`,
    };
    const answer = kinds[kind] ?? `the "${name}" \\ & <b>`;
    await input.evaluate((element, text) => {
      element.value = text;
      element.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, answer);
    answers.set(name, answer);
  }
  return answers;
}

async function choose(page: Page, name: string, value: string): Promise<void> {
  await page.click(`[name="${name}"][value="${value}"]`);
}

const getRemaining = (page: Page) =>
  page.$eval('#remaining', ({ textContent }) => textContent?.trim());

/** The headings of the receiver's settings. */
const settingsHeadings = {
  sv: 'Mottagarens inställningar: till it',
  en: 'The receiver’s settings: to IT',
};

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
      const before = (await getRemaining(page)) ?? '';
      const labels = await page.$$eval(
        '#facts .field:not([hidden]) input',
        (inputs, optional) =>
          inputs
            .filter(({ value, dataset }) => !value && !optional.includes(dataset.fact ?? ''))
            .map(({ labels }) => labels?.[0]?.textContent),
        optional,
      );
      assert(labels.length > 9);
      assert.equal(before.replace(/^.*?: /, ''), `${labels.join('; ')}.`);
      const url = page.url();
      const loaded = requests.length;
      const answers = await fillIn(page);

      const remaining = {
        sv: 'Allt är ifyllt. It fyller i det som är märkt it.',
        en: 'Everything is filled in. IT fills in what is marked IT.',
      };
      assert.equal(await getRemaining(page), remaining[locale as 'sv']);
      const texts = await getTexts(page);
      assert.equal(texts.size, 10);
      const settings = texts.get(settingsHeadings[locale as 'sv']) ?? assert.fail();
      const others = [...texts.values()].filter((text) => text !== settings);
      const all = others.join('\n');
      assert.doesNotMatch(all, /[[\]{}]/);
      assert.equal(settings.match(/\[it: /gi)?.length, 2);
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
      const outcome = await page.evaluate((optional) => {
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
          for (const { textContent: text } of texts.filter((each) => !each.closest('.json'))) {
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
            if (!optional.includes(name) && !needed.has(name)) note(`${name} is not needed`);
          }
        };
        const visit = (rest: readonly string[], choices: string) => {
          const [name, ...others] = rest;
          if (!name) {
            // What some sentences depend on.
            for (const answer of ['', '39']) {
              for (const input of fields) {
                if (/^(days|transfer|publisherTransfer)$/.test(input.dataset.fact ?? ''))
                  input.value = answer;
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
      }, optional);
      assert.deepEqual(outcome.problems, []);
      assert.equal(outcome.combinations, 4 * 6 * 2 * 2 * 3 * 2 * 2);
      assert.deepEqual(errors, []);
      await close();
    });

    test(`have settings that the receiver takes once they are filled in, whatever is chosen, and not before, in ${locale}`, async () => {
      const { page, errors, close } = await open(path);
      const folder = await mkdtemp(join(tmpdir(), 'settings-'));
      const file = join(folder, 'receiver.json');
      const getSettings = async () =>
        (await getTexts(page)).get(settingsHeadings[locale as 'sv']) ?? assert.fail();
      const read = async (settings: string) => {
        await writeFile(file, settings);
        return readConfig(file, {});
      };
      await assert.rejects(read(await getSettings()), ConfigError);
      for (const [delivery, receiver, kind] of [
        ['mail', 'own', 'authority'],
        ['mail', 'other', 'association'],
        ['case', 'other', 'authority'],
        ['server', 'own', 'association'],
      ] as const) {
        await choose(page, 'delivery', delivery);
        await choose(page, 'receiver', receiver);
        await choose(page, 'kind', kind);
        const answers = await fillIn(page);
        const settings = await getSettings();
        if (delivery === 'mail') await assert.rejects(read(settings), ConfigError);
        // As IT does.
        const { mail, forms } = await read(
          settings
            .replace(/\[it: [^"]*smtp[^"]*\]/i, 'smtp://127.0.0.1:25')
            .replace(/\[it: [^"]*\]/i, 'avsandare@kommun.test'),
        );
        const [{ allowedOrigins, recipients, notice, retention } = assert.fail()] = forms;
        const board = answers.get('board') ?? '';
        const of = locale === 'sv' ? 'i' : 'of';
        assert.deepEqual([...allowedOrigins], ['https://www.kommun.test']);
        assert.deepEqual(recipients, delivery === 'mail' ? [answers.get('mailbox')] : []);
        assert.equal(mail?.from, delivery === 'mail' ? 'avsandare@kommun.test' : undefined);
        assert.deepEqual(notice, {
          controller: `${board.replace(/^t/, 'T')} ${of} ${answers.get('municipality')}`,
          legalBasis: kind,
          ...(kind === 'authority' && { officialDocument: true }),
          ...(receiver === 'other' && { processor: answers.get('processor') }),
          dataProtectionOfficer: answers.get('dpo'),
          telephone: answers.get('telephone'),
          email: answers.get('email'),
          privacyHref: new URL(answers.get('privacyPage') ?? '').href,
        });
        assert.deepEqual(retention, {
          days: Number(answers.get('days')),
          decision: answers.get('decision'),
        });
      }
      // Some write no scheme, a number with a nought, or what is no address.
      const write = async (name: string, answer: string) => {
        await page.click(`#fact-${name}`, { count: 3 });
        await page.keyboard.type(answer);
      };
      await write('page', 'www.kommun.test/internationellt');
      await write('privacyPage', 'http://www.kommun.test/personuppgifter');
      await write('replyDays', '02');
      const [form = assert.fail()] = (await read(await getSettings())).forms;
      assert.deepEqual([...form.allowedOrigins], ['https://www.kommun.test']);
      assert.equal(form.notice.privacyHref, 'https://www.kommun.test/personuppgifter');
      assert.equal(form.notice.replyDays, 2);
      await write('page', 'our page');
      assert.match(await getSettings(), /"allowedOrigins": \["\[.+\]"\]/);
      const label = await page.$eval('[for="fact-page"]', ({ textContent }) => textContent);
      // An association has an exception to choose, which no question is on.
      assert.match((await getRemaining(page)) ?? '', new RegExp(`^[^:]+: ${label}; [^;]+: 1\\.$`));
      assert.deepEqual(errors, []);
      await rm(folder, { recursive: true });
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
        controller: `${answers.get('board')?.replace(/^t/, 'T')} ${of} ${answers.get('municipality')}`,
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

  test('speak of SKR to nobody who shows what is their own, and of drafts only with a form', async () => {
    for (const [locale, path] of Object.entries(pages)) {
      const { page, close } = await open(path);
      const read = async (query: string) => {
        await page.goto(`${stage.demo.url}/${path}?${query}`);
        return page.$eval('.text', (element) => (element as HTMLElement).innerText);
      };
      const author = locale === 'sv' ? /SKR(?! Widgets)/ : /SALAR|SKR(?! Widgets)/;
      const draft = locale === 'sv' ? /utkast/ : /draft/;
      for (const script of ['own', 'publisher', 'none']) {
        for (const show of ['own', 'own-card']) {
          const texts = (await read(`script=${script}&show=${show}&form=no`))
            // What can be chosen is there whatever is chosen.
            .replace(/^(Person hos SKR|Person at SALAR)$/gm, '');
          assert.doesNotMatch(texts, author, `${script} ${show}`);
          assert.doesNotMatch(texts, draft, `${script} ${show}`);
        }
        assert.match(await read(`script=${script}&show=person&form=no`), author);
      }
      assert.match(await read('script=own&show=own&form=yes'), draft);
      await close();
    }
  });

  test('ask for no agreement, log or component of those who have only the text', async () => {
    const { page, close } = await open(`${pages.sv}?script=none&show=text`);
    const texts = [...(await getTexts(page)).values()].join('\n');
    assert.match(texts, /Den laddar inget från någon annan innan du följer en länk\./);
    assert.match(texts, /Texten om personuppgifter står på våra sidor\./);
    assert.doesNotMatch(texts, /artikel 26|utgivare|loggar|komponenten|kakor/);
    // Nothing is asked of the reader.
    const visible = await page.$eval('main', (main) => main.innerText);
    assert.doesNotMatch(visible, /artikel 13|dina uppgifter/);
    assert.match(visible, /egen text \(artikel 14\)/);
    await choose(page, 'show', 'card');
    const [reply, privacy, ...others] = (await getTexts(page)).values();
    assert.match(
      reply ?? '',
      /behöver inget mer göras\. SKR:s tillåtelse att återge texten behöver ni också\.$/,
    );
    assert.match(privacy ?? '', /^På \[adressen till sidan\] visar vi information från Sveriges/);
    assert.deepEqual(others, []);
    await close();
  });

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
    assert.equal((await getTexts(page)).size, 6);
    await page.focus('#fact-board');
    await page.keyboard.type('Kommunstyrelsen');
    assert.equal((await getMessages()).length, 1);
    await page.keyboard.press('Tab');
    const messages = await getMessages();
    assert.equal(messages.length, 2);
    // The names that are left are in the page, for whoever wants them.
    const names = ((await getRemaining(page)) ?? '').split('; ');
    assert.equal(messages.at(-1), `Kvar att fylla i: ${names.length}`);
    await close();
  });

  test('say how much is left in the one that is copied', async () => {
    const { page, close } = await open(pages.sv);
    const button = '.template .copy';
    const left = await page.$$eval('.template:first-of-type mark', (marks) => {
      const [first] = document.querySelectorAll('.template');
      const own = marks.filter((mark) => first?.contains(mark));
      return new Set(own.map((mark) => mark.getAttribute('data-fact'))).size;
    });
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
    assert.equal(texts.size, 12);
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
