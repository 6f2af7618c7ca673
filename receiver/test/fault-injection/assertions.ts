import assert from 'node:assert/strict';
import { type Installation, run } from '../instance.ts';
import type { Draft } from './submissions.ts';

/** The references that are stored, by the subject that each draft has for itself. */
export async function stored(at: Installation): Promise<Map<string, string[]>> {
  const { stdout, stderr, code } = await run(at, 'export');
  assert.equal(code, 0, stderr);
  const bySubject = new Map<string, string[]>();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const { subject, reference } = JSON.parse(line);
    bySubject.set(subject, [...(bySubject.get(subject) ?? []), reference]);
  }
  return bySubject;
}

/** Checks that each draft is stored once, under the reference that was answered, and none else. */
export async function assertStoredOnce(at: Installation, drafts: readonly Draft[]): Promise<void> {
  const found = await stored(at);
  assert.equal(found.size, drafts.length);
  for (const { key, reference } of drafts) {
    assert.deepEqual(found.get(`Ärende ${key}`), [reference]);
  }
}
