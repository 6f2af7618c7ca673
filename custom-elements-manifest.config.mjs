/** How the manifest is made: what editors and catalogues read to know our elements. */

/**
 * Takes each attribute from the class's own list, and what to say of it from the property of the same
 * name. The analyser looks for the ways of other libraries, and would find none.
 */
const attributesOfWidgets = {
  name: 'attributes-of-widgets',
  analyzePhase({ ts, node, moduleDoc }) {
    if (!ts.isClassDeclaration(node)) return;
    const list = node.members.find(
      (member) => ts.isPropertyDeclaration(member) && member.name.getText() === 'attributes',
    );
    const declaration = moduleDoc.declarations.find(({ name }) => name === node.name.getText());
    for (const { text: name } of list?.initializer.elements.filter(ts.isStringLiteral) ?? []) {
      const fieldName = name.replace(/-./g, (pair) => pair[1].toUpperCase());
      const field = declaration.members.find((member) => member.name === fieldName);
      if (!field) throw new Error(`${node.name.getText()} does not declare ${fieldName}`);
      const { description, type, default: otherwise } = field;
      const attribute = {
        name,
        fieldName,
        description,
        // Without an attribute the property is undefined; the attribute itself never is.
        type: { text: type.text.replace(' | undefined', '') },
      };
      declaration.attributes.push(otherwise ? { ...attribute, default: otherwise } : attribute);
      Object.assign(field, { attribute: name, reflects: true });
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
      // Classes of the browser's come from no module; `Base` is its HTMLElement.
      const { superclass } = declaration;
      if (superclass?.name === 'Base') declaration.superclass = { name: 'HTMLElement' };
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
  globs: ['src/core/skr-element.ts', 'src/contact-form/{message-client,events}.ts', 'src/{org-card,contact-person,contact-form,skr-intl-overview}/{org-card,contact-person,contact-form,skr-intl-overview}.ts'],
  outdir: 'dist',
  // package.json names the manifest already.
  packagejson: false,
  quiet: true,
  plugins: [attributesOfWidgets, unionsInFull, publicOnly, asPublished],
};
