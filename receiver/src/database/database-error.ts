/** Explains database errors to the operator. The messages never quote the database. */

/** Why the database cannot be used, as reported by `/readyz`. */
export type DatabaseProblem =
  | 'access-denied'
  | 'damaged'
  | 'disk-error'
  | 'disk-full'
  | 'file-replaced'
  | 'locked'
  | 'newer-schema'
  | 'read-only'
  | 'settings'
  | 'unreachable';

/** A database that cannot be used, with a message for the operator. */
export class DatabaseError extends Error {
  readonly problem: DatabaseProblem;

  constructor(message: string, problem: DatabaseProblem = 'settings', options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

/** The meanings of the codes of SQLite, PostgreSQL (SQLSTATE) and Node, and what the operator can do. */
const knownErrors: readonly [codes: RegExp, problem: DatabaseProblem, advice: string][] = [
  [/^(SQLITE_FULL|53100|ENOSPC|EDQUOT)$/, 'disk-full', 'the disk is full; free up space'],
  [/^(SQLITE_READONLY.*|25006|EROFS)$/, 'read-only', 'it is read-only; make it writable'],
  [
    /^(SQLITE_CANTOPEN.*|SQLITE_PERM|EACCES|EPERM|ENOENT|ENOTDIR|ELOOP)$/,
    'access-denied',
    'the file or its folder cannot be opened or created; check "data" and who owns the folder',
  ],
  [
    /^(SQLITE_BUSY.*|SQLITE_LOCKED.*|55P03|57014)$/,
    'locked',
    'it is locked or timed out; try again',
  ],
  [/^(SQLITE_IOERR.*|EIO|58030)$/, 'disk-error', 'it cannot be read or written; check the disk'],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT.*)$/, 'damaged', 'the file is damaged; restore a backup'],
  [
    /^(28...|42501|3D000)$/,
    'access-denied',
    'it refuses the user, the password or the name of the database; check DATABASE_URL',
  ],
  [
    /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|08...|57P..|53300)$/,
    'unreachable',
    'it cannot be reached; start it, or check DATABASE_URL',
  ],
  [
    /^(ERR_INVALID_URL|ERR_TLS_.+|.*CERT.*|.*SIGNATURE.*|EPROTO)$/,
    'settings',
    'the connection string or the certificate is not valid; check DATABASE_URL',
  ],
];

/** Messages of the PostgreSQL driver for errors that have no code. */
const unreachableMessages =
  /timeout|Connection terminated|Client (was closed|has encountered)|connection has been discarded/;

/** Explains an error of the database, or returns the error itself if the operator cannot fix it. */
export function toDatabaseError(error: unknown, name: string): unknown {
  if (error instanceof DatabaseError || !(error instanceof Error)) return error;
  const newer = /previously executed migration (\S+) is missing/.exec(error.message)?.[1];
  if (newer) {
    return new DatabaseError(
      `${name}: its schema (${newer}) is newer than this release; install the release that made it`,
      'newer-schema',
      { cause: error },
    );
  }
  const code = 'code' in error ? String(error.code) : '';
  const [, problem, advice] = knownErrors.find(([codes]) => codes.test(code)) ?? [];
  if (problem && advice) {
    return new DatabaseError(`${name}: ${advice} (${code})`, problem, { cause: error });
  }
  if (unreachableMessages.test(error.message)) {
    const message = `${name}: it does not answer; start it, or check DATABASE_URL`;
    return new DatabaseError(message, 'unreachable', { cause: error });
  }
  // Node's error for a host with several addresses.
  if (error instanceof AggregateError) return toDatabaseError(error.errors[0], name);
  return error;
}
