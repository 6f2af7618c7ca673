/** The reference: what the manifest says of each element, with the element beside it, and what it fires. */
import { readFileSync } from 'node:fs';
import type { Tag } from '../../dist/lib/ssr.js';
import {
  type ElementDeclaration,
  getChoices,
  getElements,
  type Row,
  readManifest,
  withoutInherited,
} from '../../scripts/manifest.ts';
import { escaped, Html, html } from '../html.ts';
import { createTable } from '../markdown.ts';
import { widget } from '../release.ts';
import { options } from '../scripts/code.ts';
import type { Page, View } from '../site.ts';
import { formSample, twinTowns } from './start.ts';

/** The Swedish of what the manifest says, which has the English of the comments in the code. */
const swedish: Record<string, string> = JSON.parse(readFileSync('demo/reference.sv.json', 'utf8'));

export function reference(view: View): Page {
  const { t, root, version } = view;
  const elements = getElements(readManifest()).sort((a, b) => placeOf(a) - placeOf(b));
  const title = t('Referens', 'Reference');
  const nameOf = ({ tagName }: ElementDeclaration) => tagName ?? t('Alla element', 'Every element');
  const idOf = ({ tagName }: ElementDeclaration) => tagName ?? 'all';
  return {
    title,
    description: t(
      'Attribut, egenskaper, platser, klasser, delar, variabler och händelser för varje element.',
      'Attributes, properties, slots, classes, parts, custom properties and events of each element.',
    ),
    hasWidgets: true,
    scripts: ['event-log', 'receiver-status'],
    main: html`
      <div class="intro">
        <h1>${title}</h1>
        <p class="lead">${t(
          html`Elementens attribut, händelser och stilvariabler. Samma uppgifter finns för program i <a href="${root}skr-widgets/v${version}/custom-elements.json">custom-elements.json</a>.`,
          html`The attributes, events and custom properties of the elements. Programs can read the same information in <a href="${root}skr-widgets/v${version}/custom-elements.json">custom-elements.json</a>.`,
        )}</p>
        <nav class="toc" aria-label="${t('På den här sidan', 'On this page')}"><ul>
          ${elements.map((element) => html`<li><a href="#${idOf(element)}">${nameOf(element)}</a></li>`)}
          <li><a href="#events">${t('Händelselogg', 'Event log')}</a></li>
        </ul></nav>
      </div>
      ${elements.map(
        (element) => html`<section class="element" id="${idOf(element)}">
        <h2>${element.tagName ? html`<code>&lt;${element.tagName}&gt;</code>` : nameOf(element)}</h2>
        ${element.tagName && html`<p>${inline(translateDescription(element.description, view))}</p>`}
        ${element.tagName ? html`<div class="example">${example(element.tagName as Tag, view)}</div>` : ''}
        ${element.tagName === 'contact-form' && eventLog(view)}
        ${tables(element, view)}
      </section>`,
      )}
    `,
  };
}

/** As everywhere on the site. The one without a tag, which all of them extend, comes last. */
function placeOf({ tagName }: ElementDeclaration): number {
  const tags: readonly string[] = options.widget;
  return tagName ? tags.indexOf(tagName) : tags.length;
}

function example(tag: Tag, view: View): Html {
  switch (tag) {
    case 'skr-intl-overview':
      return widget(view, tag, { 'heading-level': '3' });
    case 'org-card':
      return html`${widget(view, tag, { 'heading-level': '3', org: 'icld' })}${widget(view, tag, { 'heading-level': '3', ...twinTowns(view) })}`;
    case 'contact-person':
      return widget(view, tag, { 'heading-level': '3' });
    case 'contact-form':
      return formSample(view);
  }
}

/** What the form tells, beside it. */
function eventLog({ t }: View): Html {
  const head = [t('Tid', 'Time'), t('Händelse', 'Event'), 'Element', t('Innehåll', 'Content')];
  const name = t('Händelselogg', 'Event log');
  return html`<h3 id="events">${name}</h3>
        <p>${t(
          'Skriv i formuläret ovanför och skicka det, så syns här vad som händer, i den ordning det sker.',
          'Fill in the form above and send it: its events are listed here in the order in which they happen.',
        )}</p>
        <div class="table log" data-scrolls="${name}"><table>
          <thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
          <tbody id="log"><tr id="log-empty"><td colspan="4">${t('Inget har hänt än.', 'Nothing has happened yet.')}</td></tr></tbody>
        </table></div>`;
}

