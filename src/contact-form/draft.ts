/**
 * A draft kept in the browser, only for a visitor who asks for it. Where the browser lets nothing be
 * kept (a sandboxed frame, a strict setting) every call says so instead of throwing.
 */
import { normalizeFields, type Fields } from './message.ts';

/** What is kept of a message that has not been sent. */
export interface Draft {
  fields: Fields;
  /** The idempotency key, if it has been tried to send, so that a second try makes no second message. */
  key?: string | undefined;
}

const place = (endpoint: string) => `skr-widgets:draft:${endpoint}`;

/** The draft kept for a form, if there is one. */
export function loadDraft(endpoint: string): Draft | undefined {
  try {
    const draft: Draft = JSON.parse(localStorage.getItem(place(endpoint)) ?? '');
    normalizeFields(draft.fields);
    return draft;
  } catch {
    return undefined; // Nothing kept, nothing to be kept, or somebody else's writing.
  }
}

/** Keeps a draft, or deletes the one kept. Returns whether one is kept now. */
export function saveDraft(endpoint: string, draft: Draft | undefined): boolean {
  try {
    if (draft) localStorage.setItem(place(endpoint), JSON.stringify(draft));
    else localStorage.removeItem(place(endpoint));
    return !!draft;
  } catch {
    return false;
  }
}
