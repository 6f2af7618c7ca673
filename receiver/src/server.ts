import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { type Config, readConfig } from './config.ts';
import { openDatabase } from './database/connection.ts';
import { buildServer } from './http/app.ts';
import { forgetOldChallenges, type Store } from './messages/message-repository.ts';
import { applyRetention } from './messages/retention.ts';
import { createMetrics } from './operations/metrics.ts';
import { buildOperatorServer, type OperatorParts } from './operations/monitoring.ts';
import { createMailer } from './outbox/mailer.ts';
import { startOutbox } from './outbox/outbox.ts';
import { loadKeyring, readSecret } from './security/keyring-source.ts';

/** How often the receiver tidies up, in milliseconds. */
const tidyEvery = 10 * 60_000;

/** A receiver that is listening. */
export interface Running {
  /** Answers what has begun, takes no more, and closes the database. Settles when all is done. */
  close(): Promise<void>;
}

/**
 * Starts a receiver: configuration and keys are checked before anything is opened, and the line
 * that says it is listening is printed when it is. Throws a `ConfigError` if it cannot start.
 */
export async function serve(
  configPath: string,
  env: NodeJS.ProcessEnv,
  output: Writable,
  log: Logger,
): Promise<Running> {
  const now = () => new Date();
  const config = readConfig(configPath, env);
  const place = { data: config.data, url: readSecret(env, 'DATABASE_URL') };
  const mailer = config.mail && createMailer(config.mail, env);
  const { keyring, source, generated } = loadKeyring(place, env, now());
  if (generated) {
    log.warn({ source }, 'new keys were made; without a copy of them a backup cannot be read');
  }

  const store: Store = { ...(await openDatabase(place, log)), keyring, now };
  const metrics = createMetrics(store);
  const { forms } = config;
  const sent = new Set<string>();
  const outbox = mailer && startOutbox({ store, forms, send: mailer.send, log, sent });
  const stored = () => outbox?.wake();
  const app = buildServer({ config, store, log, metrics, stored });
  const timer = setInterval(() => tidy(config, store, log), tidyEvery);
  const cleanups: (() => Promise<void> | void)[] = [
    () => clearInterval(timer),
    () => app.close(),
    async () => {
      await outbox?.stop();
      mailer?.close();
    },
    () => store.db.destroy(),
  ];
  const close = async () => {
    for (const cleanup of cleanups) await cleanup();
  };

  try {
    if (config.operator) {
      const { url, stop } = await listenForOperator(config.operator, { store, metrics, log });
      cleanups.unshift(stop);
      output.write(`Operator's pages on ${url}\n`);
    }
    const url = await app.listen({ host: config.host, port: config.port });
    output.write(`Receiver listening on ${url}\n`);
  } catch (error) {
    await close();
    throw error;
  }
  void tidy(config, store, log);
  return { close };
}

async function listenForOperator({ port }: { port: number }, parts: OperatorParts) {
  const server = buildOperatorServer(parts).listen(port, '127.0.0.1');
  await once(server, 'listening');
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}

/** What is done now and then. A failure is logged and mended the next time. */
async function tidy(config: Config, store: Store, log: Logger): Promise<void> {
  try {
    store.keyring.refresh?.();
    await forgetOldChallenges(store);
    const deleted = await applyRetention(store, config.forms);
    if (deleted > 0) log.info({ deleted }, 'messages deleted by decision');
  } catch (err) {
    log.error({ err }, 'tidying failed');
  }
}
