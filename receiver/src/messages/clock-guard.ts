/**
 * Decides whether the clock can be trusted for deleting messages. A machine may start with a clock that is years behind,
 * until it has reached a time server, and a faulty clock may suddenly be years ahead. Neither must delete messages. So
 * each reading is compared with the times in the database, with the last trusted reading and, in a running receiver,
 * with a monotonic clock.
 */
import type { AppContext } from '../context.ts';

const hourMs = 3_600_000;

/** How far clocks may differ. A day is little for a retention period, but a lot for a clock. */
const toleranceMs = 24 * hourMs;

/** How long receivers may have been stopped before the next reading must be confirmed. */
const maxGapMs = 7 * 24 * hourMs;

/** Why a reading is not trusted. */
export type ClockDoubt = 'clock-behind' | 'clock-ahead' | 'clock-jumped';

/** A reading of the clock. */
export interface ClockReading {
  readonly doubt: ClockDoubt | undefined;
  readonly now: Date;
  /** The latest time that the database has seen, if any. */
  readonly seenAt: Date | undefined;
  /** The last reading that was trusted, or else the time of the newest message. */
  readonly trustedAt: Date | undefined;
}

/** Compares the clock of a running receiver with what it and the database have seen. */
export interface ClockGuard {
  /** Reads the clock, and records the reading if it is trusted. */
  checkAndRecord(): Promise<ClockReading>;
  /** The earliest possible time, if the clock was behind when a message was received. */
  getRetainFrom(receivedAt: string): string | undefined;
}

type Baseline = { readonly time: number; readonly uptimeMs: number };

/** Creates a guard. `getUptimeMs` is a monotonic clock. */
export function createClockGuard(
  context: Pick<AppContext, 'db' | 'now'>,
  getUptimeMs = () => performance.now(),
): ClockGuard {
  const start: Baseline = { time: context.now().getTime(), uptimeMs: getUptimeMs() };
  let trusted: Baseline | undefined;
  let lowerBound: Baseline | undefined;
  const advance = ({ time, uptimeMs }: Baseline) => time + getUptimeMs() - uptimeMs;

  return {
    async checkAndRecord() {
      const reading = await readClock(context, trusted && new Date(advance(trusted)));
      const { doubt, now, trustedAt } = reading;
      const uptimeMs = getUptimeMs();
      if (trustedAt) lowerBound = { time: trustedAt.getTime(), uptimeMs };
      if (!doubt) {
        trusted = { time: now.getTime(), uptimeMs };
        await trustClock(context);
      } else if (doubt === 'clock-jumped' && trusted) {
        const suspect_to = new Date(advance(trusted)).toISOString();
        await context.db
          .updateTable('clock')
          .set({ suspect_from: new Date(start.time).toISOString(), suspect_to })
          .execute();
      }
      return reading;
    },
    getRetainFrom(receivedAt) {
      if (!lowerBound || Date.parse(receivedAt) >= advance(lowerBound) - toleranceMs)
        return undefined;
      return new Date(advance(lowerBound)).toISOString();
    },
  };
}

/**
 * Reads the clock and compares it. `expected` is what a running receiver expects it to be, counted from its last trusted
 * reading.
 */
export async function readClock(
  { db, now }: Pick<AppContext, 'db' | 'now'>,
  expected?: Date,
): Promise<ClockReading> {
  const clock = await db.selectFrom('clock').selectAll().executeTakeFirstOrThrow();
  const newestRow = await db
    .selectFrom('messages')
    .select('received_at')
    .where('retain_from', 'is', null)
    .orderBy('received_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  const newest = newestRow && new Date(newestRow.received_at);
  const trusted = clock.trusted_at ? new Date(clock.trusted_at) : undefined;
  const seenAt = newest && trusted && newest > trusted ? newest : (trusted ?? newest);
  const time = now();
  const isAfter = (other: Date | undefined, ms: number) =>
    other !== undefined && time.getTime() > other.getTime() + ms;
  const getDoubt = (): ClockDoubt | undefined => {
    if (seenAt && !isAfter(seenAt, -toleranceMs)) return 'clock-behind';
    // Read recently, by this receiver or another, or confirmed by the operator.
    if (trusted && !isAfter(trusted, toleranceMs)) return undefined;
    if (expected) return isAfter(expected, toleranceMs) ? 'clock-jumped' : undefined;
    if (clock.suspect_to) return 'clock-jumped';
    return isAfter(trusted ?? newest, maxGapMs) ? 'clock-ahead' : undefined;
  };
  return { doubt: getDoubt(), now: time, seenAt, trustedAt: trusted ?? newest };
}

/** Records that the clock is right. */
export async function trustClock({ db, now }: Pick<AppContext, 'db' | 'now'>): Promise<void> {
  await db
    .updateTable('clock')
    .set({ trusted_at: now().toISOString(), suspect_from: null, suspect_to: null })
    .execute();
}

/**
 * Records that the clock is right, because the operator confirmed it. Messages that were received while the clock was
 * wrong are kept as if they had been received now: those with a time in the future, and those from before it jumped
 * ahead.
 */
export async function confirmClock({ db, now }: Pick<AppContext, 'db' | 'now'>): Promise<void> {
  const retain_from = now().toISOString();
  const { suspect_from: from, suspect_to: to } = await db
    .selectFrom('clock')
    .selectAll()
    .executeTakeFirstOrThrow();
  await db
    .updateTable('messages')
    .set({ retain_from })
    .where(({ eb, and, or }) =>
      or([
        eb('received_at', '>', retain_from),
        eb('retain_from', '>', retain_from),
        ...(from && to ? [and([eb('received_at', '>=', from), eb('received_at', '<=', to)])] : []),
      ]),
    )
    .execute();
  await trustClock({ db, now });
}
