/**
 * Kills the process with `SIGKILL` at a chosen statement. It is loaded before the receiver by
 * `node --import` and reaches into the two database drivers, so the receiver itself has nothing of
 * it, and no failpoint can be enabled in production by mistake.
 *
 * `FAILPOINT` is the kill point; `CLOCK_AHEAD`, in milliseconds, advances the clock, so that a test
 * need not wait for a lease to expire.
 */
import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** When the process can be killed. */
export type KillPoint =
  | 'before commit'
  | 'after commit'
  | 'between commit and mail'
  | "between the mail server's 250 and recording it";

const killPoint = process.env.FAILPOINT as KillPoint | undefined;
let storing = false;

/** Whether to kill the process before or after a statement. */
function killPhaseFor(statement: string): 'before' | 'after' | undefined {
  if (/^insert into "messages"/.test(statement)) storing = true;
  const committing = storing && /^commit$/i.test(statement);
  if (committing) storing = false;
  if (committing && killPoint === 'before commit') return 'before';
  if (committing && killPoint === 'after commit') return 'after';
  const claiming = /^update "outbox" set "due_at"/.test(statement);
  if (claiming && killPoint === 'between commit and mail') return 'after';
  const noting = /^update "outbox" set "state" = .{1,2}, "sent_at"/.test(statement);
  if (noting && killPoint === "between the mail server's 250 and recording it") return 'before';
  return undefined;
}

const killProcess = () => process.kill(process.pid, 'SIGKILL');

/** Whether a claim returned any mail: an empty one does not count. */
const hasClaimedRows = (rows: unknown) => !Array.isArray(rows) || rows.length > 0;

const { prepare } = Sqlite.prototype;
Sqlite.prototype.prepare = function (this: Sqlite.Database, source: string) {
  const statement = prepare.call(this, source);
  const { run, all } = statement;
  statement.run = (...values: unknown[]) => {
    const end = killPhaseFor(source);
    if (end === 'before') killProcess();
    const result = Reflect.apply(run, statement, values);
    if (end === 'after') killProcess();
    return result;
  };
  statement.all = (...values: unknown[]) => {
    const end = killPhaseFor(source);
    if (end === 'before') killProcess();
    const rows: unknown[] = Reflect.apply(all, statement, values);
    if (end === 'after' && hasClaimedRows(rows)) killProcess();
    return rows;
  };
  return statement;
} as typeof prepare;

const query = pg.Client.prototype.query;
pg.Client.prototype.query = function (this: pg.Client, ...words: unknown[]) {
  const [text] = words;
  const end = typeof text === 'string' ? killPhaseFor(text) : undefined;
  if (end === 'before') killProcess();
  const result = Reflect.apply(query, this, words);
  if (end !== 'after') return result;
  return (result as unknown as Promise<pg.QueryResult>).then((done) => {
    if (done.command !== 'UPDATE' || hasClaimedRows(done.rows)) killProcess();
    return done;
  });
} as typeof query;

const ahead = Number(process.env.CLOCK_AHEAD ?? 0);
if (ahead) {
  const RealDate = Date;
  globalThis.Date = class extends RealDate {
    constructor(...values: [] | [number | string | Date]) {
      if (values.length === 0) super(RealDate.now() + ahead);
      else super(values[0]);
    }
    static override now() {
      return RealDate.now() + ahead;
    }
  } as DateConstructor;
}
