/** The library that the site has beside its scripts (`demo/build.ts`). */
export * from 'fflate';
