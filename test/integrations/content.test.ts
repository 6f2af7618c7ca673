/** The texts that servers print: for which attributes there are texts with and without. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type Attributes, renderElement } from '../../dist/lib/ssr.js';
import { describeElement } from '../../integrations/content.ts';
import { attributes, declarePerson, texts } from './hide-telephone.ts';

type Render = typeof renderElement;

/** What is known of an attribute, if the element renders so. */
function describe(name: string, type: string, render: Render = renderElement) {
  const { kind, choices, affectsText } =
    describeElement(declarePerson(name, type), render).attributes.at(-1) ?? {};
  return { kind, choices, affectsText };
}

/** Renders the element with a sentence where the attributes are such. */
const addSentence =
  (isAdded: (attributes: Record<string, unknown>, locale: string) => boolean): Render =>
  (tag, { extra, ...others }: Record<string, unknown>, locale, options) =>
    renderElement(tag, others as Attributes, locale, options).replace(
      '</contact-person>',
      (end) => (isAdded({ ...others, extra }, locale) ? '<p>A sentence.</p>' : '') + end,
    );

suite('A boolean attribute', () => {
  test('that hides something has texts without it', () => {
    const withNumber = Object.entries(texts).filter(([, text]) => text.includes('{{telephone}}'));
    assert(withNumber.length > 10);
    for (const [key] of withNumber) assert.doesNotMatch(key, /hide-telephone/);
    assert.equal(texts['telephone&hide-telephone'], texts['']);
    assert.equal(attributes.at(-1)?.affectsText, true);
  });

  for (const [when, isAdded] of Object.entries<Parameters<typeof addSentence>[0]>({
    always: ({ extra }) => extra === true,
    'only in English': ({ extra }, locale) => extra === true && locale === 'en',
    'only with another attribute, and without a third': ({ extra, email, name }) =>
      extra === true && email !== undefined && name === undefined,
    'only with another boolean': ({ extra, isolated }) => extra === true && isolated === true,
  })) {
    test(`that changes the text ${when} affects it`, () => {
      const expected = { kind: 'boolean', choices: undefined, affectsText: true };
      assert.deepEqual(describe('extra', 'boolean', addSentence(isAdded)), expected);
    });
  }

  test('that changes nothing has no texts of its own, also if it has no default', () => {
    const expected = { kind: 'boolean', choices: undefined, affectsText: false };
    for (const type of ['boolean', 'boolean | undefined', 'boolean | null | undefined']) {
      assert.deepEqual(
        describe(
          'extra',
          type,
          addSentence(() => false),
        ),
        expected,
      );
    }
  });
});

test('An attribute with a few values has a text for each of them', () => {
  const render = addSentence(({ extra }) => extra === 'long');
  const expected = { kind: 'choice', choices: ['short', 'long'], affectsText: true };
  assert.deepEqual(describe('extra', "'short' | 'long' | undefined", render), expected);
});

test('An attribute that servers cannot render stops the build, which says which and where', () => {
  for (const type of ['number', 'number | undefined', "string | 'one'", 'Date', '']) {
    assert.throws(
      () => describe('extra', type),
      /Expected string, boolean or literals as the type of extra of <contact-person>, got .*integrations\/content\.ts/,
    );
  }
  // Something else than its value shows that it is there.
  assert.throws(
    () =>
      describe(
        'extra',
        'string',
        addSentence(({ extra }) => extra !== undefined),
      ),
    /Expected the value of extra in the text of <contact-person>/,
  );
});
