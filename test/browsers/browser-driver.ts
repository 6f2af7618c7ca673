/** Drives a browser from page to page, with one interface for all three engines. */
import { setTimeout as wait } from 'node:timers/promises';
import puppeteer, { type LaunchOptions } from 'puppeteer-core';
import { chromium } from './chromium.ts';
import { firefox, webkit } from './engines.ts';
import { launchWebKit } from './webkit.ts';

/** A browser with one window. */
export interface BrowserDriver {
  /** Starts navigating to a page, and resolves at once: a page may never finish loading. */
  goTo(url: string): Promise<void>;
  /**
   * Runs a function in the page; it is sent there as source text. Rejects if there is no result: an engine may lose a
   * call that is made during a navigation.
   */
  evaluate<T>(question: () => T): Promise<Awaited<T>>;
  /** Types into the focused element. A line break presses Enter. */
  type(text: string): Promise<void>;
  /** Shows the page as it would be printed, if the engine supports that. */
  print?(on: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Starts a browser of each engine. */
export const launchers = {
  Chromium: async (): Promise<BrowserDriver> => {
    const { page, ...visitor } = await launchPuppeteer(chromium());
    return { ...visitor, print: (on) => page.emulateMediaType(on ? 'print' : undefined) };
  },
  Firefox: async (): Promise<BrowserDriver> => {
    const { page, ...visitor } = await launchPuppeteer(firefox());
    return visitor;
  },
  WebKit: async (): Promise<BrowserDriver> => {
    const { page, close } = await launchWebKit(webkit());
    return {
      goTo: (url) => page.goto(url),
      evaluate: (question) => answered(page.evaluate(question)),
      type: (text) => page.keyboard.type(text.replaceAll('\n', '\uE007')),
      close,
    };
  },
};

async function launchPuppeteer(options: LaunchOptions) {
  const browser = await puppeteer.launch(options);
  const page = await browser.newPage();
  return {
    page,
    async goTo(url: string) {
      // Rejects if the page navigates before it has loaded, and some pages never finish loading.
      page.goto(url, { timeout: 0 }).catch(() => {});
    },
    evaluate: <T>(question: () => T) => answered(page.evaluate(question) as Promise<Awaited<T>>),
    type: (text: string) => page.keyboard.type(text),
    close: () => browser.close(),
  };
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  const timeout = new AbortController();
  const late = wait(3000, undefined, timeout).then(() => {
    throw new Error('No answer came from the page');
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    timeout.abort();
    late.catch(() => {});
    answer.catch(() => {});
  }
}
