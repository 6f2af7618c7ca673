export default defineNuxtConfig({
  compatibilityDate: '2026-01-01',
  // As in Nuxt 4.
  srcDir: 'app',
  serverDir: 'server',
  vue: { compilerOptions: { isCustomElement: (tag) => tag.includes('-') } },
});
