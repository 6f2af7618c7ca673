/*
 * The server's part, for Sitevision's engine, Mozilla Rhino: ES5 only. It prints the tag, what the
 * editor has chosen as its attributes, and inside it the content as the script would draw it, which search
 * engines and visitors without scripts read, and which stays when the script comes. What the texts are made
 * of is in `../content.ts`; `widgets`, `colours`, `formats` and `formStyles` come from the build.
 */
(function () {
  'use strict';

  // By the names that Sitevision's own build makes of `@sitevision/api/common/router` and others.
  var router = require('router');
  var i18n = require('i18n');
  var appData = require('appData');
  var portletContextUtil = require('PortletContextUtil');

  router.get('/', function (_request, response) {
    // What the page's own language is, the words of this app know.
    var locale = (setting('lang') || i18n.get('language')) === 'en' ? 'en' : 'sv';
    var name = setting('widget');
    var widget = widgets.hasOwnProperty(name) ? widgets[name] : widgets['skr-intl-overview'];
    var values = getValues(widget);

    var tag = '<' + widget.tag;
    // Without a language of its own, the element follows that of the page.
    if (setting('lang')) tag += attribute('lang', locale);
    for (var i = 0; i < widget.attributes.length; i++) {
      var option = widget.attributes[i];
      if (!values[option.name]) continue;
      tag +=
        option.kind === 'boolean' ? ' ' + option.name : attribute(option.name, values[option.name]);
    }

    var theme = chosenTheme();
    var style = '';
    if (theme) {
      var id = String(portletContextUtil.getPortletNamespace('skr-widget'));
      tag += attribute('id', id);
      style = '<style' + nonce() + '>#' + id + '{' + theme + '}</style>';
    }
    var html = style + tag + '>' + renderContent(widget, values, locale) + '</' + widget.tag + '>';
    response.agnosticRender(html, { theme: theme });
  });

  /** What the editor has chosen, by the names of attributes. */
  function getValues(widget) {
    var values = {};
    for (var i = 0; i < widget.attributes.length; i++) {
      var option = widget.attributes[i];
      // A form's address has one field, whichever element the form is in.
      var value =
        widget.own[option.name] || setting(option.kind === 'endpoint' ? 'endpoint' : option.name);
      if (option.kind === 'url' && !/^https?:\/\//i.test(value)) value = '';
      if (option.kind === 'classes') value = collapseSpace(value);
      values[option.name] = value;
    }
    return values;
  }

  /** What stands in the element, as the script would draw it. */
  function renderContent(widget, values, locale) {
    var key = [];
    var replacements = {};
    for (var i = 0; i < widget.attributes.length; i++) {
      var option = widget.attributes[i];
      var value = collapseSpace(values[option.name]);
      if (option.kind === 'classes') {
        value = value && ' ' + value;
        replacements[' {{' + option.name + '}}'] = value;
        for (var level = 2; level < 10; level++) {
          replacements[' {{' + option.name + '-' + level + '}}'] = value
            .split('{level}')
            .join(level);
        }
      } else if (option.in_text && value) {
        key.push(option.choices ? option.name + '=' + value : option.name);
        replacements['{{' + option.name + '}}'] = value;
      }
    }
    var html = levelled(widget.texts[locale][key.join('&')], Number(values['heading-level']) || 2);

    var texts = {
      telephone: removeInvisible(values.telephone),
      email: removeInvisible(values.email),
    };
    var links = { telephone: telephoneLink(texts.telephone), email: emailLink(texts.email) };
    for (var name in links) {
      replacements['{{' + name + '-link}}'] = links[name];
      if (links[name]) {
        replacements['{{' + name + '}}'] = texts[name];
      } else {
        // As the element does with what is no telephone number, and no email address.
        var link = new RegExp('<a [^>]*href="{{' + name + '-link}}">(.*?)</a>', 'g');
        html = html.replace(link, '$1');
      }
    }
    return html
      .replace('<link rel="stylesheet" href="{{style-sheet}}">', function () {
        return '<style' + nonce() + '>' + formStyles + '</style>';
      })
      .replace(/ ?{{[a-z0-9-]+}}/g, function (all) {
        // A place for classes has the space before it in its name.
        var key = replacements.hasOwnProperty(all) ? all : all.replace(' ', '');
        var text = escaped(replacements[key]);
        // A line may end after the @ of an address.
        if (key === '{{email}}' && links.email) text = text.replace('@', '@<wbr>');
        return key === all ? text : ' ' + text;
      });
  }

  /** A text with its first heading, at level 2 as it comes, at another. As in the elements, HTML stops at h6. */
  function levelled(html, first) {
    return html.replace(/<h(\d)([^>]*)>(.*?)<\/h\d>/g, function (_all, number, attributes, text) {
      var level = Number(number) + first - 2;
      var name = 'h' + Math.min(level, 6);
      var aria = level > 6 ? attribute('aria-level', String(level)) : '';
      var classes = attributes.replace('{{heading-class}}', '{{heading-class-' + level + '}}');
      return '<' + name + aria + classes + '>' + text + '</' + name + '>';
    });
  }

  /** A text without the characters that nobody sees, which come along from lists of contacts. */
  function removeInvisible(text) {
    return String(text || '')
      .replace(new RegExp(formats.invisible, 'g'), '')
      .trim();
  }

  /** Where a telephone number leads, as in the elements; nowhere if it is none. */
  function telephoneLink(telephone) {
    if (!new RegExp(formats.telephone).test(telephone)) return '';
    var number = telephone.replace(new RegExp(formats.extension), '');
    return 'tel:' + number.replace(/^(\+.*)\(0\)/, '$1').replace(/[^+\d]/g, '');
  }

  /** Where an email address leads, as in the elements; nowhere if it is none. */
  function emailLink(email) {
    return new RegExp(formats.email).test(email) ? 'mailto:' + email.replace(/%/g, '%25') : '';
  }

  /** White space as HTML shows it. */
  function collapseSpace(text) {
    return String(text || '').replace(/[ \t\r\n]+/g, ' ');
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
    var value = portletContextUtil.getNonce ? portletContextUtil.getNonce() : '';
    return value ? attribute('nonce', String(value)) : '';
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
