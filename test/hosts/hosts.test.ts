/**
 * Opens every host page in every engine and inspects it from outside. Each page declares what it shows and what may go
 * wrong on it; what applies to all of them is here.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Receiver, startReceiver } from '../../demo/receiver.ts';
import { type BrowserDriver, launchers } from '../browsers/browser-driver.ts';
import {
  clearStorage,
  getReference,
  inspectHost,
  inspectPage,
  type PageReport,
  sendMessage,
} from './inspect-page.ts';
import { type HostPage, type Hosts, hostPages, plain, serveHosts } from './serve.ts';

const run = promisify(execFile);

/** Long enough for any page on a busy machine: one with a complete editor took 35 s there. */
const timeoutMs = 90_000;

/** Requests of our own pages, in frames. */
const ofFrames = /\/v1\/(embed\/frame\.(js|css)|skr-widgets\.(js|css))$/;

/** Requests of a fragment, and of an oEmbed client. */
const ofIncludes = /\/(v1\.0\.0\/skr-widgets\.css|v1\/oembed\/[\w.-]+\.json\??)$/;

/** Lit's globals: its versions, to detect several, and where decorators keep metadata. */
const ofLit = [
  'litHtmlVersions',
  'litElementVersions',
  'reactiveElementVersions',
  'litPropertyMetadata',
];

/** The markup fed to editors, and the code that then loads the script. */
const editors = ['editors.json', 'editors.js']
  .map((file) => readFileSync(`test/hosts/${file}`, 'utf8').replaceAll('\\"', '"'))
  .join('\n');

const engines = Object.entries(launchers).filter(
  ([name]) => !process.env.ENGINE || name.toLowerCase() === process.env.ENGINE,
);
const chosenPages = hostPages.filter(({ name }) => name.includes(process.env.PAGE ?? ''));

suite('Host pages', { concurrency: engines.length }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-hosts-'));
  const hostsOf = new Map<string, Hosts>();
  let receiver: Receiver | undefined;

  before(async () => {
    for (const [engine] of engines) hostsOf.set(engine, await serveHosts());
    const all = [...hostsOf.values()];
    receiver = await startReceiver(
      folder,
      all.map(({ url }) => url),
    );
    for (const hosts of all) hosts.receiver = receiver.url;
  });

  after(async () => {
    await Promise.all([...hostsOf.values()].map((hosts) => hosts.close()));
    await receiver?.stop();
    rmSync(folder, { recursive: true });
  });

  for (const [engine, arrive] of engines) {
    suite(engine, { concurrency: 1 }, () => {
      let visitor: BrowserDriver;
      let hosts: Hosts;

      before(async () => {
        hosts = hostsOf.get(engine) as Hosts;
        visitor = await arrive();
      });
      after(() => visitor?.close());

      for (const page of chosenPages) {
        test(`${page.name}: ${page.description}`, async (t) => {
          t.after(() => visitor.evaluate(clearStorage));
          hosts.requests.length = 0;
          const url = hosts.url + page.path;
          await visitor.goTo(url);
          // From here on, calls go to the new page instead of the previous one.
          await until(async () =>
            assert(hosts.requests.some((one) => one.url.endsWith('/error-recorder.js'))),
          );
          await waitForExpectedPage(visitor, page, url);
          if (page.sends) {
            await visitor.evaluate(sendMessage);
            const reference = await until(async () => {
              const reference = await visitor.evaluate(getReference);
              assert.match(reference, /^\w+-\w+$/);
              return reference;
            });
            // Stored as typed, whatever the page has done to the built-ins.
            const args = ['receiver/src/cli.ts', 'show', reference, '--config'];
            const { stdout } = await run(process.execPath, [...args, `${folder}/receiver.json`]);
            for (const value of ['Åsa Öberg', 'asa@example.se', 'Hej', 'Hej då']) {
              assert(stdout.includes(value), stdout);
            }
          }
          if (page.names.includes('hostStillWorks')) {
            await until(async () => assert.equal(await visitor.evaluate(inspectHost), ''));
          }
          check(page, hosts, await waitForExpectedPage(visitor, page, url));
          if (visitor.print) {
            await visitor.print(true);
            const printed = await inspect(visitor);
            await visitor.print(false);
            assert.equal(printed.errors, '', 'when printed');
          }
        });
      }
    });
  }
});

/** Inspects the page until it shows what it should. */
function waitForExpectedPage(
  visitor: BrowserDriver,
  page: HostPage,
  url: string,
): Promise<PageReport> {
  return until(async () => {
    const report = await inspect(visitor);
    assert.equal(report.url.replace(/[?#].*/, ''), url);
    assert.equal(report.errors, '');
    if (page.loads) assert.equal(report.ready, 'complete');
    return report;
  });
}

async function inspect(visitor: BrowserDriver): Promise<PageReport> {
  return JSON.parse(await visitor.evaluate(inspectPage));
}

/** Checks what applies to every page. */
function check(
  page: HostPage,
  { url, widgets, receiver, requests }: Hosts,
  report: PageReport,
): void {
  // The browser may report a policy violation each time it is attempted.
  const problems = lines(report.problems).filter(
    (problem, index, all) => !problem.startsWith('violation') || all.indexOf(problem) === index,
  );
  for (const declared of page.problems) {
    const expected = declared.replace('https://example.se', widgets);
    const index = problems.findIndex((problem) => problem.includes(expected));
    assert(index >= 0, `Expected “${expected}”, got: ${report.problems}`);
    problems.splice(index, 1);
  }
  assert.deepEqual(
    problems.filter((problem) => !page.mayOccur.some((may) => problem.includes(may))),
    [],
  );

  const isTheirs = (name: string) =>
    ofLit.includes(name) ||
    page.names.some((theirs) =>
      theirs.endsWith('*') ? name.startsWith(theirs.slice(0, -1)) : name === theirs,
    );
  assert.deepEqual(
    [...lines(report.names), ...lines(report.stored)].filter((name) => !isTheirs(name)),
    [],
  );

  const origins = [url, widgets, receiver];
  const elsewhere = lines(report.resources).filter(
    (resource) =>
      !origins.some((origin) => resource.startsWith(`${origin}/`)) &&
      !/^(data|blob):/.test(resource),
  );
  assert.deepEqual(elsewhere, []);
  const named = plain(page.html.includes('/editors.js') ? page.html + editors : page.html);
  for (const { url: requestUrl } of requests) {
    if (!requestUrl.startsWith(widgets)) continue;
    const address = requestUrl.replace(widgets, 'https://example.se');
    if (named.includes('/embed/') && ofFrames.test(address)) continue;
    if (named.includes('<!-- ') && ofIncludes.test(address)) continue;
    const isNamed = [`"${address}"`, `'${address}'`, ` ${address} `, ` ${address}?`].some((text) =>
      named.includes(text),
    );
    assert(isNamed, `The page does not name ${address}`);
  }
  const inVain = requests.filter(
    ({ url: requestUrl, status }) => requestUrl.startsWith(url) && status >= 400,
  );
  assert.deepEqual(inVain, []);
}

function lines(text: string): string[] {
  return text.split('\n').filter(Boolean);
}

/** Retries until it doesn't throw; finally throws the last error. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await wait(20);
  }
}
