import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

export default defineConfig({
  adapter: node({ mode: 'standalone' }),
  output: 'server',
  // In Astro 6.4 its script is answered with 504 once a page imports any package, be it Lit alone.
  devToolbar: { enabled: false },
});
