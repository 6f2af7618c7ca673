import type { Plugin } from 'rollup';

/** What is changed in Lit, each found exactly once. */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  // Its Trusted Types policy gets our name: a page may allow the policy `lit-html` for a Lit of its own, and
  // allow it once; whoever comes second would break.
  [/createPolicy\("lit-html"/g, 'createPolicy("skr-widgets"'],
  // Its templates are HTML, which a page that is served as XHTML would read as XML.
  [
    /(\w+)\.createElement\("template"\)/g,
    '($1.contentType==="text/html"?$1:$1.implementation.createHTMLDocument("")).createElement("template")',
  ],
  // Its `css` puts style sheets together by `reduce`, for which Prototype.js has something else. Its `map` will do.
  [
    /(\w+)\.reduce\(\((\w+),(\w+),(\w+)\)=>\2\+(.*?)\+(\w+)\[\4\+1\],\6\[0\]\)/gs,
    '$6[0]+$1.map(($3,$4)=>$5+$6[$4+1]).join("")',
  ],
];

/** A Rollup plugin that adapts the Lit in the one file to pages that we do not know. */
export function adaptLit(): Plugin {
  return {
    name: 'adapt-lit',
    renderChunk(code) {
      let adapted = code;
      for (const [pattern, replacement] of CHANGES) {
        const { length } = code.match(pattern) ?? [];
        if (length !== 1)
          this.error(`Expected ${pattern} in Lit once, got it ${length ?? 0} times`);
        adapted = adapted.replace(pattern, replacement);
      }
      return { code: adapted, map: null };
    },
  };
}
