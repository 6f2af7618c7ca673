/*
 * The server part, for Sitevision's engine, Mozilla Rhino: ES5 only. Prints the tag, with the editor's choices as
 * attributes, and the content as the script would render it, for search engines and visitors without scripts; the
 * script takes it over unchanged. `../content.ts` describes the texts; `widgets`, `colours`, `formats` and
 * `formStyles` come from the build.
 */
(function () {
  'use strict';

  // Sitevision's own build turns `@sitevision/api/common/router` and others into these names.
  var router = require('router');
  var i18n = require('i18n');
  var appData = require('appData');
  var portletContextUtil = require('PortletContextUtil');

  router.get('/', function (_request, response) {
    // The language of the app's own texts is that of the page.
    var locale = (getSetting('lang') || i18n.get('language')) === 'en' ? 'en' : 'sv';
    var name = getSetting('widget');
    var widget = widgets.hasOwnProperty(name) ? widgets[name] : widgets['skr-intl-overview'];
    var values = getValues(widget);

    var tag = '<' + widget.tag;
    // Without `lang`, the element follows the language of the page.
    if (getSetting('lang')) tag += renderAttribute('lang', locale);
    for (var i = 0; i < widget.attributes.length; i++) {
      var option = widget.attributes[i];
      if (!values[option.name]) continue;
      tag +=
        option.kind === 'boolean'
          ? ' ' + option.name
          : renderAttribute(option.name, values[option.name]);
    }

    var theme = getTheme();
    var style = '';
    if (theme) {
      var id = String(portletContextUtil.getPortletNamespace('skr-widget'));
      tag += renderAttribute('id', id);
      style = '<style' + getNonce() + '>#' + id + '{' + theme + '}</style>';
    }
    var html = style + tag + '>' + renderContent(widget, values, locale) + '</' + widget.tag + '>';
    response.agnosticRender(html, { theme: theme });
  });

  /** The editor's choices, by attribute name. */
  function getValues(widget) {
    var values = {};
    for (var i = 0; i < widget.attributes.length; i++) {
      var option = widget.attributes[i];
      // There is one field for the endpoint, whichever element has the form.
      var value =
        widget.own[option.name] ||
        getSetting(option.kind === 'endpoint' ? 'endpoint' : option.name);
      if (option.kind === 'url' && !/^https?:\/\//i.test(value)) value = '';
      if (option.kind === 'classes') value = collapseSpace(value);
      values[option.name] = value;
    }
    return values;
  }

  /** Renders the content of the element as the script would. */
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
      } else if (option.affectsText && value) {
        key.push(option.choices ? option.name + '=' + value : option.name);
        replacements['{{' + option.name + '}}'] = value;
      }
    }
    var headingLevel = Number(values['heading-level']) || 2;
    var html = shiftHeadings(widget.texts[locale][key.join('&')], headingLevel);

    var texts = {
      telephone: removeInvisible(values.telephone),
      email: removeInvisible(values.email),
    };
    var links = { telephone: getTelephoneUrl(texts.telephone), email: getEmailUrl(texts.email) };
    for (var name in links) {
      replacements['{{' + name + '-link}}'] = links[name];
      if (links[name]) {
        replacements['{{' + name + '}}'] = texts[name];
      } else {
        // Like the element, don't link an invalid telephone number or email address.
        var link = new RegExp('<a [^>]*href="{{' + name + '-link}}">(.*?)</a>', 'g');
        html = html.replace(link, '$1');
      }
    }
    return html
      .replace('<link rel="stylesheet" href="{{style-sheet}}">', function () {
        return '<style' + getNonce() + '>' + formStyles + '</style>';
      })
      .replace(/ ?{{[a-z0-9-]+}}/g, function (all) {
        // The placeholder of classes includes the space before it.
        var key = replacements.hasOwnProperty(all) ? all : all.replace(' ', '');
        var text = escapeHtml(replacements[key]);
        // Allow a line break after the @ of an email address.
        if (key === '{{email}}' && links.email) text = text.replace('@', '@<wbr>');
        return key === all ? text : ' ' + text;
      });
  }

  /** Shifts the headings of a text, whose first is at level 2. As in the elements, levels below h6 use `aria-level`. */
  function shiftHeadings(html, first) {
    return html.replace(/<h(\d)([^>]*)>(.*?)<\/h\d>/g, function (_all, number, attributes, text) {
      var level = Number(number) + first - 2;
      var name = 'h' + Math.min(level, 6);
      var aria = level > 6 ? renderAttribute('aria-level', String(level)) : '';
      var classes = attributes.replace('{{heading-class}}', '{{heading-class-' + level + '}}');
      return '<' + name + aria + classes + '>' + text + '</' + name + '>';
    });
  }

  /** Removes invisible characters, which often come along when contact details are copied. */
  function removeInvisible(text) {
    return String(text || '')
      .replace(new RegExp(formats.invisible, 'g'), '')
      .trim();
  }

  /** The URL of a telephone number, as in the elements. Empty if it isn't valid. */
  function getTelephoneUrl(telephone) {
    if (!new RegExp(formats.telephone).test(telephone)) return '';
    var number = telephone.replace(new RegExp(formats.extension), '');
    return 'tel:' + number.replace(/^(\+.*)\(0\)/, '$1').replace(/[^+\d]/g, '');
  }

  /** The URL of an email address, as in the elements. Empty if it isn't valid. */
  function getEmailUrl(email) {
    return new RegExp(formats.email).test(email) ? 'mailto:' + email.replace(/%/g, '%25') : '';
  }

  /** Collapses white space as HTML does. */
  function collapseSpace(text) {
    return String(text || '').replace(/[ \t\r\n]+/g, ' ');
  }

  /** The colours the editor has chosen, as CSS declarations. */
  function getTheme() {
    var theme = '';
    for (var i = 0; i < colours.length; i++) {
      var colour = getSetting(colours[i]);
      // Reject anything that could end the declaration, start another or load a resource.
      if (/^[\w#(),.%/ -]+$/.test(colour) && !/url|\/\//i.test(colour))
        theme += '--skr-' + colours[i] + ':' + colour + ';';
    }
    return theme;
  }

  /** The nonce that allows inline styles in the page's content security policy. Available since Sitevision 2022.08. */
  function getNonce() {
    var value = portletContextUtil.getNonce ? portletContextUtil.getNonce() : '';
    return value ? renderAttribute('nonce', String(value)) : '';
  }

  function getSetting(name) {
    var value = appData.get(name);
    return value ? String(value).trim() : '';
  }

  function renderAttribute(name, value) {
    return ' ' + name + '="' + escapeHtml(value) + '"';
  }

  function escapeHtml(text) {
    return text.replace(/[&<>"]/g, function (sign) {
      return '&#' + sign.charCodeAt(0) + ';';
    });
  }
})();
