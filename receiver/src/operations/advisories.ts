import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { CheckReport } from './check.ts';

/** The timeout of a request to the publisher. */
const timeoutMs = 20_000;

/** When a list was written, and until when it holds. */
const dates = {
  date: v.pipe(v.string(), v.isoTimestamp()),
  expires: v.pipe(v.string(), v.isoTimestamp()),
};

/** Advisories in the OSV format: the fields used here. */
const advisoriesSchema = v.object({
  ...dates,
  advisories: v.array(
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
  ),
});

/** The last day of security updates, by major version. */
const supportSchema = v.object({
  ...dates,
  securityUpdatesUntil: v.record(v.string(), v.nullable(v.pipe(v.string(), v.isoDate()))),
});

/** Who publishes the receiver: what of `publisher.json` we use. */
interface Publisher {
  /** Where it publishes the lists. Empty when nobody does. */
  readonly publisherUrl: string;
  /** What it signs them with: 32 bytes in Base64. None when it signs nothing. */
  readonly publicKeys: readonly string[];
}

/** The result of asking the publisher. */
interface AdvisoriesReport extends CheckReport {
  /** Whether nothing answered: what is wrong may be the network alone. */
  readonly isUnreachable?: boolean;
}

/** Thrown where nothing answers. */
class UnreachableError extends Error {}

/** The name and version of this receiver. */
const self: { readonly name: string; readonly version: string } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
);

/** The publisher of this receiver. */
function readPublisher(): Publisher {
  return JSON.parse(readFileSync(new URL('../../../publisher.json', import.meta.url), 'utf8'));
}

/**
 * Checks the publisher's advisories for known vulnerabilities of this version, and how long it gets security updates.
 * Without a URL nothing is requested, and the report says so.
 */
export async function checkAdvisories(
  configUrl: string | null | undefined,
  { publisherUrl, publicKeys }: Publisher = readPublisher(),
  { name, version } = self,
  now = new Date(),
): Promise<AdvisoriesReport> {
  const url = configUrl === undefined ? publisherUrl : configUrl;
  if (!url) {
    const reason =
      url === null
        ? 'publisherUrl is null'
        : 'nobody publishes advisories for this receiver yet (publisherUrl in publisher.json is empty)';
    return { errors: [], info: [`vulnerabilities: not checked, because ${reason}`] };
  }
  const errors: string[] = [];
  const info: string[] = [];
  try {
    const [{ date, advisories, ...list }, { securityUpdatesUntil, ...support }] = await Promise.all(
      [
        readList(`${url}advisories.json`, advisoriesSchema, publicKeys),
        readList(`${url}support.json`, supportSchema, publicKeys),
      ],
    );
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
    const [expires = ''] = [list.expires, support.expires].sort();
    if (Date.parse(expires) < now.getTime()) {
      errors.push(
        `vulnerabilities: the lists at ${url} expired on ${toDay(expires)}, so there may be others; ask the publisher`,
      );
    }
    if (errors.length === 0) {
      const signed = publicKeys.length > 0 ? 'signed by the publisher' : 'not signed';
      info.push(
        `vulnerabilities: none known in version ${version}, by the list of ${toDay(date)}, ${signed}`,
      );
    }
  } catch (error) {
    const { message } = error as Error;
    const isUnreachable = error instanceof UnreachableError;
    const cure = isUnreachable ? '; let this machine reach it, or set publisherUrl to null' : '';
    errors.push(`vulnerabilities: unknown, because ${url} could not be read: ${message}${cure}`);
    return { errors, info, isUnreachable };
  }
  return { errors, info };
}

/** Reads a list, and holds it against the signature beside it where the publisher signs. */
async function readList<T extends v.GenericSchema>(
  url: string,
  schema: T,
  publicKeys: readonly string[],
): Promise<v.InferOutput<T>> {
  const content = await fetchBytes(url);
  if (publicKeys.length > 0) {
    const signature = await fetchBytes(`${url}.sig`);
    if (!publicKeys.some((key) => verify(null, content, toKeyObject(key), signature))) {
      throw new Error(`expected ${url} signed by the publisher, got another signature`);
    }
  }
  const result = v.safeParse(schema, JSON.parse(new TextDecoder().decode(content)));
  if (result.success) return result.output;
  throw new Error(`${url}: ${result.issues[0].message}`);
}

async function fetchBytes(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((error) => {
    // `fetch` keeps the reason in `cause`.
    throw new UnreachableError(error.cause?.message || error.message, { cause: error });
  });
  if (!response.ok) throw new Error(`expected ${url}, got status ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

function toKeyObject(publicKey: string) {
  const x = Buffer.from(publicKey, 'base64').toString('base64url');
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
}

function toDay(timestamp: string): string {
  return timestamp.slice(0, 10);
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
