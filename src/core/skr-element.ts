import { html, render, type TemplateResult } from 'lit/html.js';
import {
  attributeNames,
  createMsg,
  follow,
  type Locale,
  localeOf,
  type Msg,
  SPOKEN,
  unfollow,
} from './localize.ts';
import { usable, warn } from './warn.ts';

/** Lets the classes be imported where there is no DOM, such as on a server. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * One sheet for all of a kind, in the document that drew last: a list of sheets would cost each element
 * time.
 */
const sheets = new Map<readonly string[], CSSStyleSheet>();

/** Where Lit draws what fixed elements show, one after the other. */
const drafts = new Map<object, DocumentFragment>();

/** What fixed elements say, and what is shown for it when more than one says it. */
const copies = new Map<string, Node | undefined>();

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

  /** The element's styles, in the order they apply. */
  static styles: readonly string[] = [];

  /**
   * Whether language and attributes alone say what the element shows, and it listens to nothing. Then
   * Lit draws one for all, and each gets a copy of it, without anything of Lit: a list of cards costs
   * less than in plain HTML.
   */
  static fixed = false;

  /**
   * The level of the element's first heading; the headings under it follow. Never 1: `h1` belongs to
   * the page.
   * @default 2
   */
  declare headingLevel: '2' | '3' | '4' | '5' | '6' | undefined;

  /** The language the element speaks, once it stands somewhere. @internal */
  declare locale: Locale;

  /** Gives the element's words in its language. @internal */
  get msg(): Msg {
    return createMsg(this.locale);
  }

  #update: Promise<void> | undefined;

  /** Where the content was made. Lit updates it from there; what is fixed is copied from there. */
  #made: DocumentFragment | undefined;

  #sheet: CSSStyleSheet | undefined;

  /** What a fixed element says: all that what it shows depends on. */
  #said: string | undefined;

  constructor() {
    super();
    const { attributes, prototype } = this.constructor as typeof Widget;
    const own = this as unknown as Record<string, unknown>;
    for (const name of attributes) {
      const property = name.replace(/-./g, (pair) => pair.slice(1).toUpperCase());
      // The first of its class: what is an attribute becomes a property of all.
      if (!Object.hasOwn(prototype, property)) {
        Object.defineProperty(prototype, property, {
          configurable: true,
          enumerable: true,
          get(this: Widget) {
            return this.getAttribute(name) ?? undefined;
          },
          set(this: Widget, value: unknown) {
            if (value == null) this.removeAttribute(name);
            else this.setAttribute(name, value as string);
          },
        });
      }
      attributeNames.add(name);
      // A property that was set before the element was defined hides the one that reflects.
      if (Object.hasOwn(this, property)) {
        const value = own[property];
        delete own[property];
        if (value != null) own[property] = value;
      }
    }
  }

  /** Settles when what has changed is shown. */
  get updateComplete(): Promise<void> {
    // What was changed just now, the observer tells of before this goes on.
    return this.#update ?? Promise.resolve().then(() => this.#update);
  }

  connectedCallback(): void {
    follow(this);
    this.checkLang();
    this.#try();
  }

  disconnectedCallback(): void {
    unfollow(this);
  }

  /** Has the element show itself anew, once for all changes up to then and before the next paint. */
  requestUpdate(): void {
    if (this.#update) return;
    this.#update = Promise.resolve().then(() => {
      this.#update = undefined;
      if (this.isConnected) this.#show();
    });
    // Who waits for `updateComplete` hears of it; the page's console gets a warning, not an error.
    this.#update.catch(this.#warn);
  }

  /** What the element shows, in `this.locale`. Runs without a DOM. */
  protected abstract content(): TemplateResult;

  /** Called when the content is in place. */
  protected shown(): void {}

  /** The heading level to start at: `heading-level`, or 2 where that is not a level we may use. */
  protected get level(): number {
    return Number(usable(this, 'heading-level', /^[2-6]$/, 'write 2 to 6') ?? 2);
  }

  /** Called when a `lang` around the element may have changed. @internal */
  checkLang(): void {
    usable(this, 'lang', SPOKEN, 'write sv or en');
    const locale = localeOf(this);
    if (locale === this.locale) return;
    this.locale = locale;
    if (this.#made) this.#try();
  }

  /** Where it cannot be shown, what the page put inside or what was shown before stays. */
  #try(): void {
    try {
      this.#show();
    } catch (cause) {
      this.#warn(cause);
    }
  }

  #show(): void {
    const { attributes, fixed, styles } = this.constructor as typeof Widget;
    // First of all: a browser too old for style sheets of this kind stops here.
    const sheet = sheetOf(styles, this.ownerDocument);
    let made = fixed ? drafts.get(this.constructor) : this.#made;
    made ??= new DocumentFragment();
    if (fixed) {
      drafts.set(this.constructor, made);
      const said = [
        this.localName,
        this.locale,
        ...attributes.map((name) => this.getAttribute(name)),
      ].join('\0');
      if (said !== this.#said)
        this.#place(copies.get(said)?.cloneNode(true) ?? this.#copy(said, made));
      this.#said = said;
    } else {
      this.#draw(made);
      if (!this.#made) this.#place(made);
    }
    this.#made = made;
    // Another document lets go of the sheets, and has one of its own.
    if (this.shadowRoot && sheet !== this.#sheet) {
      this.shadowRoot.adoptedStyleSheets = [sheet];
      this.#sheet = sheet;
    }
    this.shown();
  }

  #warn(cause: unknown): void {
    // Without the tag: what forbids one element, such as a policy of the page, forbids all.
    warn(`Drawing failed: ${cause}`);
  }

  #draw(made: DocumentFragment): void {
    // The page around may be in a third language, so the root says which one this is.
    render(html`<div class="root" lang=${this.locale} dir="ltr">${this.content()}</div>`, made);
  }

  /** What is made, for what is said. Nothing in a copy is ever updated. */
  #copy(said: string, made: DocumentFragment): Node {
    this.#draw(made);
    // The last: Lit marks the place before it.
    const copy = (made.lastChild as Node).cloneNode(true);
    const isKnown = copies.has(said);
    // A page that shows ever new ones, such as a search, must not keep them all.
    if (copies.size > 99) copies.clear();
    copies.set(said, isKnown ? withoutMarks(copy.cloneNode(true)) : undefined);
    return copy;
  }

  /** Puts content in the place of what is there. */
  #place(content: Node): void {
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    // What is there may have been prerendered, by another release. What was typed into it, and the
    // focus, stay.
    const focused = root.activeElement;
    const controls = () =>
      root.querySelectorAll<HTMLInputElement & HTMLAnchorElement>('a, input, textarea');
    const before = focused || (root.firstChild && !this.#made) ? [...controls()] : [];
    root.replaceChildren(content);
    if (!before.length) return;
    for (const control of controls()) {
      const same = before.find(({ id, href }) => id === control.id && href === control.href);
      if (same) control.value = same.value;
      if (same && same === focused) control.focus();
    }
  }
}

/** Without what Lit marks its places with. */
function withoutMarks(copy: Node): Node {
  // Not by a `NodeIterator`: every removal in the document must tell each, until it is collected.
  const walker = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const marks: ChildNode[] = [];
  while (walker.nextNode()) marks.push(walker.currentNode as ChildNode);
  for (const mark of marks) mark.remove();
  return copy;
}

function sheetOf(styles: readonly string[], { defaultView }: Document): CSSStyleSheet {
  // A sheet serves one document. An element may have been moved to another, such as a frame's.
  const { CSSStyleSheet } = defaultView ?? window;
  let sheet = sheets.get(styles);
  if (!(sheet instanceof CSSStyleSheet)) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles.join(''));
    sheets.set(styles, sheet);
  }
  return sheet;
}
