import {
  type CSSResult,
  html,
  isServer,
  LitElement,
  type PropertyDeclarations,
  type PropertyValues,
  type TemplateResult,
} from 'lit';
import { findClosest } from './closest.ts';
import type { ContentContext } from './content.ts';
import { LanguageController } from './language-controller.ts';
import type { Locale, Msg } from './localize.ts';
import { CONTAINER_CLASS, type Content, container, PageContent } from './page-content.ts';
import { settings } from './settings.ts';
import { adoptStyleSheets, contentStyles, hostStyles, isolatedStyles } from './styles.ts';
import { getValidValue, warn } from './warn.ts';

/**
 * Base class of all elements. A `LitElement` that takes its language and heading level from the page, and keeps
 * its content in the page's own DOM.
 *
 * A subclass returns its content from `renderContent()`. The shadow root shows it through slots, together with
 * what the page must not reach, such as a form. With `isolated`, the content is rendered in the shadow root too.
 *
 * @cssprop [--skr-text=inherit] - The colour of text.
 * @cssprop [--skr-font=inherit] - The typeface of text.
 * @cssprop [--skr-space=1em] - The space between paragraphs and inside boxes.
 * @cssprop [--skr-measure=68ch] - The maximum length of a line of text.
 * @cssprop [--skr-heading-font=inherit] - The typeface of headings.
 * @cssprop [--skr-link=inherit] - The colour of links.
 */
export abstract class SkrElement extends LitElement {
  /** Styles of the content. They apply where the content is: in the page or, if isolated, in the shadow root. */
  static contentStyles: CSSResult[] = [contentStyles];

  static override get styles(): CSSResult[] {
    return [hostStyles, isolatedStyles, ...this.contentStyles];
  }

  static override properties: PropertyDeclarations = {
    headingLevel: { attribute: 'heading-level', reflect: true },
    headingClass: { attribute: 'heading-class', reflect: true },
    textClass: { attribute: 'text-class', reflect: true },
    linkClass: { attribute: 'link-class', reflect: true },
    isolated: { type: Boolean, reflect: true, useDefault: true },
  };

  /**
   * The level of the element's first heading; the headings below it follow. Never 1: the `h1` belongs to the
   * page.
   * @default 2
   */
  declare headingLevel: '2' | '3' | '4' | '5' | '6' | number | null | undefined;

  /**
   * The page's classes for headings, if it styles them by class. `{level}` is replaced with the level of each
   * heading.
   */
  declare headingClass: string | null | undefined;

  /** The page's classes for paragraphs, if it styles them by class. */
  declare textClass: string | null | undefined;

  /** The page's classes for links, if it styles them by class. */
  declare linkClass: string | null | undefined;

  /** Renders the content in the shadow root, where the page's style sheets don't apply. */
  declare isolated: boolean;

  /** The level of the first heading, as a number. */
  protected level = 2;

  readonly #language = new LanguageController(this);
  readonly #pageContent = new PageContent(this);
  /** What the shadow root shows instead of our content: a server-rendered form, or a slot for the page's children. */
  #placeholders: ChildNode[] = [];

  constructor() {
    super();
    this.isolated = false;
  }

  /** The language of the element. @internal */
  get locale(): Locale {
    return this.#language.locale;
  }

  /** Translates words to the language of the element. @internal */
  get msg(): Msg {
    return this.#language.msg;
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    // White space around a value is left by an editor, and is nothing to show.
    super.attributeChangedCallback(name, old, value?.trim() ?? null);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.ownerDocument.contentType !== 'text/html') this.#readAttributes();
    // The element may have moved to a part of the page with another language.
    this.requestUpdate();
    observeSize(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sizeObserver?.unobserve(this);
  }

