/**
 * Measures our elements beside what a webmaster would use instead, and what little there could be:
 * plain HTML, an element without a library, and bare Lit.
 *
 * `npm run bench` is quick, `npm run bench -- --full` takes its time. `--write` puts the result into
 * README.md. All visits go in rounds, each candidate once a round. Visits of the same kind follow each
 * other, kinds and candidates in another order each time, so that whatever else the machine does meets
 * all alike: it may be half as fast a minute later. Ratios are made within a round.
 *
 * What has been measured is kept after each visit. A run that was interrupted goes on where it
 * stopped, if it would measure the same on the same machine.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver } from '../demo/receiver.ts';
import { type Candidate, candidates } from './candidates.ts';
import {
  measureList,
  measureLoad,
  measureLongTasks,
  measureSlowNetwork,
  measureTyping,
  openBrowser,
} from './measure.ts';
import { installPeers, versions } from './peers.ts';
import { goals, type Run, Samples, table, writeReadme } from './report.ts';
import { openSite, weighVerification } from './site.ts';

const full = process.argv.includes('--full');
const rounds = 5;
const results = `bench/results/${full ? 'full' : 'quick'}.json`;
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-bench-'));
const began = performance.now();
const load = loadavg()[0] ?? 0;

installPeers();
const site = await openSite();
const receiver = await startReceiver(folder, [site.url]);
site.receiver = receiver.url;
const browser = await openBrowser();

/** A quick run leaves out two ways of embedding and the model of a small embed. */
const isChosen = ({ name }: Candidate) => full || !/loader|lite-youtube/.test(name);

const { run, samples, done } = begin({
  date: new Date().toISOString().slice(0, 10),
  command: `npm run bench${full ? ' -- --full' : ''}`,
  rounds,
  browser: await browser.version(),
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  load,
  versions,
  measured: measured(),
});
for (let round = 1; round <= rounds; round++) {
  const all = visits(round === 1);
  for (const kind of shuffled([...all.keys()])) {
    for (const [name, visit] of shuffled([...(all.get(kind) ?? [])])) {
      const turn = `${round}: ${kind} of ${name}`;
      if (done.has(turn)) continue;
      await visit();
      done.add(turn);
      keep();
    }
  }
  console.error(`round ${round} of ${rounds}: ${seconds()} s`);
}
samples.record('verification', 'ours', { bytes: await weighVerification('ours') });
samples.record('verification', 'bare Lit with altcha', {
  bytes: await weighVerification('altcha'),
});
done.clear();
keep();

await browser.close();
site.close();
await receiver.stop();
rmSync(folder, { recursive: true });

console.log(table(samples));
const { lines } = goals(samples);
console.log(`\n${lines.join('\n')}`);
console.log(`\n${run.command}, ${seconds()} s, all samples in ${results}`);
if (process.argv.includes('--write')) writeReadme(samples, run);

/** Begins a run, or goes on with one just like it that was interrupted. */
function begin(run: Run) {
  const kept = existsSync(results) && JSON.parse(readFileSync(results, 'utf8'));
  const isSame = (['measured', 'machine', 'browser'] as const).every(
    (fact) => kept?.[fact] === run[fact],
  );
  if (!isSame || !kept.done.length) {
    return { run, samples: new Samples(), done: new Set<string>() };
  }
  const { samples, done, ...before } = kept;
  console.error(`going on with the run of ${before.date}, after ${done.length} visits`);
  return { run: before as Run, samples: new Samples(samples), done: new Set<string>(done) };
}

/** Keeps what has been measured, and which visits of a run that is not over. */
function keep(): void {
  mkdirSync('bench/results', { recursive: true });
  const text = JSON.stringify({ ...run, samples, done: [...done] }, null, 1);
  // Whoever interrupts us in the middle of it leaves what was there before.
  writeFileSync(`${results}.new`, `${text}\n`);
  renameSync(`${results}.new`, results);
}

/** What is measured and how, as a hash. */
function measured(): string {
  const hash = createHash('sha256');
  const ours = ['dist/*.{css,js}', 'dist/{content,fragments}/*', 'dist/lib/**/*.js'];
  for (const file of globSync([
    ...ours,
    'bench/*.ts',
    'bench/baselines/*',
    'bench/peers/*.json',
  ]).sort())
    hash.update(readFileSync(file));
  return hash.digest('hex');
}

type Visits = Map<string, () => Promise<void>>;

/** All visits of a round, by kind and candidate. A quick run has most of the peers' only in the first. */
function visits(isFirst: boolean): Map<string, Visits> {
  const chosen = candidates.filter(isChosen);
  const isTurn = ({ kind }: Candidate) => full || isFirst || kind !== 'peer';
  const countsFor = ({ name, kind }: Candidate) => {
    if (full || (isFirst && kind !== 'peer')) return [10, 100, 1000, 5000];
    return name === 'ours' ? [1000, 5000] : [1000];
  };
  const all = new Map<string, Visits>();
  const add = (kind: string, name: string, visit: () => Promise<void>) =>
    all.set(kind, (all.get(kind) ?? new Map()).set(name, visit));
  for (const candidate of chosen) {
    const { name, kind, item, form } = candidate;
    for (const work of ['card', 'form', 'article'] as const) {
      if (!candidate[work]) continue;
      if (work === 'card' || isTurn(candidate)) {
        add(work, name, async () => {
          const { sent, ...rest } = await measureLoad(browser, site, candidate, work);
          samples.record(work, name, { ...sent, ...rest });
        });
      }
      if (isTurn(candidate)) {
        add(`${work}, its tasks,`, name, async () => {
          samples.record(work, name, {
            ...(await measureLongTasks(browser, site, candidate, work)),
          });
        });
      }
      if (work !== 'form' && isTurn(candidate)) {
        add(`${work}, slowly,`, name, async () => {
          const { painted, shift } = await measureSlowNetwork(browser, site, candidate, work);
          samples.record(work, name, { 'painted slowly': painted, shift });
        });
      }
    }
    for (const count of item ? countsFor(candidate) : []) {
      add(`${count} cards`, name, async () => {
        const many = await measureList(browser, site, candidate, count, count === 1000);
        samples.record(`${count} cards`, name, { ...many });
      });
    }
    if (form && (full || kind !== 'peer' || form.verified)) {
      add('typing', name, async () => {
        const { during, after, verification } = await measureTyping(browser, site, candidate);
        samples.record('typing', name, {
          during: during.median,
          'during, longest': during.longest,
          after: after.median,
          'after, longest': after.longest,
          ...(verification && { verification }),
        });
      });
    }
  }
  return all;
}

function shuffled<T>(list: T[]): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}

function seconds(): number {
  return Math.round((performance.now() - began) / 1000);
}
