/** Reports the measurements as medians, ranges and ratios: a table, the goals, and a section of docs/benchmarks.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { candidates } from './candidates.ts';

/** Samples as JSON: by measure, then by candidate. */
type StoredSamples = Record<string, Record<string, number[]>>;

/** Samples by measure and candidate, one for each round. */
export class Samples {
  readonly #of: Map<string, Map<string, number[]>>;

  /** @param stored The result of `toJSON()`. */
  constructor(stored: StoredSamples = {}) {
    this.#of = new Map(
      Object.entries(stored).map(([key, row]) => [key, new Map(Object.entries(row))]),
    );
  }

  record(work: string, candidate: string, numbers: Readonly<Record<string, number>>): void {
    for (const [measure, number] of Object.entries(numbers)) {
      const key = `${work}: ${measure}`;
      const row = this.#of.get(key) ?? new Map<string, number[]>();
      this.#of.set(key, row);
      row.set(candidate, [...(row.get(candidate) ?? []), number]);
    }
  }

  /** All samples, with the candidates in order. */
  get rows(): { key: string; candidate: string; numbers: number[] }[] {
    const order = candidates.map(({ name }) => name);
    return [...this.#of]
      .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
      .flatMap(([key, row]) =>
        order
          .filter((name) => row.has(name))
          .map((candidate) => ({ key, candidate, numbers: row.get(candidate) as number[] })),
      );
  }

  of(key: string, candidate: string): number[] | undefined {
    return this.#of.get(key)?.get(candidate);
  }

  median(key: string, candidate: string): number | undefined {
    return median(this.of(key, candidate));
  }

  /** The median ratio to another candidate. Each ratio compares samples of the same round. */
  ratio(key: string, candidate: string, to: string): number | undefined {
    return this.#compared(key, candidate, to, (one, other) => one / other);
  }

  /** Like `ratio()`, for differences. */
  difference(key: string, candidate: string, to: string): number | undefined {
    return this.#compared(key, candidate, to, (one, other) => one - other);
  }

  #compared(
    key: string,
    candidate: string,
    to: string,
    compare: (one: number, other: number) => number,
  ): number | undefined {
    const others = this.of(key, to);
    const each = this.of(key, candidate)?.map((one, at) =>
      compare(one, others?.[at] ?? Number.NaN),
    );
    return median(each?.filter(Number.isFinite));
  }

  toJSON(): StoredSamples {
    return Object.fromEntries(
      [...this.#of].map(([key, row]) => [key, Object.fromEntries(row)] as const),
    );
  }
}

const plain = 'plain HTML';
export const lit = 'bare Lit';
export const litSameRule = 'bare Lit, far cards skipped';
export const sameHtml = 'same HTML without ours';

/** With the text in the page, as the code copied from the site has it where the editor keeps it. */
export const prerendered = 'ours, prerendered, sheet linked';
export const prerenderedInlined = 'ours, prerendered, sheet inlined';

/** A single element, bundled like the peers with only what it uses. */
export const oneElement = 'ours, one element from npm';

/** The peers that our first card and form must outperform. */
export const rivals = ['Punkt', 'Shoelace', 'Web Awesome'];

