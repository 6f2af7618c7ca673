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
import { startOutbox } from './outbox/outbox.ts';
import { loadKeyring, readSecret } from './security/keyring-source.ts';

/** How often the receiver tidies up, in milliseconds. */
const maintenanceIntervalMs = 10 * 60_000;

/** A receiver that is listening. */
export interface RunningReceiver {
  /** Answers what has begun, takes no more, and closes the database. Settles when all is done. */
  close(): Promise<void>;
}

/**
 * Starts a receiver: configuration and keys are checked before anything is opened, and the line
 * that says it is listening is printed when it is. Throws a `ConfigError` if it cannot start.
 */
export async function startReceiver(
  configPath: string,
  env: NodeJS.ProcessEnv,
  output: Writable,
  log: Logger,
): Promise<RunningReceiver> {
  const now = () => new Date();
  const config = readConfig(configPath, env);
  const place = { data: config.data, url: readSecret(env, 'DATABASE_URL') };
  const mailer = config.mail && createMailer(config.mail, env);
  const { keyring, source, isGenerated: generated } = loadKeyring(place, env, now());
  if (generated) {
    log.warn({ source }, 'new keys were made; without a copy of them a backup cannot be read');
  }

  const context: AppContext = { ...(await openDatabase(place, log)), keyring, now };
  const metrics = createMetrics(context);
  const { forms } = config;
  const sent = new Set<string>();
  const outbox = mailer && startOutbox({ context, forms, send: mailer.send, log, sent });
  const stored = () => outbox?.wake();
  const app = buildApp({ config, context, log, metrics, onStored: stored });
  const timer = setInterval(() => runMaintenance(config, context, log), maintenanceIntervalMs);
  const cleanups: (() => Promise<void> | void)[] = [
    () => clearInterval(timer),
    () => app.close(),
    async () => {
      await outbox?.stop();
      mailer?.close();
    },
    () => context.db.destroy(),
  ];
  const close = async () => {
    for (const cleanup of cleanups) await cleanup();
  };

  try {
    if (config.operator) {
      const { url, stop } = await startMonitoring(config.operator, { context, metrics, log });
      cleanups.unshift(stop);
      output.write(`Operator's pages on ${url}\n`);
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

async function startMonitoring({ port }: { port: number }, parts: MonitoringOptions) {
  const server = buildMonitoringServer(parts).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** What is done now and then. A failure is logged and mended the next time. */
async function runMaintenance(config: Config, context: AppContext, log: Logger): Promise<void> {
  try {
    context.keyring.refresh?.();
    await deleteExpiredChallenges(context);
    const deleted = await applyRetention(context, config.forms);
    if (deleted > 0) log.info({ deleted }, 'messages deleted by decision');
  } catch (err) {
    log.error({ err }, 'tidying failed');
  }
}
