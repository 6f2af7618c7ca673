/** The changes that an app makes to our elements through its framework, one after the other. */

/** What the page shows. */
export interface PageState {
  readonly isMounted: boolean;
  /** The cards in order, by key. */
  readonly keys: readonly string[];
  readonly name: string;
  readonly lang: 'sv' | 'en';
  readonly isolated: boolean;
  /** Children without a slot, which are shown without scripts. */
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

/** The changes, each in addition to the earlier ones. */
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
