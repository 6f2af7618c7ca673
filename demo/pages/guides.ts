/**
 * The guides: what is written in `demo/prose/guides.*.md`, with the code in its steps. The page of
 * choices shows the same steps under the code that is chosen there.
 */
import { readFileSync } from 'node:fs';
import { Html, html } from '../html.ts';
import { prose } from '../markdown.ts';
import { htmlAt, releaseOf } from '../release.ts';
import {
  type Choice,
  choiceFrom,
  codeFor,
  type Place,
  sourceOf,
  type Tool,
  templateScript,
  tools,
} from '../scripts/code.ts';
import type { Requests } from '../scripts/order.ts';
import type { View } from '../site.ts';

/** What each system is called, in the order of the guides. */
export function toolNames({ t }: Pick<View, 't'>): Readonly<Record<Tool, string>> {
  return {
    sitevision: 'Sitevision',
    wordpress: 'WordPress',
    optimizely: 'Optimizely',
    umbraco: 'Umbraco',
    drupal: 'Drupal',
    typo3: 'TYPO3',
    joomla: 'Joomla',
    html: t('Vanlig HTML', 'Plain HTML'),
  };
}

/** What is done in a system, by a way in. */
interface Guide {
  readonly tool: Tool;
  readonly way: Choice['way'];
  /** Its steps, in Markdown. */
  readonly steps: string;
}

/** Code in a step, or in what a step quotes from the order to IT. */
const codePattern = /^([ >]*)\{(?:code: )?(script|[a-z]+(?:-[a-z]+)?)\}$/gm;

/** The page's Markdown with code for each way in of each system. */
export function fillGuides(markdown: string, view: View): string {
  let filled = markdown;
  const release = releaseOf(view);
  for (const { tool, way, steps } of readGuides(markdown, view)) {
    const language = view.locale;
    const query = { tool, way, ...(way === 'element' ? {} : { language }) };
    const choice = choiceFrom(new URLSearchParams(query));
    const { parts } = codeFor(choice, release, htmlAt(sourceOf(choice, language)));
    filled = filled.replace(steps, () =>
      steps.replace(codePattern, (_, start: string, place: Place | 'script') => {
        const code =
          place === 'script'
            ? templateScript(choice, release)
            : parts.find((part) => part.place === place)?.code;
        if (!code)
          throw new Error(`The guide of ${tool} names a part that ${way} has not: ${place}`);
        return ['```html', ...code.split('\n'), '```'].map((line) => start + line).join('\n');
      }),
    );
  }
  return filled;
}

/**
 * The steps of every guide, with links to where the page of choices has the code and the fields.
 *
 * @param names What each part of the code is called in the middle of a sentence.
 * @param signs How one sees whether the script is let through: the guide says so for its own code alone.
 */
export function guideSteps(
  view: View,
  names: ReadonlyMap<Place, string>,
  signs: Html,
): readonly (Omit<Guide, 'steps'> & { readonly steps: Html })[] {
  const markdown = readFileSync(`demo/prose/guides.${view.locale}.md`, 'utf8');
  return readGuides(markdown, view).map(({ tool, way, steps }) => {
    const { t } = view;
    const linked = steps
      .replace(/^([ >]*)\{script\}$/gm, (_, start: string) =>
        t(
          `${start}Raden står först i [koden](#code-page-name).`,
          `${start}The line is the first in [the code](#code-page-name).`,
        ),
      )
      .replace(/[:.]\n(?: {3}>)?\n[ >]*(?=\{code)/g, ' ')
      .replace(
        /\{code: ([a-z-]+)\}/g,
        (_, place: Place) => `(${t('se', 'see')} [${names.get(place)}](#code-${place}-name)).`,
      )
      .replace(/^ {3}- .*(\n {3}- .*)*$/m, '   {signs}')
      .replaceAll(/\]\((?:valj|choose)\.html[^)#]*#/g, '](#');
    const { text } = prose(linked, view).body;
    return { tool, way, steps: new Html(text.replace('<p>{signs}</p>', () => signs.text)) };
  });
}

/**
 * What each guide has the reader ask of IT: its quotations, a line for each paragraph, for the order to
 * say the same. Code is as a guide names it.
 */
export function getRequests(view: Pick<View, 't' | 'locale'>): Requests {
  const markdown = readFileSync(`demo/prose/guides.${view.locale}.md`, 'utf8');
  return Object.fromEntries(
    readGuides(markdown, view).flatMap(({ tool, way, steps }) => {
      const quotations = steps.match(/(^ {3}>.*\n?)+/gm) ?? [];
      const requests = quotations.map((quotation) => {
        const lines = quotation.replace(/^ {3}> ?/gm, '').split('\n');
        return lines.filter((line) => line && !line.startsWith('```')).map(toPlainText);
      });
      return requests.length > 0 ? [[`${tool} ${way}`, requests]] : [];
    }),
  );
}

/** A line of Markdown without its marks. Code of several lines has none. */
function toPlainText(line: string): string {
  return line.replace(/\[(.*?)\]\(.*?\)/g, '$1').replace(/(?<!\[)\*(?!\])|`/g, '');
}

/** @throws {Error} When a guide is not there, or has no steps. */
function readGuides(markdown: string, view: Pick<View, 't'>): Guide[] {
  const names = toolNames(view);
  return (Object.keys(tools) as Tool[]).flatMap((tool) => {
    const [, section = ''] = markdown.split(`\n## ${names[tool]}\n`);
    const [own = ''] = section.split('\n## ', 1);
    const [, ...alternatives] = own.split('\n### ');
    return tools[tool].map((way, index) => {
      const [steps] =
        /^1\. [\s\S]*?(?=\n\n(?!\d|\s)|$(?![\s\S]))/m.exec(alternatives[index] ?? '') ?? [];
      if (!steps) throw new Error(`The guides have no steps for ${names[tool]} by ${way}`);
      return { tool, way, steps };
    });
  });
}

/** Where the guide of a system is. */
export function guideLink(tool: Tool, view: View): Html {
  const { t } = view;
  const name = tool === 'html' ? t('vanlig HTML', 'plain HTML') : toolNames(view)[tool];
  return html`<a href="${guideUrl(tool, view)}">${t(`Guiden för ${name}`, `Guide for ${name}`)}</a>`;
}

/** Where each guide is, by the name of its system. */
export function guideLinks(view: View): Html {
  const links = Object.entries(toolNames(view)).map(
    ([tool, name]) => html`<a href="${guideUrl(tool as Tool, view)}">${name}</a>`,
  );
  return html`${links.map((link, index) => html`${index > 0 && ', '}${link}`)}`;
}

function guideUrl(tool: Tool, { t, to }: View): string {
  return `${to('guides')}#${tool === 'html' ? t('vanlig-html', 'plain-html') : tool}`;
}
