import type { DatabaseConnection } from './database/connection.ts';
import type { Keyring } from './security/keyring.ts';

/** The dependencies of most of the receiver's functions: the database, the keys and the clock. */
export interface AppContext extends DatabaseConnection {
  readonly keyring: Keyring;
  readonly now: () => Date;
  /**
   * The start of a message's retention period, if the clock was behind when the message was received. Missing for
   * commands, since they receive no messages.
   */
  readonly getRetainFrom?: (receivedAt: string) => string | undefined;
}
