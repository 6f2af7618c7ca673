/** Starts Firefox and WebKit, like Chromium in `chromium.ts`. */
import type { LaunchOptions } from 'puppeteer-core';
import { killWithParent } from './chromium.ts';
import { getProgramPath } from './programs.ts';
import type { WebKitOptions } from './webkit.ts';

/** Options for puppeteer. */
export function firefox(): LaunchOptions {
  return {
    browser: 'firefox',
    ...killWithParent(getProgramPath('firefox'), { TZ: 'Europe/Stockholm' }),
    extraPrefsFirefox: {
      'intl.accept_languages': 'fi',
      // As in Chromium: a mouse that can hover.
      'ui.primaryPointerCapabilities': 6,
    },
  };
}

/** Options for our own launcher and driver. */
export function webkit(): WebKitOptions {
  return {
    browser: getProgramPath('miniBrowser'),
    driver: getProgramPath('webkitDriver'),
    xvfb: getProgramPath('xvfb'),
    // A locale must be named: with C, `Intl` throws in WebKit.
    env: { LC_ALL: 'en_US.UTF-8', TZ: 'Pacific/Kiritimati' },
  };
}
