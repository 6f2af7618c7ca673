/**
 * Compares our elements with what a webmaster would use instead, and with baselines: plain HTML, an element without a
 * library, and bare Lit; for lists also with our rule that makes the browser skip off-screen cards.
 *
 * `npm run bench` prints the result; `npm run bench -- --write` also writes it to docs/benchmarks.md.
 *
 * Visits are made in rounds, with each candidate once per round. Visits of the same kind follow each other, and the
 * order of kinds and candidates is random, so that other load on the machine affects all alike: it may run at half
 * the speed a minute later. Ratios compare samples of the same round.
 *
 * Measurements are saved after each visit. An interrupted run continues where it stopped if the subject and the machine
 * are the same.
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
import { candidates } from './candidates.ts';
import {
  measureInteraction,
  measureList,
  measureLoad,
  measureLongTasks,
  measureSlowNetwork,
  openBrowser,
} from './measure.ts';
import { installPeers, versions } from './peers.ts';
import {
  formatGoals,
  lit,
  litSameRule,
  oneElement,
  prerendered,
  prerenderedInlined,
  type Run,
  renderTable,
  rivals,
  Samples,
  sameHtml,
  writeReport,
} from './report.ts';
import { openSite } from './site.ts';

const rounds = 5;
/** For what a goal compares: on a busy machine, five rounds can't resolve differences below 15 %. */
const pairedRounds = 15;
const pairedFirsts = ['ours', oneElement, lit, ...rivals];
const paired = {
  card: [...pairedFirsts, prerendered],
  form: pairedFirsts,
  article: [prerendered, prerenderedInlined, sameHtml],
  20: ['ours', litSameRule],
  1000: [] as string[],
};

const results = 'bench/results/samples.json';
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-bench-'));
const startedAtMs = performance.now();
const load = loadavg()[0] ?? 0;

installPeers();
const site = await openSite(folder);
const browser = await openBrowser();

const { run, samples, done } = startRun({
  date: new Date().toISOString().slice(0, 10),
  rounds,
  pairedRounds,
  browser: await browser.version(),
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  load,
  versions,
  subject: hashSubject(),
});
for (let round = 1; round <= pairedRounds; round++) {
  const all = planVisits(round);
  for (const kind of shuffle([...all.keys()])) {
    for (const [name, visit] of shuffle([...(all.get(kind) ?? [])])) {
      const turn = `${round}: ${kind} of ${name}`;
      if (done.has(turn)) continue;
      await visit();
      done.add(turn);
      store();
    }
  }
  console.error(`round ${round} of ${pairedRounds}: ${getElapsedSeconds()} s`);
}
done.clear();
store();

await browser.close();
await site.close();
rmSync(folder, { recursive: true });

console.log(renderTable(samples));
console.log(`\n${formatGoals(samples).join('\n')}`);
console.log(`\n${getElapsedSeconds()} s, all samples in ${results}`);
if (process.argv.includes('--write')) writeReport(samples, run);

/** Starts a run, or continues an interrupted one with the same subject, machine and browser. */
function startRun(run: Run) {
  const stored = existsSync(results) && JSON.parse(readFileSync(results, 'utf8'));
  const isSame = (['subject', 'machine', 'browser'] as const).every(
    (fact) => stored?.[fact] === run[fact],
  );
  if (!isSame || !stored.done.length) {
    return { run, samples: new Samples(), done: new Set<string>() };
  }
  const { samples, done, ...before } = stored;
  console.error(`continuing the run of ${before.date}, after ${done.length} visits`);
  return { run: before as Run, samples: new Samples(samples), done: new Set<string>(done) };
}

/** Saves the measurements, and the visits made so far if the run isn't finished. */
function store(): void {
  mkdirSync('bench/results', { recursive: true });
  const text = JSON.stringify({ ...run, samples, done: [...done] }, null, 1);
  // Written to a temporary file first, so that an interruption doesn't destroy the previous version.
  writeFileSync(`${results}.new`, `${text}\n`);
  renameSync(`${results}.new`, results);
}

/** Hashes the measured files and the benchmark itself. */
function hashSubject(): string {
  const hash = createHash('sha256');
  const measuredFiles = ['dist/*.{css,js}', 'dist/{content,fragments}/*', 'dist/lib/**/*.js'];
  const how = ['bench/*.ts', 'bench/baselines/*', 'bench/peers/*.json'];
  for (const file of globSync([...measuredFiles, ...how]).sort()) hash.update(readFileSync(file));
  return hash.digest('hex');
}

type Visits = Map<string, () => Promise<void>>;

/** Lists all visits of a round, by kind and candidate. After the first round, peers have only paired paints. */
function planVisits(round: number): Map<string, Visits> {
  const all = new Map<string, Visits>();
  const add = (kind: string, name: string, visit: () => Promise<void>) =>
    all.set(kind, (all.get(kind) ?? new Map()).set(name, visit));
  for (const candidate of candidates) {
    const { name, kind, item } = candidate;
    const isDue = round <= (kind === 'peer' ? 1 : rounds);
    for (const work of ['card', 'form', 'article'] as const) {
      if (!candidate[work]) continue;
      if (isDue || paired[work].includes(name)) {
        add(`${work} on a slow network`, name, async () => {
          const { painted, shift } = await measureSlowNetwork(browser, site, candidate, work);
          samples.record(work, name, { painted, shift });
        });
      }
      if (!isDue) continue;
      add(`load of ${work}`, name, async () => {
        const { transfer, ...rest } = await measureLoad(browser, site, candidate, work);
        samples.record(work, name, { ...transfer, ...rest });
      });
      add(`tasks of ${work}`, name, async () => {
        samples.record(work, name, { ...(await measureLongTasks(browser, site, candidate, work)) });
      });
    }
    if (item) {
      for (const count of [20, 1000] as const) {
        if (!isDue && !paired[count].includes(name)) continue;
        add(`${count} cards`, name, async () => {
          const list = await measureList(browser, site, candidate, count);
          samples.record(`${count} cards`, name, { ...list });
        });
      }
    }
  }
  for (const candidate of round > rounds ? [] : candidates) {
    const { name, form } = candidate;
    if (!form?.verifiedTarget) continue;
    add('interaction', name, async () => {
      samples.record('interaction', name, { ...(await measureInteraction(site, candidate)) });
    });
  }
  return all;
}

function shuffle<T>(list: T[]): T[] {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [list[last], list[other]] = [list[other] as T, list[last] as T];
  }
  return list;
}

function getElapsedSeconds(): number {
  return Math.round((performance.now() - startedAtMs) / 1000);
}
