/** Builds every app here: `node build.mjs`. */

import { svelte } from '@sveltejs/vite-plugin-svelte';
import vue from '@vitejs/plugin-vue';
import { build } from 'vite';

const plugins = {
  plain: [],
  react: [],
  preact: [],
  vue: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } } })],
  svelte: [svelte()],
  // What Angular's own compiler has made.
  angular: [],
};

for (const [name, its] of Object.entries(plugins)) {
  await build({
    root: name,
    base: `/${name}/`,
    plugins: its,
    build: { outDir: `../built/${name}`, emptyOutDir: true },
    // Angular is large here, because its compiler runs in the page.
    logLevel: 'error',
  });
}

await build({
  root: 'react',
  build: { ssr: 'server.tsx', outDir: '../built/react-server' },
  logLevel: 'error',
});
