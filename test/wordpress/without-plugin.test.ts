/**
 * What the guide says of WordPress without the plugin, in a real one: the code of the configurator in
 * the block for HTML, by those who may have scripts and those who may not, and an address. Then the
 * plugin. With UPDATE_SNAPSHOTS=1 the pictures in the guide are taken of the same pages.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
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

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-wordpress-'));
const demo = await startDemo(join(folder, 'demo'));
const wordpress = await startWordPress(folder);
const browser = await puppeteer.launch(chromium());

after(async () => {
  await browser.close();
  await Promise.all([demo.stop(), wordpress.stop()]);
  rmSync(folder, { recursive: true });
});

test('shows the widget where WordPress lets the script in the code through', async () => {
  const page = await visit(await save('admin', html()));
  await page.waitForSelector('skr-intl-overview:defined');
  assert.match(await contentOf(page), /<script defer/);
  // The cards have their borders.
  assert.equal(await borderOf(page), '1px');
  await takePicture(page, 'wordpress-html', '.entry-content h3');
});

test('leaves the whole text, as headings, paragraphs and a list, where it strips the script', async () => {
  const page = await visit(await save('author', html()));
  const content = await contentOf(page);
  assert.doesNotMatch(content, /<script|<skr-intl-overview/);
  const text = await page.$eval('.entry-content', (main) => main.textContent ?? '');
  const published = htmlAt(sourceOf(choiceFrom(new URLSearchParams())));
  const words = published
    .replace(/<[^>]*>/g, ' ')
    .trim()
    .split(/\s+/);
  assert.equal(text.split(/\s+/).filter(Boolean).join(''), words.join(''));
  assert.equal(await page.$$eval('.entry-content h2, .entry-content h3', (all) => all.length), 4);
  assert(await page.$('.entry-content ul > li > div h4, .entry-content ul > li h4'));
  assert.equal(await borderOf(page), '0px');
  await takePicture(page, 'wordpress-html-stripped', '.entry-content h3');
});

test('makes a frame of an address, whose links lead nowhere, and which scrolls where it is high', async () => {
  for (const [widget, height] of [
    ['org-card', undefined],
    ['skr-intl-overview', '1000'],
  ] as const) {
    const query = new URLSearchParams({ tool: 'wordpress', way: 'oembed', widget });
    const [part] = codeFor(choiceFrom(query), release()).parts;
    const url = part?.code ?? '';
    const address = await save(
      'author',
      `<!-- wp:embed {"url":"${url}"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
${url}
</div></figure><!-- /wp:embed -->`,
    );
    const page = await visit(address);
    const handle = await page.waitForSelector('iframe.wp-embedded-content[data-secret][height]');
    assert.equal(await page.$eval('iframe', (frame) => `${frame.sandbox}`), 'allow-scripts');
    const frame = await handle?.contentFrame();
    await frame?.waitForSelector(`${widget}:defined`);
    if (height) {
      await page.waitForSelector(`iframe[height="${height}"]`);
      const inside = await frame?.evaluate(() => document.documentElement.scrollHeight);
      assert((inside ?? 0) > 1000, String(inside));
      // What does not fit is there for whoever scrolls in the frame.
      await frame?.evaluate(() => scrollTo(0, 100));
      assert.equal(await frame?.evaluate(() => scrollY), 100);
      await frame?.evaluate(() => scrollTo(0, 0));
    } else {
      await page.setViewport({ ...size, height: 400 });
      await takePicture(page, 'wordpress-address', 'main h1');
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
  const plugins = await wordpress.php('echo WP_PLUGIN_DIR;');
  for (const [path, bytes] of Object.entries(
    unzipSync(readFileSync('dist/skr-widgets-wordpress.zip')),
  )) {
    const file = join(plugins, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
  await wordpress.php(
    "require_once ABSPATH . 'wp-admin/includes/plugin.php'; activate_plugin('skr-widgets/skr-widgets.php');",
  );
  const address = await save('admin', '<!-- wp:skr-widgets/skr-intl-overview /-->');
  const visitor = await visit(address);
  await visitor.waitForSelector('skr-intl-overview:defined');
  await takePicture(visitor, 'wordpress-plugin', 'main h1');

  const editor = await logIn('admin');
  const id = await wordpress.php(`echo url_to_postid('${address}');`);
  await editor.goto(`${wordpress.url}/wp-admin/post.php?post=${id}&action=edit`);
  const canvas = await (
    await editor.waitForSelector('iframe[name="editor-canvas"]')
  )?.contentFrame();
  await canvas?.waitForSelector('skr-intl-overview:defined');
  const texts = [canvas, visitor].map((place) =>
    place?.$eval('skr-intl-overview', (element) => element.textContent?.replace(/\s+/g, ' ')),
  );
  const [edited, visited] = await Promise.all(texts);
  assert.equal(edited, visited);
  await canvas?.click('.wp-block[data-type="skr-widgets/skr-intl-overview"]');
  await editor.waitForSelector('.block-editor-block-inspector .components-panel__body');
  await takePicture(editor, 'wordpress-plugin-editor');
});

/** The code of the start page in the block for HTML. */
function html(): string {
  const choice = choiceFrom(new URLSearchParams({ tool: 'wordpress', way: 'element' }));
  const [part] = codeFor(choice, release(), htmlAt(sourceOf(choice))).parts;
  return `<!-- wp:html -->${part?.code}<!-- /wp:html -->`;
}

function release() {
  return releaseOf({ address: `${demo.url}/skr-widgets/`, version, receiver: undefined });
}

/** Saves a post as a user does, by what the editor sends, and gives its URL. */
async function save(user: string, content: string): Promise<string> {
  const page = await logIn(user);
  await page.goto(`${wordpress.url}/wp-admin/post-new.php`);
  await page.waitForFunction(() => 'wp' in window);
  const link = await page.evaluate(async (content) => {
    const { wp } = window as unknown as {
      wp: { apiFetch(request: object): Promise<{ link: string }> };
    };
    const data = { title: 'Internationellt arbete', status: 'publish', content };
    return (await wp.apiFetch({ path: '/wp/v2/posts', method: 'POST', data })).link;
  }, content);
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
