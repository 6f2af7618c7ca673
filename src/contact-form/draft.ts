/**
 * A draft saved in the browser, only for a visitor who asks for it. Where the browser saves nothing (a
 * sandboxed frame, a strict setting) every call says so instead of throwing.
 */
import { type Fields, normalizeFields } from './message.ts';

/** A message that has not been sent. */
export interface Draft {
  fields: Fields;
  /** The idempotency key, if it has been tried to send, so that a second try makes no second message. */
  key?: string | undefined;
}

const getStorageKey = (endpoint: string) => `skr-widgets:draft:${endpoint}`;

/** Loads the draft saved for a form, if there is one. */
export function loadDraft(endpoint: string): Draft | undefined {
  const json = tryStorage((storage) => storage.getItem(getStorageKey(endpoint)));
  return json ? parseDraft(json) : undefined;
}

/** Reads a draft that was written as JSON, by this release or another, if it is one. */
export function parseDraft(json: string): Draft | undefined {
  try {
    const { fields, key }: Draft = JSON.parse(json);
    return { fields: normalizeFields(fields), key };
  } catch {
    return undefined;
  }
}

/** Saves a draft. Returns whether the browser did. */
export function saveDraft(endpoint: string, draft: Draft): boolean {
  return !!tryStorage((storage) => {
    storage.setItem(getStorageKey(endpoint), JSON.stringify(draft));
    return true;
  });
}

/** Deletes the draft saved for a form. */
export function deleteDraft(endpoint: string): void {
  tryStorage((storage) => storage.removeItem(getStorageKey(endpoint)));
}

/** Uses the browser's storage, unless the browser keeps none for this page. */
function tryStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
