import { html, render, type TemplateResult } from 'lit/html.js';
import {
  createMsg,
  followLang,
  type Locale,
  localeFromTag,
  localeOf,
  type Msg,
  unfollowLang,
} from './locale.ts';
import { warn, warnAbout } from './warn.ts';

/** Lets the classes be imported where there is no DOM, such as on a server. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

const sheetsByText = new Map<string, CSSStyleSheet>();

/**
 * What every element of ours is: it fits the place it stands in, speaking the language there and
 * keeping to the heading levels there, and it shows itself anew when something changes.
 *
 * Drawn by Lit's templates but not by `LitElement`, which would be a seventh of all we may send: our
 * attributes are all plain texts, so there is nothing for its property system to do.
 *
 * @cssprop [--skr-text=inherit] - The colour of text.
 * @cssprop [--skr-font=inherit] - The typeface of text.
 * @cssprop [--skr-space=1em] - The space between paragraphs, and inside boxes.
 * @cssprop [--skr-measure=68ch] - The longest a line of text gets.
 * @cssprop [--skr-heading-font=inherit] - The typeface of headings.
 * @cssprop [--skr-link=inherit] - The colour of links.
 */
export abstract class Widget extends Base {
  /** The attributes an element takes. Each is a property too, in camel case, and reflects. */
  static attributes: readonly string[] = ['heading-level'];

  /** The element's style sheets. Elements share what is the same. */
  static styles: readonly string[] = [];

  /** The browser asks once, when the element is defined; the properties are made then. */
  static get observedAttributes(): readonly string[] {
    for (const name of this.attributes) {
      Object.defineProperty(this.prototype, camelCase(name), {
        configurable: true,
        enumerable: true,
        get(this: Widget) {
          return this.getAttribute(name) ?? undefined;
        },
        set(this: Widget, value: unknown) {
          if (value == null) this.removeAttribute(name);
          else this.setAttribute(name, String(value));
        },
      });
    }
    return this.attributes;
  }

  /**
   * The level of the element's first heading, 2 to 6; the headings under it follow. Never 1: `h1`
   * belongs to the page.
   * @default 2
   */
  declare headingLevel: string | undefined;

  /** The language the element speaks now. @internal */
  locale: Locale = 'sv';

  /** Gives the element's words in its language. @internal */
  readonly msg: Msg = createMsg(() => this.locale);

  #update: Promise<void> | undefined;

  /** Where the content is made, before it takes its place. */
  #content: DocumentFragment | undefined;

  /** Settles when what has changed is shown. */
  get updateComplete(): Promise<void> {
    return this.#update ?? Promise.resolve();
  }

  connectedCallback(): void {
    const { attributes } = this.constructor as typeof Widget;
    for (const property of attributes.map(camelCase)) {
      // A property that was set before the element was defined hides the one that reflects.
      const value = Object.getOwnPropertyDescriptor(this, property)?.value;
      if (value != null && delete this[property as keyof this])
        Object.assign(this, { [property]: value });
    }
    followLang(this, () => this.#checkLang());
    this.#checkLang();
    try {
      this.#show();
    } catch (cause) {
      // What the page put inside, or what was prerendered, still shows.
      warnOf(cause);
    }
  }

  disconnectedCallback(): void {
    unfollowLang(this);
  }

  attributeChangedCallback(): void {
    this.requestUpdate();
  }

  /** Has the element show itself anew, once for all changes up to then and before the next paint. */
  requestUpdate(): void {
    if (this.#update) return;
    this.#update = Promise.resolve().then(() => {
      this.#update = undefined;
      if (this.isConnected) this.#show();
    });
    // Who waits for `updateComplete` hears of it; the page's console gets a warning, not an error.
    this.#update.catch(warnOf);
  }

  /** What the element shows, in `this.locale`. Runs without a DOM. */
  protected abstract content(): TemplateResult;

  /** Called when the content is in place. */
  protected shown(): void {}

  /** The heading level to start at: `heading-level`, or 2 where that is not a level we may use. */
  protected get level(): number {
    const level = this.headingLevel ?? '2';
    if (/^[2-6]$/.test(level)) return Number(level);
    warnAbout(this, 'heading-level', level, 'write 2 to 6');
    return 2;
  }

  #checkLang(): void {
    const own = this.getAttribute('lang');
    if (own && !localeFromTag(own)) {
      warnAbout(this, 'lang', own, 'write sv or en');
    }
    const locale = localeOf(this);
    if (locale !== this.locale) {
      this.locale = locale;
      this.requestUpdate();
    }
  }

  #show(): void {
    // The page around may be in a third language, so the root says which one this is.
    const root = html`<div class="root" lang=${this.locale} dir="ltr">${this.content()}</div>`;
    this.#content ??= document.createDocumentFragment();
    render(root, this.#content);
    this.#place(this.#content);
    this.shown();
  }

  /** Puts the content in place, once; from then on, Lit updates it there. */
  #place(content: DocumentFragment): void {
    const { styles } = this.constructor as typeof Widget;
    // First of all: a browser too old for style sheets of this kind stops here.
    const adopted = styles.map((css) => sheetOf(css, this.ownerDocument));
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    // Another document lets go of them.
    if (!root.adoptedStyleSheets.length) root.adoptedStyleSheets = adopted;
    if (!content.firstChild) return;
    // What is there already was prerendered. It may come from another release, so it is replaced; what
    // was typed into it, and the focus, stay.
    const controls = () => [...root.querySelectorAll<HTMLInputElement>('a, input, textarea')];
    const before = controls();
    const focused = before.indexOf(root.activeElement as HTMLInputElement);
    root.replaceChildren(content);
    const after = controls();
    const twin = (control: HTMLElement | undefined) =>
      after.find(({ id }) => id && id === control?.id);
    for (const control of before) Object.assign(twin(control) ?? {}, { value: control.value });
    (twin(before[focused]) ?? after[focused])?.focus();
  }
}

/** Without the tag: what forbids one element, such as a policy of the page, forbids all. */
function warnOf(cause: unknown): void {
  warn(`Drawing failed: ${cause}`);
}

function camelCase(attribute: string): string {
  return attribute.replace(/-./g, (pair) => pair.charAt(1).toUpperCase());
}

function sheetOf(css: string, { defaultView }: Document): CSSStyleSheet {
  // A sheet serves one document. An element may have been moved to another, such as a frame's.
  const ours = defaultView === window;
  const known = ours && sheetsByText.get(css);
  if (known) return known;
  const sheet = new (defaultView ?? window).CSSStyleSheet();
  sheet.replaceSync(css);
  if (ours) sheetsByText.set(css, sheet);
  return sheet;
}
