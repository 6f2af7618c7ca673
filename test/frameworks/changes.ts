/** What an app has its framework change on a page with our elements in it, one thing after the other. */

/** What the page shows. */
export interface PageState {
  readonly isMounted: boolean;
  /** The cards, by their keys, in order. */
  readonly keys: readonly string[];
  readonly name: string;
  readonly lang: 'sv' | 'en';
  readonly isolated: boolean;
  /** What stands in the element without a slot: what shows where scripts do not run. */
  readonly text: string;
  /** The page's own description, in the slot for it. */
  readonly description: string;
  readonly hasFooter: boolean;
}

export const start: PageState = {
  isMounted: true,
  keys: ['a', 'b', 'c'],
  name: 'Kort',
  lang: 'sv',
  isolated: false,
  text: 'Reserv',
  description: '',
  hasFooter: false,
};

/** The changes, each on top of those before. */
export const changes: readonly Partial<PageState>[] = [
  { name: 'Nytt kort' },
  { text: 'Annan reserv' },
  { description: 'Egen text' },
  { description: 'Annan egen text' },
  { hasFooter: true },
  { keys: ['c', 'b', 'a'] },
  { lang: 'en' },
  { text: '' },
  { keys: ['b', 'a'] },
  { description: '' },
  { isolated: true },
  { text: 'Reserv igen', description: 'Text', keys: ['a', 'd', 'b'] },
  { isolated: false },
  { lang: 'sv', hasFooter: false },
  { isMounted: false },
  { isMounted: true, keys: ['d', 'a'] },
  { keys: [] },
];
