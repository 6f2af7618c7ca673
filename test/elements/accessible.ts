import 'axe-core/axe.min.js';

/*
 * axe-core is a script, not a module: it leaves its name on the window. The `accessible()` of
 * @open-wc/testing uses it too, but leaves out the rules of WCAG 2.2, passes when nobody awaits it,
 * and passes when there was nothing to see.
 */
declare const axe: typeof import('axe-core');

/**
 * Checks an element, with all shadow roots inside it, against every rule that a machine can check: of
 * WCAG at the levels A, AA and AAA, of EN 301 549, and what axe's authors hold to be good practice or
 * try out. Settles with the rules that are broken, and where, and with the contrasts that cannot be
 * told; rejects when there was nothing to check.
 */
export async function findViolations(element: Element): Promise<string[]> {
  const values = axe.getRules().map(({ ruleId }) => ruleId);
  const { violations, incomplete, passes } = await axe.run(element, {
    runOnly: { type: 'rule', values },
  });
  // This rule, on trial, finds something in anything.
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
