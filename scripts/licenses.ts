import { readFileSync } from 'node:fs';
import type { Plugin } from 'rollup';

/**
 * A Rollup plugin that writes LICENSE.txt: our licence, then that of each package with code in the
 * bundle. Who hosts the one file has to pass on the notices of all that is in it.
 */
export function licenses(): Plugin {
  return {
    name: 'licenses',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) =>
        'modules' in chunk ? Object.entries(chunk.modules) : [],
      );
      const folders = modules
        .filter(([, { renderedLength }]) => renderedLength > 0)
        .map(([path]) => path.match(/^.*\/node_modules\/(@[^/]+\/)?[^/]+/)?.[0])
        .filter((folder) => folder !== undefined);
      const notices = [...new Set(folders)].sort().map(getNotice);
      const source = [readFileSync('LICENSE', 'utf8'), ...notices].join(`\n${'-'.repeat(72)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'LICENSE.txt', source });
    },
  };
}

function getNotice(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const text = readFileSync(`${folder}/LICENSE`, 'utf8');
  return `Contains ${name} ${version} (${license}):\n\n${text}`;
}
