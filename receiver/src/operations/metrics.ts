import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AppContext } from '../context.ts';
import { readQuarantine } from '../messages/message-repository.ts';
import { getOutboxState } from '../outbox/outbox-repository.ts';

/** The metrics of a receiver. No label says anything about a sender. */
export interface Metrics {
  readonly registry: Registry;
  readonly requests: Counter<'route' | 'status' | 'problem'>;
  readonly duration: Histogram<'route'>;
  /** What tells a fault of ours from a flood, in which requests get the same problem. */
  readonly errors: Counter;
  /** 1 while nothing is deleted although it is due, with the reason. */
  readonly retentionPaused: Gauge<'reason'>;
}

/** Creates the metrics of one receiver. The gauges query the database when they are read. */
export function createMetrics(context: AppContext): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  new Gauge({
    name: 'receiver_outbox_mails',
    help: 'Mails that have not been sent, by state.',
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
    help: 'Age of the oldest mail that is waiting to be sent.',
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
      const states = await readQuarantine(context);
      this.set(states.reduce((sum, { count }) => sum + count, 0));
    },
  });
  return {
    registry,
    requests: new Counter({
      name: 'receiver_requests_total',
      help: 'Requests that have been answered.',
      labelNames: ['route', 'status', 'problem'],
      registers,
    }),
    retentionPaused: new Gauge({
      name: 'receiver_retention_paused',
      help: 'Whether nothing is deleted until apply-retention is run.',
      labelNames: ['reason'],
      registers,
    }),
    errors: new Counter({
      name: 'receiver_errors_total',
      help: 'Requests that failed because of the receiver or its database.',
      registers,
    }),
    duration: new Histogram({
      name: 'receiver_request_duration_seconds',
      help: 'Time from request to response.',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
  };
}
