/**
 * Inspects a host page from within. Each function is sent to the page as text, so it is self-contained, and it uses
 * as few built-ins as it can, since the page may have replaced any of them.
 */

/** What a page shows, and its side effects. Lists are texts with one item per line. */
export interface PageReport {
  readonly url: string;
  readonly ready: string;
  /** What is wrong with the content that the page should show. */
  readonly errors: string;
  /** Errors, warnings and policy violations. */
  readonly problems: string;
  /** Properties of `window` that are not the browser's own. */
  readonly names: string;
  /** Cookies and entries in the browser's storage. */
  readonly stored: string;
  /** What the page has loaded. */
  readonly resources: string;
}

/** What `error-recorder.js` records on the page: errors, and the properties that `window` had before. */
interface PageRecorder {
  readonly problems: readonly string[];
  readonly names: readonly string[];
}

/**
 * Inspects every element that declares what it shows: `data-shows`, in one of our elements, or `data-falls-back`, in
 * place of one. Returns a `PageReport` as JSON.
 */
export async function inspectPage(): Promise<string> {
  const errors: string[] = [];
  const lines: { rect: DOMRect; text: string; widget: Element }[] = [];
  const ourTags = /(^|-)(skr-intl-overview|org-card|contact-person|contact-form)$/;

  let places = 0;
  await inspectPlaces(document);
  scrollTo(0, 0);
  if (places === 0) errors.push('nothing on the page says what it shows');
  findOverlaps();

  const globals = window as unknown as { [key: symbol]: PageRecorder | undefined };
  const errorRecorder = globals[Symbol.for('error-recorder')] ?? { problems: [], names: [] };
  const names = Object.getOwnPropertyNames(window).filter(
    // A number refers to a frame.
    (name) => errorRecorder.names.indexOf(name) < 0 && !/^\d+$/.test(name),
  );

  // Removed from the prototype, because the page may have given arrays a `toJSON`.
  return JSON.stringify({
    url: location.href,
    ready: document.readyState,
    errors: errors.join('\n'),
    problems: errorRecorder.problems.join('\n'),
    names: names.join('\n'),
    stored: await stored(),
    resources: performance
      .getEntriesByType('resource')
      .map(({ name }) => name)
      .join('\n'),
  });

  /** Inspects a document or a shadow root, and those inside it. */
  async function inspectPlaces(root: Document | ShadowRoot): Promise<void> {
    const all = root.querySelectorAll<HTMLElement>('*');
    for (let i = 0; i < all.length; i++) {
      const element = all[i] as HTMLElement;
      const { shows, fallsBack } = element.dataset ?? {};
      if (shows !== undefined) await inspectPlace(element, shows, true);
      if (fallsBack !== undefined) await inspectPlace(element, fallsBack, false);
      if (element.shadowRoot) await inspectPlaces(element.shadowRoot);
      const frame =
        element.localName === 'iframe' && (element as HTMLIFrameElement).contentDocument;
      if (frame) await inspectPlaces(frame);
    }
  }

  async function inspectPlace(
    place: HTMLElement,
    expected: string,
    upgraded: boolean,
  ): Promise<void> {
    places++;
    // A form is useless on paper.
    const paper = matchMedia('print').matches;
    if (paper && (place.matches('contact-form') || place.querySelector('contact-form'))) return;
    // As a visitor does, since content far away need not be rendered before that.
    place.scrollIntoView();
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const texts = textsIn(place, undefined);
    const matching = texts.filter(({ text, hidden }) => text.includes(expected) && !hidden);
    const right = matching.filter(({ widget }) => !!widget === upgraded);
    const where = `${place.localName}${place.id && `#${place.id}`} “${expected}”`;
    if (matching.length === 0) errors.push(`${where} is not shown`);
    else if (right.length === 0)
      errors.push(`${where} is ${upgraded ? 'not in' : 'in'} an element of ours`);
    for (const { text, node } of matching) {
      const range = (node.ownerDocument as Document).createRange();
      range.selectNodeContents(node);
      const count = range.getClientRects().length;
      if (count > text.split(' ').length) errors.push(`${where} is broken within a word`);
    }
    for (const { text, node, widget, hidden } of texts) {
      const error = hidden ? 'hidden' : describeError(node, text, widget ?? place);
      if (error) errors.push(`${where}: “${text.slice(0, 40)}” is ${error}`);
    }
  }

  interface Text {
    text: string;
    node: Text & Node;
    widget: Element | undefined;
    hidden: boolean;
  }

  /** The texts that a person sees in an element, in its shadow root and its slots. */
  function textsIn(node: Node, widget: Element | undefined): Text[] {
    if (node.nodeType === 3) {
      const text = (node.nodeValue ?? '').replace(/[ \n\t]+/g, ' ').trim();
      const parent = (node.parentElement ?? (node.parentNode as ShadowRoot).host) as Element;
      const hidden = !parent.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      return text ? [{ text, node: node as Text['node'], widget, hidden }] : [];
    }
    const element = node as HTMLElement;
    if (/^(script|style|template|noscript|textarea|option)$/.test(element.localName)) return [];
    // Hidden intentionally.
    if (element.hidden && element.checkVisibility()) errors.push('what is hidden shows');
    if (element.hidden) return [];
    // Within our shadow roots, where the page's styles don't apply, that is intentional too.
    const isShadow = widget && element.localName && element.getRootNode() !== element.ownerDocument;
    const style = isShadow && getComputedStyle(element);
    if (style && (style.display === 'none' || style.visibility === 'hidden')) return [];
    if (element.classList?.contains('skr-visually-hidden')) {
      if (element.getBoundingClientRect().width > 2) errors.push(`“${element.innerText}” shows`);
      return [];
    }
    const isUpgraded = element.shadowRoot && ourTags.test(element.localName);
    // Server-rendered content is ours, with or without the script.
    const host = element.classList?.contains('skr-content') && element.parentElement;
    const within = isUpgraded ? element : host && ourTags.test(host.localName) ? host : widget;
    let children: ArrayLike<Node> = (element.shadowRoot ?? element).childNodes;
    if (element.localName === 'slot') {
      const assigned = (element as HTMLSlotElement).assignedNodes();
      if (assigned.length > 0) children = assigned;
    }
    if (element.localName === 'details' && !element.hasAttribute('open')) {
      children = element.querySelectorAll('summary');
    }
    const texts: Text[] = [];
    for (let i = 0; i < children.length; i++) {
      texts.push(...textsIn(children[i] as Node, within));
    }
    return texts;
  }

  /** What is wrong with the rendering of a text, if anything. */
  function describeError(node: Node, text: string, widget: Element): string | undefined {
    const parent = node.parentElement ?? (node.parentNode as ShadowRoot).host;
    const range = (node.ownerDocument as Document).createRange();
    range.selectNodeContents(node);
    const rects = range.getClientRects();
    const style = getComputedStyle(parent);
    if (rects.length === 0) return 'nowhere';
    const box = widget.getBoundingClientRect();
    for (let i = 0; i < rects.length; i++) {
      const rect = rects[i] as DOMRect;
      // The space at the end of a line.
      if (rect.width === 0) continue;
      if (rect.height < 6) return `${rect.height} px high`;
      if (!within(rect, box)) return `outside of its element: ${boxText(rect)} in ${boxText(box)}`;
      lines.push({ rect, text, widget });
    }
    for (let each: Element | null = parent; each; each = above(each)) {
      const { overflowX, overflowY } = getComputedStyle(each);
      const clip = each.getBoundingClientRect();
      const hides = /hidden|clip/.test(overflowX + overflowY);
      for (let i = 0; hides && i < rects.length; i++) {
        if (!within(rects[i] as DOMRect, clip)) return `clipped by ${each.localName}`;
      }
    }
    const contrast = getContrast(colour(style.color), backgroundBehind(parent));
    if (contrast < 3) return `hard to see: a contrast of ${contrast.toFixed(1)}`;
    // Only in our elements: the line spacing of the page itself is not our concern.
    const isOurs =
      (parent.getRootNode() as Partial<ShadowRoot>).host || parent.closest('.skr-content');
    if (isOurs && style.direction !== 'ltr') return 'written from right to left';
    return undefined;
  }

  /** Detects lines that overlap, as when the page has reset the line height. */
  function findOverlaps(): void {
    for (let i = 0; i < lines.length; i++) {
      for (let j = i + 1; j < lines.length; j++) {
        const [a, b] = [lines[i], lines[j]] as [(typeof lines)[0], (typeof lines)[0]];
        if (a.widget !== b.widget) continue;
        const width = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        const height = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
        if (width > 2 && height > Math.min(a.rect.height, b.rect.height) / 3) {
          errors.push(`“${a.text.slice(0, 40)}” and “${b.text.slice(0, 40)}” overlap`);
          return;
        }
      }
    }
  }

  function within(rect: DOMRect, box: DOMRect): boolean {
    const slack = 2;
    return (
      rect.left >= box.left - slack &&
      rect.right <= box.right + slack &&
      rect.top >= box.top - slack &&
      rect.bottom <= box.bottom + slack
    );
  }

  function boxText({ left, top, right, bottom }: DOMRect): string {
    return `${Math.round(left)},${Math.round(top)}–${Math.round(right)},${Math.round(bottom)}`;
  }

  /** The parent of an element in the flat tree. */
  function above(element: Element): Element | null {
    const { assignedSlot, parentNode } = element;
    const next = (assignedSlot ?? parentNode) as (Element & Partial<ShadowRoot>) | null;
    // Not only by `host`, which links have too.
    return next?.nodeType === 11 ? (next.host ?? null) : next?.nodeType === 1 ? next : null;
  }

  /** Converts a computed colour to components from 0 to 1. */
  function colour(text: string): number[] {
    const parts = (text.match(/[\d.]+(?:e-?\d+)?%?/g) ?? []).map((part) =>
      part.endsWith('%') ? Number.parseFloat(part) / 100 : Number(part),
    );
    const [red = 0, green = 0, blue = 0, alpha = 1] = parts;
    const scale = text.startsWith('rgb') ? 255 : 1;
    return [red / scale, green / scale, blue / scale, alpha];
  }

  function backgroundBehind(element: Element): number[] {
    for (let each: Element | null = element; each; each = above(each)) {
      const background = colour(getComputedStyle(each).backgroundColor);
      if ((background[3] ?? 0) > 0.5) return background;
    }
    return [1, 1, 1, 1];
  }

  /** The contrast of a text, computed as in WCAG. */
  function getContrast(text: number[], background: number[]): number {
    if ((text[3] ?? 1) < 0.5) return 1;
    const [a, b] = [luminance(text), luminance(background)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  function luminance([red = 0, green = 0, blue = 0]: number[]): number {
    const linear = (part: number) =>
      part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  }

  async function stored(): Promise<string> {
    const databases = await indexedDB.databases();
    return [
      document.cookie,
      ...Reflect.ownKeys(localStorage),
      ...Reflect.ownKeys(sessionStorage),
      ...databases.map(({ name }) => `database ${name}`),
    ]
      .filter(Boolean)
      .join('\n');
  }
}

/** Asks the page whether its own scripts still work. Returns what doesn't, or nothing. */
export async function inspectHost(): Promise<string> {
  const { hostStillWorks } = window as { hostStillWorks?: () => unknown };
  if (!hostStillWorks) return 'The host is not ready';
  const answer = await hostStillWorks();
  return answer === true ? '' : `The host's own script: ${answer}`;
}

/** Fills in the first form on the page and sends it. */
export function sendMessage(): void {
  const root = document.querySelector('skr-intl-overview, contact-form')?.shadowRoot;
  const values = { name: 'Åsa Öberg', email: 'asa@example.se', subject: 'Hej', message: 'Hej då' };
  for (const name in values) {
    const control = root?.querySelector<HTMLInputElement>(`#${name}`);
    if (!control) continue;
    control.focus();
    control.value = values[name as keyof typeof values];
    control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
  }
  root?.querySelector<HTMLButtonElement>('button[type="submit"]')?.click();
}

/** The reference number shown to the visitor once the message is stored. */
export function getReference(): string {
  const root = document.querySelector('skr-intl-overview, contact-form')?.shadowRoot;
  return root?.querySelector('#confirmation strong')?.textContent ?? '';
}

/** Clears what a page's own library has stored, before the next page is opened. */
export function clearStorage(): void {
  localStorage.clear();
}
