import type { Plugin } from 'rollup';

const POLICY = /createPolicy\("lit-html"/g;

/**
 * A Rollup plugin that renames the Trusted Types policy of the bundled Lit to `skr-widgets`. It is the only change made
 * to Lit in the one file. A page may have a Lit of its own, and allow the policy `lit-html` to be created once: the second Lit to
 * create it would fail. The build fails unless the name is found exactly once.
 */
export function trustedTypesPolicy(): Plugin {
  return {
    name: 'trusted-types-policy',
    renderChunk(code) {
      const { length } = code.match(POLICY) ?? [];
      if (length !== 1) {
        this.error(
          `Expected Lit to create its Trusted Types policy once, got ${length ?? 0} times`,
        );
      }
      return { code: code.replace(POLICY, 'createPolicy("skr-widgets"'), map: null };
    },
  };
}
