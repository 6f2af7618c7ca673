import type { Writable } from 'node:stream';
import type { Logger } from 'pino';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { loadKeyring } from './secrets.ts';
import { buildServer } from './server.ts';
import { forgetOldChallenges } from './store.ts';

/** How often the receiver tidies up, in milliseconds. */
const tidyEvery = 10 * 60_000;

/** A receiver that is listening. */
export interface Running {
  readonly url: string;
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
  const { keyring, source, generated } = loadKeyring(config.data, env, now());
  if (generated) {
    log.warn({ source }, 'new keys were made; without a copy of them a backup cannot be read');
  }
  const db = await openDatabase(config.data);
  const store = { db, keyring, now };
  const app = buildServer({ config, store, log });
  const tidy = () =>
    forgetOldChallenges(store).catch((err) => log.error({ err }, 'tidying failed'));
  const timer = setInterval(tidy, tidyEvery).unref();

  let url: string;
  try {
    url = await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await db.destroy();
    throw error;
  }
  output.write(`Receiver listening on ${url}\n`);

  return {
    url,
    async close() {
      clearInterval(timer);
      await app.close();
      await db.destroy();
    },
  };
}
