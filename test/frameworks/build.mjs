/** Builds every app here: `node build.mjs`. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';

const plugins = {
  plain: [],
  react: [],
  preact: [],
  vue: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } } })],
  svelte: [svelte()],
  // The output of Angular's own compiler.
  angular: [],
};

for (const [name, its] of Object.entries(plugins)) {
  // Some apps have a server-rendered page.
  const pages = ['index.html', 'server.html', 'changes.html'].filter((page) =>
    existsSync(`${name}/${page}`),
  );
  await build({
    root: name,
    base: `/${name}/`,
    plugins: its,
    build: {
      outDir: `../built/${name}`,
      emptyOutDir: true,
      rollupOptions: { input: pages.map((page) => resolve(name, page)) },
    },
    // Angular is large here, because its compiler runs in the page.
    logLevel: 'error',
  });
  const [server] = ['server.tsx', 'server.ts'].filter((file) => existsSync(`${name}/${file}`));
  if (!server) continue;
  await build({
    root: name,
    plugins: its,
    build: { ssr: server, outDir: `../built/${name}-server` },
    logLevel: 'error',
  });
}
