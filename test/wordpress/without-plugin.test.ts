/**
 * What the guide says of WordPress without the plugin, in a real one: the code of the configurator in
 * the block for HTML, by those who may have scripts and those who may not, and an address. Then the
 * plugin. In each language of the guide. With UPDATE_SNAPSHOTS=1 its pictures are taken of the same pages.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { unzipSync } from 'fflate';
import puppeteer, { type Page } from 'puppeteer-core';
import { htmlAt, releaseOf } from '../../demo/release.ts';
import { choiceFrom, codeFor, sourceOf } from '../../demo/scripts/code.ts';
import { startDemo } from '../../demo/server.ts';
import { version } from '../../publish/urls.ts';
import { chromium } from '../browsers/chromium.ts';
import { takePicture } from '../pictures.ts';
import { startWordPress } from './wordpress.ts';

/** As large as the guide shows pages. */
const size = { width: 960, height: 560 };

/** What PHP needs to have to turn plugins on and off. */
const admin = "require_once ABSPATH . 'wp-admin/includes/plugin.php';";
const plugin = 'skr-widgets/skr-widgets.php';

type Locale = 'sv' | 'en';

/** What WordPress has of a language, and a page of the website in it. */
const sites = {
  sv: {
    language: 'sv_SE',
    title: 'Internationellt arbete',
    paragraph: 'Vi samarbetar med kommuner i andra länder. Den här organisationen stöder oss.',
  },
  en: {
    language: '',
    title: 'International work',
    paragraph:
      'We cooperate with municipalities in other countries. This organisation supports us.',
  },
} as const;

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-wordpress-'));
const demo = await startDemo(join(folder, 'demo'));
const wordpress = await startWordPress(folder);
const browser = await puppeteer.launch(chromium());

after(async () => {
  await browser.close();
  await Promise.all([demo.stop(), wordpress.stop()]);
  rmSync(folder, { recursive: true });
});

for (const [locale, { language, paragraph }] of Object.entries(sites) as [
  Locale,
  (typeof sites)[Locale],
][]) {
  suite(`On a website in ${locale}, WordPress`, () => {
    // The plugin is installed last, and lets the widget through where WordPress strips it.
    before(() =>
      wordpress.php(
        `${admin} deactivate_plugins('${plugin}'); update_option('WPLANG', '${language}');`,
      ),
    );

    test('shows the widget where it lets the script in the code through', async () => {
      const page = await visit(await save('admin', locale, html(locale)));
      await page.waitForSelector('skr-intl-overview:defined');
      assert.match(await contentOf(page), /<script defer/);
      // The cards have their borders.
      assert.equal(await borderOf(page), '1px');
      await takePicture(page, `wordpress-html.${locale}`, { from: '.entry-content h3' });
    });

    test('leaves the whole text, as headings, paragraphs and a list, where it strips the script', async () => {
      const page = await visit(await save('author', locale, html(locale)));
      const content = await contentOf(page);
      assert.doesNotMatch(content, /<script|<skr-intl-overview/);
      const text = await page.$eval('.entry-content', (main) => main.textContent ?? '');
      const published = htmlAt(sourceOf(choiceFrom(new URLSearchParams()), locale));
      const words = published
        .replace(/<[^>]*>/g, ' ')
        .trim()
        .split(/\s+/);
      // WordPress curls apostrophes in text.
      const saved = text.replaceAll('’', "'").split(/\s+/).filter(Boolean);
      assert.equal(saved.join(''), words.join(''));
      const headings = await page.$$('.entry-content h2, .entry-content h3');
      assert.equal(headings.length, 4);
      assert(await page.$('.entry-content ul > li > div h4, .entry-content ul > li h4'));
      assert.equal(await borderOf(page), '0px');
      await takePicture(page, `wordpress-html-stripped.${locale}`, { from: '.entry-content h3' });
    });

    test('makes a frame of an address, whose links lead nowhere, and which scrolls where it is high', async () => {
      for (const [widget, height] of [
        ['org-card', undefined],
        ['skr-intl-overview', '1000'],
      ] as const) {
        const query = new URLSearchParams({
          ...{ tool: 'wordpress', way: 'oembed', widget, language: locale },
        });
        const [part] = codeFor(choiceFrom(query), release()).parts;
        const url = part?.code ?? '';
        const address = await save(
          'author',
          locale,
          `<!-- wp:paragraph --><p>${paragraph}</p><!-- /wp:paragraph -->
<!-- wp:embed {"url":"${url}"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
${url}
</div></figure><!-- /wp:embed -->`,
        );
        const page = await visit(address);
        const handle = await page.waitForSelector(
          'iframe.wp-embedded-content[data-secret][height]',
        );
        assert.equal(await page.$eval('iframe', (frame) => `${frame.sandbox}`), 'allow-scripts');
        const frame = await handle?.contentFrame();
        await frame?.waitForSelector(`${widget}:defined`);
        assert.equal(await frame?.evaluate(() => document.documentElement.lang), locale);
        if (height) {
          await page.waitForSelector(`iframe[height="${height}"]`);
          const inside = await frame?.evaluate(() => document.documentElement.scrollHeight);
          assert((inside ?? 0) > 1000, String(inside));
          // What does not fit is there for whoever scrolls in the frame.
          await frame?.evaluate(() => scrollTo(0, 100));
          assert.equal(await frame?.evaluate(() => scrollY), 100);
          await frame?.evaluate(() => scrollTo(0, 0));
        } else {
          await page.setViewport({ ...size, height: 320 });
          await takePicture(page, `wordpress-address.${locale}`, { from: '.entry-content' });
        }
        const before = page.url();
        const pages = (await page.browserContext().pages()).length;
        const link = await frame?.waitForSelector('a.skr-link');
        await link?.click();
        // A click that leads somewhere has done so before the next answer.
        await frame?.evaluate(() => new Promise(requestAnimationFrame));
        assert.equal(page.url(), before);
        assert.equal((await page.browserContext().pages()).length, pages);
      }
    });

    test('shows the block of the plugin in the editor as on the page', async () => {
      await installPlugin();
      const block = '<!-- wp:skr-widgets/skr-intl-overview /-->';
      const visitor = await visit(await save('admin', locale, block));
      await visitor.waitForSelector('skr-intl-overview:defined');
      await takePicture(visitor, `wordpress-plugin.${locale}`, { from: '.entry-content' });

      const editor = await logIn('admin');
      const draft = await save('admin', locale, block, 'draft');
      const { searchParams } = new URL(draft);
      await editor.goto(
        `${wordpress.url}/wp-admin/post.php?post=${searchParams.get('p')}&action=edit`,
      );
      const canvas = await (
        await editor.waitForSelector('iframe[name="editor-canvas"]')
      )?.contentFrame();
      await canvas?.waitForSelector('skr-intl-overview:defined');
      const texts = [canvas, visitor].map((place) =>
        place?.$eval('skr-intl-overview', (element) => element.textContent?.replace(/\s+/g, ' ')),
      );
      const [edited, visited] = await Promise.all(texts);
      assert.equal(edited, visited);
      // The block's toolbar would cover the beginning of its text.
      await editor.evaluate(() => {
        const { wp } = window as unknown as {
          wp: { data: { dispatch(store: string): { set(...setting: unknown[]): void } } };
        };
        wp.data.dispatch('core/preferences').set('core', 'fixedToolbar', true);
      });
      await canvas?.click('.wp-block[data-type="skr-widgets/skr-intl-overview"]');
      await editor.waitForSelector('.block-editor-block-inspector .components-panel__body');
      await takePicture(editor, `wordpress-plugin-editor.${locale}`, {
        part: '.interface-interface-skeleton__body',
      });
    });
  });
}

