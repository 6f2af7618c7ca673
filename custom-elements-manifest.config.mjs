/** Configures the custom elements manifest, which editors and catalogues read to know the elements. */

/** Adds the content's classes, from `@cssclass`. The manifest schema has no property for them. */
const cssClasses = {
  name: 'css-classes',
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isClassDeclaration(node)) return;
    const declaration = moduleDoc.declarations.find(({ name }) => name === node.name.getText());
    const tags = ts.getJSDocTags(node).filter(({ tagName }) => tagName.text === 'cssclass');
    if (!tags.length) return;
    declaration.cssClasses = tags.map(({ comment }) => {
      const [name, description] = comment.split(' - ');
      return { name, description };
    });
  },
};

/** Removes `undefined` and `null` from the types of attributes: only the property can be missing. */
const attributeTypes = {
  name: 'attribute-types',
  moduleLinkPhase({ moduleDoc }) {
    for (const { type } of moduleDoc.declarations.flatMap(({ attributes = [] }) => attributes)) {
      if (type) type.text = type.text.replace(/ \| (null|undefined)/g, '');
    }
  },
};

/** The members of union types, by the name of the type. */
const unions = new Map();

/** Expands union types in the fields of events, since readers of the manifest can't look up the name. */
const unionsInFull = {
  name: 'unions-in-full',
  collectPhase({ ts, node }) {
    if (!ts.isTypeAliasDeclaration(node) || !ts.isUnionTypeNode(node.type)) return;
    unions.set(node.name.text, node.type.types.map((type) => type.getText()).join(' | '));
  },
  moduleLinkPhase({ moduleDoc }) {
    for (const { type } of moduleDoc.declarations.flatMap(({ members = [] }) => members)) {
      if (unions.has(type?.text)) type.text = unions.get(type.text);
    }
  },
};

/** Keeps only the public members, and corrects what the analyser gets wrong. */
const publicOnly = {
  name: 'public-only',
  moduleLinkPhase({ moduleDoc }) {
    for (const declaration of moduleDoc.declarations) {
      declaration.members = declaration.members?.filter(
        (member) => !member.static && !/private|protected/.test(member.privacy),
      );
      // A readonly field is set from a constructor parameter, which isn't a default.
      for (const member of declaration.members ?? []) if (member.readonly) delete member.default;
      // Built-in classes don't come from a module.
      const { superclass } = declaration;
      if (superclass?.name === 'Event') declaration.superclass = { name: 'Event' };
    }
  },
};

/** Names the modules by their paths in the package, and lists `auto-define.js` as the one that defines the tags. */
const asPublished = {
  name: 'as-published',
  packageLinkPhase({ customElementsManifest }) {
    const published = JSON.parse(
      JSON.stringify(customElementsManifest).replace(
        /"\/?src\/([^"]*)\.[jt]s"/g,
        '"dist/lib/$1.js"',
      ),
    );
    const exports = published.modules.flatMap(({ path, declarations }) =>
      declarations
        .filter(({ tagName }) => tagName)
        .map(({ name, tagName }) => ({
          kind: 'custom-element-definition',
          name: tagName,
          declaration: { name, module: path },
        })),
    );
    const autoDefine = {
      kind: 'javascript-module',
      path: 'dist/lib/auto-define.js',
      declarations: [],
      exports,
    };
    // Included only for its types.
    const modules = published.modules.filter(({ path }) => !path.endsWith('message-client.js'));
    customElementsManifest.modules = [...modules, autoDefine];
  },
};

export default {
  globs: [
    'src/core/skr-element.ts',
    'src/contact-form/{message-client,events}.ts',
    'src/{org-card,contact-person,contact-form,skr-intl-overview}/{org-card,contact-person,contact-form,skr-intl-overview}.ts',
  ],
  outdir: 'dist',
  // Don't write to package.json, which already points to the manifest.
  packagejson: false,
  quiet: true,
  litelement: true,
  plugins: [cssClasses, unionsInFull, attributeTypes, publicOnly, asPublished],
};
