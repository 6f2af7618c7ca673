/** Lighthouse, which is installed only for the tests and for the benchmark of the site: the parts they use. */
import type { Page } from 'puppeteer-core';
import { resolvePackage } from './lock-files.ts';

/** The result of an audit. */
export interface Audit {
  readonly id: string;
  readonly title: string;
  readonly score: number | null;
  readonly numericValue?: number;
  readonly details?: unknown;
}

/** The result for a page. */
export interface LighthouseResult {
  readonly audits: Readonly<Record<string, Audit>>;
  readonly categories: Readonly<
    Record<string, { readonly score: number | null; readonly auditRefs: readonly { id: string }[] }>
  >;
  readonly runtimeError?: unknown;
  readonly runWarnings: readonly unknown[];
}

type Lighthouse = (
  url: string,
  flags: object,
  config: object,
  page: Page,
) => Promise<{ readonly lhr: LighthouseResult } | undefined>;

/** Runs Lighthouse on a URL in a page, with its default configuration and these settings. */
export async function runLighthouse(
  url: string,
  settings: object,
  page: Page,
): Promise<LighthouseResult> {
  const { default: lighthouse }: { default: Lighthouse } = await import(
    resolvePackage('checkers', 'lighthouse')
  );
  const config = { extends: 'lighthouse:default', settings };
  const result = await lighthouse(url, { logLevel: 'error' }, config, page);
  if (!result) throw new Error(`expected a result from Lighthouse for ${url}, got none`);
  return result.lhr;
}
