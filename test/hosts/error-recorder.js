/*
 * Comes first on every host page under test, and records what goes wrong from then on. It only observes: nothing on the
 * page works differently because of it.
 */
{
  const problems = [];

  // In the capture phase, because errors of resources don't bubble.
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
    // Requested by the browser itself.
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

  Object.defineProperty(window, Symbol.for('error-recorder'), {
    value: { problems, names: Object.getOwnPropertyNames(window) },
  });
}
