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
  try {
    const draft: Draft = JSON.parse(localStorage.getItem(getStorageKey(endpoint)) ?? '');
    normalizeFields(draft.fields);
    return draft;
  } catch {
    return undefined; // Nothing is saved, nothing can be, or it is not ours.
  }
}

/** Saves a draft. Returns whether the browser did. */
export function saveDraft(endpoint: string, draft: Draft): boolean {
  try {
    localStorage.setItem(getStorageKey(endpoint), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Deletes the draft saved for a form. */
export function deleteDraft(endpoint: string): void {
  try {
    localStorage.removeItem(getStorageKey(endpoint));
  } catch {
    // Where nothing can be saved there is nothing to delete.
  }
}
