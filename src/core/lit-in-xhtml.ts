/**
 * Lets Lit render on a page that is served as XHTML. There `innerHTML` reads XML, and Lit's templates are HTML.
 * Lit calls this hook when it is loaded, so this module is imported before any that imports Lit.
 *
 * @see https://github.com/lit/lit/blob/main/packages/lit-html/src/polyfill-support.ts
 */

/** Lit's class of a prepared template, as far as the hook needs it. */
interface LitTemplate {
  createElement(html: string): HTMLTemplateElement;
}

type Hook = (template: LitTemplate, ...rest: unknown[]) => void;

if (globalThis.document && document.contentType !== 'text/html') {
  const scope = globalThis as { litHtmlPolyfillSupport?: Hook };
  const hookOfPage = scope.litHtmlPolyfillSupport;
  scope.litHtmlPolyfillSupport = (template, ...rest) => {
    // Once: it is of no use to anybody else.
    if (hookOfPage) scope.litHtmlPolyfillSupport = hookOfPage;
    else delete scope.litHtmlPolyfillSupport;
    hookOfPage?.(template, ...rest);
    template.createElement = (html) => {
      const page = document.implementation.createHTMLDocument('');
      return Object.assign(page.createElement('template'), { innerHTML: html });
    };
  };
}
