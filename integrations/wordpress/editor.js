/**
 * The blocks in the editor: the element itself, and a panel with its attributes. The build inserts the fields of each
 * element.
 */
(({ blocks, blockEditor, components, element, i18n }, { language, endpoint }) => {
  const { __ } = i18n;
  const { createElement } = element;

  const languages = [
    { value: '', label: __('As the site', 'skr-widgets') },
    { value: 'sv', label: __('Swedish', 'skr-widgets') },
    { value: 'en', label: __('English', 'skr-widgets') },
  ];

  const fields = {};

  const controls = {
    boolean: components.ToggleControl,
    choice: components.SelectControl,
    long: components.TextareaControl,
    text: components.TextControl,
    url: components.TextControl,
  };

  for (const [tag, ofElement] of Object.entries(fields)) {
    blocks.registerBlockType(`skr-widgets/${tag}`, {
      edit: ({ attributes, setAttributes }) => {
        const panel = [
          {
            name: 'lang',
            kind: 'choice',
            label: __('Language', 'skr-widgets'),
            options: languages,
          },
          ...ofElement,
        ].map(({ name, kind, isEndpoint, ...words }) =>
          createElement(controls[kind], {
            ...words,
            key: name,
            type: kind === 'url' ? 'url' : undefined,
            placeholder: isEndpoint ? endpoint : undefined,
            ...(kind === 'boolean'
              ? { checked: Boolean(attributes[name]) }
              : { value: attributes[name] || '', __next40pxDefaultSize: true }),
            onChange: (value) => setAttributes({ [name]: value || undefined }),
            __nextHasNoMarginBottom: true,
          }),
        );

        const previewed = { lang: attributes.lang || language };
        for (const { name, isEndpoint } of ofElement) {
          previewed[name] = attributes[name] || (isEndpoint && endpoint) || undefined;
        }

        return createElement(
          'div',
          blockEditor.useBlockProps(),
          createElement(
            blockEditor.InspectorControls,
            null,
            createElement(components.PanelBody, { title: __('Settings', 'skr-widgets') }, panel),
          ),
          // A click selects the block; it doesn't follow a link or focus a field.
          createElement(components.Disabled, null, createElement(tag, previewed)),
        );
      },
      save: () => null,
    });
  }
})(window.wp, window.skrWidgets);
