import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { ConfigError, readConfig } from './config.ts';
import type { AppContext } from './context.ts';
import { openDatabase } from './database/connection.ts';
import { buildApp } from './http/app.ts';
import { createClockGuard } from './messages/clock-guard.ts';
import { runMaintenance } from './operations/maintenance.ts';
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
  /** Responds to requests in progress, accepts no more, and closes the database. */
  close(): Promise<void>;
}

/**
 * Starts a receiver, and prints its URL once it is listening. Checks the configuration and the keys before opening
 * anything. Throws a `ConfigError` or a `DatabaseError` if the operator can fix the reason why it can't start.
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

  const database = await openDatabase(databaseOptions, log);
  const clockGuard = createClockGuard({ ...database, now });
  const { getRetainFrom } = clockGuard;
  const context: AppContext = { ...database, keyring, now, getRetainFrom };
  const metrics = createMetrics(context);
  const { forms } = config;
  const outbox = createOutbox({ context, forms, send: mailer?.send ?? rejectMail, webhooks, log });
  outbox.start();
  // Without recipients nothing is queued, and checking would slow down storing messages.
  const onStored = forms.some(({ recipients }) => recipients.length > 0) ? outbox.wake : () => {};
  const app = buildApp({ config, context, log, metrics, onStored });
  let maintenance: Promise<void> = Promise.resolve();
  const maintain = () => {
    const options = { config, context, clockGuard, metrics, log, sendReport: mailer?.sendReport };
    maintenance = maintenance.then(() => runMaintenance(options));
  };
  const timer = setInterval(maintain, maintenanceIntervalMs);
  const cleanups: (() => Promise<void> | void)[] = [
    () => app.close(),
    async () => {
      clearInterval(timer);
      await maintenance;
    },
    async () => {
      await outbox.stop();
      mailer?.close();
    },
    () => context.db.destroy(),
  ];
  const close = async () => {
    for (const cleanup of cleanups) {
      try {
        await cleanup();
      } catch (err) {
        log.error({ err }, 'stopping failed');
      }
    }
  };

  try {
    // Before the first message, which must not be dated by a clock known to be wrong.
    await clockGuard.checkAndRecord();
    if (config.monitoring) {
      const { url, stop } = await startMonitoring(config.monitoring.port, {
        context,
        metrics,
        log,
      });
      cleanups.unshift(stop);
      output.write(`Monitoring on ${url}\n`);
    }
    const { host, port } = config;
    const url = await app.listen({ host, port }).catch((error) => {
      throw explainListenError(error, host, port);
    });
    output.write(`Receiver listening on ${url}\n`);
  } catch (error) {
    await close();
    throw error;
  }
  maintain();
  return { close };
}

/** Never called: without a mail server, no form has an e-mail address among its recipients. */
const rejectMail = () => Promise.reject(new Error('expected mail to be configured'));

async function startMonitoring(port: number, options: MonitoringOptions) {
  const host = '127.0.0.1';
  const server = buildMonitoringServer(options).listen(port, host);
  await once(server, 'listening').catch((error) => {
    throw explainListenError(error, `monitoring on ${host}`, port);
  });
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://${host}:${(server.address() as AddressInfo).port}`, stop };
}

/** Explains why a port can't be used, if the operator can fix that. */
function explainListenError(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const advice = {
    EADDRINUSE: 'another program listens there; stop it, or choose another port',
    EACCES: 'this user may not listen there; choose a port from 1024',
    EADDRNOTAVAIL: 'this machine does not have that address; change "host"',
    ENOTFOUND: 'there is no such host name; change "host"',
  }[code];
  return advice ? new ConfigError(`${host}, port ${port}: ${advice}`, { cause: error }) : error;
}
