/**
 * How each engine is started, wherever in the project one is: by the runner of the element tests, by
 * the tests that open pages from outside, and by what measures.
 *
 * No engine speaks Swedish, so an element that is Swedish is so because of its page. And each lives
 * in another time zone, the two ends of the world and home: a date that is not the one that was
 * written is then wrong in at least one of them.
 */
import type { LaunchOptions } from 'puppeteer-core';
import { pathOf } from './programs.ts';
import type { WebKitOptions } from './webkit.ts';

/** For puppeteer, with arguments of a test's own. Chromium can emulate what the others cannot. */
export function chromium(args: readonly string[] = []): LaunchOptions {
  return {
    ...killWithParent(pathOf('chromium'), { TZ: 'Pacific/Honolulu' }),
    args: [
      '--lang=en-US',
      // Chromium refuses to run as root with its sandbox. It opens no page but ours.
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
 * Has Chromium draw alike on every machine, for pictures that are compared: letters in shades of
 * their own colour, without what one processor has and another has not, and nothing left from the
 * picture before.
 */
export const deterministicRenderingFlags = [
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--disable-font-subpixel-positioning',
  '--force-color-profile=srgb',
  '--disable-skia-runtime-opts',
  '--disable-partial-raster',
];

/** For puppeteer. */
export function firefox(): LaunchOptions {
  return {
    browser: 'firefox',
    ...killWithParent(pathOf('firefox'), { TZ: 'Europe/Stockholm' }),
    extraPrefsFirefox: {
      'intl.accept_languages': 'fi',
      // As for Chromium: a mouse that can hover.
      'ui.primaryPointerCapabilities': 6,
    },
  };
}

/** For the launcher and the driver of our own. */
export function webkit(): WebKitOptions {
  return {
    browser: pathOf('miniBrowser'),
    driver: pathOf('webkitDriver'),
    xvfb: pathOf('xvfb'),
    // A locale must be named: with C, `Intl` throws in WebKit.
    env: { LC_ALL: 'en_US.UTF-8', TZ: 'Pacific/Kiritimati' },
  };
}

/** Options for puppeteer to start a browser that ends when we do. */
function killWithParent(program: string, env: Record<string, string>): LaunchOptions {
  return {
    executablePath: 'test/browsers/kill-with-parent.sh',
    env: { ...process.env, ...env, CHILD_PROGRAM: program },
    // Puppeteer would close the browser and leave the runner running, which then starts it anew.
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}
