import type { DatabaseConnection } from './database/connection.ts';
import type { ClockGuard } from './messages/clock-guard.ts';
import type { Keyring } from './security/keyring.ts';

/** What most functions of the receiver depend on: the database, the keys and the clock. */
export interface AppContext extends DatabaseConnection {
  readonly keyring: Keyring;
  readonly now: () => Date;
  /** What a receiver compares its clock with; a command has none. */
  readonly clockGuard?: ClockGuard;
}
