/**
 * Records which tests have run on this build and whether they passed, for `scripts/conformance.ts`. Results from
 * another build of the script are ignored.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const file = '.cache/test-results.json';

/** Whether each test passed, by `file › title`. A test in several browsers must pass in all of them. */
export type Results = Readonly<Record<string, boolean>>;

/** Reads the results for this build. */
export function readResults(): Results {
  if (!existsSync(file)) return {};
  const { build, results } = JSON.parse(readFileSync(file, 'utf8'));
  return build === identifyBuild() ? results : {};
}

/** Adds results for this build. */
export function recordResults(
  tests: readonly { readonly file: string; readonly title: string; readonly isPassed: boolean }[],
): void {
  const results: Record<string, boolean> = {};
  for (const { file, title, isPassed } of tests) {
    const name = `${file} › ${title}`;
    results[name] = isPassed && (results[name] ?? true);
  }
  mkdirSync('.cache', { recursive: true });
  const all = { build: identifyBuild(), results: { ...readResults(), ...results } };
  writeFileSync(file, JSON.stringify(all));
}

function identifyBuild(): string {
  const script = 'dist/skr-widgets.js';
  if (!existsSync(script)) return '';
  return createHash('sha256').update(readFileSync(script)).digest('hex');
}
