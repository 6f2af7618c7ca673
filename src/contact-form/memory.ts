/**
 * Remembers what was typed during this visit, for pages that are shown again from a copy (Turbo). A cloned native
 * field keeps its text, but a cloned element loses its shadow root. An attribute, which is cloned, identifies the
 * text. It lives as long as the document and is stored nowhere.
 */
import type { Draft } from './draft.ts';

interface Entry {
  readonly endpoint: string;
  readonly draft: Draft;
  /** The element it belongs to. As long as that is on the page, no copy of it gets the text. */
  readonly owner: HTMLElement;
}

const entries: Entry[] = [];

/** Remembers the content of a form. */
export function remember(owner: HTMLElement, endpoint: string, draft: Draft): void {
  owner.dataset.skrVisit ??= String(entries.length);
  entries[Number(owner.dataset.skrVisit)] = { owner, endpoint, draft };
}

/** Returns the remembered content of the form that this element is a copy of. */
export function recall(copy: HTMLElement, endpoint: string): Draft | undefined {
  const entry = entries[Number(copy.dataset.skrVisit)];
  const isTheirs = entry?.endpoint === endpoint && !entry.owner.isConnected;
  return isTheirs ? entry.draft : undefined;
}

/** Forgets the content of a form, because it has been sent. */
export function forget(owner: HTMLElement): void {
  delete entries[Number(owner.dataset.skrVisit)];
  delete owner.dataset.skrVisit;
}
