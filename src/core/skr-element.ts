import {
  type CSSResult,
  html,
  isServer,
  LitElement,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import type { ContentContext } from './content.ts';
import { LanguageController } from './language-controller.ts';
import type { Locale, Msg } from './localize.ts';
import { CONTAINER_CLASS, type Content, container, PageContent } from './page-content.ts';
import { settings } from './settings.ts';
import { adoptStyleSheets, contentStyles, hostStyles, isolatedStyles } from './styles.ts';
import { getValidValue, warn } from './warn.ts';

/**
 * What every element is: a `LitElement` that speaks the language of its place, keeps to the page's
 * outline, and has its content stand in the page's own DOM.
 *
 * A subclass says its content in `renderContent()`. Its shadow root shows it through slots, beside
 * whatever the page must not reach, such as a form. With `isolated` the content is drawn into the shadow
 * root as well.
 *
 * @cssprop [--skr-text=inherit] - The colour of text.
 * @cssprop [--skr-font=inherit] - The typeface of text.
 * @cssprop [--skr-space=1em] - The space between paragraphs, and inside boxes.
 * @cssprop [--skr-measure=68ch] - The longest a line of text gets.
 * @cssprop [--skr-heading-font=inherit] - The typeface of headings.
 * @cssprop [--skr-link=inherit] - The colour of links.
 */
export abstract class SkrElement extends LitElement {
  /** The styles of the content, which apply where it stands: in the page or, isolated, in the shadow root. */
  static contentStyles: CSSResult[] = [contentStyles];

  static override get styles(): CSSResult[] {
    return [hostStyles, isolatedStyles, ...this.contentStyles];
  }

  static override properties: PropertyDeclarations = {
    headingLevel: { attribute: 'heading-level', reflect: true },
    headingClass: { attribute: 'heading-class', reflect: true },
    textClass: { attribute: 'text-class', reflect: true },
    linkClass: { attribute: 'link-class', reflect: true },
    isolated: { type: Boolean, reflect: true },
  };

  /**
   * The level of the element's first heading; the headings under it follow. Never 1: `h1` belongs to
   * the page.
   * @default 2
   */
  declare headingLevel: '2' | '3' | '4' | '5' | '6' | number | null | undefined;

  /**
   * The page's classes for headings, where it styles them by class. `{level}` stands for the level of
   * each heading.
   */
  declare headingClass: string | null | undefined;

  /** The page's classes for paragraphs, where it styles them by class. */
  declare textClass: string | null | undefined;

  /** The page's classes for links, where it styles them by class. */
  declare linkClass: string | null | undefined;

  /** Draws the content into the shadow root, where no style sheet of the page reaches it. */
  declare isolated: boolean;

  /** The level of the first heading, as a number. */
  protected level = 2;

  readonly #language = new LanguageController(this);
  readonly #pageContent = new PageContent(this);
  /** What the shadow root shows until the first update: a form that a server has printed, or the page's children. */
  #placeholders: ChildNode[] = [];

  /** Throws where `new` cannot work: `register` sets it when another copy of ours has the tag. @internal */
  static checkConflict?(): void;

  constructor() {
    new.target.checkConflict?.();
    super();
    this.isolated = false;
  }

  /** The language that the element speaks. @internal */
  get locale(): Locale {
    return this.#language.locale;
  }

  /** Gives the element's words in its language. @internal */
  get msg(): Msg {
    return this.#language.msg;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.ownerDocument.contentType !== 'text/html') this.#readAttributes();
    // It may have been moved to a place with another language.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sizeObserver?.unobserve(this);
  }

  /** Has the style sheet of the content apply in the page. @internal */
  adoptContentStyles(): void {
    const root = this.getRootNode() as Document | ShadowRoot;
    const { contentStyles } = this.constructor as typeof SkrElement;
    if (this.isConnected && !this.#isIsolated) adoptStyleSheets(root, contentStyles);
  }

  /** What the element says, by the slot that shows it. */
  protected abstract renderContent(): Content;

  protected override render(): unknown {
    return this.contentSlot();
  }

  /** Shows content in the shadow root: from where it stands in the page or, isolated, drawn right here. */
  protected contentSlot(name = CONTAINER_CLASS): TemplateResult {
    return this.#isIsolated
      ? container(name, this.locale, this.renderContent()[name])
      : html`<slot name=${name}></slot>`;
  }

  /** Whether the page has put something into a slot. What it puts there on a server is not known. */
  protected hasSlotted(name: string): boolean {
    return !isServer && [...this.children].some(({ slot }) => slot === name);
  }

  /** What the templates of the content need to know. */
  protected get context(): ContentContext {
    return {
      msg: this.msg,
      headingClass: this.headingClass ?? settings.headingClass,
      textClass: this.textClass ?? settings.textClass,
      linkClass: this.linkClass ?? settings.linkClass,
    };
  }

  protected override createRenderRoot(): ShadowRoot {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    // The page's children come and go, and what a script of the page has removed comes back.
    root.addEventListener('slotchange', ({ target }) => {
      const slot = target as HTMLSlotElement;
      const isInPlace = slot.name.startsWith(CONTAINER_CLASS) && slot.assignedNodes().length === 1;
      if (!isInPlace) this.requestUpdate();
    });
    if (!root.hasChildNodes()) showChildren(root);
    this.#placeholders = [...root.childNodes];
    return root;
  }

  protected override shouldUpdate(): boolean {
    // Removed before it was drawn. It is drawn when it comes back.
    if (!this.isConnected) return false;
    if (!this.isContentEditable) return true;
    // Whoever edits the page, and saves it, gets what was there before us.
    this.#pageContent.remove();
    if (!this.#placeholders.length) this.#placeholders = [showChildren(this.renderRoot)];
    return false;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#language.update();
    const level = getValidValue(
      this,
      'heading-level',
      String(this.headingLevel ?? ''),
      /^[2-6]$/,
      'write 2 to 6',
    );
    this.level = Number(level ?? 2);
  }

  protected override scheduleUpdate(): void {
    try {
      super.scheduleUpdate();
    } catch (error) {
      // What shows already stays. Without the tag: what forbids one element to draw, such as a policy of
      // the page, forbids all.
      warn(`Drawing failed: ${error}`);
    }
  }

  protected override update(changed: PropertyValues): void {
    const { elementStyles } = this.constructor as typeof SkrElement;
    // First of all: a browser too old for style sheets of this kind stops here.
    adoptStyleSheets(this.renderRoot as ShadowRoot, elementStyles as CSSResult[]);
    this.adoptContentStyles();
    super.update(changed);
    if (this.#isIsolated) this.#pageContent.remove();
    else this.#pageContent.update(this.renderContent(), this.locale);
    this.#removePlaceholders();
    observeSize(this);
  }

  /** Removes what the shadow root showed before the first update. */
  #removePlaceholders(): void {
    for (const node of this.#placeholders) node.remove();
    this.#placeholders = [];
  }

  /** Reads what is written in the tag. Chromium's parser of XHTML does not tell an element of it. */
  #readAttributes(): void {
    for (const name of (this.constructor as typeof SkrElement).observedAttributes) {
      const value = this.getAttribute(name);
      if (value != null) this.attributeChangedCallback(name, null, value);
    }
  }

  get #isIsolated(): boolean {
    return this.isolated || settings.isolated;
  }
}

/** Has a shadow root show the children that have no slot of their own. */
function showChildren(root: Node): ChildNode {
  return root.appendChild(document.createElement('slot'));
}

let sizeObserver: ResizeObserver | undefined;

/**
 * Has the content keep its style where a script of the page replaces the document's list of style sheets.
 * Nothing tells of that, but whatever loses its style changes its size.
 */
function observeSize(element: SkrElement): void {
  // An observer serves one document, too, and a DOM for tests (jsdom) has none.
  if (!globalThis.ResizeObserver || element.ownerDocument !== document) return;
  sizeObserver ??= new ResizeObserver((entries) => {
    // Not at once: what changes its size in here is reported to the page as an error.
    requestAnimationFrame(() => {
      for (const { target } of entries) (target as SkrElement).adoptContentStyles();
    });
  });
  sizeObserver.observe(element);
}
