import assert from 'node:assert/strict';
import crypto from 'node:crypto';
import { chown, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createFile, replaceFile } from '../src/durable-fs.ts';

/** A folder of the receiver with a file in it, and another user's file outside it. */
async function setupFolder() {
  const top = await mkdtemp(join(tmpdir(), 'receiver-'));
  const file = join(top, 'keys');
  const others = join(top, 'others');
  await writeFile(file, 'before');
  await writeFile(others, "another's");
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(file, 65534, 65534);
  return {
    top,
    file,
    others,
    /** The owners and contents of the files. */
    look: async (path: string) => {
      const { uid, gid, mode } = await stat(path);
      return { uid, gid, mode, text: await readFile(path, 'utf8') };
    },
    [Symbol.asyncDispose]: () => rm(top, { recursive: true }),
  };
}

test('replaceFile replaces the whole file, readable by its previous owner only', async () => {
  await using folder = await setupFolder();
  const { uid, gid } = await folder.look(folder.file);

  replaceFile(folder.file, 'after');

  const after = await folder.look(folder.file);
  assert.deepEqual(after, { uid, gid, mode: 0o100600, text: 'after' });
  assert.deepEqual((await readdir(folder.top)).sort(), ['keys', 'others']);
});

test('a link at the path that is about to be written is not followed', async (t) => {
  await using folder = await setupFolder();
  const { file, others, look } = folder;
  const before = [await look(file), await look(others)];
  // A predictable name.
  await symlink(others, `${file}.${process.pid}`);
  replaceFile(file, 'before');
  assert.deepEqual(await look(others), before[1]);
  // As placed by somebody who has guessed the name.
  const name = '00000000-0000-4000-8000-000000000000';
  t.mock.method(crypto, 'randomUUID', () => name);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  await symlink(others, `${file}.${name}`);

  assert.throws(() => replaceFile(file, 'after'), { code: 'EEXIST' });
  assert.throws(() => createFile(file, 'after'), { code: 'EEXIST' });

  assert.deepEqual(await look(others), before[1]);
  assert.equal((await look(file)).text, 'before');
});
