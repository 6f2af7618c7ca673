import type { DatabaseConnection } from './database/connection.ts';
import type { Keyring } from './security/keyring.ts';

/** What most functions of the receiver depend on: the database, the keys and the clock. */
export interface AppContext extends DatabaseConnection {
  readonly keyring: Keyring;
  readonly now: () => Date;
  /**
   * From when the retention period of a message counts, if the clock was behind when it was
   * received. Commands have none, since they receive nothing.
   */
  readonly getRetainFrom?: (receivedAt: string) => string | undefined;
}
