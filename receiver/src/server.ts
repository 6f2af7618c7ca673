import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { type Config, readConfig } from './config.ts';
import type { AppContext } from './context.ts';
import { openDatabase } from './database/connection.ts';
import { buildApp } from './http/app.ts';
import { deleteExpiredChallenges } from './messages/message-repository.ts';
import { applyRetention } from './messages/retention.ts';
import { createMetrics } from './operations/metrics.ts';
import { buildMonitoringServer, type MonitoringOptions } from './operations/monitoring.ts';
import { createMailer } from './outbox/mailer.ts';
import { createOutbox } from './outbox/outbox.ts';
import { createWebhook } from './outbox/webhook.ts';
import { loadKeyring } from './security/keyring-source.ts';
import { readSecret } from './security/read-secret.ts';

/** How often expired data is deleted. */
const maintenanceIntervalMs = 10 * 60_000;

/** A receiver that is listening. */
export interface RunningReceiver {
  /** Answers the requests that have begun, accepts no more, and closes the database. */
  close(): Promise<void>;
}

/**
 * Starts a receiver. The configuration and the keys are checked before anything is opened, and the
 * line that says it is listening is printed when it is. Throws a `ConfigError` if it cannot start.
 */
export async function startReceiver(
  configPath: string,
  env: NodeJS.ProcessEnv,
  output: Writable,
  log: Logger,
): Promise<RunningReceiver> {
  const now = () => new Date();
  const config = readConfig(configPath, env);
  const databaseOptions = { data: config.data, url: readSecret(env, 'DATABASE_URL') };
  const mailer = config.mail && createMailer(config.mail, env);
  const webhooks = new Map(
    Object.entries(config.webhooks).map(([name, webhook]) => [
      name,
      createWebhook(name, webhook, env, log),
    ]),
  );
  const { keyring, source, isGenerated } = loadKeyring(databaseOptions, env, now());
  if (isGenerated) {
    log.warn({ source }, 'new keys were generated; without a copy of them a backup cannot be read');
  }

  const context: AppContext = { ...(await openDatabase(databaseOptions, log)), keyring, now };
  const metrics = createMetrics(context);
  const { forms } = config;
  const outbox = createOutbox({ context, forms, send: mailer?.send ?? rejectMail, webhooks, log });
  outbox.start();
  // Without recipients nothing is queued, and looking would take time from the messages.
  const onStored = forms.some(({ recipients }) => recipients.length > 0) ? outbox.wake : () => {};
  const app = buildApp({ config, context, log, metrics, onStored });
  const timer = setInterval(() => runMaintenance(config, context, log), maintenanceIntervalMs);
  const cleanups: (() => Promise<void> | void)[] = [
    () => clearInterval(timer),
    () => app.close(),
    async () => {
      await outbox.stop();
      mailer?.close();
    },
    () => context.db.destroy(),
  ];
  const close = async () => {
    for (const cleanup of cleanups) await cleanup();
  };

  try {
    if (config.monitoring) {
      const { url, stop } = await startMonitoring(config.monitoring.port, {
        context,
        metrics,
        log,
      });
      cleanups.unshift(stop);
      output.write(`Monitoring on ${url}\n`);
    }
    const url = await app.listen({ host: config.host, port: config.port });
    output.write(`Receiver listening on ${url}\n`);
  } catch (error) {
    await close();
    throw error;
  }
  void runMaintenance(config, context, log);
  return { close };
}

/** Without a mail server no form has an address among its recipients, so this is never reached. */
const rejectMail = () => Promise.reject(new Error('expected mail to be configured'));

async function startMonitoring(port: number, options: MonitoringOptions) {
  const server = buildMonitoringServer(options).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** Runs the periodic tasks. An error is logged, and the tasks are tried again the next time. */
async function runMaintenance(config: Config, context: AppContext, log: Logger): Promise<void> {
  try {
    context.keyring.refresh?.();
    await deleteExpiredChallenges(context);
    const deleted = await applyRetention(context, config.forms);
    if (deleted > 0) log.info({ deleted }, 'messages deleted by decision');
  } catch (err) {
    log.error({ err }, 'maintenance failed');
  }
}
