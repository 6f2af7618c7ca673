/*
 * The server's part, for Sitevision's engine, Mozilla Rhino: ES5 only. It prints the tag, what the
 * editor has chosen as its attributes, and inside it the text as plain HTML, which search engines and
 * visitors without scripts read. `widgets` and `colours` come from the build; there is no text and no
 * rule of the widgets' own here.
 */
(function () {
  'use strict';

  // By the names that Sitevision's own build makes of `@sitevision/api/common/router` and others.
  var router = require('router');
  var i18n = require('i18n');
  var appData = require('appData');
  var portletContextUtil = require('PortletContextUtil');

  router.get('/', function (_request, response) {
    var name = setting('widget');
    // What the page's own language is, the words of this app know.
    var locale = setting('lang') || i18n.get('language');
    var widget = widgets[name + '.' + (locale === 'en' ? 'en' : 'sv')];
    if (!widget) widget = widgets['skr-intl-overview.sv'];

    var tag = '<' + widget.tag;
    // Without a language of its own, the element follows that of the page.
    if (setting('lang')) tag += attribute('lang', locale);
    for (var i = 0; i < widget.attributes.length; i++) {
      var option = widget.attributes[i];
      // A form's address has one field, whichever element the form is in.
      var value = widget.own[option] || setting(/endpoint$/.test(option) ? 'endpoint' : option);
      if (value) tag += attribute(option, value);
    }

    var theme = chosenTheme();
    var style = '';
    if (theme) {
      var id = String(portletContextUtil.getPortletNamespace('skr-widget'));
      tag += attribute('id', id);
      style = '<style' + nonce() + '>#' + id + '{' + theme + '}</style>';
    }
    var html = style + tag + '>' + levelled(widget.html) + '</' + widget.tag + '>';
    response.agnosticRender(html, { theme: theme });
  });

  /** The text with its first heading, an h2, at the level that the editor has chosen. */
  function levelled(html) {
    var down = (Number(setting('heading-level')) || 2) - 2;
    return html.replace(/(<\/?h)([2-6])(?=>)/g, function (_all, start, level) {
      return start + Math.min(Number(level) + down, 6);
    });
  }

  /** The colours that the editor has chosen, as declarations. */
  function chosenTheme() {
    var theme = '';
    for (var i = 0; i < colours.length; i++) {
      var colour = setting(colours[i]);
      // Nothing that ends the declaration, begins another or loads something.
      if (/^[\w#(),.%/ -]+$/.test(colour) && !/url|\/\//i.test(colour))
        theme += '--skr-' + colours[i] + ':' + colour + ';';
    }
    return theme;
  }

  /** What lets an inline style through the page's policy. Sitevision has it since 2022.08. */
  function nonce() {
    var given = portletContextUtil.getNonce ? portletContextUtil.getNonce() : '';
    return given ? attribute('nonce', String(given)) : '';
  }

  function setting(name) {
    var value = appData.get(name);
    return value ? String(value).trim() : '';
  }

  function attribute(name, value) {
    return ' ' + name + '="' + escaped(value) + '"';
  }

  function escaped(text) {
    return text.replace(/[&<>"]/g, function (sign) {
      return '&#' + sign.charCodeAt(0) + ';';
    });
  }
})();
