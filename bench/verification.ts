/**
 * Measures the verification as a visitor on a slow computer has it: how long from the first focus in
 * the form until it is done, and the longest time in which the page could not answer a key press.
 *
 * `node bench/verification.ts [RUNS]`, on Linux. The browser is held to a share of one core by being
 * stopped and let go again; throttling by its own developer tools does not slow its cryptography.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { startReceiver } from '../demo/receiver.ts';
import { chromium } from '../test/browsers/engines.ts';

const runs = Number(process.argv[2] ?? 7);
const script = readFileSync('dist/skr-widgets.js');
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-bench-'));

let receiverUrl = '';
const server = createServer((request, response) => {
  if (request.url === '/skr-widgets.js') {
    response.setHeader('content-type', 'text/javascript').end(script);
  } else {
    response.setHeader('content-type', 'text/html; charset=utf-8').end(
      `<!doctype html><html lang="sv"><script defer src="/skr-widgets.js"></script>
       <contact-form endpoint="${receiverUrl}/v1/forms/international"></contact-form>`,
    );
  }
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const receiver = await startReceiver(folder, [url]);
receiverUrl = receiver.url;

console.log('share of one core   until done, ms (median, min–max)   longest gap, ms (median, max)');
for (const share of [1, 0.5]) {
  const results = [];
  for (let run = 0; run < runs; run++) results.push(await measure(share));
  const times = results.map(({ time }) => time).sort((a, b) => a - b);
  const gaps = results.map(({ gap }) => gap).sort((a, b) => a - b);
  console.log(
    `${String(share).padEnd(20)}${median(times)} (${times[0]}–${times.at(-1)})`.padEnd(57) +
      `${median(gaps)} (${gaps.at(-1)})`,
  );
}

await receiver.stop();
server.close();
rmSync(folder, { recursive: true });

/** One visit by a browser of its own. */
async function measure(share: number): Promise<{ time: number; gap: number }> {
  const browser = await puppeteer.launch(chromium());
  const page = await browser.newPage();
  await page.goto(url, { waitUntil: 'networkidle0' });
  const free = throttleCpu(Number(browser.process()?.pid), share);
  const result = await page.evaluate(async () => {
    const root = document.querySelector('contact-form')?.shadowRoot;
    const box = root?.querySelector<HTMLInputElement>('#verification');
    let gap = 0;
    let last = performance.now();
    const channel = new MessageChannel();
    // A message to oneself is answered as soon as the page is free, as a key press would be.
    channel.port1.onmessage = () => {
      const now = performance.now();
      gap = Math.max(gap, now - last);
      last = now;
      channel.port2.postMessage(0);
    };
    channel.port2.postMessage(0);
    const began = performance.now();
    root?.querySelector<HTMLInputElement>('#name')?.focus();
    while (!box?.checked) await new Promise((resolve) => setTimeout(resolve, 5));
    channel.port1.close();
    return { time: Math.round(performance.now() - began), gap: Math.round(gap) };
  });
  free();
  await browser.close();
  return result;
}

/** Holds a program, with all it has started, to a share of one core. Returns what lets it go. */
function throttleCpu(pid: number, share: number): () => void {
  const family = [pid, ...descendants(pid)];
  for (const each of family) execFileSync('taskset', ['-acp', '0', String(each)]);
  if (share >= 1) return () => {};
  const cycle = 20;
  const signal = (name: NodeJS.Signals) => {
    for (const each of family) process.kill(each, name);
  };
  const timer = setInterval(() => {
    signal('SIGSTOP');
    setTimeout(() => signal('SIGCONT'), cycle * (1 - share));
  }, cycle);
  return () => {
    clearInterval(timer);
    signal('SIGCONT');
  };
}

function descendants(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return children.flatMap((child) => [child, ...descendants(child)]);
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