async function installPlugin(): Promise<void> {
  const plugins = await wordpress.php('echo WP_PLUGIN_DIR;');
  for (const [path, bytes] of Object.entries(
    unzipSync(readFileSync('dist/skr-widgets-wordpress.zip')),
  )) {
    const file = join(plugins, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  await wordpress.php(`${admin} activate_plugin('${plugin}');`);
}

/** The code of the start page in the block for HTML. */
function html(locale: Locale): string {
  const choice = choiceFrom(new URLSearchParams({ tool: 'wordpress', way: 'element' }));
  const [part] = codeFor(choice, release(), htmlAt(sourceOf(choice, locale))).parts;
  return `<!-- wp:html -->${part?.code}<!-- /wp:html -->`;
}

function release() {
  return releaseOf({ address: `${demo.url}/skr-widgets/`, version, receiver: undefined });
}

/** Saves a post as a user does, by what the editor sends, and gives its URL. */
async function save(
  user: string,
  locale: Locale,
  content: string,
  status = 'publish',
): Promise<string> {
  const page = await logIn(user);
  await page.goto(`${wordpress.url}/wp-admin/post-new.php`);
  await page.waitForFunction(() => 'wp' in window);
  const data = { title: sites[locale].title, status, content };
  const link = await page.evaluate(async (data) => {
    const { wp } = window as unknown as {
      wp: { apiFetch(request: object): Promise<{ link: string }> };
    };
    return (await wp.apiFetch({ path: '/wp/v2/posts', method: 'POST', data })).link;
  }, data);
  await page.browserContext().close();
  return link;
}

async function logIn(user: string): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width: 1200, height: 700 });
  await page.goto(`${wordpress.url}/wp-login.php`);
  // Not typed: a moment after it has loaded, the page takes the focus to the name.
  await page.$eval('#user_login', (field, name) => field.setAttribute('value', name), user);
  await page.$eval('#user_pass', (field) => field.setAttribute('value', 'password'));
  await Promise.all([page.waitForNavigation(), page.locator('#wp-submit').click()]);
  return page;
}

async function visit(url: string): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport(size);
  await page.goto(url, { waitUntil: 'load' });
  return page;
}

/** What WordPress has kept of the code. */
function contentOf(page: Page): Promise<string> {
  return page
    .$eval('link[rel="shortlink"]', (link) => (link as HTMLLinkElement).href)
    .then((href) => new URL(href).searchParams.get('p'))
    .then((id) => wordpress.php(`echo get_post(${Number(id)})->post_content;`));
}

/** How wide the border around the first organisation is. */
function borderOf(page: Page): Promise<string> {
  return page.$eval(
    '.entry-content ul > li > *',
    (card) => getComputedStyle(card).borderTopWidth || '0px',
  );
}
