/**
 * Measures our elements beside what a webmaster would use instead, and what little there could be:
 * plain HTML, an element without a library, and bare Lit.
 *
 * `npm run bench` is quick, `npm run bench -- --full` takes its time. `--write` puts the result into
 * README.md. All visits go in rounds, each contestant once a round and in another order each time, so
 * that whatever else the machine does meets all alike; ratios are made within a round.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver } from '../demo/receiver.ts';
import { type Contestant, contestants } from './contestants.ts';
import { installPeers, versions } from './peers.ts';
import { goals, Samples, table, writeReadme } from './report.ts';
import { openSite, weighVerification } from './site.ts';
import { openBrowser, visitFast, visitMany, visitSlowly, visitTyping } from './visit.ts';

const full = process.argv.includes('--full');
const rounds = full ? 5 : 3;
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-bench-'));
const began = performance.now();

installPeers();
const site = await openSite();
const receiver = await startReceiver(folder, [site.url]);
site.receiver = receiver.url;
const browser = await openBrowser();
const samples = new Samples();

/** A quick run leaves out two ways of embedding and the model of a small embed. */
const isChosen = ({ name }: Contestant) => full || !/loader|lite-youtube/.test(name);

for (let round = 0; round < rounds; round++) {
  for (const visit of shuffled(visits(round === 0))) await visit();
  console.error(`round ${round + 1} of ${rounds}: ${seconds()} s`);
}
samples.note('verification', 'ours', { bytes: await weighVerification('ours') });
samples.note('verification', 'bare Lit with altcha', { bytes: await weighVerification('altcha') });

const version = await browser.version();
await browser.close();
site.close();
await receiver.stop();
rmSync(folder, { recursive: true });

const run = {
  date: new Date().toISOString().slice(0, 10),
  command: `npm run bench${full ? ' -- --full' : ''}`,
  rounds,
  browser: version,
  machine: `${cpus().length} × ${cpus()[0]?.model.trim()}`,
  versions,
};
console.log(table(samples));
const { lines } = goals(samples);
console.log(`\n${lines.join('\n')}`);
mkdirSync('bench/results', { recursive: true });
const file = `bench/results/${full ? 'full' : 'quick'}.json`;
writeFileSync(file, `${JSON.stringify({ ...run, samples }, null, 1)}\n`);
console.log(`\n${run.command}, ${seconds()} s, all samples in ${file}`);
if (process.argv.includes('--write')) writeReadme(samples, run);

/** All visits of a round. A quick run has most of the peers' only in the first. */
function visits(isFirst: boolean): (() => Promise<void>)[] {
  const chosen = contestants.filter(isChosen);
  const isTurn = ({ kind }: Contestant) => full || isFirst || kind !== 'peer';
  const countsFor = ({ kind }: Contestant) =>
    full || (isFirst && kind !== 'peer') ? [10, 100, 1000, 5000] : [1000];
  return [
    ...chosen.flatMap((contestant) =>
      (['card', 'form', 'article'] as const)
        .filter((work) => contestant[work] && (work === 'card' || isTurn(contestant)))
        .map((work) => async () => {
          const { sent, ...rest } = await visitFast(browser, site, contestant, work);
          samples.note(work, contestant.name, { ...sent, ...rest });
        }),
    ),
    ...chosen.filter(isTurn).flatMap((contestant) =>
      (['card', 'article'] as const)
        .filter((work) => contestant[work])
        .map((work) => async () => {
          const { painted, shift } = await visitSlowly(browser, site, contestant, work);
          samples.note(work, contestant.name, { 'painted slowly': painted, shift });
        }),
    ),
    ...chosen
      .filter(({ item }) => item)
      .flatMap((contestant) =>
        countsFor(contestant).map((count) => async () => {
          const many = await visitMany(browser, site, contestant, count, count === 1000);
          samples.note(`${count} cards`, contestant.name, { ...many });
        }),
      ),
    ...chosen
      .filter(({ form, kind }) => form && (full || kind !== 'peer' || form.verified))
      .map((contestant) => async () => {
        const { during, after, verification } = await visitTyping(browser, site, contestant);
        samples.note('typing', contestant.name, {
          during: during.median,
          'during, longest': during.longest,
          after: after.median,
          'after, longest': after.longest,
          ...(verification && { verification }),
        });
      }),
  ];
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
