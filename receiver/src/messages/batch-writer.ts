/**
 * Group commit. Writing to the disk is the slow part of storing a message, and one write can serve
 * several: messages that arrive while the disk is busy share the next transaction. A message is
 * acknowledged only after the transaction that contains it has been committed, so batching does not
 * weaken durability.
 */
import { setImmediate } from 'node:timers/promises';
import type { AppContext } from '../context.ts';
import {
  type NewMessage,
  type StoreResult,
  storeBatch,
  storeMessage,
} from './message-repository.ts';

/** Messages in one transaction: enough that each one's share of the disk write is small. */
const maxBatchSize = 32;

interface PendingMessage {
  readonly message: NewMessage;
  readonly result: PromiseWithResolvers<StoreResult>;
}

/**
 * Creates a function with the contract of `storeMessage` that stores concurrent messages together.
 */
export function createBatchWriter(
  context: AppContext,
): (message: NewMessage) => Promise<StoreResult> {
  const pending: PendingMessage[] = [];
  let isFlushing = false;

  async function flush(): Promise<void> {
    isFlushing = true;
    while (pending.length > 0) {
      // Lets in requests that have already arrived, so that they need not wait for the next write.
      await setImmediate();
      await writeBatch(context, pending.splice(0, maxBatchSize));
    }
    isFlushing = false;
  }

  return (message) => {
    const result = Promise.withResolvers<StoreResult>();
    pending.push({ message, result });
    if (!isFlushing) void flush();
    return result.promise;
  };
}

/** Stores a batch and settles the promise of each message in it; never rejects. */
async function writeBatch(context: AppContext, batch: readonly PendingMessage[]): Promise<void> {
  try {
    const results = await storeBatch(
      context,
      batch.map(({ message }) => message),
    );
    if (results) context.health.isStoreFailing = false;
    // One message that cannot be stored rolls back the whole batch. Then each is stored by itself,
    // and only that one is rejected.
    await Promise.all(
      batch.map(async ({ message, result }, index) => {
        try {
          result.resolve(results?.[index] ?? (await storeMessage(context, message)));
        } catch (error) {
          context.health.isStoreFailing = true;
          result.reject(error);
        }
      }),
    );
  } catch (error) {
    context.health.isStoreFailing = true;
    for (const { result } of batch) result.reject(error);
  }
}
