import 'axe-core/axe.min.js';

/*
 * axe-core is a script, not a module: it leaves its name on the window. The `accessible()` of
 * @open-wc/testing uses it too, but leaves out the rules of WCAG 2.2, passes when nobody awaits it,
 * and passes when there was nothing to see.
 */
declare const axe: typeof import('axe-core');

/** WCAG 2.0, 2.1 and 2.2 at the levels A and AA, and what axe's authors hold to be good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];

/**
 * Checks an element, with all shadow roots inside it, against the rules that a machine can check.
 * Resolves when none is broken; rejects with the rules that are, and where.
 */
export async function expectAccessible(element: Element): Promise<void> {
  const { violations, passes } = await axe.run(element, { runOnly: tags });
  if (passes.length === 0) throw new Error('axe found nothing to check');
  if (violations.length > 0) {
    const faults = violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}\n  ${node.target.flat().join(' >> ')}\n  ${node.html}`),
    );
    throw new Error(`Not accessible:\n${faults.join('\n')}`);
  }
}
