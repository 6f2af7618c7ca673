import { HttpsError, type HttpsResponse } from './https-client.ts';

/** Statuses that every further attempt would get as well: somebody has to correct the configuration. */
const finalStatuses = new Set([400, 405, 410, 413, 415, 422]);

/** The result of an attempt to deliver. */
export type DeliveryResult =
  | { readonly outcome: 'delivered'; readonly caseNumber: string | null }
  | {
      readonly outcome: 'failed';
      readonly error: string;
      /** Whether to leave the delivery to the operator instead of retrying. */
      readonly isFinal?: boolean | undefined;
      /** The shortest wait before the next attempt. */
      readonly waitMs?: number | undefined;
      /** How long the other system asks to be left alone, with all messages. */
      readonly pauseMs?: number | undefined;
      /** Whether it is certain that this attempt created no case. */
      readonly isRejected?: boolean | undefined;
    };

/** An attempt that failed. */
export type FailedDelivery = Extract<DeliveryResult, { outcome: 'failed' }>;

/** A step of a delivery that failed, with its result. */
export class DeliveryError extends Error {
  readonly result: FailedDelivery;

  constructor(result: Failure) {
    super(result.error);
    this.result = { ...result, outcome: 'failed' };
  }
}

/** Why an attempt failed. */
type Failure = Omit<FailedDelivery, 'outcome'>;

/** Whether the status is 2xx, which is all that Standard Webhooks counts as success. */
export const isSuccess = ({ status }: HttpsResponse) => status >= 200 && status < 300;

/** Fails a step that creates no case. */
export function fail(step: string, cause: HttpsResponse | unknown): never {
  const { error, pauseMs } = describeFailure(cause);
  throw new DeliveryError({ error: `${step} ${error}`, pauseMs });
}

/** Describes why a request failed: it got no response, or a status other than 2xx. */
export function describeFailure(cause: HttpsResponse | unknown): Failure {
  if (cause instanceof HttpsError) return { error: cause.code, isRejected: !cause.isSent };
  if (cause instanceof Error) throw cause;
  const { status, retryAfterMs } = cause as HttpsResponse;
  // A gateway may respond with 408 to a request that it has passed on.
  const isRejected = status >= 400 && status < 500 && status !== 408;
  return {
    error: `HTTP ${status}`,
    isRejected,
    pauseMs: retryAfterMs,
    isFinal: finalStatuses.has(status),
  };
}