  /** Applies the styles of the content to the document or shadow root that contains the element. @internal */
  adoptContentStyles(): void {
    const root = this.getRootNode() as Document | ShadowRoot;
    const { contentStyles } = this.constructor as typeof SkrElement;
    if (this.isConnected && !this.#isIsolated) adoptStyleSheets(root, contentStyles);
  }

  /** Returns the content of the element, by the name of the slot that shows it. */
  protected abstract renderContent(): Content;

  /** Shows content in the shadow root: slotted from the page or, if isolated, rendered in place. */
  protected contentSlot(name = CONTAINER_CLASS): TemplateResult | undefined {
    if (!this.#isIsolated) return html`<slot name=${name}></slot>`;
    const content = this.renderContent()[name];
    return content && container(name, this.locale, content);
  }

  /** Whether the page has put something into a slot. On a server, the page's children are unknown. */
  protected hasSlotted(name: string): boolean {
    return !isServer && [...this.children].some(({ slot }) => slot === name);
  }

  /** What the content templates need to know about the element. */
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
    // The page may add and remove children; if a script has removed our content, the update puts it back.
    root.addEventListener('slotchange', ({ target }) => {
      const slot = target as HTMLSlotElement;
      const isInPlace = slot.name.startsWith(CONTAINER_CLASS) && slot.assignedNodes().length === 1;
      if (!isInPlace) this.requestUpdate();
    });
    this.#placeholders = [...root.childNodes];
    return root;
  }

  protected override shouldUpdate(): boolean {
    // Removed before the update. `connectedCallback()` requests another.
    if (!this.isConnected) return false;
    // Also in a part that can't be edited: editors make such parts of elements that they don't know, and save them.
    if (!findClosest(this, '[contenteditable]:not([contenteditable="false" i])')) return true;
    // Restore the original content, so that the page is saved without ours.
    this.#pageContent.remove();
    this.#showChildren();
    return false;
  }

  protected override willUpdate(_changed: PropertyValues): void {
    this.#language.resolve();
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
      // The element keeps showing what it showed before. The message doesn't name the tag, because a cause such as the
      // page's content security policy stops every element: one warning is enough.
      warn(`Drawing failed: ${error}`, error);
      if (!this.hasUpdated) this.#showChildren();
    }
  }

  protected override update(changed: PropertyValues): void {
    const { elementStyles } = this.constructor as typeof SkrElement;
    // First of all: a browser too old for constructed style sheets throws here, before anything has changed.
    adoptStyleSheets(this.renderRoot as ShadowRoot, elementStyles as CSSResult[]);
    this.adoptContentStyles();
    super.update(changed);
    if (this.#isIsolated) this.#pageContent.remove();
    else this.#pageContent.update(this.renderContent(), this.locale);
    for (const node of this.#placeholders) node.remove();
    this.#placeholders = [];
  }

  /** Shows all children, whatever slot they are meant for, unless the shadow root has a server-rendered form. */
  #showChildren(): void {
    if (this.#placeholders.length) return;
    const names = new Set([...this.children].map(({ slot }) => slot).concat(''));
    for (const name of names) {
      const slot = document.createElement('slot');
      slot.name = name;
      this.#placeholders.push(this.renderRoot.appendChild(slot));
    }
  }

  /** Reads the attributes in the markup: Chromium's XHTML parser doesn't call `attributeChangedCallback()` for them. */
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

let sizeObserver: ResizeObserver | undefined;

/**
 * Restores the styles of the content after a script of the page has replaced the document's list of style sheets.
 * There is no event for that, but elements that lose their styles change size.
 */
function observeSize(element: SkrElement): void {
  // The observer is bound to one document. Some test DOMs (jsdom) don't have ResizeObserver.
  if (!globalThis.ResizeObserver || element.ownerDocument !== document) return;
  sizeObserver ??= new ResizeObserver((entries) => {
    // In the next frame: a size change within the callback would be reported to the page as an error.
    requestAnimationFrame(() => {
      for (const { target } of entries) {
        const element = target as SkrElement;
        if (element.hasUpdated) element.adoptContentStyles();
      }
    });
  });
  sizeObserver.observe(element);
}
