import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

test('the receiver of the demo ends when what started it is killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const program = `
    import { startReceiver } from './demo/receiver.ts';
    const { url } = await startReceiver(process.argv[1], ['http://localhost:8080']);
    console.log(url);`;
  const starter = spawn(process.execPath, ['--input-type=module', '--eval', program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(starter.stdout, 'data');
  const description = `${String(line).trim()}/v1/openapi.json`;
  const answers = () =>
    fetch(description).then(
      ({ ok }) => ok,
      () => false,
    );
  assert.ok(await answers());

  starter.kill('SIGKILL');

  // Without a timeout of its own: if the receiver doesn't end, the test times out.
  while (await answers()) await wait(20);
  await rm(folder, { recursive: true });
});
