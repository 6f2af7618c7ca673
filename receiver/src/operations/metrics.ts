import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AppContext } from '../context.ts';

/** What a receiver counts. No label tells anything of a sender. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'route' | 'status' | 'problem'>;
  readonly duration: Histogram<'route'>;
}

/** The state of the outbox. */
export interface OutboxState {
  readonly waiting: number;
  readonly failed: number;
  /** How long the oldest mail that waits has done so, in seconds; 0 if none does. */
  readonly oldestSeconds: number;
}

/** Makes the counters of one receiver. The gauges ask the database when they are read. */
export function createMetrics(context: AppContext): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'receiver_outbox_mails',
    help: 'Mails that are not sent, by state.',
    labelNames: ['state'],
    registers,
    async collect() {
      const { waiting, failed } = await getOutboxState(context);
      this.set({ state: 'waiting' }, waiting);
      this.set({ state: 'failed' }, failed);
    },
  });
  new Gauge({
    name: 'receiver_outbox_oldest_seconds',
    help: 'Age of the oldest mail that waits to be sent.',
    registers,
    async collect() {
      this.set((await getOutboxState(context)).oldestSeconds);
    },
  });
  new Gauge({
    name: 'receiver_quarantined_messages',
    help: 'Messages in quarantine.',
    registers,
    async collect() {
      this.set(await countQuarantined(context));
    },
  });
  return {
    registry,
    requests: new Counter({
      name: 'receiver_requests_total',
      help: 'Requests that were answered.',
      labelNames: ['route', 'status', 'problem'],
      registers,
    }),
    duration: new Histogram({
      name: 'receiver_request_seconds',
      help: 'Time from request to answer.',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
  };
}

/** Counts the mails that are not sent. */
export async function getOutboxState({ db, now }: AppContext): Promise<OutboxState> {
  const rows = await db
    .selectFrom('outbox')
    .select(({ fn }) => ['state', fn.countAll().as('count'), fn.min('created_at').as('oldest')])
    .where('state', 'in', ['waiting', 'failed'])
    .groupBy('state')
    .execute();
  const count = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  const waiting = rows.find(({ state }) => state === 'waiting')?.oldest;
  const oldest = waiting ? (now().getTime() - Date.parse(waiting)) / 1000 : 0;
  return { waiting: count('waiting'), failed: count('failed'), oldestSeconds: oldest };
}

/** Counts the messages in quarantine. */
export async function countQuarantined({ db }: AppContext): Promise<number> {
  const row = await db
    .selectFrom('messages')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('quarantine', 'is not', null)
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}