function tables(element: ElementDeclaration, view: View): Html[] {
  const { t } = view;
  const tag = element.tagName ?? '';
  const { attributes, slots, events, cssClasses, cssParts, cssProperties, members } = element;
  const what = t('Vad det är', 'Description');
  const standard = t('Om det utelämnas', 'Default');
  // Most properties are attributes under another name, and say the same.
  const others = members?.filter((member) => !('attribute' in member));
  return [
    table(
      t('Attribut', 'Attributes'),
      [t('Attribut', 'Attribute'), t('Egenskap', 'Property'), what, standard],
      tag,
      attributes,
      (row) => [
        code(row.name),
        code(row.fieldName),
        inline(translateDescription(row.description, view) + choices(row, view)),
        code(row.default),
      ],
    ),
    table(
      t('Egenskaper och metoder', 'Properties and methods'),
      [t('Namn', 'Name'), what],
      tag,
      others,
      (row) => [
        code(row.kind === 'method' ? `${row.name}()` : row.name),
        inline(translateDescription(row.description, view)),
      ],
    ),
    table(t('Platser (slots)', 'Slots'), [t('Plats', 'Slot'), what], tag, slots, (row) => [
      row.name ? code(row.name) : html`${t('(utan namn)', '(no name)')}`,
      inline(translateDescription(row.description, view)),
    ]),
    table(
      t('Händelser', 'Events'),
      [t('Händelse', 'Event'), t('Klass', 'Class'), t('När', 'When')],
      tag,
      events,
      (row) => [
        code(row.name),
        code(row.type?.text),
        inline(translateDescription(row.description, view)),
      ],
    ),
    table(t('Klasser', 'Classes'), [t('Klass', 'Class'), what], tag, cssClasses, (row) => [
      code(row.name),
      inline(translateDescription(row.description, view)),
    ]),
    table(
      t('Delar av formuläret, för ::part()', 'Parts of the form, for ::part()'),
      [t('Del', 'Part'), what],
      tag,
      cssParts,
      (row) => [code(row.name), inline(translateDescription(row.description, view))],
    ),
    table(
      t('Variabler i CSS', 'Custom properties'),
      [t('Variabel', 'Property'), what, standard],
      tag,
      cssProperties,
      (row) => [
        code(row.name),
        inline(translateDescription(row.description, view)),
        code(row.default),
      ],
    ),
  ];
}

function table<T extends Row>(
  name: string,
  head: readonly string[],
  tag: string,
  rows: readonly T[] | undefined,
  cells: (row: T) => readonly Html[],
): Html {
  const own = withoutInherited(rows).map(cells);
  if (own.length === 0) return html``;
  const headers = head.map((text) => ({ html: escaped(text), text }));
  const texts = own.map((row) => row.map(({ text }) => text));
  return html`<h3>${name}</h3>${new Html(createTable(headers, texts, tag ? `${name}, <${tag}>` : name))}`;
}

/** What the manifest says, in the page's language. Throws when nobody has said it in Swedish. */
function translateDescription(text: string | undefined, { locale }: View): string {
  const english = (text ?? '').replaceAll('\n', ' ');
  if (locale === 'en' || !english) return english;
  const translation = swedish[english];
  if (!translation) throw new Error(`demo/reference.sv.json has no Swedish for: ${english}`);
  return translation;
}

function choices(row: Row, { t }: View): string {
  const values = getChoices(row).map((value) => `\`${value}\``);
  return values.length > 0 ? ` ${t('Något av', 'One of')} ${values.join(', ')}.` : '';
}

const code = (text = '') => (text ? html`<code>${text}</code>` : html``);

/** A sentence with code in it, as comments write it. */
function inline(text: string): Html {
  return new Html(escaped(text).replace(/`([^`]+)`/g, '<code>$1</code>'));
}
