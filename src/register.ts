import { warn } from './core/warn.ts';

/**
 * The built-ins Lit depends on and that old libraries are known to replace, with a method that it needs and their own
 * versions lack.
 */
const NEEDED_BUILT_INS = {
  Map: Symbol.iterator,
  Set: Symbol.iterator,
  WeakMap: 'has',
  WeakSet: 'has',
  Promise: 'then',
} as const;

/** A custom element class that has a default tag. */
export interface RegistrableElement extends CustomElementConstructor {
  /** The tag, without prefix. */
  readonly tag: string;
}

/**
 * Registers element classes under their tags. The first definition of a tag wins: if the page loads the library
 * twice, or something else has defined the tag, the existing definition is kept and the other elements are still
 * registered. Logs one warning if the definition isn't ours. Never throws. Does nothing on a server.
 *
 * @param elements The classes to register.
 * @param prefix Put before each tag, in case a tag is taken: `my-` gives `my-org-card`.
 */
export function register(elements: readonly RegistrableElement[], prefix = ''): void {
  if (!globalThis.document) return;
  if (!hasNeededBuiltIns()) return;
  for (const element of elements) {
    const tag = prefix + element.tag;
    try {
      const existing = customElements.get(tag) as Partial<RegistrableElement> | undefined;
      if (!existing) {
        // A class can be defined under one tag only; keep the class itself for the tag without a prefix.
        customElements.define(tag, prefix ? class extends element {} : element);
      } else if (existing.tag !== element.tag) {
        warn(`<${tag}> is taken. Register ours with a prefix.`);
      }
    } catch (error) {
      warn(`<${tag}> failed: ${error}`);
    }
  }
}

/** Whether Lit can run on this page. If not, logs a warning; the content inside the elements stays visible. */
export function hasNeededBuiltIns(): boolean {
  const globals = globalThis as unknown as Record<
    string,
    { prototype?: Record<PropertyKey, unknown> } | undefined
  >;
  for (const name of Reflect.ownKeys(NEEDED_BUILT_INS) as (keyof typeof NEEDED_BUILT_INS)[]) {
    if (globals[name]?.prototype?.[NEEDED_BUILT_INS[name]]) continue;
    warn(`A script of the page replaces ${name}, so nothing of ours can be shown`);
    return false;
  }
  return true;
}
