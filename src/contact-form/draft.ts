/**
 * Saves a draft in the browser, only if the visitor asks for it. When the browser refuses to store anything (in a
 * sandboxed frame, or with strict settings), the functions report it in their return value and never throw.
 */
import { type Fields, normalizeFields } from './message.ts';

/** A message that has not been sent. */
export interface Draft {
  fields: Fields;
  /** The idempotency key, if the message may have been sent, so that trying again doesn't store it twice. */
  key?: string | undefined;
}

const getStorageKey = (endpoint: string) => `skr-widgets:draft:${endpoint}`;

/** Loads the saved draft of a form, if there is one. */
export function loadDraft(endpoint: string): Draft | undefined {
  const json = tryStorage((storage) => storage.getItem(getStorageKey(endpoint)));
  return json ? parseDraft(json) : undefined;
}

/** Parses a draft from JSON, which another release may have written. Returns `undefined` if it isn't one. */
export function parseDraft(json: string): Draft | undefined {
  try {
    const { fields, key }: Draft = JSON.parse(json);
    return { fields: normalizeFields(fields), key };
  } catch {
    return undefined;
  }
}

/** Saves a draft. Returns `false` if the browser refused. */
export function saveDraft(endpoint: string, draft: Draft): boolean {
  return !!tryStorage((storage) => {
    storage.setItem(getStorageKey(endpoint), JSON.stringify(draft));
    return true;
  });
}

/** Deletes the saved draft of a form. */
export function deleteDraft(endpoint: string): void {
  tryStorage((storage) => storage.removeItem(getStorageKey(endpoint)));
}

/** Runs a function with the browser's storage. Returns `undefined` if the browser has none for this page. */
function tryStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
