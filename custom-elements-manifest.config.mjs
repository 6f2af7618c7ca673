/** How the manifest is made: what editors and catalogues read to know our elements. */

/** Lists the classes of content, from `@cssclass`, which the schema of the manifest has no word for. */
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

/** Says of attributes that they are never undefined or null: without one, the property is. */
const attributeTypes = {
  name: 'attribute-types',
  moduleLinkPhase({ moduleDoc }) {
    for (const { type } of moduleDoc.declarations.flatMap(({ attributes = [] }) => attributes)) {
      if (type) type.text = type.text.replace(/ \| (null|undefined)/g, '');
    }
  },
};

/** What types with a name of their own stand for, by that name. */
const unions = new Map();

/** Says in full what an event may carry: who reads the manifest has no other place to look. */
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

/** Leaves what a page may use, and corrects what the analyser takes for something else. */
const publicOnly = {
  name: 'public-only',
  moduleLinkPhase({ moduleDoc }) {
    for (const declaration of moduleDoc.declarations) {
      declaration.members = declaration.members?.filter(
        (member) => !member.static && !/private|protected/.test(member.privacy),
      );
      // What a constructor sets to its parameter has no default.
      for (const member of declaration.members ?? []) if (member.readonly) delete member.default;
      // Classes of the browser's come from no module.
      const { superclass } = declaration;
      if (superclass?.name === 'Event') declaration.superclass = { name: 'Event' };
    }
  },
};

/** Names the modules as in the package, and says that `embed.js` is the one to define the tags. */
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
    const embed = {
      kind: 'javascript-module',
      path: 'dist/lib/auto-define.js',
      declarations: [],
      exports,
    };
    // Only there for the types in it.
    const modules = published.modules.filter(({ path }) => !path.endsWith('message-client.js'));
    customElementsManifest.modules = [...modules, embed];
  },
};

export default {
  globs: [
    'src/core/skr-element.ts',
    'src/contact-form/{message-client,events}.ts',
    'src/{org-card,contact-person,contact-form,skr-intl-overview}/{org-card,contact-person,contact-form,skr-intl-overview}.ts',
  ],
  outdir: 'dist',
  // package.json names the manifest already.
  packagejson: false,
  quiet: true,
  litelement: true,
  plugins: [cssClasses, unionsInFull, attributeTypes, publicOnly, asPublished],
};
