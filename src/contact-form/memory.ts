/**
 * What was typed into the forms of this visit, for when a page is shown again from a copy of itself (Turbo): a
 * copy of a page's own field has its text, but a copy of an element has none of its shadow root. An attribute,
 * which is copied, says whose text it is. The text lives as long as the document, and is stored nowhere.
 */
import type { Draft } from './draft.ts';

interface Entry {
  readonly endpoint: string;
  readonly draft: Draft;
  /** Whose it is. While that is on the page, no copy gets it. */
  readonly owner: HTMLElement;
}

const entries: Entry[] = [];

/** Remembers what a form holds. */
export function remember(owner: HTMLElement, endpoint: string, draft: Draft): void {
  owner.dataset.skrVisit ??= String(entries.length);
  entries[Number(owner.dataset.skrVisit)] = { owner, endpoint, draft };
}

/** What the form held that this one is a copy of. */
export function recall(copy: HTMLElement, endpoint: string): Draft | undefined {
  const entry = entries[Number(copy.dataset.skrVisit)];
  const isTheirs = entry?.endpoint === endpoint && !entry.owner.isConnected;
  return isTheirs ? entry.draft : undefined;
}

/** Forgets what a form held: it has been sent. */
export function forget(owner: HTMLElement): void {
  delete entries[Number(owner.dataset.skrVisit)];
  delete owner.dataset.skrVisit;
}
