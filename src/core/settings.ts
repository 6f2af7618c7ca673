/** Settings of all elements on the page. An element's own attributes take precedence. */
export interface Settings {
  /** Renders content in shadow roots, out of reach of the page's style sheets. */
  isolated: boolean;
  /** The page's classes for headings; `{level}` is replaced with the level of the heading. */
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
 * Changes the settings of all elements on the page. Call it before registering the elements.
 *
 * @example configure({ linkClass: 'link link--external' })
 */
export function configure(changes: Partial<Settings>): void {
  Object.assign(settings, changes);
}
