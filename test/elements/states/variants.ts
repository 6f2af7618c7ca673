/**
 * Variants of states: hovered, focused and pressed, in print, with more contrast, and on a right-to-left page. Each
 * has a sheet of snapshots like a state's, with fewer of them.
 */
import { type Picture, schemes } from './snapshot-sheet.ts';
import { type Language, type State, states } from './states.ts';

/** A state in other conditions. */
export interface Variant {
  /** Tag and variant, which are the name of its sheet. */
  readonly name: string;
  readonly state: State;
  readonly schemes: readonly Picture['scheme'][];
  readonly widths: readonly Picture['width'][];
  /** Media features in addition to the scheme. */
  readonly features?: Record<string, string>;
  /** A pseudo-class to force on all controls, such as `hover`. */
  readonly pseudo?: readonly string[];
  /** Returns markup for the page around the element, in a language. */
  readonly around?: (language: Language) => (element: string) => string;
}

/** The heading is in Latin letters, because Arabic ones would come from whatever font the machine has. */
const renderRightToLeft = (language: Language) => (element: string) =>
  `<main lang="ar" dir="rtl"><h1>Safha</h1><div lang="${language}">${element}</div></main>`;

const pseudoStates = {
  hover: ['hover'],
  focus: ['focus', 'focus-visible'],
  active: ['hover', 'active'],
};

export const variants: readonly Variant[] = [
  // The form has every kind of control except the confirmation's button.
  ...Object.entries(pseudoStates).flatMap(([name, pseudo]) =>
    ['privacy', 'sent'].map((state) => ({
      name: `contact-form.${state}-${name}`,
      state: stateNamed(`contact-form.${state}`),
      schemes,
      widths: [320] as const,
      pseudo,
    })),
  ),
  ...['skr-intl-overview.form', 'contact-form.empty', 'contact-form.sent'].map((state) => ({
    name: state.replace(/\.(form|empty)|$/, (_, name) => (name ? '.print' : '-print')),
    state: stateNamed(state),
    schemes: ['light'] as const,
    widths: [768] as const,
    features: { media: 'print' },
  })),
  {
    name: 'skr-intl-overview.contrast',
    state: stateNamed('skr-intl-overview.link'),
    schemes: ['light', 'dark'],
    widths: [320],
    features: { 'prefers-contrast': 'more' },
  },
  {
    name: 'contact-form.contrast',
    state: stateNamed('contact-form.faults'),
    schemes: ['light', 'dark'],
    widths: [320],
    features: { 'prefers-contrast': 'more' },
  },
  {
    name: 'skr-intl-overview.right-to-left',
    state: stateNamed('skr-intl-overview.link'),
    schemes: ['light'],
    widths: [768],
    around: renderRightToLeft,
  },
  {
    name: 'contact-form.right-to-left',
    state: stateNamed('contact-form.corrected'),
    schemes: ['light'],
    widths: [320],
    around: renderRightToLeft,
  },
];

function stateNamed(name: string): State {
  const state = states.find((one) => one.name === name);
  if (!state) throw new Error(`There is no state ${name}`);
  return state;
}
