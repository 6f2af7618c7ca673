import type { Plugin } from 'rollup';

const GLOBAL_CLASS = /globalThis\.HTMLElement\s*\?\?\s*/g;

/**
 * A Rollup plugin that makes the Lit in `ssr.js` extend its own `HTMLElement` shim, never one that the program has put
 * on `globalThis`, as Angular's server, jsdom and happy-dom do: those can't be instantiated without a document. The
 * build fails unless Lit refers to the global exactly once.
 */
export function serverLit(): Plugin {
  return {
    name: 'server-lit',
    renderChunk(code) {
      const { length } = code.match(GLOBAL_CLASS) ?? [];
      if (length !== 1) {
        this.error(`Expected Lit to ask for the global HTMLElement once, got ${length ?? 0} times`);
      }
      return { code: code.replace(GLOBAL_CLASS, ''), map: null };
    },
  };
}
