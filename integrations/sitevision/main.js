/*
 * The browser's part, an AMD module as Sitevision loads them: the build puts the one file before this.
 * The elements are on the page already; all that is left is the colour, which cannot be an attribute.
 */
exports.default = function (chosen, place) {
  var widget = place.firstElementChild;
  if (widget && chosen.accent) widget.style.setProperty('--skr-accent', chosen.accent);
};
