import { createInstance, type Instance } from '../instance.ts';
import type { Postgres } from './postgres.ts';

/** A database engine under test. */
export interface TestedEngine {
  readonly name: 'SQLite' | 'PostgreSQL';
  /**
   * Creates an empty database. Resolves to its connection string, if it is not the embedded one.
   */
  database(): Promise<{ database?: string }>;
  /** Creates an installation with an empty database of this engine. */
  install(settings?: Record<string, unknown>): Promise<Instance>;
}

/** Both engines, for tests that run on each. */
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
