/**
 * Starts Chromium for the whole project: for the element test runner, for the tests that open pages from outside, and
 * for the benchmarks. The other engines are in `engines.ts`, so that what uses Chromium alone needs no other.
 *
 * No engine uses Swedish, so an element that is in Swedish is so because of its page. The time zones are the two ends
 * of the world and home: a date that depends on the time zone is then wrong in at least one engine.
 */
import type { LaunchOptions } from 'puppeteer-core';
import { getProgramPath } from './programs.ts';

/** For puppeteer, with arguments of a test's own. Chromium can emulate what the others cannot. */
export function chromium(args: readonly string[] = []): LaunchOptions {
  return {
    ...killWithParent(getProgramPath('chromium'), { TZ: 'Pacific/Honolulu' }),
    args: [
      '--lang=en-US',
      // Chromium refuses to run as root with its sandbox. It opens only our own pages.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // No mouse is plugged in: without this, styles for `(hover: hover)` would go untested.
      '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
      ...args,
    ],
  };
}

/**
 * Flags that make Chromium render the same on every machine, for screenshot comparisons: greyscale antialiasing, no
 * processor-specific code, and nothing reused from an earlier screenshot.
 */
export const deterministicRenderingFlags = [
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--disable-font-subpixel-positioning',
  '--force-color-profile=srgb',
  '--disable-skia-runtime-opts',
  '--disable-partial-raster',
];

/** Options that make puppeteer's browser end together with this process. */
export function killWithParent(program: string, env: Record<string, string>): LaunchOptions {
  return {
    executablePath: 'test/browsers/kill-with-parent.sh',
    env: { ...process.env, ...env, CHILD_PROGRAM: program },
    // Puppeteer would close the browser but leave the runner running, which then starts another one.
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}
