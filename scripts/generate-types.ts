/**
 * Generates types and editor data from the manifest: data for VS Code and the JetBrains editors, types for templates
 * in React, Preact, Vue, Svelte and Astro, and the type of the attributes that `ssr.ts` takes.
 *
 * The types extend each framework's own type of an HTML element's attributes. Existing generators use a list of
 * their own instead, or get our events wrong.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import type { Attribute, Event } from 'custom-elements-manifest/schema.d.ts';
import { type ElementDeclaration, getElements, readManifest } from './manifest.ts';

/** How a framework types the elements in its templates. */
interface Framework {
  /** The framework's type of an HTML element's attributes. */
  readonly base: (element: string) => string;
  readonly imports: string;
  /** Converts the name of an attribute or listener, if the type checker knows it by another name. */
  readonly name?: (attribute: string) => string;
  /** Declares our elements in the framework's list of elements. */
  readonly list: (entries: string) => string;
}

const frameworks: Record<string, Framework> = {
  react: {
    imports: "import type { ClassAttributes, HTMLAttributes } from 'react';",
    base: (element) => `HTMLAttributes<${element}>, ClassAttributes<${element}>`,
    list: (entries) => `declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${entries.replace(/^/gm, '      ')}
    }
  }
}`,
  },
  preact: {
    imports: "import type { HTMLAttributes } from 'preact';",
    base: (element) => `HTMLAttributes<${element}>`,
    list: (entries) => `declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
${entries.replace(/^/gm, '      ')}
    }
  }
}`,
  },
  vue: {
    imports: "import type { HTMLAttributes, ReservedProps } from 'vue';",
    base: () => 'HTMLAttributes, ReservedProps',
    // The type checker takes every tag with a hyphen for a component.
    name: toCamelCase,
    list: (entries) => `declare module 'vue' {
  interface GlobalComponents {
${entries.replace(/: (\w+);/g, ': new () => { $props: $1 };').replace(/^/gm, '    ')}
  }

  // Vue has removed the attribute because its own components have slots that are not attributes.
  interface HTMLAttributes {
    /** The name of the parent element's slot. */
    slot?: string | undefined;
  }
}`,
  },
  astro: {
    imports: '',
    base: () => 'astroHTML.JSX.HTMLAttributes',
    list: (entries) => `declare global {
  namespace astroHTML.JSX {
    interface IntrinsicElements {
${entries.replace(/^/gm, '      ')}
    }
  }
}`,
  },
  svelte: {
    imports: "import type { HTMLAttributes } from 'svelte/elements';",
    base: (element) => `HTMLAttributes<${element}>`,
    list: (entries) => `declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${entries.replace(/^/gm, '    ')}
  }
}`,
  },
};

const elements = getElements(readManifest()).filter(({ tagName }) => tagName);

mkdirSync('dist/types', { recursive: true });
for (const [name, framework] of Object.entries(frameworks)) {
  writeFileSync(`dist/types/${name}.d.ts`, renderTypes(framework));
  // Bundlers resolve the module even if only types are imported from it.
  writeFileSync(`dist/types/${name}.js`, 'export {};\n');
}
writeFileSync('src/generated/attributes.ts', renderServerTypes());

// Both generators modify the manifest, and have a slightly different type of it than its own schema.
generateVsCodeCustomElementData(readManifest() as never, {
  outdir: 'dist',
  htmlFileName: 'vscode.html-custom-data.json',
  cssFileName: null,
  hideLogs: true,
});
generateJetBrainsWebTypes(readManifest() as never, {
  outdir: 'dist',
  packageJson: false,
  hideLogs: true,
});

function renderTypes({
  imports,
  base,
  list,
  name: toName = (attribute) => attribute,
}: Framework): string {
  const events = new Set(
    elements.flatMap(({ events = [] }) => events).map(({ type }) => type.text),
  );
  const names = [...elements.map(({ name }) => name), ...events].sort();
  const asAttribute = ({ name, description, type }: Attribute) =>
    renderMember(toName(name), description, String(type?.text));
  const asListener = ({ name, description, type }: Event) =>
    renderMember(
      toName(`on-${name}`).replace('on-', 'on'),
      description,
      `((event: ${type.text}) => void)`,
    );
  const interfaces = elements.map((element) => {
    const { name, tagName, attributes = [], events = [] } = element;
    return `/** What \`<${tagName}>\` takes in a template. */
export interface ${getAttributesName(element)} extends ${base(name)} {
${[...attributes.map(asAttribute), ...events.map(asListener)].join('\n')}
}`;
  });
  const entries = elements.map((element) => `'${element.tagName}': ${getAttributesName(element)};`);
  return `// Written by scripts/generate-types.ts from the manifest.
${imports}
import type {
${names.map((name) => `  ${name},`).join('\n')}
} from '../lib/index.js';

${interfaces.join('\n\n')}

${list(entries.join('\n'))}
`;
}

/** The attributes of each element, by tag. Depends on no other file, and not on the DOM types. */
function renderServerTypes(): string {
  const entries = elements.map(
    ({ tagName, attributes = [] }) => `  '${tagName}': {
${attributes
  .map(({ name, description, type }) => renderMember(name, description, `${type?.text} | null`))
  .join('\n')
  .replace(/^/gm, '  ')}
  };`,
  );
  return `// Written by scripts/generate-types.ts from the manifest.

/** The attributes of each element, by its tag. */
export interface ElementAttributes {
${entries.join('\n')}
}
`;
}

function getAttributesName({ name }: ElementDeclaration): string {
  return name.replace(/Element$/, 'Attributes');
}

/** A member of an interface, with its doc comment. */
function renderMember(name: string, description: string | undefined, type: string): string {
  const key = /^\w+$/.test(name) ? name : `'${name}'`;
  return `  /** ${description?.replaceAll('\n', ' ')} */
  ${key}?: ${type} | undefined;`;
}

function toCamelCase(name: string): string {
  return name.replace(/-./g, (pair) => pair.charAt(1).toUpperCase());
}
