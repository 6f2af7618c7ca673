/**
 * Lets Lit render on a page served as XHTML, where `innerHTML` is parsed as XML although Lit's templates are
 * HTML. Lit calls this hook when it is loaded, so import this module before any that imports Lit.
 *
 * @see https://github.com/lit/lit/blob/main/packages/lit-html/src/polyfill-support.ts
 */

/** The part of Lit's template class that the hook uses. */
interface LitTemplate {
  createElement(html: string): HTMLTemplateElement;
}

type Hook = (template: LitTemplate, ...rest: unknown[]) => void;

if (globalThis.document && document.contentType !== 'text/html') {
  const scope = globalThis as { litHtmlPolyfillSupport?: Hook };
  const hookOfPage = scope.litHtmlPolyfillSupport;
  scope.litHtmlPolyfillSupport = (template, ...rest) => {
    // Only our copy of Lit needs the hook, so take it away after the first call.
    if (hookOfPage) scope.litHtmlPolyfillSupport = hookOfPage;
    else delete scope.litHtmlPolyfillSupport;
    hookOfPage?.(template, ...rest);
    template.createElement = (html) => {
      const page = document.implementation.createHTMLDocument('');
      return Object.assign(page.createElement('template'), { innerHTML: html });
    };
  };
}
