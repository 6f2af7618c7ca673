/** What was measured, as medians, ranges and ratios: a table, the goals, and the part of README.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { candidates } from './candidates.ts';

/** Samples as JSON: by what was measured, then by candidate. */
type Kept = Record<string, Record<string, number[]>>;

/** Numbers by what was done, what was measured, and who did it; one for each round. */
export class Samples {
  readonly #of: Map<string, Map<string, number[]>>;

  /** @param kept What `toJSON` gave. */
  constructor(kept: Kept = {}) {
    this.#of = new Map(
      Object.entries(kept).map(([key, row]) => [key, new Map(Object.entries(row))]),
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

  /** Everything, in the order of the candidates. */
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

  /** The median of the ratios to another candidate, each within its round. */
  ratio(key: string, candidate: string, to: string): number | undefined {
    return this.#compared(key, candidate, to, (one, other) => one / other);
  }

  /** The median of the ratios of one measure to another, each within its round. */
  within(work: string, candidate: string, one: string, other: string): number | undefined {
    const others = this.of(`${work}: ${other}`, candidate);
    const ones = this.of(`${work}: ${one}`, candidate);
    return median(ones?.map((number, at) => number / (others?.[at] ?? Number.NaN)));
  }

  /** The same as `ratio` with differences. */
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

  toJSON(): Kept {
    return Object.fromEntries(
      [...this.#of].map(([key, row]) => [key, Object.fromEntries(row)] as const),
    );
  }
}

const plain = 'plain HTML';
const lit = 'bare Lit';

/** Every measure of every candidate. Times are milliseconds, sizes bytes. */
export function table(samples: Samples): string {
  const head = ['', '', 'median', 'range', '× plain', '× vanilla', '× Lit'];
  const rows = samples.rows.map(({ key, candidate, numbers }) => [
    key,
    candidate,
    formatNumber(median(numbers)),
    `${formatNumber(Math.min(...numbers))}–${formatNumber(Math.max(...numbers))}`,
    ...[plain, 'vanilla element', lit].map((baseline) =>
      formatNumber(samples.ratio(key, candidate, baseline)),
    ),
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
  readonly most: number;
  readonly value: number | undefined;
}

/** The goals, and how far from them we are. */
export function goals(samples: Samples): { all: Goal[]; lines: string[] } {
  const all: Goal[] = [
    { name: 'Everything in one file, bytes', most: 14_000, value: oneFile() },
    {
      name: 'One card from npm, bytes × bare Lit',
      most: 1.35,
      value: samples.ratio('card: brotli', 'ours, one element from npm', lit),
    },
    {
      name: 'Verification, bytes',
      most: 2_000,
      value: samples.median('verification: bytes', 'ours'),
    },
    {
      name: 'First card painted on slow 4G × bare Lit',
      most: 1.15,
      value: samples.ratio('card: painted slowly', 'ours', lit),
    },
    {
      name: 'Prerendered article painted on slow 4G × plain HTML',
      most: 1.02,
      value: samples.ratio('article: painted slowly', 'ours, prerendered', plain),
    },
    {
      name: 'Layout shift of the prerendered article',
      most: 0,
      value: samples.median('article: shift', 'ours, prerendered'),
    },
    {
      name: 'Layout shift of the article with the reserve rule',
      most: 0,
      value: samples.median('article: shift', 'ours, with a reserve'),
    },
    {
      name: 'Longest task of our script with a card, 4 × slower, ms',
      most: 50,
      value: samples.median('card: longest of scripts', 'ours'),
    },
    {
      name: 'Longest task of our script with the article, 4 × slower, ms',
      most: 50,
      value: samples.median('article: longest of scripts', 'ours'),
    },
    {
      name: 'Longest task of our script with the form, 4 × slower, ms',
      most: 50,
      value: samples.median('form: longest of scripts', 'ours'),
    },
    {
      name: 'Blocking time that a card adds to plain HTML, ms',
      most: 0,
      value: samples.difference('card: blocking', 'ours', plain),
    },
    {
      name: 'Blocking time that the article adds to plain HTML, ms',
      most: 0,
      value: samples.difference('article: blocking', 'ours', plain),
    },
    {
      name: 'Blocking time that the form adds to plain HTML, ms',
      most: 0,
      value: samples.difference('form: blocking', 'ours', plain),
    },
    {
      name: '1 000 cards, main thread × bare Lit',
      most: 0.45,
      value: samples.ratio('1000 cards: add', 'ours', lit),
    },
    {
      name: '1 000 cards, main thread × plain HTML',
      most: 0.5,
      value: samples.ratio('1000 cards: add', 'ours', plain),
    },
    {
      name: 'Memory of a card × bare Lit',
      most: 0.5,
      value: samples.ratio('1000 cards: heap', 'ours', lit),
    },
    {
      name: 'Language of 1 000 cards × bare Lit',
      most: 0.3,
      value: samples.ratio('1000 cards: language', 'ours', lit),
    },
    {
      name: 'Left when 1 000 cards are removed, bytes × plain HTML',
      most: 1,
      value: samples.ratio('1000 cards: leftBytes', 'ours', plain),
    },
    {
      name: 'Left when 5 000 cards are removed, nodes and listeners',
      most: 0,
      value: samples.median('5000 cards: leftNodes', 'ours'),
    },
    {
      name: 'Growth: a card of 5 000 × a card of 1 000',
      most: 1.1,
      value: growth(samples),
    },
    {
      name: 'From key press to paint while the verification runs × when it is done',
      most: 1.15,
      value: samples.within('typing', 'ours', 'during', 'after'),
    },
  ];
  const measured = all.filter(({ value }) => value !== undefined);
  const lines = measured.map(
    ({ name, most, value }) =>
      `${isMet(value, most) ? 'met   ' : 'missed'}  ${name}: ${formatNumber(value)} (at most ${formatNumber(most)})`,
  );
  return { all: measured, lines };
}

const isMet = (value: number | undefined, most: number) =>
  value !== undefined && Number(formatNumber(value).replaceAll(' ', '')) <= most;

function oneFile(): number {
  return brotliCompressSync(readFileSync('dist/skr-widgets.js')).length;
}

function growth(samples: Samples): number | undefined {
  const [many = [], some = []] = [5000, 1000].map((count) =>
    samples.of(`${count} cards: add`, 'ours'),
  );
  return median(many.map((time, round) => time / 5 / (some[round] ?? Number.NaN)));
}

/** What a run was. */
export interface Run {
  readonly date: string;
  readonly command: string;
  readonly rounds: number;
  readonly browser: string;
  readonly machine: string;
  /** How many programs wanted a processor when it began. */
  readonly load: number;
  /** Of the peers. */
  readonly versions: Readonly<Record<string, string>>;
  /** What is measured and how, as a hash. */
  readonly measured: string;
}

const begin = '<!-- Written by npm run bench -- --write. -->\n';
const end = '<!-- The end of what the benchmark writes. -->';

/** Puts the most important of it into README.md. */
export function writeReadme(samples: Samples, run: Run): void {
  const readme = readFileSync('README.md', 'utf8');
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error('README.md has no place for the benchmark');
  const part = [`${begin}\n${embeds(samples)}`, lists(samples), goalTable(samples), footnote(run)];
  writeFileSync('README.md', `${readme.slice(0, from)}${part.join('\n\n')}\n\n${readme.slice(to)}`);
}

type Cell = (name: string) => string;

function markdown(head: string[], names: string[], cells: Cell[]): string {
  const rows = names.map((name) => [name, ...cells.map((cell) => cell(name))]);
  return [head, ['---', ...cells.map(() => '--:')], ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
}

/** A card and an article on a page. */
function embeds(samples: Samples): string {
  const names = candidates
    .map(({ name }) => name)
    .filter((name) => samples.of('card: main', name) || samples.of('article: main', name));
  const value = (key: string) => (name: string) => formatNumber(samples.median(key, name));
  return markdown(
    [
      '',
      'Card: bytes (brotli)',
      'requests',
      'painted, s',
      'main thread, ms',
      'Article: bytes',
      'requests',
      'painted, s',
      'shift',
      'blocking, ms',
    ],
    names,
    [
      value('card: brotli'),
      value('card: requests'),
      (name) => inSeconds(samples.median('card: painted slowly', name)),
      (name) => formatNumber(samples.difference('card: main', name, plain)),
      value('article: brotli'),
      value('article: requests'),
      (name) => inSeconds(samples.median('article: painted slowly', name)),
      value('article: shift'),
      value('article: blocking'),
    ],
  );
}

/** A thousand cards, as ratios to bare Lit. */
function lists(samples: Samples): string {
  const names = candidates
    .map(({ name }) => name)
    .filter((name) => samples.of('1000 cards: add', name));
  const ratio = (key: string) => (name: string) =>
    formatNumber(samples.ratio(`1000 cards: ${key}`, name, lit));
  return `A thousand different cards in a list, bare Lit = 1:\n\n${markdown(
    ['', 'main thread', 'memory of each', 'change of language'],
    names,
    ['add', 'heap', 'language'].map(ratio),
  )}`;
}

function goalTable(samples: Samples): string {
  const { all } = goals(samples);
  return `Our goals:\n\n${[
    '| | At most | Measured | |',
    '| --- | --: | --: | --- |',
    ...all.map(
      ({ name, most, value }) =>
        `| ${name} | ${formatNumber(most)} | ${formatNumber(value)} | ${isMet(value, most) ? 'met' : 'missed'} |`,
    ),
  ].join('\n')}`;
}

function footnote({ date, command, rounds, browser, machine, load, versions }: Run): string {
  const peers = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
  return `${date}, \`${command}\`, ${browser}, medians of ${rounds}, on ${machine}, with a load of ${formatNumber(load)} when it began. Painted: on slow 4G with a processor four times slower. Main thread: what a card adds to plain HTML. Blocking: what tasks are over 50 ms, on slow 4G and four times slower. Peers: ${peers}.`;
}

function inSeconds(milliseconds: number | undefined): string {
  return milliseconds === undefined ? '' : (milliseconds / 1000).toFixed(2);
}

/** A number as it is read: whole when it is large, with a space between thousands. */
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
