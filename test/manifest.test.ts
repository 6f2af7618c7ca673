/** Compares the manifest, and thereby the reference, with the code. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import type { ClassDeclaration } from 'custom-elements-manifest/schema.d.ts';
import { getElements, readManifest } from '../scripts/manifest.ts';
import { organisations } from '../src/content/organisations.ts';
import {
  ContactFormElement,
  ContactPersonElement,
  OrgCardElement,
  SkrIntlOverviewElement,
} from '../src/index.ts';
import { renderContent, type Tag } from '../src/ssr.ts';

const manifest = readManifest();
const declarations = getElements(manifest);

/** Attributes with which each element shows everything it can. */
const examples: Record<Tag, Record<string, string>[]> = {
  'skr-intl-overview': [{}],
  'org-card': [{}],
  'contact-person': [{}, { name: 'Bo', telephone: '112', email: 'bo@example.se' }],
  'contact-form': [{ telephone: '112', email: 'bo@example.se' }],
};

/** Classes that only our own style sheet uses. */
const ownClasses = ['skr-content', 'skr-text', 'skr-visually-hidden'];

for (const element of [
  SkrIntlOverviewElement,
  OrgCardElement,
  ContactPersonElement,
  ContactFormElement,
]) {
  const tag = element.tag as Tag;
  suite(`The manifest of <${tag}>`, () => {
    const described = declarations.find(({ tagName }) => tagName === tag);
    assert(described, 'is missing');
    const file = `src/${tag}/${tag}.ts`;
    const code = getCode(file);

    test('describes every attribute, and the property that goes with it', () => {
      assertSame(names(described.attributes), element.observedAttributes);
      for (const attribute of described.attributes ?? []) {
        assert(attribute.description, attribute.name);
        assert(attribute.type, attribute.name);
        const field = described.members?.find(({ name }) => name === attribute.fieldName);
        assert(field?.description, attribute.fieldName);
      }
    });

    test('has a summary, and defaults that are values and not sentences', () => {
      assert(described.summary, 'summary');
      for (const { name, default: value = '' } of described.attributes ?? []) {
        assert.doesNotMatch(value, /\s/, name);
      }
    });

    test('describes every part of the templates and no other', () => {
      const literal = matches(code, /\bpart="([^"$]*)/g).flatMap((part) => part.trim().split(' '));
      const headings = matches(code, /\bheading\([^;]+?, '(heading)'\)/g);
      assertSame(names(described.cssParts), [...new Set([...literal, ...headings])]);
      for (const { name, description } of described.cssParts ?? []) assert(description, name);
    });

    test('describes every class of the content that style sheets may name', () => {
      const html = Object.values(examples[tag])
        .map((attributes) => renderContent(tag, attributes, 'sv'))
        .join('');
      const classes = new Set(matches(html, /class="([^"]*)"/g).flatMap((all) => all.split(' ')));
      for (const own of ownClasses) classes.delete(own);
      assertSame(names(described.cssClasses), [...classes]);
      for (const { name, description } of described.cssClasses ?? []) assert(description, name);
    });

    test('describes every slot and no other', () => {
      const literal = matches(code, /<slot name="(\w+)"/g);
      const unnamed = readFileSync(file, 'utf8').includes('<slot>') ? [''] : [];
      assertSame(names(described.slots), [...unnamed, ...literal]);
    });

    test('gives the custom properties the defaults that the style sheets give them', () => {
      const sheet = element.styles.join('\n');
      for (const { name, description, default: otherwise } of described.cssProperties ?? []) {
        assert(description, name);
        // If a rule applies only when the property is set, the default is elsewhere, unless it is inherited.
        const isInRule =
          sheet.includes(`style(${name})`) &&
          (otherwise === 'inherit' ||
            sheet.includes(`: ${otherwise};`) ||
            sheet.includes(`light-dark(${otherwise},`));
        const isFallback = sheet.includes(`var(${name}, ${otherwise})`);
        assert(isFallback || isInRule, `${name}: ${otherwise}`);
      }
    });

    test('names each event with its class', () => {
      const fired = code.includes('dispatchEvent(new Message')
        ? ['Started', 'Sending', 'Sent', 'Failed']
        : [];
      assertSame(
        (described.events ?? []).map(({ name, type }) => `${name}: ${type.text}`),
        fired.map((what) => `message-${what.toLowerCase()}: Message${what}Event`),
      );
    });

    test('shows nothing that is not for the page', () => {
      const attributes = described.attributes?.map(({ fieldName }) => fieldName) ?? [];
      const others = names(described.members).filter((name) => !attributes.includes(name));
      assertSame(others, []);
    });
  });
}

