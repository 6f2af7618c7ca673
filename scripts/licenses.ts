import { existsSync, readFileSync } from 'node:fs';
import type { Plugin } from 'rollup';

/**
 * A Rollup plugin that writes LICENSE.txt: our licence, and those of all packages with code in the bundle. Anyone who
 * distributes the bundle must include these notices.
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
  const description = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const { name, version, license } = description;
  const file = `${folder}/LICENSE`;
  const text = existsSync(file) ? readFileSync(file, 'utf8') : getMissingLicense(description);
  return `Contains ${name} ${version} (${license}):\n\n${text}`;
}

/** The licence of a package that was published without its licence file. */
function getMissingLicense({
  name,
  license,
  author,
  repository,
}: Record<'name' | 'license' | 'author', string> & { repository: { url: string } }): string {
  // The repository has one licence for all its packages.
  if (repository.url.endsWith('github.com/lit/lit.git')) {
    return readFileSync('node_modules/lit/LICENSE', 'utf8');
  }
  if (license !== 'MIT') throw new Error(`Expected a licence in ${name}, got none`);
  return readFileSync('LICENSE', 'utf8').replace(/^Copyright .*$/m, `Copyright (c) ${author}`);
}
