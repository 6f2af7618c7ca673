/*
 * The browser's part, an AMD module as Sitevision loads them: the build puts the one file before this.
 * The elements are on the page already. Their colours are too, unless the page's policy lets no inline
 * style through, not even with a nonce: what a script sets, a policy does not ask about.
 */
exports.default = function (chosen, place) {
  var widget = place.lastElementChild;
  if (widget && chosen.theme) widget.style.cssText += chosen.theme;
};
