import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { ClockGuard } from '../messages/clock-guard.ts';
import { deleteExpiredChallenges } from '../messages/message-repository.ts';
import {
  applyRetention,
  countDueMessages,
  isExcessive,
  overwriteDeleted,
} from '../messages/retention.ts';
import type { Mailer } from '../outbox/mailer.ts';
import type { Metrics } from './metrics.ts';
import { reportQuarantine } from './quarantine-report.ts';

/** Dependencies of the periodic tasks. */
export interface MaintenanceOptions {
  readonly config: Pick<Config, 'forms'>;
  readonly context: AppContext;
  readonly clockGuard: ClockGuard;
  readonly metrics: Metrics;
  /** Sends a report, if there is a mail server. */
  readonly sendReport?: Mailer['sendReport'] | undefined;
  readonly log: Logger;
}

/** Runs the periodic tasks. An error is logged, and the task is tried again the next time. */
export async function runMaintenance(options: MaintenanceOptions): Promise<void> {
  const { config, context, sendReport, log } = options;
  for (const task of [
    async () => context.keyring.refresh?.(),
    () => deleteExpiredChallenges(context),
    () => applyRetentionIfSafe(options),
    // Deletions made by a command while another process was reading.
    () => overwriteDeleted(context),
    async () => sendReport && reportQuarantine(context, config.forms, sendReport, log),
  ]) {
    await task().catch((err) => log.error({ err }, 'maintenance failed'));
  }
}

/** Deletes due messages, unless there is reason to doubt that they are due. */
async function applyRetentionIfSafe({
  config,
  context,
  clockGuard,
  metrics,
  log,
}: MaintenanceOptions): Promise<void> {
  const { forms } = config;
  const { doubt } = await clockGuard.checkAndRecord();
  const state = await countDueMessages(context, forms);
  const reason = doubt ?? (isExcessive(state) ? 'too-many-due' : undefined);
  metrics.retentionPaused.reset();
  if (reason && forms.some(({ retention }) => retention)) {
    metrics.retentionPaused.set({ reason }, 1);
    log.error(
      { reason, ...state },
      'retention is paused; check the clock, then run apply-retention',
    );
    return;
  }
  const deleted = state.due > 0 ? await applyRetention(context, forms) : 0;
  if (deleted > 0) log.info({ deleted }, 'messages deleted by decision');
}
