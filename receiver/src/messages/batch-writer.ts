/**
 * Group commit. Writing to the disk is the slow part of storing, and one write does for several
 * messages: those that come while the disk is busy wait for the next write and share it. Nobody is
 * answered before the write that holds their message is done, so a power cut takes nothing that was
 * acknowledged, as when each has a write of its own.
 */
import { setImmediate } from 'node:timers/promises';
import type { AppContext } from '../context.ts';
import {
  type NewMessage,
  type StoreResult,
  storeBatch,
  storeMessage,
} from './message-repository.ts';

/** The most messages in one transaction: enough that the write is a small part of each. */
const maxBatchSize = 32;

interface PendingMessage {
  readonly message: NewMessage;
  readonly done: PromiseWithResolvers<StoreResult>;
}

/** Makes a way into a store that messages which come at once share. It settles as `storeMessage`. */
export function createBatchWriter(
  context: AppContext,
): (message: NewMessage) => Promise<StoreResult> {
  const waiting: PendingMessage[] = [];
  let busy = false;

  async function flush(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      // Lets in what has arrived already, so that it need not wait for a write of its own.
      await setImmediate();
      await writeBatch(context, waiting.splice(0, maxBatchSize));
    }
    busy = false;
  }

  return (message) => {
    const done = Promise.withResolvers<StoreResult>();
    waiting.push({ message, done });
    if (!busy) void flush();
    return done.promise;
  };
}

/** Stores a group and settles each of it; never rejects. */
async function writeBatch(context: AppContext, group: readonly PendingMessage[]): Promise<void> {
  try {
    const outcomes = await storeBatch(
      context,
      group.map(({ message }) => message),
    );
    // One that cannot be stored undoes them all. Then each is tried by itself, and only that one
    // is refused.
    await Promise.all(
      group.map(async ({ message, done }, index) => {
        try {
          done.resolve(outcomes?.[index] ?? (await storeMessage(context, message)));
        } catch (error) {
          done.reject(error);
        }
      }),
    );
  } catch (error) {
    for (const { done } of group) done.reject(error);
  }
}
