import assert from 'node:assert/strict';
import { type Instance, runCommand } from '../instance.ts';
import type { Submission } from './submissions.ts';

/** Exports the stored references, keyed by the unique subject of each submission. */
export async function exportedReferences(instance: Instance): Promise<Map<string, string[]>> {
  const { stdout, stderr, code } = await runCommand(instance, 'export');
  assert.equal(code, 0, stderr);
  const bySubject = new Map<string, string[]>();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const { subject, reference } = JSON.parse(line);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), reference]);
  }
  return bySubject;
}

/**
 * Asserts that each submission is stored once, under the acknowledged reference, and nothing else
 * is.
 */
export async function assertStoredOnce(
  instance: Instance,
  submissions: readonly Submission[],
): Promise<void> {
  const referencesBySubject = await exportedReferences(instance);
  assert.equal(referencesBySubject.size, submissions.length);
  for (const { key, reference } of submissions) {
    assert.deepEqual(referencesBySubject.get(`Ärende ${key}`), [reference]);
  }
}
