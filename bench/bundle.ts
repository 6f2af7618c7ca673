/** Bundles modules as a webmaster's bundler would. */
import { normalize } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles a script with its static imports. Dynamic imports become files of their own.
 *
 * @param script Its imports are resolved from `bench/peers`.
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
