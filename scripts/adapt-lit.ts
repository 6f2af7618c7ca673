import type { Plugin } from 'rollup';

const POLICY = /createPolicy\("lit-html"/g;

/**
 * A Rollup plugin that names the Trusted Types policy of the Lit in the one file after us: the only thing
 * that is changed in Lit. A page may allow the policy `lit-html` for a Lit of its own, and allow it once;
 * whoever comes second would break. The build fails unless the name is found exactly once.
 */
export function adaptLit(): Plugin {
  return {
    name: 'trusted-types-policy',
    renderChunk(code) {
      const { length } = code.match(POLICY) ?? [];
      if (length !== 1) {
        this.error(`Expected Lit to create its Trusted Types policy once, got ${length ?? 0} times`);
      }
      return { code: code.replace(POLICY, 'createPolicy("skr-widgets"'), map: null };
    },
  };
}