test('Every custom property of the style sheets is in the manifest', () => {
  const sheets = SkrIntlOverviewElement.styles.join('\n');
  const described = declarations.flatMap(({ cssProperties }) => names(cssProperties));
  assertSame(
    [...new Set(described)],
    [
      // The size that headings are compared with is internal.
      ...new Set(matches(sheets, /var\((--skr-(?!em\b)[\w-]+)/g)),
    ],
  );
});

test('The manifest says what every event carries, in types that need no other file', () => {
  const classes = manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter((declaration): declaration is ClassDeclaration => declaration.kind === 'class');
  const carried = declarations
    .flatMap(({ events = [] }) => events)
    .map(({ name, type }) => {
      const event = classes.find((one) => one.name === type.text);
      assert(event?.description, name);
      return (event.members ?? []).map((member) => {
        assert(member.kind === 'field' && member.description, member.name);
        assert.match(member.type?.text ?? '', /^string$|^'[a-z-]+'( \| '[a-z-]+')+$/);
        return member.name;
      });
    });
  assertSame([...new Set(carried.flat())], ['reference', 'code']);
});

test('The manifest knows the organisations that <org-card> knows', () => {
  const card = declarations.find(({ tagName }) => tagName === 'org-card');
  const org = card?.attributes?.find(({ name }) => name === 'org');
  const known = Object.keys(organisations).map((name) => `'${name}'`);
  assertSame(org?.type?.text.split(' | ') ?? [], known);
});

test('VS Code and the JetBrains editors get every attribute, and what can be written', () => {
  const read = (file: string) => JSON.parse(readFileSync(`dist/${file}`, 'utf8'));
  const { tags } = read('vscode.html-custom-data.json');
  const { html, css } = read('web-types.json').contributions;
  const elements = declarations.filter(({ tagName }) => tagName);
  for (const { tagName, attributes = [], slots, events } of elements) {
    const isThis = ({ name }: { name: string }) => name === tagName;
    const [inVsCode, inWebTypes] = [tags.find(isThis), html.elements.find(isThis)];
    assert.deepEqual(
      inVsCode.attributes.map((one: EditorAttribute) => [one.name, names(one.values)]),
      attributes.map(({ name, type }) => [name, matches(type?.text ?? '', /'([^']+)'/g)]),
    );
    assert.deepEqual(
      inWebTypes.attributes.map((one: EditorAttribute) => [one.name, one.value?.type]),
      attributes.map(({ name, type }) => [name, type?.text]),
    );
    assertSame(names(inWebTypes.slots), names(slots));
    assertSame(names(inWebTypes.events), names(events));
  }
  const properties = elements.flatMap(({ cssProperties }) => names(cssProperties));
  assertSame([...new Set(names(css.properties))], [...new Set(properties)]);
});

/** What these editors read about an attribute. */
interface EditorAttribute {
  readonly name: string;
  readonly values?: { readonly name: string }[];
  readonly value?: { readonly type: string };
}

function names(items: readonly { name: string }[] = []): string[] {
  return items.map(({ name }) => name);
}

function assertSame(actual: readonly string[], expected: readonly string[]): void {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}

/** The code of a module and of all our modules that it imports. */
function getCode(path: string, visited = new Set<string>()): string {
  if (visited.has(path)) return '';
  visited.add(path);
  const code = readFileSync(path, 'utf8');
  const imported = matches(code, /from '(\.[^']*)'/g);
  return [code, ...imported.map((other) => getCode(join(dirname(path), other), visited))].join(
    '\n',
  );
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, group = '']) => group);
}
