import { warn } from './core/warn.ts';

/** What Lit cannot do without, and old pages are known to have something else of the same name for. */
const NEEDED_BUILT_INS = {
  Map: ['get', 'set', 'has', 'delete', 'forEach', Symbol.iterator],
  Set: ['add', 'has', 'delete', 'forEach', Symbol.iterator],
  WeakMap: ['get', 'set', 'has'],
  WeakSet: ['add', 'has'],
  Promise: ['then'],
} as const;

/** A custom element class that knows the tag it is meant for. */
export interface RegistrableElement extends CustomElementConstructor {
  /** The tag, without prefix. */
  readonly tag: string;
  /** Throws where `new` cannot work. @internal */
  checkConflict?(): void;
}

/**
 * Registers element classes under their tags. The first to take a tag keeps it: on a page that
 * loads us twice, or where someone else owns the tag, the tag is left alone, one warning says so
 * when it is someone else's, and the other elements still work. Never throws. On a server, which has
 * nowhere to show anything, it does nothing.
 *
 * @param elements The classes to register.
 * @param prefix Goes before each tag, for a page where a tag is taken: `my-` gives `my-org-card`.
 */
export function register(elements: readonly RegistrableElement[], prefix = ''): void {
  if (!globalThis.document) return;
  if (!hasNeededBuiltIns()) return;
  for (const element of elements) {
    const tag = prefix + element.tag;
    try {
      const existing = customElements.get(tag) as Partial<RegistrableElement> | undefined;
      if (!existing) {
        // A class can have one tag only, and it is its own.
        customElements.define(tag, prefix ? class extends element {} : element);
      } else if (existing.tag !== element.tag) {
        warn(`<${tag}> is taken. Register ours with a prefix.`);
      } else if (!prefix && existing !== element) {
        // It shows the same. Only who makes one with `new` is told: the browser says "Illegal constructor".
        element.checkConflict = function () {
          if (this !== element) return;
          throw new TypeError(
            `Expected document.createElement('${tag}'), got new: another copy of skr-widgets on this page has defined <${tag}>`,
          );
        };
      }
    } catch (error) {
      warn(`<${tag}> failed: ${error}`);
    }
  }
}

/** Whether Lit can run on this page. If not, a warning says why, and what stands inside the elements stays in sight. */
export function hasNeededBuiltIns(): boolean {
  const replaced = findReplacedBuiltIn();
  if (!replaced) return true;
  warn(
    `A script of this page replaces the browser's ${replaced}, so nothing of ours can be shown.`,
  );
  return false;
}

function findReplacedBuiltIn(): string | undefined {
  const globals = globalThis as unknown as Record<
    string,
    { prototype?: Record<PropertyKey, unknown> }
  >;
  for (const name of Object.getOwnPropertyNames(
    NEEDED_BUILT_INS,
  ) as (keyof typeof NEEDED_BUILT_INS)[]) {
    for (const method of NEEDED_BUILT_INS[name]) {
      if (typeof globals[name]?.prototype?.[method] !== 'function') return name;
    }
  }
  return undefined;
}
