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
  readonly owner: WeakRef<HTMLElement>;
}

const entries: Entry[] = [];

/** Finds the entry of an element, unless it is a copy of one that is still on the page. */
function findEntry(element: HTMLElement): Entry | undefined {
  const entry = entries[Number(element.dataset.skrVisit)];
  const owner = entry?.owner.deref();
  return owner !== element && owner?.isConnected ? undefined : entry;
}

/** Remembers the content of a form. */
export function remember(owner: HTMLElement, endpoint: string, draft: Draft): void {
  if (!findEntry(owner)) owner.dataset.skrVisit = String(entries.length);
  entries[Number(owner.dataset.skrVisit)] = { owner: new WeakRef(owner), endpoint, draft };
}

/** Returns the remembered content of a form, or of the one that it is a copy of. */
export function recall(element: HTMLElement, endpoint: string): Draft | undefined {
  const entry = findEntry(element);
  return entry?.endpoint === endpoint ? entry.draft : undefined;
}

/** Forgets the content of a form, because it has been sent or deleted. */
export function forget(owner: HTMLElement): void {
  if (findEntry(owner)) delete entries[Number(owner.dataset.skrVisit)];
  delete owner.dataset.skrVisit;
}
