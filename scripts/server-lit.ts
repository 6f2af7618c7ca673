import type { Plugin } from 'rollup';

const GLOBAL_CLASS = /globalThis\.HTMLElement\s*\?\?\s*/g;

/**
 * A Rollup plugin that has the Lit in `ssr.js` build on its own class of elements, and never on one that the
 * program has put on `globalThis`, as Angular's server, jsdom and happy-dom do: those cannot be made without
 * a document. The build fails unless Lit asks for it exactly once.
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
