/**
 * Writes docs/reference.md from the manifest, and thereby from the comments in the code, so that the two can't
 * differ.
 */
import { writeFileSync } from 'node:fs';
import type { Package } from 'custom-elements-manifest/schema.d.ts';
import {
  type ElementDeclaration,
  getChoices,
  getElements,
  type Row,
  readManifest,
  withoutInherited,
} from './manifest.ts';

const introduction = `# Reference

The build writes this page from the comments in the code. The same facts are in \`dist/custom-elements.json\` for programs, in \`vscode.html-custom-data.json\` for VS Code and in \`web-types.json\` for the JetBrains editors.

Each attribute is also a property, in camel case: \`heading-level\` is \`headingLevel\`. Style the content with the custom properties and the classes, and the form with the custom properties and \`::part(…)\`: [styles](styles.md). Events bubble out of shadow roots.`;

function renderReference(manifest: Package): string {
  const sections = getElements(manifest).map((element) => {
    const { tagName, description } = element;
    const opening = tagName ? [`## ${tagName}`, joinLines(description)] : ['## Every element'];
    return [...opening, ...renderTables(element)];
  });
  return `${[introduction, ...sections.flat()].join('\n\n')}\n`;
}

function renderTables({
  attributes,
  slots,
  events,
  cssClasses,
  cssParts,
  cssProperties,
}: ElementDeclaration): string[] {
  return [
    renderTable(['Attribute', 'What it says', 'Default'], attributes, (row) => [
      formatCode(row.name),
      joinLines(row.description) + listChoices(row),
      formatCode(row.default),
    ]),
    renderTable(['Slot', 'What goes there'], slots, ({ name, description }) => [
      name ? formatCode(name) : '(no name)',
      joinLines(description),
    ]),
    renderTable(['Event', 'Class', 'When'], events, ({ name, type, description }) => [
      formatCode(name),
      formatCode(type?.text),
      joinLines(description),
    ]),
    renderTable(['Class', 'What it is'], cssClasses, ({ name, description }) => [
      formatCode(name),
      joinLines(description),
    ]),
    renderTable(['Part', 'What it is'], cssParts, ({ name, description }) => [
      formatCode(name),
      joinLines(description),
    ]),
    renderTable(['Custom property', 'What it sets', 'Default'], cssProperties, (row) => [
      formatCode(row.name),
      joinLines(row.description),
      formatCode(row.default),
    ]),
  ].filter(Boolean);
}

/** A Markdown table; empty if the element has no rows of its own. */
function renderTable(
  head: string[],
  rows: readonly Row[] | undefined,
  cells: (row: Row) => string[],
): string {
  const own = withoutInherited(rows).map(cells);
  if (own.length === 0) return '';
  const line = (texts: string[]) =>
    `| ${texts.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...own.map(line)].join('\n');
}

function listChoices(row: Row): string {
  const values = getChoices(row);
  return values.length > 0 ? ` One of ${values.map(formatCode).join(', ')}.` : '';
}

const formatCode = (text = '') => (text ? `\`${text}\`` : '');
const joinLines = (text = '') => text.replaceAll('\n', ' ');

writeFileSync('docs/reference.md', renderReference(readManifest()));
