import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { CheckReport } from './check.ts';

/** The timeout of a request to the publisher. */
const timeoutMs = 20_000;

/** Advisories in the OSV format: the fields used here. */
const advisoriesSchema = v.array(
  v.object({
    id: v.string(),
    summary: v.string(),
    affected: v.array(
      v.object({
        package: v.object({ name: v.string() }),
        ranges: v.array(
          v.object({
            events: v.array(
              v.object({ introduced: v.optional(v.string()), fixed: v.optional(v.string()) }),
            ),
          }),
        ),
      }),
    ),
  }),
);

/** The last day of security updates, by major version. */
const supportSchema = v.object({
  securityUpdatesUntil: v.record(v.string(), v.nullable(v.pipe(v.string(), v.isoDate()))),
});

/** The name and version of this receiver. */
const self: { readonly name: string; readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/**
 * Checks the publisher's advisories for known vulnerabilities of this version, and how long it gets security updates.
 * Without a URL nothing is requested, and the report says so.
 */
export async function checkAdvisories(
  publisherUrl: string | undefined,
  { name, version } = self,
  now = new Date(),
): Promise<CheckReport> {
  if (!publisherUrl) {
    return { errors: [], info: ['vulnerabilities: not checked, because publisherUrl is not set'] };
  }
  const errors: string[] = [];
  const info: string[] = [];
  try {
    const [advisories, { securityUpdatesUntil }] = await Promise.all([
      read(`${publisherUrl}advisories.json`, advisoriesSchema),
      read(`${publisherUrl}support.json`, supportSchema),
    ]);
    for (const { id, summary, affected } of advisories) {
      const affecting = affected
        .filter((each) => each.package.name === name)
        .flatMap((each) => each.ranges)
        .map(({ events }) => findFix(version, events))
        .find((result) => result !== undefined);
      if (!affecting) continue;
      const { fixed } = affecting;
      const cure = fixed ? `upgrade to ${fixed}` : 'there is no version without it yet';
      errors.push(`${id}: ${summary} Version ${version} is affected; ${cure}`);
    }
    const [major = ''] = version.split('.', 1);
    const until = securityUpdatesUntil[major];
    if (!until) {
      info.push(
        `security updates: the publisher has not said until when version ${major} gets them`,
      );
    } else {
      const isOver = Date.parse(`${until}T23:59:59Z`) < now.getTime();
      if (isOver) errors.push(`security updates for version ${major} ended on ${until}`);
      else info.push(`security updates: until ${until}`);
    }
    if (errors.length === 0) info.push(`vulnerabilities: none known in version ${version}`);
  } catch (error) {
    errors.push(`vulnerabilities: ${publisherUrl} cannot be asked: ${explain(error)}`);
  }
  return { errors, info };
}

async function read<T extends v.GenericSchema>(url: string, schema: T): Promise<v.InferOutput<T>> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`expected ${url}, got status ${response.status}`);
  const result = v.safeParse(schema, await response.json());
  if (result.success) return result.output;
  throw new Error(`${url}: ${result.issues[0].message}`);
}

/**
 * Returns the version that fixes a vulnerability, if there is one, or `undefined` if the given version isn't
 * affected. The events are read in order, because a vulnerability may have been reintroduced after a fix.
 */
function findFix(
  version: string,
  events: readonly {
    readonly introduced?: string | undefined;
    readonly fixed?: string | undefined;
  }[],
): { readonly fixed: string | undefined } | undefined {
  let isAffected = false;
  let next: string | undefined;
  for (const { introduced, fixed } of events) {
    if (introduced !== undefined && compare(version, introduced) >= 0) {
      isAffected = true;
      next = undefined;
    }
    if (fixed === undefined) continue;
    if (compare(version, fixed) >= 0) isAffected = false;
    else next ??= fixed;
  }
  return isAffected ? { fixed: next } : undefined;
}

/** Compares versions of three numbers. */
function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** `fetch` keeps the reason in `cause`. */
function explain(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message : message;
}
