/**
 * Writes from the manifest what editors and frameworks read to know our elements: data for VS Code and
 * the JetBrains editors, and types for the templates of React, Preact, Vue and Svelte.
 *
 * The types are put together here, of what each framework itself says that any HTML element takes.
 * The generators that there are make their own list of that, or get our events wrong.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { generateJetBrainsWebTypes } from 'custom-element-jet-brains-integration';
import { generateVsCodeCustomElementData } from 'custom-element-vs-code-integration';
import type {
  Attribute,
  ClassDeclaration,
  CustomElement,
  Event,
  Package,
} from 'custom-elements-manifest/schema.d.ts';

type Described = ClassDeclaration & CustomElement & { readonly tagName: string };

/** How a framework types the elements of its templates. */
interface Framework {
  /** What it has for every HTML element, and how to import that. */
  readonly base: (element: string) => string;
  readonly imports: string;
  /** What a listener is called in its templates. */
  readonly listener: (event: string) => string;
  /** Where it lists the elements: ours are declared there. */
  readonly list: (entries: string) => string;
}

const asWritten = (event: string) => `on${event}`;

const frameworks: Record<string, Framework> = {
  react: {
    imports: "import type { ClassAttributes, HTMLAttributes } from 'react';",
    base: (element) => `HTMLAttributes<${element}>, ClassAttributes<${element}>`,
    listener: asWritten,
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
    listener: asWritten,
    list: (entries) => `declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
${entries.replace(/^/gm, '      ')}
    }
  }
}`,
  },
  vue: {
    imports: "import type { HTMLAttributes } from 'vue';",
    base: () => 'HTMLAttributes',
    listener: (event) =>
      asWritten(event).replace(/^on./, (found) => `on${found.charAt(2).toUpperCase()}`),
    list: (entries) => `declare module 'vue' {
  interface IntrinsicElementAttributes {
${entries.replace(/^/gm, '    ')}
  }
}`,
  },
  svelte: {
    imports: "import type { HTMLAttributes } from 'svelte/elements';",
    base: (element) => `HTMLAttributes<${element}>`,
    listener: asWritten,
    list: (entries) => `declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${entries.replace(/^/gm, '    ')}
  }
}`,
  },
};

const read = (): Package => JSON.parse(readFileSync('dist/custom-elements.json', 'utf8'));

const elements = read()
  .modules.flatMap(({ declarations = [] }) => declarations)
  .filter((declaration): declaration is Described => 'tagName' in declaration);

mkdirSync('dist/types', { recursive: true });
for (const [name, framework] of Object.entries(frameworks)) {
  writeFileSync(`dist/types/${name}.d.ts`, typesFor(framework));
}

// Both change the manifest that they are given.
generateVsCodeCustomElementData(read(), {
  outdir: 'dist',
  htmlFileName: 'vscode.html-custom-data.json',
  cssFileName: null,
  hideLogs: true,
});
generateJetBrainsWebTypes(read(), { outdir: 'dist', packageJson: false, hideLogs: true });

function typesFor({ imports, base, listener, list }: Framework): string {
  const events = new Set(
    elements.flatMap(({ events = [] }) => events).map(({ type }) => type.text),
  );
  const names = [...elements.map(({ name }) => name), ...events].sort();
  const interfaces = elements.map((element) => {
    const { name, tagName, attributes = [], events = [] } = element;
    return `/** What \`<${tagName}>\` takes in a template. */
export interface ${attributesOf(element)} extends ${base(name)} {
${[...attributes.map(attribute), ...events.map((event) => eventOf(event, listener))].join('\n')}
}`;
  });
  const entries = elements.map((element) => `'${element.tagName}': ${attributesOf(element)};`);
  return `// Written by build-types.ts from the manifest.
${imports}
import type {
${names.map((name) => `  ${name},`).join('\n')}
} from '../lib/index.js';

${interfaces.join('\n\n')}

${list(entries.join('\n'))}
`;
}

function attributesOf({ name }: Described): string {
  return name.replace(/Element$/, 'Attributes');
}

function attribute({ name, description, type }: Attribute): string {
  return `  /** ${oneLine(description)} */
  ${key(name)}?: ${type?.text} | undefined;`;
}

function eventOf({ name, description, type }: Event, listener: Framework['listener']): string {
  return `  /** ${oneLine(description)} */
  ${key(listener(name))}?: ((event: ${type.text}) => void) | undefined;`;
}

function key(name: string): string {
  return /^\w+$/.test(name) ? name : `'${name}'`;
}

function oneLine(text = ''): string {
  return text.replaceAll('\n', ' ');
}
