import { createInstance, type Instance } from '../instance.ts';
import type { Postgres } from './postgres.ts';

/** An engine that a fault is tried on. */
export interface TestedEngine {
  readonly name: 'SQLite' | 'PostgreSQL';
  /** An empty database: the address of one, or nothing for the embedded one. */
  database(): Promise<{ database?: string }>;
  /** Lays out an installation with an empty database of this engine. */
  install(settings?: Record<string, unknown>): Promise<Instance>;
}

/** Both engines; a fault is tried on each. */
export function bothEngines(postgres: Postgres): TestedEngine[] {
  return [
    {
      name: 'SQLite',
      database: async () => ({}),
      install: (settings) => createInstance(settings),
    },
    {
      name: 'PostgreSQL',
      database: async () => ({ database: await postgres.createDatabase() }),
      install: async (settings) => {
        const DATABASE_URL = await postgres.createDatabase();
        return createInstance(settings, { DATABASE_URL });
      },
    },
  ];
}
