import 'axe-core/axe.min.js';

/*
 * axe-core is a script, not a module: it defines a global on `window`. `accessible()` of @open-wc/testing uses it too,
 * but leaves out the rules of WCAG 2.2, and passes if it isn't awaited or if there was nothing to check.
 */
declare const axe: typeof import('axe-core');

/**
 * Checks an element and all shadow roots in it against every rule that can be checked automatically: WCAG A, AA and
 * AAA, EN 301 549, and axe's best practices and experimental rules. Resolves to the broken rules with their elements,
 * and the contrasts that could not be determined; rejects if there was nothing to check.
 */
export async function findViolations(element: Element): Promise<string[]> {
  const values = axe.getRules().map(({ ruleId }) => ruleId);
  const { violations, incomplete, passes } = await axe.run(element, {
    runOnly: { type: 'rule', values },
    // Of what passes, one element for each rule.
    resultTypes: ['violations', 'incomplete'],
  });
  // This experimental rule reports something for any content.
  if (passes.every(({ id }) => id === 'hidden-content')) {
    throw new Error('axe found nothing to check');
  }
  const untold = incomplete.filter(({ id }) => id.startsWith('color-contrast'));
  return [...violations, ...untold].flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n  ${node.target.flat().join(' >> ')}\n  ${node.html}`),
  );
}

/** Resolves when an element breaks no rule that a machine can check; rejects with those it does. */
export async function expectAccessible(element: Element): Promise<void> {
  const violations = await findViolations(element);
  if (violations.length > 0) throw new Error(`Not accessible:\n${violations.join('\n')}`);
}
