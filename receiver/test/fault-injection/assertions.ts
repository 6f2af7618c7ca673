import assert from 'node:assert/strict';
import { type Instance, runCommand } from '../instance.ts';
import type { Submission } from './submissions.ts';

/** The references that are stored, by the subject that each draft has for itself. */
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

/** Checks that each draft is stored once, under the reference that was answered, and none else. */
export async function assertStoredOnce(
  instance: Instance,
  drafts: readonly Submission[],
): Promise<void> {
  const found = await exportedReferences(instance);
  assert.equal(found.size, drafts.length);
  for (const { key, reference } of drafts) {
    assert.deepEqual(found.get(`Ärende ${key}`), [reference]);
  }
}