/** Renders every measure of every candidate. Times are in milliseconds, sizes in bytes. */
export function renderTable(samples: Samples): string {
  const head = ['', '', 'median', 'range', '× plain', '× Lit'];
  const rows = samples.rows.map(({ key, candidate, numbers }) => [
    key,
    candidate,
    formatNumber(median(numbers)),
    `${formatNumber(Math.min(...numbers))}–${formatNumber(Math.max(...numbers))}`,
    ...[plain, lit].map((baseline) => formatNumber(samples.ratio(key, candidate, baseline))),
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

interface Goal {
  readonly name: string;
  readonly max: number;
  readonly value: number | undefined;
}

/** The goals with the measured values. A goal without measurements is missed. */
export function evaluateGoals(samples: Samples): Goal[] {
  const works = ['card', 'form', 'article'] as const;
  const firsts = ['card', 'form'] as const;
  return [
    {
      name: '20 cards, main thread, ms more than 20 bare Lit cards with the same rule',
      max: 5,
      value: samples.difference('20 cards: add', 'ours', litSameRule),
    },
    ...firsts.map((work) => ({
      name: `First ${work} painted on slow 4G × bare Lit`,
      max: 1.3,
      value: samples.ratio(`${work}: painted`, 'ours', lit),
    })),
    ...firsts.flatMap((work) =>
      rivals.map((rival) => ({
        name: `First ${work} from npm painted on slow 4G × ${rival}`,
        max: 0.99,
        value: samples.ratio(`${work}: painted`, oneElement, rival),
      })),
    ),
    ...rivals.map((rival) => ({
      name: `First card with its text in the page painted on slow 4G × ${rival}`,
      max: 0.99,
      value: samples.ratio('card: painted', prerendered, rival),
    })),
    ...works.map((work) => ({
      name: `Longest task of our script with the ${work}, 4 × slower, ms`,
      max: 50,
      value: samples.median(`${work}: longest of scripts`, 'ours'),
    })),
    ...works.map((work) => ({
      name: `Blocking time that the ${work} adds to plain HTML, ms`,
      max: 0,
      value: samples.difference(`${work}: blocking`, 'ours', plain),
    })),
    {
      name: 'Prerendered article painted on slow 4G × same HTML, sheet inlined',
      max: 1.05,
      value: samples.ratio('article: painted', prerenderedInlined, sameHtml),
    },
    {
      name: 'Prerendered article painted on slow 4G × same HTML, sheet linked',
      max: 1.15,
      value: samples.ratio('article: painted', prerendered, sameHtml),
    },
    ...[prerendered, prerenderedInlined, 'ours, with a reserve'].map((name) => ({
      name: `Layout shift of the article, ${name}`,
      max: 0,
      value: samples.median('article: shift', name),
    })),
    {
      name: 'Left when 1 000 cards are removed, nodes and listeners',
      max: 0,
      value: samples.median('1000 cards: left', 'ours'),
    },
  ];
}

/** Renders the goals as lines of text. */
export function formatGoals(samples: Samples): string[] {
  return evaluateGoals(samples).map(
    ({ name, max, value }) =>
      `${isMet(value, max) ? 'met   ' : 'missed'}  ${name}: ${formatNumber(value)} (at most ${formatNumber(max)})`,
  );
}

const isMet = (value: number | undefined, max: number) =>
  value !== undefined && Number(formatNumber(value).replaceAll(' ', '')) <= max;

/** Details about a run. */
export interface Run {
  readonly date: string;
  readonly rounds: number;
  readonly pairedRounds: number;
  readonly browser: string;
  readonly machine: string;
  /** The load average when it started. */
  readonly load: number;
  /** The versions of the peers. */
  readonly versions: Readonly<Record<string, string>>;
  /** A hash of the measured files and of the benchmark itself. */
  readonly subject: string;
}

const page = 'docs/benchmarks.md';
const begin = '<!-- Written by npm run bench -- --write. -->\n';
const end = '<!-- The end of what the benchmark writes. -->';

/** Writes the report into docs/benchmarks.md. */
export function writeReport(samples: Samples, run: Run): void {
  const text = readFileSync(page, 'utf8');
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`Expected in ${page} the lines ${begin} and ${end}`);
  const parts = [
    renderFootnote(run),
    `### Goals\n\n${renderGoalTable(samples)}`,
    `### The first card and the form\n\n${renderFirstTable(samples)}`,
    `### The article\n\n${renderArticleTable(samples)}`,
    `### Lists of cards\n\n${renderListTable(samples)}`,
    `### What is waited for in the form\n\n${renderInteractionTable(samples)}`,
  ];
  writeFileSync(page, `${text.slice(0, from)}${begin}\n${parts.join('\n\n')}\n\n${text.slice(to)}`);
}

type Cell = (name: string) => string;

/** A table with a row for each candidate that has samples of a measure. */
function renderCandidateTable(
  samples: Samples,
  key: string | string[],
  columns: [string, Cell][],
): string {
  const names = candidates
    .map(({ name }) => name)
    .filter((name) => [key].flat().some((each) => samples.of(each, name)));
  return [
    ['', ...columns.map(([head]) => head)],
    ['---', ...columns.map(() => '--:')],
    ...names.map((name) => [name, ...columns.map(([, cell]) => cell(name))]),
  ]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

function renderFirstTable(samples: Samples): string {
  const value = (key: string) => (name: string) => formatNumber(samples.median(key, name));
  return renderCandidateTable(
    samples,
    ['card: main', 'form: main'],
    [
      ['Card: bytes', value('card: brotli')],
      ['requests', value('card: requests')],
      ['painted, s', (name) => toSeconds(samples.median('card: painted', name))],
      ['× bare Lit', (name) => formatNumber(samples.ratio('card: painted', name, lit))],
      ['main thread, ms', (name) => formatNumber(samples.difference('card: main', name, plain))],
      ['Form: bytes', value('form: brotli')],
      ['painted, s', (name) => toSeconds(samples.median('form: painted', name))],
      ['× bare Lit', (name) => formatNumber(samples.ratio('form: painted', name, lit))],
    ],
  );
}

function renderArticleTable(samples: Samples): string {
  const value = (key: string) => (name: string) => formatNumber(samples.median(key, name));
  return renderCandidateTable(samples, 'article: painted', [
    ['Bytes', value('article: brotli')],
    ['requests', value('article: requests')],
    ['painted, s', (name) => toSeconds(samples.median('article: painted', name))],
    ['shift', value('article: shift')],
    ['blocking, ms', value('article: blocking')],
    ['longest task of script, ms', value('article: longest of scripts')],
  ]);
}

function renderListTable(samples: Samples): string {
  const ratio = (key: string) => (name: string) =>
    formatNumber(samples.ratio(`1000 cards: ${key}`, name, lit));
  return renderCandidateTable(samples, '1000 cards: add', [
    ['20: main thread, ms', (name) => formatNumber(samples.median('20 cards: add', name))],
    ['1 000: main thread, × bare Lit', ratio('add')],
    ['memory of each', ratio('heap')],
    ['change of language', ratio('language')],
    ['left when removed', (name) => formatNumber(samples.median('1000 cards: left', name))],
  ]);
}

function renderInteractionTable(samples: Samples): string {
  const verification = 'interaction: first key to verification';
  return renderCandidateTable(samples, verification, [
    [
      'First key to finished verification, s',
      (name) => toSeconds(samples.median(verification, name)),
    ],
    [
      'press on Send to receipt, s',
      (name) => toSeconds(samples.median('interaction: send to receipt', name)),
    ],
  ]);
}

function renderGoalTable(samples: Samples): string {
  return [
    '| | At max | Measured | |',
    '| --- | --: | --: | --- |',
    ...evaluateGoals(samples).map(
      ({ name, max, value }) =>
        `| ${name} | ${formatNumber(max)} | ${formatNumber(value)} | ${isMet(value, max) ? 'met' : 'missed'} |`,
    ),
  ].join('\n');
}

function renderFootnote({
  date,
  rounds,
  pairedRounds,
  browser,
  machine,
  load,
  versions,
}: Run): string {
  const peers = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `${date}, ${browser}, on ${machine}, with a load of ${formatNumber(load)} when it began. Medians of ${rounds} rounds, ${pairedRounds} for what a goal compares; all else of peers was measured once. Peers: ${peers}.`;
}

function toSeconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : (milliseconds / 1000).toFixed(2);
}

/** Formats a number for reading: large ones without decimals, with a space between thousands. */
function formatNumber(number: number | undefined): string {
  if (number === undefined || !Number.isFinite(number)) return '';
  if (Math.abs(number) >= 20 || Number.isInteger(number)) {
    return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ' ');
  }
  return number.toFixed(Math.abs(number) >= 10 ? 1 : 2);
}

function median(numbers: readonly number[] | undefined): number | undefined {
  const sorted = [...(numbers ?? [])].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
