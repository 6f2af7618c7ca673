/*
 * Stands first on every host page while it is tested, and notes what goes wrong from then on. It
 * looks on: nothing on the page works differently because of it.
 */
{
  const problems = [];

  // Caught on the way down, because what fails to load says so to itself only.
  addEventListener(
    'error',
    ({ target, message }) => {
      const source = target?.src ?? target?.href;
      problems.push(source ? `failed to load: ${source}` : `error: ${message}`);
    },
    true,
  );
  addEventListener('unhandledrejection', ({ reason }) => problems.push(`rejection: ${reason}`));
  addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
    // The browser asks for this one by itself.
    if (blockedURI.endsWith('/favicon.ico')) return;
    problems.push(`violation: ${effectiveDirective} ${blockedURI} ${sample}`.trim());
  });
  for (const method of ['warn', 'error']) {
    const original = console[method];
    console[method] = (...words) => {
      problems.push(`console.${method}: ${words.join(' ')}`);
      original.apply(console, words);
    };
  }

  Object.defineProperty(window, Symbol.for('witness'), {
    value: { problems, names: Object.getOwnPropertyNames(window) },
  });
}
