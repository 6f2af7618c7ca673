/*
 * The server's part, for Sitevision's engine, Mozilla Rhino: ES5 only. It prints the tag, what the
 * editor has chosen as its attributes, and inside it the text as plain HTML, which search engines and
 * visitors without scripts read. `widgets` comes from the build; there is no text and no rule of the
 * widgets' own here.
 */
(function () {
  'use strict';

  var router = api('common/router');
  var i18n = api('common/i18n');
  var appData = api('server/appData');

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
    response.agnosticRender(tag + '>' + widget.html + '</' + widget.tag + '>', {
      accent: setting('accent'),
    });
  });

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

  // A module of Sitevision's is the thing itself, or has it as its default.
  function api(path) {
    var module = require('@sitevision/api/' + path);
    return module['default'] || module;
  }
})();
