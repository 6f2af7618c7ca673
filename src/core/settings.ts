/** What holds for every element on the page, unless an element says otherwise. */
export interface Settings {
  /** Draws content into shadow roots, out of reach of the page's style sheets. */
  isolated: boolean;
  /** The page's classes for headings; `{level}` stands for the level of the heading. */
  headingClass: string;
  /** The page's classes for paragraphs. */
  textClass: string;
  /** The page's classes for links. */
  linkClass: string;
}

export const settings: Settings = {
  isolated: false,
  headingClass: '',
  textClass: '',
  linkClass: '',
};

/**
 * Sets what holds for every element on the page. Call it before the elements are registered.
 *
 * @example configure({ linkClass: 'link link--external' })
 */
export function configure(changes: Partial<Settings>): void {
  Object.assign(settings, changes);
}
