/** What a content management system gets from the URL of an embed page alone. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';
import { extract } from '@extractus/oembed-extractor';
import { setup } from './browser.ts';

const site = await setup({ address: 'https://example.se/skr-widgets/v1/' });

const pages = globSync('dist/embed/*.html').map((file) => basename(file, '.html'));

for (const name of pages) {
  test(`${name} is discovered by its URL, with a frame and a link`, async () => {
    const result = await extract(`${site.baseUrl()}embed/${name}.html?utm_source=x`);
    const page = `${site.baseUrl()}embed/${name}.html`;
    const { title, html, height, ...rest } = result as unknown as Record<string, string>;
    assert.partialDeepStrictEqual(rest, { version: '1.0', type: 'rich', width: 600 });
    // WordPress keeps all of it in this form.
    assert.match(
      String(html),
      /^<blockquote><a href="([^"]*)">[^<]*<\/a><\/blockquote><iframe src="\1" title="[^"]*" width="600" height="\d+" frameborder="0"><\/iframe>$/,
    );
    assert(html?.includes(`src="${page}"`), html);
    assert(title);
    const file = readFileSync(`dist/embed/${name}.html`, 'utf8');
    assert(
      file.includes(`<title>${title.replaceAll("'", '&#39;')}</title>`) ||
        file.includes(`<title>${title}</title>`),
    );

    const opened = await site.openPage(`<!doctype html>${html}`);
    const frame = opened.frames()[1];
    const needed = await frame?.evaluate(
      () => document.documentElement.getBoundingClientRect().height,
    );
    assert(
      needed && needed <= Number(height) && needed > Number(height) * 0.6,
      `${needed} of ${height}`,
    );
  });
}
