/** Makes modules into files as a webmaster's bundler would. */
import { normalize } from 'node:path';
import { build } from 'esbuild';

/**
 * A script in one file with what it uses, but for what it asks for itself when it runs.
 *
 * @param script Imports by paths from `bench/peers`.
 * @returns The files by name.
 */
export async function bundle(name: string, script: string): Promise<Map<string, Buffer>> {
  const { outputFiles } = await build({
    stdin: { contents: script, resolveDir: 'bench/peers', sourcefile: `${name}.js` },
    outdir: '.cache/bench',
    entryNames: name,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    write: false,
    logLevel: 'error',
  });
  const folder = '.cache/bench/';
  return new Map(
    outputFiles.map(({ path, contents }) => {
      const normal = normalize(path);
      return [normal.slice(normal.lastIndexOf(folder) + folder.length), Buffer.from(contents)];
    }),
  );
}
