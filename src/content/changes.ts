import type { Msg } from '../core/localize.ts';

/** A change of the text that those who have copied it need to know of. */
export interface Change {
  /** Names the change for ever. */
  id: string;
  kind: 'published' | 'changed' | 'withdrawn';
  /** When it took effect. */
  date: string;
  /** The text as it was from then on, in both languages, as `publish/content.ts` sums it up. */
  hash: string;
  title: string;
  text: string;
}

/**
 * What has become of the text, the newest first. The build fails when the text is another than the
 * newest change says, so that no change goes out untold.
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
