/** The examples for servers in several languages, which print a fragment for a page. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { suite, test } from 'node:test';
import { getProgramPath } from '../browsers/programs.ts';

const folder = resolve('dist/fragments');
const fragments = globSync(`${folder}/*.html`).sort();

/** Prints a fragment, or rejects. */
type Include = (
  widget: string,
  language: string,
  attributes?: Record<string, string>,
) => Promise<string>;

const includes: Record<string, Include> = {
  async PHP(...parameters) {
    const [widget, language, attributes = {}] = parameters;
    const code = `require 'integrations/includes/skr-widgets.php';
      [$widget, $language, $attributes] = json_decode($argv[1], true);
      echo skr_widget('${folder}', $widget, $language, $attributes);`;
    const argument = JSON.stringify([widget, language, attributes]);
    return execFileSync(getProgramPath('php'), ['-r', code, '--', argument], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
  },
  async Node(widget, language, attributes) {
    const file: string = '../../integrations/includes/skr-widgets.mjs';
    return (await import(file)).skrWidget(folder, widget, language, attributes);
  },
};

for (const [name, include] of Object.entries(includes)) {
  suite(`The include for ${name}`, () => {
    test('prints every fragment unchanged', async () => {
      assert.equal(fragments.length, 10);
      for (const file of fragments) {
        const [widget = '', language = ''] = basename(file).split('.');
        assert.equal(await include(widget, language), readFileSync(file, 'utf8').trimEnd());
      }
    });

    test('writes attributes into the tag, whatever their values', async () => {
      const value = `https://example.se/?a=1&b="'><script>$0\\1`;
      const html = await include('contact-form', 'sv', { endpoint: value, 'heading-level': '3' });
      const [tag = ''] =
        html.match(/^<contact-form endpoint="[^"<>]*" heading-level="3" lang="sv">/) ?? [];
      const [, attribute = ''] = tag.match(/endpoint="([^"]*)"/) ?? [];
      const read = attribute
        .replace(/&#0*(\d+);/g, (_, code) => String.fromCharCode(code))
        .replace(
          /&(lt|gt|quot|amp);/g,
          (_, sign: 'lt') => ({ lt: '<', gt: '>', quot: '"', amp: '&' })[sign],
        );
      assert.equal(read, value);
    });

    test('reads nothing but fragments, and writes nothing but attributes', async () => {
      await assert.rejects(include('../content/international', 'sv'));
      await assert.rejects(include('org-card', '../../sv'));
      await assert.rejects(include('org-card', 'sv', { onclick: 'alert(1)' }));
      await assert.rejects(include('org-card', 'sv', { 'a><b': '' }));
    });
  });
}
