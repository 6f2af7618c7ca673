import type { Msg } from '../core/localize.ts';

/** A change to the text, for those who have copied it. */
export interface Change {
  /** Permanent identifier of the change. */
  id: string;
  kind: 'published' | 'changed' | 'withdrawn';
  /** When it took effect. */
  date: string;
  /** Hash of the text after the change, in both languages, as computed by `publish/content.ts`. */
  hash: string;
  title: string;
  text: string;
}

/**
 * The changes to the text, newest first. The build fails if the text doesn't match the newest change's hash, so that
 * no change is published without an entry.
 */
export const changes = (msg: Msg): readonly [Change, ...Change[]] => [
  {
    id: 'published',
    kind: 'published',
    date: '2026-11-24T09:00:00Z',
    hash: 'f68c4e719f384dd4f4d07ec43de8596f49edf3d3942987f7a3a435b45b6226e3',
    title: msg('Texten går att hämta'),
    text: msg('Det är den text som SKR publicerade den 18 april 2024, på svenska och engelska.'),
  },
];
