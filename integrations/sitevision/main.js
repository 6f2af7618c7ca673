/*
 * The browser part, an AMD module as Sitevision expects; the build inserts the bundle before it. The elements are
 * already on the page, and so are their colours, unless the page's content security policy blocks inline styles even
 * with a nonce. A policy doesn't restrict styles set by a script, so they are set again here.
 */
exports.default = function (options, container) {
  var widget = container.lastElementChild;
  if (widget && options.theme) widget.style.cssText += options.theme;
};
