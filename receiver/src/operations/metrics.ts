import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { AppContext } from '../context.ts';
import { readQuarantine } from '../messages/message-repository.ts';
import { getOutboxState } from '../outbox/outbox-repository.ts';

/** The metrics of a receiver. No label contains anything about a sender. */
export interface Metrics {
  /** Reads the database, and formats all metrics for Prometheus. */
  readonly render: () => Promise<string>;
  readonly contentType: string;
  readonly requests: Counter<'route' | 'status' | 'problem'>;
  readonly duration: Histogram<'route'>;
  /** Internal failures. Overload has the same problem code, and is not counted here. */
  readonly errors: Counter;
  /** 1 while retention is paused although messages are due, with the reason. */
  readonly retentionPaused: Gauge<'reason'>;
}

/** Creates the metrics of one receiver. */
export function createMetrics(context: AppContext): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const deliveries = new Gauge({
    name: 'receiver_outbox_deliveries',
    help: 'Mails and webhooks that have not been delivered, by state.',
    labelNames: ['state'],
    registers,
  });
  const oldest = new Gauge({
    name: 'receiver_outbox_oldest_seconds',
    help: 'Age of the oldest delivery that is waiting.',
    registers,
  });
  const quarantined = new Gauge({
    name: 'receiver_quarantined_messages',
    help: 'Messages in quarantine.',
    registers,
  });
  const databaseUp = new Gauge({
    name: 'receiver_database_up',
    help: 'Whether the database answers. While it does not, what is read from it keeps its last value.',
    registers,
  });
  const readDatabase = async () => {
    const { waiting, failed, oldestSeconds } = await getOutboxState(context);
    const quarantine = await readQuarantine(context);
    deliveries.set({ state: 'waiting' }, waiting);
    deliveries.set({ state: 'failed' }, failed);
    oldest.set(oldestSeconds);
    quarantined.set(quarantine.reduce((sum, { count }) => sum + count, 0));
  };
  const render = async () => {
    // The other metrics are needed most when the database is down, so its errors must not affect them.
    databaseUp.set(
      await readDatabase().then(
        () => 1,
        () => 0,
      ),
    );
    return registry.metrics();
  };
  return {
    render,
    contentType: registry.contentType,
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
