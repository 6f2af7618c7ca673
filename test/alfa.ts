/** Siteimprove's Alfa, which many municipalities have their pages checked with. */
import type { Page } from 'puppeteer-core';
import { resolvePackage } from './lock-files.ts';

/** What Alfa finds on a page. */
export interface AlfaResult {
  /** A line for each rule that something breaks, with what breaks it. */
  readonly failures: readonly string[];
  /** The texts whose contrast it has found to be enough. */
  readonly readable: readonly string[];
}

// biome-ignore lint/suspicious/noExplicitAny: Alfa is installed for tests alone, out of TypeScript's sight.
type Alfa = Record<string, any>;

let loading: Promise<Alfa> | undefined;

/** Loads the parts of Alfa, once. */
function loadAlfa(): Promise<Alfa> {
  loading ??= Promise.all(
    [
      'act',
      'dom',
      'dom/native',
      'device',
      'device/native',
      'http',
      'rules',
      'url',
      'web',
      'wcag',
    ].map(async (name) => [
      name,
      await import(resolvePackage('checkers', `@siteimprove/alfa-${name}`)),
    ]),
  ).then(Object.fromEntries);
  return loading;
}

/** Checks a page as it is now against Alfa's rules for WCAG, into shadow roots. */
export async function checkWithAlfa(page: Page): Promise<AlfaResult> {
  const alfa = await loadAlfa();
  const document = await page.evaluateHandle(() => window.document);
  const json = await document.evaluate(alfa['dom/native'].Native.fromNode);
  const view = await page.evaluateHandle(() => window);
  const device = alfa.device.Device.from(
    await view.evaluate(alfa['device/native'].Native.fromWindow),
  );
  await Promise.all([document.dispose(), view.dispose()]);
  const url = alfa.url.URL.parse(page.url()).getUnsafe();
  const input = alfa.web.Page.of(
    alfa.http.Request.of('GET', url),
    alfa.http.Response.of(url, 200),
    alfa.dom.Node.from(json, device),
    device,
  );
  // Those for a criterion of WCAG. The others are advice to the page around, such as a link past its menu.
  const rules = [...alfa.rules.default].filter((rule) =>
    [...rule.requirements].some((each) => alfa.wcag.Criterion.isCriterion(each)),
  );
  const outcomes = [...(await alfa.act.Audit.of(input, rules).evaluate())];
  return {
    failures: outcomes
      .filter((outcome) => alfa.act.Outcome.isFailed(outcome))
      .map(({ rule, target }) => `${rule.uri.split('/').at(-1)}: ${String(target).slice(0, 200)}`),
    readable: outcomes
      .filter(
        (outcome) => alfa.act.Outcome.isPassed(outcome) && outcome.rule.uri.endsWith('sia-r69'),
      )
      .map(({ target }) => String(target).trim()),
  };
}
